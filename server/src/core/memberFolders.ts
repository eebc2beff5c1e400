import { joinPath } from "./filePath";
import { isWorkspace } from "./parse/workspaces";
import type { World } from "./world";

/** More than any project has; a hostile glob is to cost no more. */
const MOST_MEMBERS = 2000;
const MOST_VISITS = 20_000;
const DEEPEST = 12;

/**
 * The folders below `root` that some globs make members of its workspace, by path from there, sorted; without those
 * that hold no manifest, are installed, or hidden.
 */
export async function findMemberFolders(
  world: World,
  root: string,
  globs: readonly string[],
): Promise<readonly string[]> {
  const members: string[] = [];
  let level = globs.length === 0 ? [] : [""];
  let visits = 0;
  for (let depth = 0; depth < deepestOf(globs) && level.length > 0; depth++) {
    const inner = await Promise.all(
      level.map(async (folder) =>
        (await world.foldersIn(joinPath(root, folder))).flatMap((name) =>
          name.startsWith(".") || name === "node_modules" ? [] : [folder === "" ? name : `${folder}/${name}`],
        ),
      ),
    );
    level = inner.flat().slice(0, MOST_VISITS - visits);
    visits += level.length;
    const candidates = level.filter((folder) => isWorkspace(globs, folder));
    const found = await Promise.all(
      candidates.map(async (folder) =>
        (await world.stampOf(joinPath(joinPath(root, folder), "package.json"))) === undefined ? [] : folder,
      ),
    );
    members.push(...found.flat());
  }
  return members.sort().slice(0, MOST_MEMBERS);
}

/** How far down a glob can reach: no project is searched to the bottom for `packages/*`. */
function deepestOf(globs: readonly string[]): number {
  const depths = globs.map((glob) =>
    glob.includes("**") ? DEEPEST : glob.replace(/^!|^(?:\.\/)+|\/+$/g, "").split("/").length,
  );
  return Math.min(DEEPEST, Math.max(0, ...depths));
}
