import { assess } from "./assess/assess";
import { findReplacements, type Replacements } from "./assess/replacement";
import { callsForRollback, findRollbacks, findUpgrades, isSound, newestAdmitted } from "./assess/rollback";
import { eachInTurn } from "./inTurn";
import { latestOf } from "./latestOf";
import { inOrder, keyOf, type Lookups, type SubjectKey } from "./lookup/lookups";
import type { Acceptance, Assessment, Evidence, Lookup, PackageReport, Rollback, Subject } from "./model";
import { type Policy, rulesToAccept } from "./policy";
import { type AssessContext, LEVELS } from "./settings";
import type { World } from "./world";

/** A target's report without its places: these may be of an older text of the document. */
export type Verdict = Pick<
  PackageReport,
  "subject" | "evidence" | "assessment" | "rollback" | "accepted" | "openUpgrades" | "replacement"
>;

/** What is known about one release; several where the lockfile has several, differing entries for it. */
export interface Case {
  readonly subject: Subject;
  readonly evidences: readonly [Evidence, ...Evidence[]];
}

interface How {
  readonly policy: Policy | undefined;
  /** Nobody is asked. */
  readonly isGlance?: boolean;
  /** Nobody will ask for the same again. */
  readonly isOnce?: boolean;
}

export interface Verdicts {
  /** One release by what is known of it, without a release to go back to; it is not remembered. */
  glimpse(known: Case, context: AssessContext, policy: Policy | undefined): Verdict;
  judge(
    cases: readonly Case[],
    context: AssessContext,
    how: How,
    lookups: Pick<Lookups, "advisories">,
    abort: AbortSignal,
  ): Promise<ReadonlyMap<SubjectKey, Verdict>>;
  /** The last verdict about a release, however old, without asking anybody. */
  remembered(key: SubjectKey): Verdict | undefined;
}

/** How many releases OSV is asked about before "there is none to go back to" is said. */
const CANDIDATES = 8;
/** How many of the first versions that mend a weakness OSV is asked about. */
const UPGRADES = 4;
/** The same of the package that a look-alike may be mistaken for. */
const REPLACEMENTS = 4;

/** How many verdicts are kept. */
const MOST_REMEMBERED = 50_000;

interface Memo {
  readonly inputs: readonly unknown[];
  readonly verdict: Verdict;
}

interface Draft {
  readonly key: SubjectKey;
  readonly inputs: readonly unknown[];
  readonly evidence: Evidence;
  readonly assessment: Assessment;
  readonly candidates: readonly Rollback[];
  readonly upgrades: readonly string[];
  readonly replacements: Replacements | undefined;
}

/**
 * Turns evidence into verdicts, and remembers them: one is computed again only when an answer, a setting or the minute
 * has changed. A release to go back to is named only after OSV was asked about it too.
 */
export function createVerdicts(world: Pick<World, "breathe">): Verdicts {
  const memos = latestOf<SubjectKey, Memo>(MOST_REMEMBERED);

  return {
    glimpse({ subject, evidences }, context, policy) {
      const { evidence, assessment } = worstOf(evidences, context);
      return {
        subject,
        evidence,
        assessment,
        rollback: undefined,
        accepted: acceptanceOf(keyOf(subject), assessment, policy),
      };
    },

    async judge(cases, context, { policy, isGlance = false, isOnce = false }, lookups, abort) {
      const verdicts = new Map<SubjectKey, Verdict>();
      const drafts: Draft[] = [];
      // Of more than can be remembered the last would push out the first: then none is worth the memory.
      const isRemembered = !isOnce && cases.length <= MOST_REMEMBERED;
      let advisories = NONE;
      await eachInTurn(cases, consider, world, abort);
      const asked = drafts.flatMap(({ evidence: { subject }, candidates, upgrades, replacements }) => [
        ...candidates.map(({ version }) => ({ name: subject.name, version })),
        ...upgrades.map((version) => ({ name: subject.name, version })),
        ...(replacements === undefined
          ? []
          : replacements.versions.map((version) => ({ name: replacements.evidence.subject.name, version }))),
      ]);
      advisories = asked.length === 0 ? NONE : await lookups.advisories(inOrder(asked), abort);
      await eachInTurn(drafts, conclude, world, abort);
      return verdicts;

      function consider({ subject, evidences }: Case): void {
        const key = keyOf(subject);
        const inputs = isRemembered ? inputsOf(evidences, context, policy) : [];
        const memo = isRemembered ? memos.get(key) : undefined;
        if (memo !== undefined && isSame(memo.inputs, inputs)) {
          verdicts.set(key, memo.verdict);
          return;
        }
        const found = draft(key, evidences, inputs, context);
        if (hasQuestions(found)) {
          drafts.push(found);
        } else {
          conclude(found);
        }
      }

      function conclude(draft: Draft): void {
        const { key, inputs, candidates } = draft;
        const { evidence, assessment } = withUpgrade(draft);
        const sound = candidates.find(({ version }) => isKnownSound(draft.evidence, version));
        const verdict: Verdict = {
          subject: evidence.subject,
          evidence,
          assessment,
          rollback: callsForRollback(assessment) ? (sound ?? "none") : undefined,
          accepted: acceptanceOf(key, assessment, policy),
          ...openUpgradesOf(draft, assessment),
          ...replacementOf(draft),
        };
        if (isRemembered && (!isGlance || isWhole(draft, assessment))) {
          memos.set(key, { inputs, verdict });
        }
        verdicts.set(key, verdict);
      }

      function isKnownSound(evidence: Evidence, version: string): boolean {
        const known = advisories.get(keyOf({ name: evidence.subject.name, version }));
        return known === undefined || isSound(evidence, version, known, context);
      }

      /** Judged again where the first version that mends a weakness is not itself one to go to. */
      function withUpgrade(draft: Draft): Pick<Verdict, "evidence" | "assessment"> {
        const evidence = isRemembered ? detached(draft.evidence) : draft.evidence;
        const { assessment, upgrades } = draft;
        const fixed = fixedOf(assessment);
        const version = upgrades.find((candidate) => isKnownSound(draft.evidence, candidate));
        if (typeof fixed !== "string" || evidence.history.status !== "found" || version === fixed) {
          return { evidence, assessment };
        }
        const mended = { ...evidence, mendedBy: { version } };
        return { evidence: mended, assessment: assess(mended, context) };
      }

      /** An operator lets the next install take the newest that it admits, so that this has to be sound as well. */
      function openUpgradesOf({ evidence, upgrades }: Draft, assessment: Assessment): Pick<Verdict, "openUpgrades"> {
        const fixed = fixedOf(assessment);
        if (typeof fixed !== "string") {
          return {};
        }
        const openUpgrades = (["^", "~"] as const).filter((operator) => {
          const newest = newestAdmitted(operator, fixed, evidence, context);
          return newest !== undefined && upgrades.includes(newest) && isKnownSound(evidence, newest);
        });
        return { openUpgrades };
      }

      function replacementOf({ replacements }: Draft): Pick<Verdict, "replacement"> {
        return replacements === undefined
          ? {}
          : {
              replacement:
                replacements.versions.find((version) => isKnownSound(replacements.evidence, version)) ?? "none",
            };
      }
    },

    remembered: (key) => memos.get(key)?.verdict,
  };
}

/** No answer is missing that a question would bring, so that whoever asks comes to the same verdict by the same evidence. */
function isWhole({ candidates, upgrades, replacements }: Draft, { level }: Assessment): boolean {
  return candidates.length + upgrades.length === 0 && replacements === undefined && level !== "unchecked";
}

/** With strings of its own: a verdict outlives the text that its lockfile's entry was cut out of, and must not keep it. */
function detached(evidence: Evidence): Evidence {
  const { subject, locked, otherRegistryHosts } = evidence;
  const own: Pick<Evidence, "subject" | "locked" | "otherRegistryHosts"> = JSON.parse(
    JSON.stringify({ subject, locked, otherRegistryHosts }),
  );
  return { ...evidence, ...own };
}

const NONE: ReadonlyMap<SubjectKey, Evidence["advisories"]> = new Map();

function draft(
  key: SubjectKey,
  evidences: Case["evidences"],
  inputs: readonly unknown[],
  context: AssessContext,
): Draft {
  const worst = worstOf(evidences, context);
  const candidates = callsForRollback(worst.assessment)
    ? findRollbacks(worst.evidence, worst.assessment, context, CANDIDATES)
    : [];
  const upgrades = findUpgrades(worst.evidence, worst.assessment, context, UPGRADES);
  const replacements = findReplacements(worst.evidence, worst.assessment, context, REPLACEMENTS);
  return { key, inputs, candidates, upgrades, replacements, ...worst };
}

/** Whether OSV is to be asked about other releases before it can be concluded. */
function hasQuestions({ candidates, upgrades, replacements }: Draft): boolean {
  return candidates.length > 0 || upgrades.length > 0 || replacements !== undefined;
}

/** Of several, differing entries for one release the worst counts. */
function worstOf(
  [first, ...others]: Case["evidences"],
  context: AssessContext,
): { readonly evidence: Evidence; readonly assessment: Assessment } {
  let worst = { evidence: first, assessment: assess(first, context) };
  for (const evidence of others) {
    const assessment = assess(evidence, context);
    if (LEVELS.indexOf(assessment.level) < LEVELS.indexOf(worst.assessment.level)) {
      worst = { evidence, assessment };
    }
  }
  return worst;
}

function fixedOf({ findings }: Assessment): unknown {
  return findings.find(({ rule }) => rule === "vulnerable")?.evidence.fixed;
}

/** All that a verdict depends on, compared by identity: answers are kept as they are until a new one comes. */
function inputsOf(
  evidences: Case["evidences"],
  context: AssessContext,
  policy: Policy | undefined,
): readonly unknown[] {
  const [{ history, advisories, depsDev, dependencyCreated, attested, registryUrl, otherRegistryHosts = [] }] =
    evidences;
  const [{ meant, meantIsElsewhere, isPrivate, neighbours, publicScore, relocked, served }] = evidences;
  return [
    inputOf(history),
    inputOf(advisories),
    // The same list may be said anew, and is then worth more.
    advisories.status === "found" ? advisories.asOf : undefined,
    inputOf(depsDev),
    meant?.status === "found" ? meant.value : meant?.status,
    meantIsElsewhere,
    isPrivate,
    relocked,
    served?.status === "found" ? served.value : served?.status,
    publicScore?.answer.status === "found" ? publicScore.answer.value : publicScore?.answer.status,
    publicScore?.repository,
    publicScore?.attested,
    ...[...dependencyCreated.values()].map((created) => (created.status === "found" ? created.value : created.status)),
    ...[...(attested ?? [])].flatMap(([version, said]) => [
      version,
      said.status === "found" ? said.value : said.status,
    ]),
    // A text of its own, for the reason that `detached` gives.
    JSON.stringify([
      registryUrl,
      otherRegistryHosts,
      evidences.map(({ locked }) => [locked?.resolved, locked?.diverted, locked?.integrity === undefined]),
      neighbours,
    ]),
    context.settings,
    context.beside,
    policy,
    Math.floor(context.asOf / 60_000),
  ];
}

/** A source may be silent for another reason than before. */
function inputOf<T>(answer: Lookup<T>): unknown {
  switch (answer.status) {
    case "found":
      return answer.value;
    case "absent":
      return answer.status;
    case "unavailable":
    case "unasked":
      return `${answer.status} ${answer.reason}`;
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((input, i) => input === other[i]);
}

/** An acceptance covers a report only if it names every rule that speaks. */
function acceptanceOf(key: SubjectKey, assessment: Assessment, policy: Policy | undefined): Acceptance | undefined {
  const speaking = rulesToAccept(assessment);
  if (speaking.length === 0) {
    return undefined;
  }
  const entry = policy?.accept.find(
    (candidate) => candidate.package === key && speaking.every((rule) => candidate.rules.includes(rule)),
  );
  return entry && { rules: entry.rules, reason: entry.reason, until: entry.until };
}
