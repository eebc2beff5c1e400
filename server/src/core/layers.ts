import { LRUCache } from "lru-cache";
import { assess } from "./assess/assess";
import { addedDependencies } from "./assess/questions";
import { findRollback } from "./assess/rollback";
import type { Lookups, SubjectKey } from "./lookup/lookups";
import { messages } from "./messages";
import type { Acceptance, Assessment, Evidence, History, Lookup, PackageReport, Rollback } from "./model";
import type { Policy } from "./policy";
import { keyOf, type Target } from "./project";
import type { AssessContext, Settings } from "./settings";
import type { World } from "./world";

/** How a judgement is asked for. */
export interface JudgeOptions {
  /** Undefined: now. */
  readonly asOf: number | undefined;
  /** Read the registry document of every package, not only where history can matter. */
  readonly deep: boolean;
  readonly settings: Settings;
  readonly policy: Policy | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A target's report without its places: these may be of an older text of the document. */
export type Verdict = Pick<PackageReport, "subject" | "evidence" | "assessment" | "rollback" | "accepted">;

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

interface Memo {
  readonly inputs: readonly unknown[];
  readonly verdict: Verdict;
}

/**
 * The layers of looking up: two batch questions for everything, registry documents where history can
 * matter (direct, recent or flagged packages), the first publication of dependencies that a release added.
 *
 * A verdict is computed again only when an answer, a setting or the minute has changed.
 */
export function createLayers(world: World, lookups: Lookups): Layers {
  const memos = new LRUCache<string, Memo>({ max: 50_000 });
  let beside: AssessContext["beside"] = [];

  return {
    async judge(targets, options, abort) {
      const asOf = options.asOf ?? world.now();
      const subjects = targets.map(({ subject }) => subject);
      const direct = new Set(targets.flatMap((target) => (options.deep || target.direct ? [target.subject.name] : [])));
      const total = targets.length;
      let done = 0;
      const [histories, advisories, depsDev] = await Promise.all([
        askHistories(direct),
        lookups.advisories(subjects, abort),
        lookups.depsDev(subjects, abort),
      ]);
      const flagged = targets.flatMap(({ subject, locked }) => {
        const key = keyOf(subject);
        const dated = depsDev.get(key);
        const isRecent =
          dated?.status === "found" &&
          dated.value.publishedAt !== undefined &&
          dated.value.publishedAt > asOf - options.settings.recentTransferMs;
        const hits = advisories.get(key);
        const isFlagged = hits?.status === "found" && hits.value.length > 0;
        const isForeign = locked.some(({ resolved }) => resolved?.startsWith("http:"));
        return !direct.has(subject.name) && (isRecent || isFlagged || isForeign) ? [subject.name] : [];
      });
      for (const [name, history] of await askHistories(new Set(flagged))) {
        histories.set(name, history);
      }
      const context: AssessContext = {
        asOf,
        settings: options.settings,
        stateRules: true,
        beside: besideOf(targets, histories),
      };
      const verdicts = await Promise.all(
        targets.map(async (target) => {
          const { name } = target.subject;
          const key = keyOf(target.subject);
          const history = histories.get(name) ?? { status: "unasked", reason: messages.documentNotAsked };
          const created = await askCreated(target, history, asOf);
          const verdict = judgeOne(target, context, options, {
            subject: target.subject,
            history,
            advisories: advisories.get(key) ?? { status: "unasked", reason: "" },
            depsDev: depsDev.get(key) ?? { status: "unasked", reason: "" },
            dependencyCreated: created,
            locked: target.locked[0],
            registryUrl: world.registry(name).url,
          });
          done += 1;
          options.onProgress?.(done, total);
          return [key, verdict] as const;
        }),
      );
      return new Map(verdicts);

      async function askHistories(names: ReadonlySet<string>): Promise<Map<string, Lookup<History>>> {
        const asked = [...names].map(async (name) => [name, await lookups.history(name, abort)] as const);
        return new Map(await Promise.all(asked));
      }

      async function askCreated(
        target: Target,
        history: Lookup<History>,
        at: number,
      ): Promise<Evidence["dependencyCreated"]> {
        if (history.status !== "found") {
          return NOTHING_CREATED;
        }
        const added = addedDependencies(history.value, target.subject.version, at);
        const asked = added.map(async (name) => [name, toCreated(await lookups.history(name, abort))] as const);
        return new Map(await Promise.all(asked));
      }
    },

    remembered: (key) => memos.get(key)?.verdict,
  };

  function judgeOne(target: Target, context: AssessContext, options: JudgeOptions, evidence: Evidence): Verdict {
    const key = keyOf(target.subject);
    const inputs = [
      evidence.history.status === "found" ? evidence.history.value : evidence.history.status,
      evidence.advisories.status === "found" ? evidence.advisories.value : evidence.advisories.status,
      evidence.depsDev.status === "found" ? evidence.depsDev.value : evidence.depsDev.status,
      ...[...evidence.dependencyCreated.values()].map((created) =>
        created.status === "found" ? created.value : created.status,
      ),
      evidence.locked?.resolved,
      options.settings,
      options.policy,
      context.beside,
      Math.floor(context.asOf / 60_000),
    ];
    const memo = memos.get(key);
    if (
      memo !== undefined &&
      memo.inputs.length === inputs.length &&
      memo.inputs.every((input, i) => input === inputs[i])
    ) {
      return memo.verdict;
    }
    const assessment = assess(evidence, context);
    const verdict: Verdict = {
      subject: target.subject,
      evidence,
      assessment,
      rollback: rollbackOf(evidence, assessment, context),
      accepted: acceptanceOf(key, assessment, options.policy),
    };
    memos.set(key, { inputs, verdict });
    return verdict;
  }

  /** Releases of the workspace whose history is known; the same list as long as nothing in it changed. */
  function besideOf(
    targets: readonly Target[],
    histories: ReadonlyMap<string, Lookup<History>>,
  ): AssessContext["beside"] {
    const list = targets.flatMap(({ subject }) => {
      const history = histories.get(subject.name);
      return history?.status === "found" ? [{ history: history.value, version: subject.version }] : [];
    });
    const same =
      list.length === beside.length &&
      list.every(({ history, version }, i) => beside[i]?.history === history && beside[i]?.version === version);
    if (!same) {
      beside = list;
    }
    return beside;
  }
}

const NOTHING_CREATED: Evidence["dependencyCreated"] = new Map();

function toCreated(history: Lookup<History>): Lookup<number> {
  if (history.status !== "found") {
    return history;
  }
  const { created } = history.value;
  return created === undefined
    ? { status: "unavailable", reason: messages.datesNotGiven }
    : { status: "found", value: created, asOf: history.asOf };
}

function rollbackOf(evidence: Evidence, { level }: Assessment, context: AssessContext): Rollback | "none" | undefined {
  return level === "error" || level === "warning" ? (findRollback(evidence, context) ?? "none") : undefined;
}

/** An acceptance covers a report only if it names every rule that speaks above "none". */
function acceptanceOf(key: SubjectKey, { findings }: Assessment, policy: Policy | undefined): Acceptance | undefined {
  const speaking = findings.filter(({ level }) => level !== "none");
  if (speaking.length === 0) {
    return undefined;
  }
  const entry = policy?.accept.find(
    (candidate) => candidate.package === key && speaking.every(({ rule }) => candidate.rules.includes(rule)),
  );
  return entry && { rules: entry.rules, reason: entry.reason, until: entry.until };
}
