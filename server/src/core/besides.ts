import type { History, Lookup } from "./model";
import type { AssessContext } from "./settings";
import type { Target } from "./targets";

/**
 * The releases of a workspace whose history is known, the same list as long as nothing in it changed: verdicts are
 * remembered by it. Several are kept, since a hover asks about one release, and a manifest and its lockfile take turns.
 */
export class Besides {
  #lists: readonly AssessContext["beside"][] = [];

  of(
    targets: readonly Target[],
    histories: ReadonlyMap<string, Lookup<History>>,
    registryOf: (name: string) => string,
  ): AssessContext["beside"] {
    const list = targets.flatMap(({ subject: { name, version } }) => {
      const history = histories.get(name);
      return history?.status === "found" ? [{ history: history.value, version, registry: registryOf(name) }] : [];
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
    one.every(({ history, version, registry }, i) => {
      const same = other[i];
      return same?.history === history && same.version === version && same.registry === registry;
    })
  );
}
