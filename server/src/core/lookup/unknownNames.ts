import { latestOf } from "../latestOf";
import type { Lookup } from "../model";
import type { Keeper } from "./keeper";

const MOST_NAMES = 20_000;

/**
 * Names of which their registry has said that there is no such package: they may be private, so that nobody else hears of
 * them from then on, in this process or another, until their registry knows them.
 */
export interface UnknownNames {
  /** Looks up what earlier processes have learnt of names, each once. */
  recall(names: Iterable<string>): Promise<void>;
  has(name: string): boolean;
  /** Notes what a registry says of a name. */
  learn(name: string, answer: Lookup<unknown>): void;
}

/** `keeper` writes down `true` for a name that is unknown, and "there is none" for one that is so no more. */
export function createUnknownNames(keeper: Keeper<true> | undefined): UnknownNames {
  const unknown = latestOf<string, true>(MOST_NAMES);
  const looked = new Set<string>();

  return {
    async recall(names) {
      if (keeper === undefined) {
        return;
      }
      const news = [...new Set(names)].filter((name) => !looked.has(name));
      if (news.length === 0) {
        return;
      }
      const kept = await keeper.recall(news);
      for (const name of news) {
        // What was learnt meanwhile is newer.
        if (!looked.has(name) && kept.get(name)?.answer.status === "found") {
          unknown.set(name, true);
        }
        looked.add(name);
      }
    },

    has: (name) => unknown.has(name),

    learn(name, answer) {
      if (answer.status === "absent" && !unknown.has(name)) {
        unknown.set(name, true);
        looked.add(name);
        keeper?.keep(name, { answer: { status: "found", value: true, asOf: answer.asOf } });
      } else if (answer.status === "found" && unknown.delete(name)) {
        keeper?.keep(name, { answer: { status: "absent", asOf: answer.asOf } });
      }
    },
  };
}
