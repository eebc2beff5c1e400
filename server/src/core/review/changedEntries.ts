import { checksumsOf } from "../checksums";
import { baseName, parentOf } from "../filePath";
import { eachInTurn } from "../inTurn";
import { messages } from "../messages";
import type { Change, LockedPackage } from "../model";
import type { LockfileFile, Project } from "../project";
import { isJudged } from "../resolution";
import { importersOf } from "../resolve/paths";
import { lockedTargets, relockedOf, type Target, usualHost } from "../targets";
import type { World } from "../world";
import { compareLocked, type HeldPackage } from "./compareLocked";
import type { Place, PlaceSide } from "./places";
import { relockedSince } from "./relocked";

/** What the lockfiles of a place say about its changes. */
export interface ChangedEntries {
  readonly changes: readonly Change[];
  /** Every entry that is new or another one now. */
  readonly entries: ReadonlySet<LockedPackage>;
  readonly targets: readonly Target[];
  /** The project with the lockfile that an entry stands in. */
  readonly homes: ReadonlyMap<LockedPackage, Project>;
  readonly notes: readonly string[];
}

interface Held extends HeldPackage {
  readonly file: LockfileFile;
}

/**
 * Compares the lockfiles of a place, whoever wrote them. Where all of them are gone nothing is known any more of what only
 * they told, so that nothing is called removed. `folderName` names a folder as the report does.
 */
export async function compareEntries(
  place: Place,
  folderName: (folder: string) => string,
  world: World,
  abort: AbortSignal,
): Promise<ChangedEntries> {
  const { now, base, isLockChanged } = place;
  const isGone = now.lockfiles.length === 0;
  const found = isLockChanged && !isGone ? compareLocked(heldIn(base), heldIn(now)) : [];
  const changes: Change[] = [];
  await eachInTurn(
    found,
    ({ name, kind, base: before, now: after, differs }) => {
      const held = after.length > 0 ? after : before;
      const [first] = held;
      if (first !== undefined) {
        changes.push({
          name,
          kind,
          from: versionOf(before[0]),
          to: versionOf(after[0]),
          importers: foldersAbove(held, folderName),
          differs,
          source: first.locked.source,
          locations: after.map(({ file, locked }) => ({ file: file.path, span: locked.span })),
        });
      }
    },
    world,
    abort,
  );
  const entries = new Set(found.flatMap((change) => change.now.map(({ locked }) => locked)));
  const relocked = new Map(
    found.flatMap((change) => change.now.map((held) => [held.locked, relockedSince(change.base, held)] as const)),
  );
  const homes = now.lockfiles.map((lockfile): Project => ({ ...now.project, lockfile }));
  return {
    changes,
    entries,
    targets: homes.flatMap((home) =>
      lockedTargets(home)
        .filter(({ locked }) => locked.some((one) => entries.has(one)))
        .map((target) => ({
          ...target,
          ...relockedOf(target.locked.flatMap((locked) => relocked.get(locked) ?? [])),
        })),
    ),
    homes: new Map(
      homes.flatMap((home) =>
        (home.lockfile?.lockfile.packages ?? []).flatMap((locked) =>
          entries.has(locked) && isJudged(locked) ? [[locked, home] as const] : [],
        ),
      ),
    ),
    notes: isLockChanged ? notesOn(place, isGone) : [],
  };
}

/** Bun gives no version to what comes from git. */
function versionOf(held: Held | undefined): string | undefined {
  return held?.locked.version || held?.locked.resolved;
}

function heldIn({ lockfiles }: PlaceSide): readonly Held[] {
  return lockfiles.flatMap((file) => {
    const { kind, packages } = file.lockfile;
    const own = { file, kind, usualHost: usualHost(file.lockfile) };
    return packages.map((locked) => ({ ...own, locked, checksums: checksumsOf(locked, file.text) }));
  });
}

function foldersAbove(held: readonly Held[], folderName: (folder: string) => string): readonly string[] {
  const folders = held.flatMap(({ file, locked }) =>
    importersOf(file.lockfile, locked.id).map(({ path }) => {
      const folder = parentOf(file.path) ?? "/";
      return folderName(path === "" ? folder : `${folder}/${path}`);
    }),
  );
  return [...new Set(folders)].sort();
}

function notesOn({ now, base }: Place, isGone: boolean): readonly string[] {
  const names = base.lockfiles.map(({ path }) => baseName(path));
  const broken = base.lockfiles.filter(({ lockfile }) => lockfile.problems.some(({ notice }) => notice !== true));
  const hosts = (side: PlaceSide) => new Set(side.lockfiles.flatMap(({ lockfile }) => usualHost(lockfile) ?? []));
  const [before, after] = [hosts(base), hosts(now)];
  const others = [...after].filter((host) => !before.has(host));
  return [
    ...(isGone && names.length > 0 ? [messages.reviewLockfileGone(names)] : []),
    ...broken.map(({ path }) => messages.reviewHalfRead(baseName(path))),
    ...(before.size > 0 ? others.map((host) => messages.reviewOtherHost(host, [...before])) : []),
  ];
}
