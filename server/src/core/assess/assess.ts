import type { Assessment, Evidence, Level, Unchecked } from "../model";
import type { AssessContext } from "../settings";
import { CALIBRATION, type Calibration } from "./calibration";
import { combine } from "./combine";
import { type FactSet, readFacts } from "./facts";
import { readNews } from "./news";
import { callsForAttestations } from "./questions";
import type { Signal } from "./rule";
import { rules } from "./rules/index";
import { summarise } from "./summary";
import { isUnanswered, listUnchecked, reasonOfSilence } from "./unchecked";

/** A private name, or one that is not judged by its state: that there is none is no verdict then. */
const ABSENT: Unchecked = { id: "registry", reason: "its registry knows no package of this name" };

/** Judges one release: the same evidence, settings and moment give the same verdict everywhere. */
export function assess(evidence: Evidence, context: AssessContext, calibration: Calibration = CALIBRATION): Assessment {
  const facts = readFacts(evidence, context);
  const signals: Signal[] = [];
  const missing: Unchecked[] = [];
  for (const rule of rules) {
    if (rule.family === "state" && !context.stateRules) {
      continue;
    }
    const outcome = rule.check(facts, context, calibration.numbers);
    if (outcome.status === "failed") {
      signals.push(outcome.signal);
    } else if (outcome.status === "unchecked") {
      missing.push(...outcome.unchecked);
    }
  }
  if (evidence.history.status === "absent" && !signals.some(({ finding }) => finding.family === "state")) {
    missing.push(ABSENT);
  }
  const unchecked = listUnchecked(evidence, facts, context, missing);
  const verdict = combine(signals, context, readNews(facts, context), calibration);
  const findings = verdict.signals.map(({ finding }) => finding);
  const isOpen =
    isUnanswered(evidence, facts, context) || (isUnread(evidence) && callsForAttestations(evidence, { findings }));
  const level: Level = verdict.level === "clear" && isOpen ? "unchecked" : verdict.level;
  return {
    level,
    score: level === "unchecked" ? undefined : verdict.score,
    summary: summarise(
      verdict.signals,
      publisherOf(facts),
      level === "unchecked" ? reasonOfSilence(evidence, unchecked) : undefined,
    ),
    findings,
    unchecked,
  };
}

/** Whether attestations were asked for in vain. */
function isUnread({ attested }: Evidence): boolean {
  return [...(attested ?? [])].some(([, { status }]) => status === "unavailable");
}

/** The account as the registry names it, cut: it comes from outside. */
function publisherOf({ publisher }: FactSet): string | undefined {
  return publisher.status === "known" ? publisher.value.name.slice(0, 40) : undefined;
}
