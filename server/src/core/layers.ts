import { isLookalike, prepareNames } from "./assess/questions";
import { withAttestations } from "./attesting";
import { Besides } from "./besides";
import { createEarlyVerdicts } from "./earlyVerdicts";
import { Inquiry, isLeftToOthers, type Known } from "./inquiry";
import { eachInTurn, giveWay } from "./inTurn";
import { inOrder, keyOf, type Lookups, type SubjectKey } from "./lookup/lookups";
import { messages } from "./messages";
import type { Subject } from "./model";
import type { Policy } from "./policy";
import { askPublicScores } from "./publicScores";
import type { AssessContext, Settings } from "./settings";
import type { Target } from "./targets";
import { type Case, createVerdicts, type Verdict } from "./verdicts";
import type { World } from "./world";

/** How a judgement is asked for. */
export interface JudgeOptions {
  /** Undefined: now. */
  readonly asOf: number | undefined;
  /** Read the registry document of every package, not only where history can matter. */
  readonly deep: boolean;
  /** Somebody looks at these very releases: they go first, and their attestations are read whether or not something speaks already. */
  readonly attest?: boolean;
  readonly settings: Settings;
  readonly policy: Policy | undefined;
  /** How many of the releases need no answer any more; `done` only grows. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  /**
   * What already speaks against releases, as one layer of answers after another comes in: first what needs nobody's
   * answer, then ids of advisories, then what they say, then the documents of direct dependencies. Each time all of it,
   * from all layers so far; never after the whole answer.
   */
  readonly onLayer?: ((verdicts: ReadonlyMap<SubjectKey, Verdict>) => void) | undefined;
  /** Nobody is asked: what is kept is judged, and nothing is remembered of what lacks an answer by that. */
  readonly isGlance?: boolean;
  /** Nobody will ask for the same again: no verdict is remembered. */
  readonly isOnce?: boolean;
}

export interface Layers {
  /** Asks what is needed, cheap questions first, and judges every target. */
  judge(
    targets: readonly Target[],
    options: JudgeOptions,
    lookups: Lookups,
    abort: AbortSignal,
  ): Promise<ReadonlyMap<SubjectKey, Verdict>>;
  /** The last verdict about a release, however old, without asking anybody. */
  remembered(key: SubjectKey): Verdict | undefined;
}

/** Beyond so many releases not every document that may matter is read, but so many, the most important ones first. */
const MANY_RELEASES = 20_000;
const MOST_DOCUMENTS = 2_000;

/** Where more releases than that are looked at while they are shown, the batch questions go alone, before all documents. */
const FEW_RELEASES = 500;

/**
 * The layers of looking up: two batch questions for everything, registry documents where history can
 * matter (direct, recent or flagged packages), the first publication of dependencies that a release added.
 */
export function createLayers(world: World): Layers {
  const verdicts = createVerdicts(world);
  const besides = new Besides();

  return {
    async judge(targets, options, lookups, abort) {
      const asOf = options.asOf ?? world.now();
      const context = { asOf, settings: options.settings, stateRules: true };
      const subjects = inOrder(targets.map(({ subject }) => subject));
      const isHuge = subjects.length > MANY_RELEASES && !options.deep;
      const inquiry = new Inquiry(
        world,
        lookups,
        subjects,
        {
          asOf,
          isUrgent: options.attest === true,
          mostDocuments: isHuge ? MOST_DOCUMENTS : Number.POSITIVE_INFINITY,
          onProgress: options.onProgress,
        },
        abort,
      );
      const { known } = inquiry;
      const early = createEarlyVerdicts(
        {
          judge: (target) =>
            verdicts.glimpse(
              inquiry.toCase(target, BEING_ASKED),
              { ...context, beside: [], isEarly: true },
              options.policy,
            ),
          isSettled: ({ subject }) => isSettled(subject, known),
          tell: (spoken) => options.onLayer?.(spoken),
        },
        world,
        abort,
      );
      const look = (isOfInterest: (target: Target) => boolean) =>
        options.onLayer === undefined ? undefined : early.look(targets.filter(isOfInterest));
      const isHit = ({ subject }: Pick<Target, "subject">) => hasAdvisories(subject, known);

      const always = new Set(targets.flatMap((target) => (isReadAlways(target) ? [target.subject.name] : [])));
      await giveWay(world, abort);
      const services = inquiry.askServices(() => look(isHit));
      const isPatient = options.onLayer !== undefined && subjects.length > FEW_RELEASES;
      const documents = expected(
        isPatient ? services.then(() => inquiry.askHistories(always)) : inquiry.askHistories(always),
      );
      // Where nobody is asked, hits speak at once and all else a moment later; else there is time while answers are on their way.
      const isGlance = options.isGlance === true;
      const lookAgain: typeof look = (isOfInterest) => (isGlance ? undefined : look(isOfInterest));
      if (isGlance) {
        await Promise.all([services, documents]);
      }
      const judged = isGlance ? targets.filter(({ subject }) => isKept(subject, known)) : targets;
      if (judged.length === 0) {
        return new Map();
      }
      const names = giveWay(world, abort).then(prepareNames);
      await Promise.all([services, names.then(() => lookAgain(() => true))]);
      lookAgain(isHit);
      const flagged = await flag();
      const others = expected(inquiry.askHistories(flagged));
      inquiry.settleOthers();
      await documents;
      if (flagged.size > 0) {
        lookAgain(({ named }) => named);
      }
      await others;
      await inquiry.askCreated(subjects);
      // A dependency that is as young as that is judged by its own history too, where it is locked.
      const young = youngNames(known, asOf);
      const brought = subjects.filter(({ name }) => young.has(name) && !known.histories.has(name));
      await inquiry.askHistories(brought.map(({ name }) => name));
      await inquiry.askCreated(brought);
      await Promise.all([inquiry.askMeant(), askScores(), inquiry.askServed(judged)]);
      const cases: Case[] = [];
      await eachInTurn(judged, (target) => void cases.push(inquiry.toCase(target, NOT_ASKED)), world, abort);
      const whole: AssessContext = {
        ...context,
        beside: besides.of(targets, known.histories, (name) => world.registry(name).url),
      };
      const attested = await withAttestations(cases, whole, options.attest === true, lookups, world, abort);
      const judgement = await verdicts.judge(attested, whole, options, lookups, abort);
      early.close();
      return judgement;

      /** Of what services for public packages are not told, its registry's document is all that anybody can know. */
      function isReadAlways({ named, subject }: Target): boolean {
        return options.deep || named || lookups.audience(subject.name).services?.status === "unasked";
      }

      /** The names whose history can matter by what is known now: those with advisories first. */
      async function flag(): Promise<ReadonlySet<string>> {
        const recentSince = asOf - options.settings.recentTransferMs;
        // deps.dev learns of a release within a day: what it does not know, where it knows others, is of today.
        const knowsOthers = [...known.depsDev.values()].some(({ status }) => status === "found");
        const hits = new Set<string>();
        const rest = new Set<string>();
        let instead = 0;
        const consider = (subject: Subject): void => {
          const { name } = subject;
          if (always.has(name)) {
            return;
          }
          const dated = known.depsDev.get(keyOf(subject));
          const isRecent =
            dated?.status === "found"
              ? (dated.value.publishedAt ?? 0) > recentSince
              : dated?.status === "absent" && knowsOthers;
          const isInstead = isLeftToOthers(dated) && instead < MOST_DOCUMENTS;
          if (hasAdvisories(subject, known)) {
            hits.add(name);
          } else if (isRecent || isInstead || (isLookalike(name) && !lookups.audience(name).isPrivate)) {
            instead += isInstead ? 1 : 0;
            rest.add(name);
          }
        };
        await eachInTurn(subjects, consider, world, abort);
        return new Set([...hits, ...rest]);
      }

      async function askScores(): Promise<void> {
        for (const [subject, score] of await askPublicScores(targets, known, lookups, world, abort)) {
          known.scores.set(subject, score);
        }
      }
    },

    remembered: verdicts.remembered,
  };

  /** What was judged before is told anew with the rest, unless OSV says something else now. */
  function isSettled(subject: Subject, { advisories }: Known): boolean {
    const verdict = verdicts.remembered(keyOf(subject));
    const now = advisories.get(keyOf(subject));
    if (verdict === undefined || now?.status !== "found") {
      return verdict !== undefined;
    }
    const before = verdict.evidence.advisories;
    return before.status === "found" && before.value === now.value;
  }
}

const NOT_ASKED = { status: "unasked", reason: messages.documentNotAsked } as const;
const BEING_ASKED = { status: "unasked", reason: messages.beingAsked } as const;

function hasAdvisories(subject: Subject, { advisories }: Known): boolean {
  const hits = advisories.get(keyOf(subject));
  return hits?.status === "found" && hits.value.length > 0;
}

/** Whether there is any earlier answer about it. */
function isKept(subject: Subject, { advisories, depsDev, histories }: Known): boolean {
  const key = keyOf(subject);
  return [advisories.get(key), depsDev.get(key), histories.get(subject.name)].some(
    (answer) => answer?.status === "found" || answer?.status === "absent",
  );
}

/** Twice the age up to which a dependency counts as young. */
const YOUNG_MS = 60 * 24 * 60 * 60 * 1000;

function youngNames({ created }: Known, asOf: number): ReadonlySet<string> {
  const names = [...created.values()].flatMap((dates) =>
    [...dates].flatMap(([name, date]) => (date.status === "found" && asOf - date.value < YOUNG_MS ? [name] : [])),
  );
  return new Set(names);
}

/** Work that is waited for later: that it ends badly before is told then. */
function expected<T>(work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  return work;
}
