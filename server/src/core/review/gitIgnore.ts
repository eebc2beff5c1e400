import ignore, { type Ignore } from "ignore";
import { joinPath, relativePath } from "../filePath";
import { foldersOfRepository } from "../repositoryFolders";
import type { World } from "../world";

/** The patterns of one folder's .gitignore. */
interface Patterns {
  readonly folder: string;
  readonly matcher: Ignore;
}

/** What git leaves out in a folder and below it, as far as the repository's own files say so; the nearest patterns last. */
export type GitIgnore = readonly Patterns[];

/** Longer ones are nobody's, and each path is compared with each line. */
const LARGEST = 100_000;

/** The patterns that count for a folder, without its own: those of the folders above it, up to the repository's root. */
export async function gitIgnoreAbove(world: World, folder: string): Promise<GitIgnore> {
  const above: string[] = [];
  for await (const at of foldersOfRepository(world, folder)) {
    above.unshift(at);
  }
  let patterns = await addPatterns(world, [], above[0] ?? folder, ".git/info/exclude");
  for (const at of above) {
    if (at !== folder) {
      patterns = await addPatterns(world, patterns, at, ".gitignore");
    }
  }
  // Who names a folder that is left out means it all the same.
  return isIgnored(patterns, folder, true) ? [] : patterns;
}

export async function addPatterns(world: World, known: GitIgnore, folder: string, file: string): Promise<GitIgnore> {
  const text = await world.readFile(joinPath(folder, file));
  if (text === undefined || text.length > LARGEST) {
    return known;
  }
  return [...known, { folder, matcher: ignore().add(text) }];
}

/** The nearest patterns that speak about a path decide. Whether a folder above it is left out was asked before. */
export function isIgnored(patterns: GitIgnore, path: string, isFolder: boolean): boolean {
  for (const { folder, matcher } of patterns.toReversed()) {
    const name = relativePath(folder, path);
    if (name !== undefined && name !== "") {
      const { ignored, unignored } = matcher.test(isFolder ? `${name}/` : name);
      if (ignored || unignored) {
        return ignored;
      }
    }
  }
  return false;
}
