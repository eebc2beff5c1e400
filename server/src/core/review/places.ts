import { joinPath, parentOf } from "../filePath";
import { LOCKFILE_NAMES } from "../lockfileChoice";
import { formatOf } from "../parse/formats";
import { createProjects, type LockfileFile, type Project, type Projects } from "../project";
import type { World } from "../world";
import type { BaseWorld } from "./baseWorld";

/** The present, or the base. */
export interface Side<W extends World = World> {
  readonly world: W;
  readonly projects: Projects;
}

/** The present and the base, side by side. */
export interface Sides {
  readonly now: Side;
  readonly base: Side<BaseWorld>;
}

/** One folder with a lockfile, or a project without one, of which something has changed. */
export interface Place {
  readonly root: string;
  readonly now: PlaceSide;
  readonly base: PlaceSide;
  /** A lockfile of the folder has another text. */
  readonly isLockChanged: boolean;
}

export interface PlaceSide {
  readonly project: Project;
  /** All lockfiles of the folder, not only the one that holds: which one is installed from is not certain. */
  readonly lockfiles: readonly LockfileFile[];
}

export function createSides(world: World, projects: Projects, baseWorld: BaseWorld): Sides {
  return { now: { world, projects }, base: { world: baseWorld, projects: createProjects(baseWorld) } };
}

/** The places that changed manifests and lockfiles belong to, each once. `only` is the one lockfile that was asked about. */
export async function findPlaces(
  sides: Sides,
  changed: ReadonlySet<string>,
  only: string | undefined,
): Promise<readonly Place[]> {
  const roots = new Set<string>();
  for (const path of [...changed].sort()) {
    switch (formatOf(path)?.kind) {
      case "lockfile":
        roots.add(parentOf(path) ?? "/");
        break;
      case "manifest":
        roots.add(await rootOf(path, sides));
        break;
      case undefined:
        break;
    }
  }
  const paths = [...roots].map((root) =>
    LOCKFILE_NAMES.map((name) => joinPath(root, name)).filter((path) => only === undefined || path === only),
  );
  return Promise.all(
    [...roots].map(async (root, at) => ({
      root,
      now: await sideOf(sides.now, root, paths[at] ?? [], only),
      base: await sideOf(sides.base, root, paths[at] ?? [], only),
      isLockChanged: (paths[at] ?? []).some((path) => changed.has(path)),
    })),
  );
}

/** The folder of the lockfile that holds for a manifest, now or, where it is gone, at the base; else the folder of its project. */
async function rootOf(path: string, { now, base }: Sides): Promise<string> {
  const { projects } = (await now.world.readFile(path)) === undefined ? base : now;
  const { root, lockfile } = await projects.load(path);
  return lockfile === undefined ? root : (parentOf(lockfile.path) ?? "/");
}

async function sideOf(
  { world, projects }: Side,
  root: string,
  paths: readonly string[],
  only: string | undefined,
): Promise<PlaceSide> {
  const lockfiles = await Promise.all(
    paths.map(async (path) => {
      const text = await world.readFile(path);
      const lockfile = text === undefined ? undefined : projects.ofLockfile(path, text).lockfile;
      return lockfile ?? [];
    }),
  );
  return { project: await projects.load(only ?? root), lockfiles: lockfiles.flat() };
}
