import { ABSENCE_HOLDS_MS } from "../advisories";
import { messages } from "../messages";
import type { Evidence, Unchecked, UncheckedId } from "../model";
import type { AssessContext } from "../settings";
import { addedSince } from "./dependencies";
import type { FactSet } from "./facts";
import { day, span } from "./time";

const ORDER: readonly UncheckedId[] = [
  "registry",
  "registry.time",
  "registry.publisher",
  "osv",
  "depsdev",
  "attestations",
  "dependency-age",
  "scorecard",
];

/** What could not be checked, once for each source or field: what rules missed, and what was never answered. */
export function listUnchecked(
  evidence: Evidence,
  facts: FactSet,
  context: AssessContext,
  missing: readonly Unchecked[],
): readonly Unchecked[] {
  const byId = new Map<UncheckedId, Unchecked>();
  for (const found of [
    ...missing,
    ...unansweredSources(evidence),
    ...oldHistory(evidence, context),
    ...oldAdvisories(evidence, context),
    ...unreadRecords(evidence),
    ...unreadAttestations(evidence),
    ...fieldsLeftOut(facts),
    ...unknownAges(evidence, facts),
  ]) {
    if (!byId.has(found.id)) {
      byId.set(found.id, found);
    }
  }
  return [...byId.values()].sort((a, b) => ORDER.indexOf(a.id) - ORDER.indexOf(b.id));
}

/**
 * Whether a source that was to be asked gave nothing usable. What is not asked by design leaves the level alone, and so
 * does a document that only leaves fields out; one that does not show the release at all answers nothing about it, and a
 * new dependency of unknown age may be younger than the release.
 */
export function isUnanswered(evidence: Evidence, facts: FactSet, context: AssessContext): boolean {
  const { history, advisories, depsDev } = evidence;
  const { release } = facts;
  const isNotShown = release.status === "none" || (release.status === "unknown" && release.unchecked.id === "registry");
  const isAnswer = history.status === "found" || history.status === "absent";
  return (
    (isAnswer && isNotShown) ||
    oldHistory(evidence, context).length > 0 ||
    oldAdvisories(evidence, context).length > 0 ||
    unknownAges(evidence, facts).length > 0 ||
    [history, advisories, depsDev].some(({ status }) => status === "unavailable")
  );
}

/** Why a verdict is missing: the first source that failed, else the first thing that was not given. */
export function reasonOfSilence(
  { history, advisories, depsDev }: Evidence,
  unchecked: readonly Unchecked[],
): string | undefined {
  for (const answer of [history, advisories, depsDev]) {
    if (answer.status === "unavailable") {
      return answer.reason;
    }
  }
  return unchecked[0]?.reason;
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

/** "It is served as it was" is worth a day: so long a registry may be out of reach before that is no answer any more. */
const HISTORY_HOLDS_MS = 24 * 60 * 60 * 1000;

/**
 * What a registry said a day ago still speaks, but says nothing of what it published or took away since. A stored
 * document, which no registry is configured for, is judged as it is.
 */
function oldHistory({ history, registryUrl }: Evidence, { asOf }: AssessContext): readonly Unchecked[] {
  const age = history.status === "found" && registryUrl !== undefined ? asOf - history.asOf : 0;
  return age < HISTORY_HOLDS_MS
    ? []
    : [
        {
          id: "registry",
          reason: `the registry's last answer is ${span(age)} old: what it published or pulled since is not known`,
        },
      ];
}

/** What OSV said an hour ago still speaks, but says nothing of what has been reported since. */
function oldAdvisories({ advisories }: Evidence, { asOf }: AssessContext): readonly Unchecked[] {
  const age = advisories.status === "found" ? asOf - advisories.asOf : 0;
  return age < ABSENCE_HOLDS_MS
    ? []
    : [{ id: "osv", reason: `OSV's last answer is ${span(age)} old: what was reported since is not known` }];
}

/** OSV names a record for the release, and what it says could not be read. */
function unreadRecords({ advisories }: Evidence): readonly Unchecked[] {
  const unread = advisories.status === "found" ? advisories.value.filter(({ detailed }) => !detailed) : [];
  const ids = unread.map(({ id }) => id.slice(0, LONGEST_ID));
  const more = ids.length > MOST_IDS ? ` and ${ids.length - MOST_IDS} more` : "";
  return ids.length === 0
    ? []
    : [{ id: "osv", reason: messages.recordUnread(`${ids.slice(0, MOST_IDS).join(", ")}${more}`) }];
}

const MOST_IDS = 3;
const LONGEST_ID = 40;

/** Attestations that were asked for and not given: the release's own first. */
function unreadAttestations({ attested }: Evidence): readonly Unchecked[] {
  for (const [version, answer] of attested ?? []) {
    switch (answer.status) {
      case "found":
        break;
      case "absent":
        return [{ id: "attestations", reason: `the registry has none of ${version}, although its document names one` }];
      case "unavailable":
      case "unasked":
        return [{ id: "attestations", reason: answer.reason }];
    }
  }
  return [];
}

/** What the registry gave of no package when the release was published, though it does before: not known, and not lost. */
function fieldsLeftOut({ leftOut }: FactSet): readonly Unchecked[] {
  const { provenance, approver, gitHead } = leftOut.status === "known" ? leftOut.value : {};
  const evidence = provenance ?? approver;
  return [
    ...(evidence === undefined
      ? []
      : [{ id: "attestations" as const, reason: messages.evidenceLeftOut(day(evidence.since), evidence.packages) }]),
    ...(gitHead === undefined
      ? []
      : [{ id: "registry" as const, reason: messages.commitsLeftOut(day(gitHead.since), gitHead.packages) }]),
  ];
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
  const [first] = unknown;
  return first === undefined
    ? []
    : [
        {
          id: "dependency-age",
          reason:
            unknown.length === 1
              ? `not known since when its new dependency ${first} exists`
              : `not known since when ${unknown.length} new dependencies exist: ${unknown.slice(0, 3).join(", ")}`,
        },
      ];
}
