import { addedDependencies, isLookalike, meantBy, nameSteps } from "./assess/questions";
import { withAttestations } from "./attesting";
import { eachInTurn, giveWay } from "./inTurn";
import { never } from "./lookup/asker";
import { inOrder, keyOf, type Lookups, type SubjectKey } from "./lookup/lookups";
import { messages } from "./messages";
import type { Evidence, History, LockedPackage, Lookup, Subject } from "./model";
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
  /** Somebody looks at these very releases: read their attestations, whether or not something speaks already. */
  readonly attest?: boolean;
  readonly settings: Settings;
  readonly policy: Policy | undefined;
  /** How many of the registry documents that are needed have been read; `total` grows as answers ask for more. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
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

type Histories = Map<string, Lookup<History>>;

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
      const subjects = inOrder(targets.map(({ subject }) => subject));
      const always = new Set(targets.flatMap((target) => (isReadAlways(target) ? [target.subject.name] : [])));
      const progress = { done: 0, total: 0 };
      await giveWay(world, abort);
      const [histories, advisories, depsDev] = await Promise.all([
        askHistories(always),
        lookups.advisories(subjects, abort),
        lookups.depsDev(subjects, abort),
      ]);
      await giveWay(world, abort);
      await eachInTurn(nameSteps(), (step) => step(), world, abort);
      const recentSince = asOf - options.settings.recentTransferMs;
      // deps.dev learns of a release within a day: what it does not know, where it knows others, is of today.
      const knowsOthers = [...depsDev.values()].some(({ status }) => status === "found");
      const flagged = new Set<string>();
      await eachInTurn(subjects, flag, world, abort);
      for (const [name, history] of await askHistories(flagged)) {
        histories.set(name, history);
      }
      const created = new Map(await askCreated(subjects));
      // A dependency that is as young as that is judged by its own history too, where it is locked.
      const young = youngNames(created, asOf);
      const brought = subjects.filter(({ name }) => young.has(name) && !histories.has(name));
      for (const [name, history] of await askHistories(new Set(brought.map(({ name }) => name)))) {
        histories.set(name, history);
      }
      for (const [subject, dates] of await askCreated(brought)) {
        created.set(subject, dates);
      }
      const [meant, scores] = await Promise.all([
        askMeant(),
        askPublicScores(targets, { depsDev, histories }, lookups, world, abort),
      ]);
      const cases: Case[] = [];
      await eachInTurn(targets, (target) => void cases.push(toCase(target)), world, abort);
      const context: AssessContext = {
        asOf,
        settings: options.settings,
        stateRules: true,
        beside: besides.of(targets, histories),
      };
      const attested = await withAttestations(cases, context, options.attest === true, lookups, world, abort);
      return verdicts.judge(attested, context, options.policy, lookups, abort);

      /** Of what services for public packages are not told, its registry's document is all that anybody can know. */
      function isReadAlways({ named, subject }: Target): boolean {
        return options.deep || named || lookups.audience(subject.name).services?.status === "unasked";
      }

      function flag(subject: Subject): void {
        const { name } = subject;
        const dated = depsDev.get(keyOf(subject));
        const hits = advisories.get(keyOf(subject));
        const isRecent =
          dated?.status === "found"
            ? (dated.value.publishedAt ?? 0) > recentSince
            : dated?.status === "absent" && knowsOthers;
        const isHit = hits?.status === "found" && hits.value.length > 0;
        const isCalled = isRecent || isHit || (isLookalike(name) && !lookups.audience(name).isPrivate);
        const isInstead = isLeftToOthers(dated) && flagged.size < MOST_INSTEAD;
        if (!always.has(name) && (isCalled || isInstead)) {
          flagged.add(name);
        }
      }

      /** By the name of a look-alike, the history of the package that may be meant. */
      async function askMeant(): Promise<ReadonlyMap<string, Lookup<History>>> {
        const names: (readonly [string, string])[] = [];
        await eachInTurn(
          histories,
          ([name, history]) => {
            const other = lookups.audience(name).isPrivate ? undefined : meantBy(name, history, asOf);
            if (other !== undefined) {
              names.push([name, other]);
            }
          },
          world,
          abort,
        );
        return new Map(
          await Promise.all(names.map(async ([name, other]) => [name, await lookups.history(other, abort)] as const)),
        );
      }

      async function askHistories(names: ReadonlySet<string>): Promise<Histories> {
        progress.total += names.size;
        const asked = [...names].map(async (name) => {
          const history = await lookups.history(name, abort);
          progress.done += 1;
          options.onProgress?.(progress.done, progress.total);
          return [name, history] as const;
        });
        return new Map(await Promise.all(asked));
      }

      function toCase({ subject, locked, usualHost, neighbours }: Target): Case {
        const key = keyOf(subject);
        const registry = world.registry(subject.name);
        const other = meant.get(subject.name);
        const publicScore = scores.get(subject);
        const evidence: Evidence = {
          subject,
          history: histories.get(subject.name) ?? NOT_ASKED,
          advisories: advisories.get(key) ?? NOT_ASKED,
          depsDev: datesOf(subject),
          dependencyCreated: created.get(subject) ?? NOTHING_CREATED,
          ...(other === undefined ? {} : { meant: other }),
          ...(publicScore === undefined ? {} : { publicScore }),
          ...(lookups.audience(subject.name).isPrivate ? { isPrivate: true } : {}),
          locked: locked[0],
          ...(neighbours === undefined ? {} : { neighbours }),
          registryUrl: registry.url,
          otherRegistryHosts: registry.isPrivate
            ? []
            : [...(registry.alsoHosts ?? []), ...(usualHost === undefined ? [] : [usualHost])],
        };
        const others = locked.slice(1).filter((entry) => !isSameEntry(entry, evidence.locked));
        return { subject, evidences: [evidence, ...others.map((entry) => ({ ...evidence, locked: entry }))] };
      }

      /** What deps.dev says, or that it should have been asked: where it cannot be, the registry's document tells the dates. */
      function datesOf(subject: Subject): Evidence["depsDev"] {
        const answer = depsDev.get(keyOf(subject)) ?? NOT_ASKED;
        return isLeftToOthers(answer) && !histories.has(subject.name)
          ? { status: "unavailable", reason: messages.depsDevChanged }
          : answer;
      }

      /** When the dependencies that a release added were first published; nothing where its history is not known. */
      async function askCreated(of: readonly Subject[]): Promise<ReadonlyMap<Subject, Evidence["dependencyCreated"]>> {
        const added: { readonly subject: Subject; readonly names: readonly string[] }[] = [];
        await eachInTurn(
          of,
          (subject) => {
            const history = histories.get(subject.name);
            if (history?.status === "found") {
              added.push({ subject, names: addedDependencies(history.value, subject.version, asOf) });
            }
          },
          world,
          abort,
        );
        const asked = added.map(async ({ subject, names }) => {
          const each = names.map(async (name) => [name, toCreated(await lookups.history(name, abort))] as const);
          return [subject, new Map(await Promise.all(each))] as const;
        });
        return new Map(await Promise.all(asked));
      }
    },

    remembered: verdicts.remembered,
  };
}

/**
 * The releases of a workspace whose history is known, the same list as long as nothing in it changed: verdicts are
 * remembered by it. Several are kept, since a hover asks about one release, and a manifest and its lockfile take turns.
 */
class Besides {
  #lists: readonly AssessContext["beside"][] = [];

  of(targets: readonly Target[], histories: Histories): AssessContext["beside"] {
    const list = targets.flatMap(({ subject }) => {
      const history = histories.get(subject.name);
      return history?.status === "found" ? [{ history: history.value, version: subject.version }] : [];
    });
    const known = this.#lists.find((other) => isSameList(list, other)) ?? list;
    this.#lists = [known, ...this.#lists.filter((other) => other !== known)].slice(0, MOST_BESIDES);
    return known;
  }
}

const MOST_BESIDES = 8;

function isSameList(one: AssessContext["beside"], other: AssessContext["beside"]): boolean {
  return (
    one.length === other.length &&
    one.every(({ history, version }, i) => other[i]?.history === history && other[i]?.version === version)
  );
}

/** Whether deps.dev does not know the question any more, so that the registry's dates are read instead. */
function isLeftToOthers(answer: Evidence["depsDev"] | undefined): boolean {
  return answer?.status === "unasked" && answer.reason === messages.depsDevChanged;
}

/** How many registry documents are read at most where deps.dev cannot be asked any more. */
const MOST_INSTEAD = 2_000;

/** Twice the age up to which a dependency counts as young. */
const YOUNG_MS = 60 * 24 * 60 * 60 * 1000;

function youngNames(created: ReadonlyMap<Subject, Evidence["dependencyCreated"]>, asOf: number): ReadonlySet<string> {
  const names = [...created.values()].flatMap((dates) =>
    [...dates].flatMap(([name, date]) => (date.status === "found" && asOf - date.value < YOUNG_MS ? [name] : [])),
  );
  return new Set(names);
}

/** As far as it is judged: the address that it is fetched from, and whether it has a checksum. */
function isSameEntry(one: LockedPackage, other: LockedPackage | undefined): boolean {
  return one.resolved === other?.resolved && (one.integrity === undefined) === (other?.integrity === undefined);
}

const NOTHING_CREATED: Evidence["dependencyCreated"] = new Map();
const NOT_ASKED = { status: "unasked", reason: messages.documentNotAsked } as const;

function toCreated(history: Lookup<History>): Lookup<number> {
  if (history.status !== "found") {
    return history;
  }
  const { created, gives, releases } = history.value;
  const isDoubtful = !gives.time && releases.some(({ publishedAt }) => publishedAt !== undefined);
  return created === undefined || isDoubtful
    ? never(messages.datesNotGiven)
    : { status: "found", value: created, asOf: history.asOf };
}
