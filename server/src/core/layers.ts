import { addedDependencies } from "./assess/questions";
import { keyOf, type Lookups, type SubjectKey } from "./lookup/lookups";
import { messages } from "./messages";
import type { Evidence, History, Lookup } from "./model";
import type { Policy } from "./policy";
import type { AssessContext, Settings } from "./settings";
import type { Target } from "./targets";
import { createVerdicts, type Verdict } from "./verdicts";
import type { World } from "./world";

/** How a judgement is asked for. */
export interface JudgeOptions {
  /** Undefined: now. */
  readonly asOf: number | undefined;
  /** Read the registry document of every package, not only where history can matter. */
  readonly deep: boolean;
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
export function createLayers(world: World, lookups: Lookups): Layers {
  const verdicts = createVerdicts(lookups);
  let beside: AssessContext["beside"] = [];

  return {
    async judge(targets, options, abort) {
      const asOf = options.asOf ?? world.now();
      const subjects = targets.map(({ subject }) => subject);
      const always = new Set(targets.flatMap((target) => (options.deep || target.named ? [target.subject.name] : [])));
      const progress = { done: 0, total: 0 };
      const [histories, advisories, depsDev] = await Promise.all([
        askHistories(always),
        lookups.advisories(subjects, abort),
        lookups.depsDev(subjects, abort),
      ]);
      const recentSince = asOf - options.settings.recentTransferMs;
      const flagged = subjects.filter((subject) => {
        const dated = depsDev.get(keyOf(subject));
        const hits = advisories.get(keyOf(subject));
        const isRecent = dated?.status === "found" && (dated.value.publishedAt ?? 0) > recentSince;
        return !always.has(subject.name) && (isRecent || (hits?.status === "found" && hits.value.length > 0));
      });
      for (const [name, history] of await askHistories(new Set(flagged.map(({ name }) => name)))) {
        histories.set(name, history);
      }
      const cases = await Promise.all(
        targets.map(async ({ subject, locked, usualHost }) => {
          const history = histories.get(subject.name) ?? NOT_ASKED;
          const registry = world.registry(subject.name);
          const evidence: Evidence = {
            subject,
            history,
            advisories: advisories.get(keyOf(subject)) ?? NOT_ASKED,
            depsDev: depsDev.get(keyOf(subject)) ?? NOT_ASKED,
            dependencyCreated: await askCreated(subject.version, history, asOf),
            locked: locked[0],
            registryUrl: registry.url,
            otherRegistryHosts: registry.isPrivate
              ? []
              : [...(registry.alsoHosts ?? []), ...(usualHost === undefined ? [] : [usualHost])],
          };
          const others = locked.slice(1).filter(({ resolved }) => resolved !== evidence.locked?.resolved);
          return {
            subject,
            evidences: [evidence, ...others.map((entry) => ({ ...evidence, locked: entry }))] as const,
          };
        }),
      );
      const context: AssessContext = {
        asOf,
        settings: options.settings,
        stateRules: true,
        beside: besideOf(targets, histories),
      };
      return verdicts.judge(cases, context, options.policy, abort);

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

      async function askCreated(version: string, history: Lookup<History>, at: number) {
        if (history.status !== "found") {
          return NOTHING_CREATED;
        }
        const added = addedDependencies(history.value, version, at);
        const asked = added.map(async (name) => [name, toCreated(await lookups.history(name, abort))] as const);
        return new Map(await Promise.all(asked));
      }
    },

    remembered: verdicts.remembered,
  };

  /** Releases of the workspace whose history is known; the same list as long as nothing in it changed. */
  function besideOf(targets: readonly Target[], histories: Histories): AssessContext["beside"] {
    const list = targets.flatMap(({ subject }) => {
      const history = histories.get(subject.name);
      return history?.status === "found" ? [{ history: history.value, version: subject.version }] : [];
    });
    const isUnchanged =
      list.length === beside.length &&
      list.every(({ history, version }, i) => beside[i]?.history === history && beside[i]?.version === version);
    beside = isUnchanged ? beside : list;
    return beside;
  }
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
    ? { status: "unavailable", reason: messages.datesNotGiven }
    : { status: "found", value: created, asOf: history.asOf };
}
