import { join } from "node:path";
import { type CacheFs, codeOf } from "./shard";

/** One file of answers. */
export interface CacheFile {
  readonly path: string;
  /** The name of its folder: the kind of its answers, a dash, and whose they are as a hash. */
  readonly shelf: string;
  readonly bytes: number;
}

const ENDING = ".answers";
/** Drafts and locks live for milliseconds: an hour later whoever made them is gone. */
const LEFT_BEHIND_MS = 60 * 60 * 1000;

/** The name of the file of a shelf that holds a shard. */
export function fileName(shard: number): string {
  return `${shard.toString(16).padStart(2, "0")}${ENDING}`;
}

/** All files of answers under a root, in no order. What cannot be looked at is left out. */
export function listFiles(fs: CacheFs, root: string): readonly CacheFile[] {
  return namesIn(fs, root).flatMap((shelf) =>
    namesIn(fs, join(root, shelf)).flatMap((name) => {
      const path = join(root, shelf, name);
      const found = name.endsWith(ENDING) ? fs.statSync(path, { throwIfNoEntry: false }) : undefined;
      return found?.isFile() ? [{ path, shelf, bytes: found.size }] : [];
    }),
  );
}

/** Takes away what killed processes have left behind: drafts, locks, empty folders. */
export function tidy(fs: CacheFs, root: string, now: number): void {
  for (const shelf of namesIn(fs, root)) {
    const names = namesIn(fs, join(root, shelf));
    for (const name of names.filter((other) => !other.endsWith(ENDING))) {
      const path = join(root, shelf, name);
      const found = fs.statSync(path, { throwIfNoEntry: false });
      if (found !== undefined && Math.abs(now - found.mtimeMs) > LEFT_BEHIND_MS) {
        fs.rmSync(path, { force: true });
      }
    }
    const folder = join(root, shelf);
    const found = names.length === 0 ? fs.statSync(folder, { throwIfNoEntry: false }) : undefined;
    if (found !== undefined && Math.abs(now - found.mtimeMs) > LEFT_BEHIND_MS) {
      removeIfEmpty(fs, folder);
    }
  }
}

function removeIfEmpty(fs: CacheFs, folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch {
    // Somebody has put something into it.
  }
}

function namesIn(fs: CacheFs, folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") {
      return [];
    }
    throw error;
  }
}
