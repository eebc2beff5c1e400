import { joinPath } from "../filePath";
import { eachInTurn, giveWay } from "../inTurn";
import type { Lockfile } from "../model";
import type { World } from "../world";

/** Versions by the real names of packages. */
export type LockedVersions = ReadonlyMap<string, ReadonlySet<string>>;

const MOST_FOLDERS = 5000;
const DEEPEST = 8;

/**
 * All that is locked in a folder and below it, in any number of projects. Undefined where that cannot be told: some
 * manifest has no lockfile beside or above it, or there is more than can be looked through.
 */
export async function lockedBelow(
  root: string,
  lockfileIn: (folder: string) => Promise<Lockfile | undefined>,
  world: Pick<World, "foldersIn" | "stampOf" | "breathe">,
): Promise<LockedVersions | undefined> {
  const { signal: never } = new AbortController();
  const lockfiles: Lockfile[] = [];
  let level: readonly Place[] = [{ folder: root, isLocked: false }];
  for (let depth = 0, seen = 1; level.length > 0; depth++) {
    await giveWay(world, never);
    const found = await Promise.all(level.map(look));
    if (found.includes(undefined) || depth > DEEPEST || seen > MOST_FOLDERS) {
      return undefined;
    }
    level = found.flatMap((places) => places ?? []);
    seen += level.length;
  }
  const versions = new Map<string, Set<string>>();
  await eachInTurn(
    lockfiles.flatMap(({ packages }) => packages),
    ({ name, version }) => {
      const known = versions.get(name) ?? new Set();
      versions.set(name, known.add(version));
    },
    world,
    never,
  );
  return versions;

  /** The folders inside one; undefined where a manifest stands there that nothing locks. */
  async function look({ folder, isLocked }: Place): Promise<readonly Place[] | undefined> {
    const [manifest, names] = await Promise.all([
      world.stampOf(joinPath(folder, "package.json")),
      world.foldersIn(folder),
    ]);
    // Below the top a lockfile without a manifest beside it locks nothing that anybody installs.
    const lockfile = manifest !== undefined || folder === root ? await lockfileIn(folder) : undefined;
    if (lockfile !== undefined) {
      lockfiles.push(lockfile);
    }
    const isLockedHere = isLocked || lockfile !== undefined;
    return manifest !== undefined && !isLockedHere
      ? undefined
      : names
          .filter((name) => name !== "node_modules" && !name.startsWith("."))
          .map((name) => ({ folder: joinPath(folder, name), isLocked: isLockedHere }));
  }
}

interface Place {
  readonly folder: string;
  /** A lockfile stands here or above. */
  readonly isLocked: boolean;
}
