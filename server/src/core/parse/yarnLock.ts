import type { Lockfile } from "../model";
import { parseYarnBerryLock } from "./yarnBerryLock";
import { parseYarnClassicLock } from "./yarnClassicLock";

/** Reads a yarn.lock; Yarn 1 and the later ones write different formats under the same name. Never throws. */
export function parseYarnLock(text: string): Lockfile {
  return isBerry(text) ? parseYarnBerryLock(text) : parseYarnClassicLock(text);
}

/** Yarn 1 names itself at the head; the later ones have a block about the file, and a field of their own in each entry. */
function isBerry(text: string): boolean {
  return (
    !/^\uFEFF?# yarn lockfile v\d/m.test(text.slice(0, 1000)) &&
    /^\uFEFF?__metadata:|\n(?:__metadata:| {2}resolution: )/.test(text)
  );
}
