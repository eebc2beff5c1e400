import { joinPath } from "../filePath";
import { giveWay } from "../inTurn";
import { REVIEWED_NAMES } from "../reviewedNames";
import type { World } from "../world";
import { addPatterns, type GitIgnore, gitIgnoreAbove, isIgnored } from "./gitIgnore";

/** More than any repository has that people work in by hand. */
const MOST_FOLDERS = 50_000;
const DEEPEST = 16;
/** What is installed, what git keeps, and Yarn's own store: nobody reviews it. */
const PASSED_OVER: ReadonlySet<string> = new Set(["node_modules", ".git", ".yarn"]);

/** The files of a review that stand in a folder and below it today. */
export interface FoundFiles {
  readonly files: readonly string[];
  /** Those that git leaves out: unless they are in a commit nevertheless, they are no part of any change. */
  readonly ignored: readonly string[];
  /** Folders below that are repositories of their own, submodules above all: they are not looked into. */
  readonly repositories: readonly string[];
  /** There were more folders than are looked into. */
  readonly isCut: boolean;
}

/** Finds the files that are compared, without looking into what git leaves out. */
export async function findFiles(world: World, root: string, abort: AbortSignal): Promise<FoundFiles> {
  const found = { files: [] as string[], ignored: [] as string[], repositories: [] as string[] };
  let level: readonly Folder[] = [{ path: root, patterns: await gitIgnoreAbove(world, root) }];
  let count = 0;
  let isCut = false;
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next: Folder[] = [];
    for (const folder of level) {
      await giveWay(world, abort);
      if (depth > 0 && (await isRepository(world, folder.path))) {
        found.repositories.push(folder.path);
      } else {
        next.push(...(await lookInto(folder)));
      }
    }
    count += next.length;
    isCut ||= count > MOST_FOLDERS || (depth === DEEPEST - 1 && next.length > 0);
    level = count > MOST_FOLDERS ? [] : next;
  }
  return { ...found, isCut };

  /** Collects the files of a folder, and answers the folders inside. */
  async function lookInto({ path, patterns }: Folder): Promise<readonly Folder[]> {
    const own = await addPatterns(world, patterns, path, ".gitignore");
    const stamps = await Promise.all(REVIEWED_NAMES.map((name) => world.stampOf(joinPath(path, name))));
    for (const [at, name] of REVIEWED_NAMES.entries()) {
      const file = joinPath(path, name);
      if (stamps[at] !== undefined) {
        (isIgnored(own, file, false) ? found.ignored : found.files).push(file);
      }
    }
    return (await world.foldersIn(path))
      .filter((name) => !PASSED_OVER.has(name))
      .sort()
      .map((name) => ({ path: joinPath(path, name), patterns: own }))
      .filter((folder) => !isIgnored(own, folder.path, true));
  }
}

interface Folder {
  readonly path: string;
  /** Those that count for its own path. */
  readonly patterns: GitIgnore;
}

/** The ".git" of a submodule is a file; that of a clone is a folder, which has no stamp, but its HEAD has. */
async function isRepository(world: World, folder: string): Promise<boolean> {
  const marks = await Promise.all([".git", ".git/HEAD"].map((name) => world.stampOf(joinPath(folder, name))));
  return marks.some((mark) => mark !== undefined);
}
