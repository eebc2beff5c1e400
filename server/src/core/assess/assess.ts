import type { Assessment, Evidence, Level, Unchecked, UncheckedId } from "../model";
import type { AssessContext } from "../settings";
import { combine } from "./combine";
import { addedSince } from "./dependencies";
import { type FactSet, readFacts } from "./facts";
import { readNews } from "./news";
import type { Signal } from "./rule";
import { rules } from "./rules/index";
import { summarise } from "./summary";

/** Judges one release: the same evidence, settings and moment give the same verdict everywhere. */
export function assess(evidence: Evidence, context: AssessContext): Assessment {
  const facts = readFacts(evidence, context);
  const signals: Signal[] = [];
  const unchecked = new Map<UncheckedId, Unchecked>();
  const missing = (found: Unchecked | undefined) => {
    if (found !== undefined && !unchecked.has(found.id)) {
      unchecked.set(found.id, found);
    }
  };
  for (const rule of rules) {
    if (rule.family === "state" && !context.stateRules) {
      continue;
    }
    const outcome = rule.check(facts, context);
    if (outcome.status === "failed") {
      signals.push(outcome.signal);
    } else if (outcome.status === "unchecked") {
      missing(outcome.unchecked);
    }
  }
  for (const found of [...unansweredSources(evidence), ...unknownAges(evidence, facts)]) {
    missing(found);
  }
  const verdict = combine(signals, context, readNews(facts, context));
  const level: Level = verdict.level === "clear" && isUnanswered(evidence, facts) ? "unchecked" : verdict.level;
  return {
    level,
    score: level === "unchecked" ? undefined : verdict.score,
    summary: summarise(verdict.signals, level, [...unchecked.values()]),
    findings: verdict.signals.map(({ finding }) => finding),
    unchecked: [...unchecked.values()],
  };
}

/** Sources that were to be asked and gave nothing usable. What is not asked by design leaves the level alone. */
function isUnanswered({ history, advisories, depsDev }: Evidence, { release }: FactSet): boolean {
  // A document that does not show the release at all answers nothing about it; one that leaves fields out answers the rest.
  const isUnknownRelease =
    history.status === "found" &&
    (release.status === "none" || (release.status === "unknown" && release.unchecked.id === "registry"));
  return isUnknownRelease || [history, advisories, depsDev].some(({ status }) => status === "unavailable");
}

function unansweredSources({ history, advisories, depsDev }: Evidence): readonly Unchecked[] {
  return [
    { id: "registry" as const, answer: history },
    { id: "osv" as const, answer: advisories },
    { id: "depsdev" as const, answer: depsDev },
  ].flatMap(({ id, answer }) =>
    answer.status === "unavailable" || answer.status === "unasked" ? { id, reason: answer.reason } : [],
  );
}

/** Dependencies that were added and whose first publication nobody could tell. */
function unknownAges({ dependencyCreated }: Evidence, { release }: FactSet): readonly Unchecked[] {
  if (release.status !== "known") {
    return [];
  }
  const { entry, previous } = release.value;
  const unknown = addedSince(entry.release, previous?.release).filter(
    (name) => dependencyCreated.get(name)?.status !== "found",
  );
  return unknown.length === 0
    ? []
    : [
        {
          id: "dependency-age",
          reason: `not known since when ${unknown.slice(0, 5).join(", ")} ${unknown.length === 1 ? "exists" : "exist"}`,
        },
      ];
}
