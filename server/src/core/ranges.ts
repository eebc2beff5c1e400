import { LRUCache } from "lru-cache";
import { intersects, subset, validRange } from "semver";

/** Longer ones take semver seconds, and are nobody's. */
const LONGEST = 1000;

/** The same few ranges are asked about for each of thousands of packages. */
const within = new LRUCache<string, boolean>({ max: 1000 });

/** Whether all versions of a range are within `bound`; false where it is no range. */
export function isWithin(range: string | undefined, bound: string): boolean {
  if (range === undefined || range.length >= LONGEST) {
    return false;
  }
  const key = `${range} within ${bound}`;
  const known = within.get(key);
  if (known !== undefined) {
    return known;
  }
  const found = isRange(range) && subset(range, bound, { loose: true, includePrerelease: true });
  within.set(key, found);
  return found;
}

/** Whether a request for `range` could come to something within `bound`; false where either is no range. */
export function meets(range: string, bound: string): boolean {
  return isRange(range) && isRange(bound) && intersects(range, bound, true);
}

function isRange(text: string): boolean {
  return text.length < LONGEST && validRange(text, true) !== null;
}
