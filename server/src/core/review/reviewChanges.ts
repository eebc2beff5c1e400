import type { BaseFiles } from "../baseFiles";
import { parentOf, relativePath } from "../filePath";
import { createLayers } from "../layers";
import { keyOf, type Lookups } from "../lookup/lookups";
import { messages } from "../messages";
import type { Change, LockedPackage, PackageReport, Unresolved } from "../model";
import { formatOf } from "../parse/formats";
import { applyPolicy } from "../policy";
import { type Project, type Projects, problemsOf } from "../project";
import { type CheckOptions, MAX_PATHS, pathsTo, toReport, type WorkspaceReport } from "../reports";
import { type Target, TargetList } from "../targets";
import type { World } from "../world";
import { createBaseWorld } from "./baseWorld";
import { compareEntries } from "./changedEntries";
import { compareLines } from "./changedLines";
import { findChanged } from "./findChanged";
import { mergeChanges } from "./mergeChanges";
import { createSides, findPlaces, type Place } from "./places";

/** What a folder comes to otherwise than at the base. `packages` are the releases that are new here, judged. */
export interface ReviewReport extends WorkspaceReport {
  /** By name and version. */
  readonly changes: readonly Change[];
  /** What could not be compared, and what that means: a sentence each. */
  readonly notes: readonly string[];
}

/** What a review is made with. */
export interface Reviewing {
  readonly world: World;
  readonly projects: Projects;
  lookupsFor(options: CheckOptions): Lookups;
}

/** Compares what stands here with the base, and judges what is new. */
export async function reviewChanges(
  { world, projects, lookupsFor }: Reviewing,
  path: string,
  base: BaseFiles,
  options: CheckOptions,
  abort: AbortSignal,
): Promise<ReviewReport> {
  const known = (await base.files?.()) ?? [];
  const baseWorld = createBaseWorld(world, base, known);
  const sides = createSides(world, projects, baseWorld);
  const { files, changed, notes } = await findChanged(sides, path, known, abort);
  const root = formatOf(path) === undefined ? path : (parentOf(path) ?? "/");
  const places = await findPlaces(sides, changed, formatOf(path)?.kind === "lockfile" ? path : undefined);

  const asked = { ...options, settings: applyPolicy(options.settings, options.policy) };
  const lookups = lookupsFor(asked);
  const asOf = options.asOf ?? world.now();
  const now = { world, lookups, asOf, minimumReleaseAgeMs: asked.settings.minimumReleaseAgeMs, abort };
  const how = { now, base: { ...now, world: baseWorld } };

  const targets = new TargetList();
  const homes = new Map<LockedPackage, Project>();
  const changes: Change[] = [];
  const unresolved: Unresolved[] = [];
  const said = [...notes];
  for (const place of places) {
    const entries = await compareEntries(place, nameFolder, world, abort);
    const isOwn = (file: string) => ownerOf(file, places) === place;
    const lines = await compareLines(place, isOwn, entries.entries, how);
    const ofLines = lines.changes.map(({ path: file, ...change }) => ({
      ...change,
      importers: [nameFolder(parentOf(file) ?? "/")],
    }));
    changes.push(...entries.changes, ...ofLines);
    unresolved.push(...lines.unresolved);
    said.push(...entries.notes);
    for (const target of [...lines.targets, ...entries.targets]) {
      targets.add(target);
    }
    for (const [locked, home] of entries.homes) {
      homes.set(locked, home);
    }
  }
  const all = targets.all();
  // Verdicts of its own: those that the editor remembers are made under another policy.
  const verdicts = await createLayers(world, lookups).judge(all, asked, abort);
  const problems = places.flatMap(({ now: { project, lockfiles } }) =>
    lockfiles.length === 0
      ? problemsOf(project)
      : lockfiles.flatMap((lockfile) => problemsOf({ ...project, lockfile })),
  );
  return {
    root,
    asOf,
    files,
    packages: all.flatMap((target) => {
      const report = toReport(target, verdicts.get(keyOf(target.subject)));
      return report === undefined ? [] : { ...report, paths: waysTo(target, homes) };
    }),
    changes: mergeChanges(changes),
    problems: problems.filter(({ file }) => changed.has(file)),
    unresolved,
    sources: lookups.stats(),
    notes: [...said, ...[...baseWorld.unreadable].map(([file, why]) => messages.reviewUnreadable(nameFile(file), why))],
  };

  function nameFolder(folder: string): string {
    return nameFile(folder) || ".";
  }

  function nameFile(file: string): string {
    return relativePath(root, file) ?? file;
  }
}

/** The place that a manifest is installed from: the nearest above it. */
function ownerOf(file: string, places: readonly Place[]): Place | undefined {
  const above = places.filter(({ root }) => relativePath(root, file) !== undefined);
  return above.toSorted((one, other) => other.root.length - one.root.length)[0];
}

function waysTo({ locked }: Target, homes: ReadonlyMap<LockedPackage, Project>): PackageReport["paths"] {
  return locked
    .flatMap((entry) => {
      const home = homes.get(entry);
      return home === undefined ? [] : pathsTo(home, [entry]);
    })
    .sort((one, other) => one.length - other.length)
    .slice(0, MAX_PATHS);
}
