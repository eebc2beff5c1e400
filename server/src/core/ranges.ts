import { intersects, subset, validRange } from "semver";

/** Longer ones take semver seconds, and are nobody's. */
const LONGEST = 1000;

/** Whether all versions of a range are within `bound`; false where it is no range. */
export function isWithin(range: string | undefined, bound: string): boolean {
  return range !== undefined && isRange(range) && subset(range, bound, { loose: true, includePrerelease: true });
}

/** Whether a request for `range` could come to something within `bound`; false where either is no range. */
export function meets(range: string, bound: string): boolean {
  return isRange(range) && isRange(bound) && intersects(range, bound, true);
}

function isRange(text: string): boolean {
  return text.length < LONGEST && validRange(text, true) !== null;
}
