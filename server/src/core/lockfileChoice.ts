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

/** A lockfile in a folder. */
export interface PresentLockfile {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
}

/** The lockfile that holds, and what is to be said where that was a guess. */
export interface LockfileChoice {
  readonly name: string;
  readonly notice: Problem | undefined;
}

/** A checkout writes all files anew within moments, in an order that says nothing. */
const TELLING_MS = 60_000;

/**
 * Which of several lockfiles in one folder holds: that of the package manager which the manifest names (`pnpm@9.0.0`
 * or the name alone). Where it names none, or one without a lockfile here, the one that was written last is taken;
 * where all were written at about the same time, the first of `LOCKFILE_NAMES`. Either guess is said.
 */
export function chooseLockfile(
  present: readonly PresentLockfile[],
  packageManager: string | undefined,
): LockfileChoice | undefined {
  const named = packageManager?.split("@")[0]?.trim();
  const first = firstOfEachManager(present);
  const ofNamed = first.find(({ name }) => MANAGERS.get(name) === named);
  const [fallback, ...rivals] = first;
  if (fallback === undefined) {
    return undefined;
  }
  if (ofNamed !== undefined || rivals.length === 0) {
    return { name: (ofNamed ?? fallback).name, notice: undefined };
  }
  const newest = newestOf(first);
  const { name } = newest ?? fallback;
  const others = first.flatMap((other) => (other.name === name ? [] : other.name));
  const message = messages.severalLockfiles([name, ...others], newest !== undefined, named);
  return { name, notice: { message, span: { start: 0, end: 0 }, notice: true } };
}

/** Of each package manager the one that it reads itself, in the order of `LOCKFILE_NAMES`. */
function firstOfEachManager(present: readonly PresentLockfile[]): readonly PresentLockfile[] {
  const first = new Map<PackageManager, PresentLockfile>();
  for (const [name, manager] of MANAGERS) {
    const found = present.find((one) => one.name === name);
    if (found !== undefined && !first.has(manager)) {
      first.set(manager, found);
    }
  }
  return [...first.values()];
}

/** Undefined where it is not clearly newer than the next. */
function newestOf(lockfiles: readonly PresentLockfile[]): PresentLockfile | undefined {
  const [newest, next] = lockfiles.toSorted((one, other) => other.modifiedAt - one.modifiedAt);
  const isClear = newest !== undefined && newest.modifiedAt - (next?.modifiedAt ?? 0) >= TELLING_MS;
  return isClear ? newest : undefined;
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
