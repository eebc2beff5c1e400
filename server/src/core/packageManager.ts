import { validRange } from "semver";
import type { Manifest, PackageManager } from "./model";
import { isWithin } from "./ranges";

/**
 * Which versions of a package manager a manifest names, by `packageManager` (`pnpm@9.1.0+sha512.…`) or by a range of
 * `devEngines`; undefined where it names no version, or another package manager.
 */
export function managerRange({ packageManager }: Manifest, manager: PackageManager): string | undefined {
  const [, name, range = ""] = /^\s*([a-z]+)@\s*(.+?)\s*$/s.exec(packageManager ?? "") ?? [];
  const bare = range.replace(/(\d)\+.*$/s, "$1");
  return name === manager && bare.length <= 200 && validRange(bare, true) !== null ? bare : undefined;
}

/** Bun 1.4 or newer, by what the manifest says; else by the lockfile: 1.4 was the first to write version 2. */
export function isBun14(manifest: Manifest | undefined, lockfileText: string | undefined): boolean {
  const range = manifest && managerRange(manifest, "bun");
  const [, written] = /"lockfileVersion"\s*:\s*(\d+)/.exec(lockfileText?.slice(0, 200) ?? "") ?? [];
  return range === undefined ? Number(written) >= 2 : isWithin(range, ">=1.4.0-0");
}

/** The package manager that a manifest names, with or without a version; undefined where it names none that is known here. */
export function namedManager({ packageManager }: Manifest): PackageManager | undefined {
  const [, name] = /^\s*([a-z]+)\s*(?:@|$)/.exec(packageManager ?? "") ?? [];
  return MANAGERS.find((manager) => manager === name);
}

const MANAGERS: readonly PackageManager[] = ["npm", "pnpm", "yarn", "bun"];
