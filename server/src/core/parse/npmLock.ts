import type { Lockfile } from "../model";
import { findMergeConflict } from "./mergeConflict";
import { mergeLockfiles } from "./mergeLockfiles";
import { concludeNested, concludePackages } from "./npm/npmConclude";
import { readNpmText } from "./npm/npmText";

/**
 * Reads package-lock.json and npm-shrinkwrap.json, versions 1 to 3, with the place of each entry's key.
 *
 * Never throws. What is broken costs as little of the rest as can be: an entry whose brace was lost ends where
 * the next one starts. Where a lockfile has both `packages` and `dependencies`, the former counts, as it does
 * for npm. Of an unfinished merge, the entries of both sides are read.
 */
export function parseNpmLock(text: string): Lockfile {
  const lockfile = readLockfile(text);
  // The marks of a merge always break the text, so that a sound one need not be searched for them.
  const conflict =
    lockfile.problems.length === 0 ? undefined : findMergeConflict(text, "npm install resolves it on its own.");
  return conflict === undefined ? lockfile : mergeLockfiles(conflict, readLockfile);
}

function readLockfile(text: string): Lockfile {
  const { name, version, packages, nested, workspaces, problems } = readNpmText(text);
  if (packages !== undefined) {
    return concludePackages(version === "2" ? "npm-v2" : "npm-v3", name, packages, workspaces, problems);
  }
  const kind = version === "2" ? "npm-v2" : version === "3" ? "npm-v3" : "npm-v1";
  return concludeNested(kind, name, nested, problems);
}
