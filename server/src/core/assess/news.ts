import type { Family } from "../model";
import type { AssessContext } from "../settings";
import type { FactSet } from "./facts";
import { DAY } from "./time";

/** How long a release stands before what happened at it can be history. */
const STOOD = 180 * DAY;
const LATER_RELEASES = 2;

/** How much of what happened at a release is still news at the moment. */
export interface News {
  /** False: a transfer of custody that is no longer recent. */
  readonly isRecent: boolean;
  /** True: it has stood for half a year, and the same hands have made releases since. Time alone clears nothing. */
  readonly isHistory: boolean;
}

export const EVENTS: ReadonlySet<Family> = new Set(["who", "how", "what", "when"]);

/** Weighs the age of a release against what came after it. */
export function readNews({ release }: FactSet, { asOf, settings }: AssessContext): News {
  if (release.status !== "known") {
    return { isRecent: true, isHistory: false };
  }
  const { entry } = release.value;
  const age = asOf - entry.at;
  return { isRecent: age < settings.recentTransferMs, isHistory: age >= STOOD && hasFollowers() };

  function hasFollowers(): boolean {
    const publisher = entry.release.publisher?.name;
    let count = 0;
    for (const later of release.status === "known" ? release.value.later() : []) {
      count += Number(publisher === undefined || later.release.publisher?.name === publisher);
      if (count === LATER_RELEASES) {
        return true;
      }
    }
    return false;
  }
}
