import { validRange } from "semver";
import type { Manifest, PackageManager } from "./model";

/**
 * Which versions of a package manager a manifest names, by `packageManager` (`pnpm@9.1.0+sha512.…`) or by a range of
 * `devEngines`; undefined where it names no version, or another package manager.
 */
export function managerRange({ packageManager }: Manifest, manager: PackageManager): string | undefined {
  const [, name, range = ""] = /^\s*([a-z]+)@\s*(.+?)\s*$/s.exec(packageManager ?? "") ?? [];
  const bare = range.replace(/(\d)\+.*$/s, "$1");
  return name === manager && bare.length <= 200 && validRange(bare, true) !== null ? bare : undefined;
}
