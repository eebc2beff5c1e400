import { CALIBRATION } from "../calibration";
import { DAY } from "../time";
import type { Resemblance } from "./resemblance";

const NUMBERS = CALIBRATION.numbers.lookalike;

/** How long a package counts as new. */
export const YOUNG = NUMBERS.youngDays * DAY;

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
export function isDoubtful(
  { weight }: Resemblance,
  { isMissing, age, releases }: Standing,
  { youngDays, settledDays, settledEarlyDays, settledReleases } = NUMBERS,
): boolean {
  if (isMissing) {
    return true;
  }
  const isSettled = (days: number) => age !== undefined && age >= days * DAY;
  if (isSettled(settledDays) || (isSettled(settledEarlyDays) && releases >= settledReleases)) {
    return false;
  }
  return weight === "near" || (weight === "young" && age !== undefined && age < youngDays * DAY);
}
