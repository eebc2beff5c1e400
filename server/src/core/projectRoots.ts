import { joinPath } from "./filePath";
import { LOCKFILE_NAMES } from "./lockfileChoice";
import type { Projects } from "./project";
import type { World } from "./world";

/** As deep as the editor looks for manifests before it wakes us. */
const DEEPEST = 2;
/** More than anybody keeps side by side; a hostile folder is to cost no more. */
const MOST_ROOTS = 50;
const MOST_FOLDERS = 5000;

/**
 * The projects in a folder, in itself and up to two folders further down, outermost first. A folder in another project
 * is one where it has a lockfile or something installed: an example that nobody installs is nobody's risk. Members of
 * a workspace belong to its root. `isOthers` tells which folders are not to be entered.
 */
export async function findProjectRoots(
  world: World,
  projects: Projects,
  folder: string,
  isOthers: (path: string) => boolean = () => false,
): Promise<readonly string[]> {
  const roots: string[] = [];
  const members = new Set<string>();
  let level: readonly Place[] = [{ path: folder, isInside: false }];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    const next: Place[] = [];
    for (const { path, isInside } of level) {
      const inner = depth < DEEPEST || isInside ? await world.foldersIn(path) : [];
      const manifest = joinPath(path, "package.json");
      const hasLockfile = await existsAny(LOCKFILE_NAMES.map((name) => joinPath(path, name)));
      const hasManifest = (await world.stampOf(manifest)) !== undefined;
      const isOwn = hasLockfile || (hasManifest && (!isInside || inner.includes("node_modules")));
      if (isOwn && !members.has(manifest) && roots.length < MOST_ROOTS) {
        roots.push(path);
        for (const member of (await projects.load(path)).manifests) {
          members.add(member.path);
        }
      }
      const entered = inner
        .filter((name) => !name.startsWith(".") && name !== "node_modules")
        .map((name) => ({ path: joinPath(path, name), isInside: isInside || isOwn }))
        .filter((place) => !isOthers(place.path));
      next.push(...entered);
    }
    level = next.slice(0, MOST_FOLDERS);
  }
  return roots;

  async function existsAny(paths: readonly string[]): Promise<boolean> {
    const stamps = await Promise.all(paths.map((path) => world.stampOf(path)));
    return stamps.some((stamp) => stamp !== undefined);
  }
}

interface Place {
  readonly path: string;
  /** A folder above it is a project. */
  readonly isInside: boolean;
}
