import { DAY } from "../time";
import type { Resemblance } from "./resemblance";

/** How long a package counts as new. */
export const YOUNG = 30 * DAY;
const YEAR = 365 * DAY;
const MANY_RELEASES = 5;

/** What is known of the package that bears the name. */
export interface Standing {
  /** The registry knows no such package, or holds the name after it removed one. */
  readonly isMissing: boolean;
  /** Since its first publication; undefined where that is not known. */
  readonly age: number | undefined;
  readonly releases: number;
}

/**
 * Whether a resemblance is worth saying. A package that has stood for long is what its name says, and those who wanted
 * another one have noticed: it is spoken of no more.
 */
export function isDoubtful({ weight }: Resemblance, { isMissing, age, releases }: Standing): boolean {
  if (isMissing) {
    return true;
  }
  if (age !== undefined && (age >= 3 * YEAR || (age >= YEAR && releases >= MANY_RELEASES))) {
    return false;
  }
  return weight === "near" || (weight === "young" && age !== undefined && age < YOUNG);
}
