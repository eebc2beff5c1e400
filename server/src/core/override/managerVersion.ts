import { intersects, subset, validRange } from "semver";
import type { Manifest, PackageManager } from "../model";

/** Which versions of its package manager a manifest names; undefined where it names none, or another one. */
export function managerRange({ packageManager }: Manifest, manager: PackageManager): string | undefined {
  const [, name, range = ""] = /^\s*([a-z]+)@(.+?)\s*$/.exec(packageManager ?? "") ?? [];
  return name === manager && range.length < 200 && validRange(range, true) !== null ? range : undefined;
}

/** Whether all versions that the manifest allows are within `bound`; false where it says nothing. */
export function isWithin(range: string | undefined, bound: string): boolean {
  return range !== undefined && subset(range, bound, { loose: true, includePrerelease: true });
}

/** Whether a request for `range` could come to something within `bound`; false where either is no range. */
export function meets(range: string, bound: string): boolean {
  return (
    range.length < 1000 &&
    bound.length < 1000 &&
    validRange(range, true) !== null &&
    validRange(bound, true) !== null &&
    intersects(range, bound, true)
  );
}
