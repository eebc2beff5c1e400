import { messages } from "./messages";
import type { LockfileKind, PackageManager, Problem } from "./model";

/** In the order in which they are taken where nothing says which one holds; of one package manager, as it takes them itself. */
const MANAGERS: ReadonlyMap<string, PackageManager> = new Map([
  ["npm-shrinkwrap.json", "npm"],
  ["package-lock.json", "npm"],
  ["pnpm-lock.yaml", "pnpm"],
  ["yarn.lock", "yarn"],
  ["bun.lock", "bun"],
  ["bun.lockb", "bun"],
]);

/** The names of all lockfiles, preferred ones first. */
export const LOCKFILE_NAMES: readonly string[] = [...MANAGERS.keys()];

/** The lockfile that holds, and what is to be said where that was a guess. */
export interface LockfileChoice {
  readonly name: string;
  readonly notice: Problem | undefined;
}

/**
 * Which of several lockfiles in one folder holds: that of the package manager which the manifest's `packageManager`
 * names. Where it names none, or one without a lockfile here, the first of `LOCKFILE_NAMES` is taken, and that is said.
 */
export function chooseLockfile(
  present: readonly string[],
  packageManager: string | undefined,
): LockfileChoice | undefined {
  const ordered = LOCKFILE_NAMES.filter((name) => present.includes(name));
  const named = packageManager?.split("@")[0]?.trim();
  const ofNamed = ordered.find((name) => MANAGERS.get(name) === named);
  const name = ofNamed ?? ordered[0];
  if (name === undefined) {
    return undefined;
  }
  const rivals = ordered.filter((other) => MANAGERS.get(other) !== MANAGERS.get(name));
  if (ofNamed !== undefined || rivals.length === 0) {
    return { name, notice: undefined };
  }
  const message = messages.severalLockfiles([name, ...rivals], name, named);
  return { name, notice: { message, span: { start: 0, end: 0 }, notice: true } };
}

/** Who writes lockfiles of a kind. */
export function managerOf(kind: LockfileKind): PackageManager {
  switch (kind) {
    case "npm-v1":
    case "npm-v2":
    case "npm-v3":
      return "npm";
    case "yarn-v1":
    case "yarn-berry":
      return "yarn";
    case "pnpm-v5":
    case "pnpm-v6":
    case "pnpm-v9":
      return "pnpm";
    case "bun":
    case "bun-binary":
      return "bun";
  }
}
