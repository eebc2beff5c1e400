import type { AssessContext } from "../settings";
import type { FactSet } from "./facts";
import { DAY } from "./time";

/** How long a release stands before what happened at it is history. */
const STOOD = 180 * DAY;
const LATER_RELEASES = 2;

/**
 * Whether what happened at this release is history: it has stood for half a year, and the same hands have made clean
 * releases since. A release that nobody followed up is never cleared by time alone.
 */
export function isOldNews({ release }: FactSet, { asOf }: AssessContext): boolean {
  if (release.status !== "known" || asOf - release.value.entry.at < STOOD) {
    return false;
  }
  const publisher = release.value.entry.release.publisher?.name;
  let count = 0;
  for (const later of release.value.later()) {
    if (publisher === undefined || later.release.publisher?.name === publisher) {
      count++;
    }
    if (count >= LATER_RELEASES) {
      return true;
    }
  }
  return false;
}
