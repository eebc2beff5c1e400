import { joinPath } from "../filePath";
import { giveWay } from "../inTurn";
import { REVIEWED_NAMES } from "../reviewedNames";
import type { World } from "../world";

/** More than any repository has that people work in by hand. */
const MOST_FOLDERS = 50_000;
const DEEPEST = 16;
/** What is installed, what git keeps, and Yarn's own store: nobody reviews it. */
const PASSED_OVER: ReadonlySet<string> = new Set(["node_modules", ".git", ".yarn"]);

/** The files of a review that stand in a folder and below it today. */
export interface FoundFiles {
  readonly files: readonly string[];
  /** Folders below that are repositories of their own, submodules above all: they are not looked into. */
  readonly repositories: readonly string[];
  /** There were more folders than are looked into. */
  readonly isCut: boolean;
}

export async function findFiles(world: World, root: string, abort: AbortSignal): Promise<FoundFiles> {
  const files: string[] = [];
  const repositories: string[] = [];
  let level = [root];
  let count = 0;
  let isCut = false;
  for (let depth = 0; depth < DEEPEST && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      await giveWay(world, abort);
      if (depth > 0 && (await isPresent(joinPath(folder, ".git")))) {
        repositories.push(folder);
        continue;
      }
      const paths = REVIEWED_NAMES.map((name) => joinPath(folder, name));
      const present = await Promise.all(paths.map(isPresent));
      files.push(...paths.filter((_path, at) => present[at]));
      const inner = (await world.foldersIn(folder)).filter((name) => !PASSED_OVER.has(name)).sort();
      next.push(...inner.map((name) => joinPath(folder, name)));
    }
    count += next.length;
    isCut ||= count > MOST_FOLDERS || (depth === DEEPEST - 1 && next.length > 0);
    level = count > MOST_FOLDERS ? [] : next;
  }
  return { files, repositories, isCut };

  /** The ".git" of a submodule is a file; that of a clone is a folder, which has no stamp but its HEAD has. */
  async function isPresent(path: string): Promise<boolean> {
    const found = await Promise.all(
      (path.endsWith("/.git") ? [path, `${path}/HEAD`] : [path]).map((at) => world.stampOf(at)),
    );
    return found.some((stamp) => stamp !== undefined);
  }
}
