import { elsewhereIn } from "../elsewhere";
import { parentOf } from "../filePath";
import { type InstallRules, readInstallRules } from "../gates/installRules";
import { refusalsOfTarget } from "../gates/refusals";
import type { Layers } from "../layers";
import type { Resolving } from "../lines";
import { managerOf } from "../lockfileChoice";
import type { Elsewhere } from "../lookup/audience";
import { keyOf, type Lookups } from "../lookup/lookups";
import type { Change, LockedPackage, PackageManager, PackageReport, Unresolved } from "../model";
import { type Project, type Projects, problemsOf } from "../project";
import { type CheckOptions, pathsTo, shortest, toReport, type WorkspaceReport } from "../reports";
import { LEVELS } from "../settings";
import { isLocked, type Target, TargetList } from "../targets";
import type { World } from "../world";
import { compareEntries } from "./changedEntries";
import { compareLines } from "./changedLines";
import type { Place } from "./places";
import { type RepackedFile, settleRepacked } from "./repacked";

/** What one place comes to otherwise than at the base, judged. */
export interface PlaceReport extends Pick<WorkspaceReport, "packages" | "problems"> {
  readonly changes: readonly Change[];
  readonly unresolved: readonly Unresolved[];
  /** The lockfiles of which most has another checksum. */
  readonly repacked: readonly RepackedFile[];
  readonly notes: readonly string[];
}

/** What a place is reviewed with. */
export interface PlaceReviewing {
  readonly world: World;
  readonly projects: Pick<Projects, "read">;
  readonly baseWorld: World;
  readonly lookups: Lookups;
  readonly layers: Layers;
  /** Policy applied. */
  readonly options: CheckOptions;
  /** Whether a manifest is installed from this place. */
  isOwn(path: string): boolean;
  /** Names a folder as the report does. */
  nameFolder(folder: string): string;
  /** Whether a file of the project names a host now that it did not name at the base. */
  isNamedSince(host: string): Promise<boolean>;
  readonly abort: AbortSignal;
}

/** Compares a place, and asks about what has changed there, as far as its own lockfiles and members let a name be told. */
export async function reviewPlace(place: Place, reviewing: PlaceReviewing): Promise<PlaceReport> {
  const { world, baseWorld, layers, options, isOwn, nameFolder, isNamedSince, abort } = reviewing;
  const entries = await compareEntries(place, nameFolder, world, abort);
  const lookups = reviewing.lookups.within(elsewhereOf(place, world));
  const { minimumReleaseAgeMs } = options.settings;
  const now: Resolving = { world, lookups, asOf: options.asOf ?? world.now(), minimumReleaseAgeMs, abort };
  const lines = await compareLines(place, isOwn, entries.entries, { now, base: { ...now, world: baseWorld } });

  const targets = new TargetList();
  for (const target of [...lines.targets, ...entries.targets]) {
    targets.add(target);
  }
  const settled = await settleRepacked(targets.all(), place, { world, lookups, isNamedSince, abort });
  const { targets: all, repacked } = settled;
  const verdicts = await layers.judge(all, options, lookups, abort);
  const rulesOf = await readRules(place, reviewing);
  const ofLines = lines.changes.map(({ path, ...change }) => ({
    ...change,
    importers: [nameFolder(parentOf(path) ?? "/")],
  }));
  return {
    changes: [...entries.changes, ...ofLines],
    packages: all.flatMap((target) => {
      const verdict = verdicts.get(keyOf(target.subject));
      const refusals = refusalsOfTarget(rulesOf(target), target, verdict, now.asOf);
      return toReport(target, verdict, () => waysTo(target, entries.homes), refusals) ?? [];
    }),
    unresolved: lines.unresolved,
    problems: problemsIn(place),
    repacked,
    notes: entries.notes,
  };
}

/** The rules of whoever writes the lockfile that a release stands in; of what is not locked, of whoever installs here. */
async function readRules({ now: { project, lockfiles } }: Place, { world, projects }: PlaceReviewing) {
  const read = (lockfile: Project["lockfile"]) => readInstallRules(world, projects, { root: project.root, lockfile });
  const byManager = new Map<PackageManager | undefined, InstallRules | undefined>();
  for (const lockfile of lockfiles) {
    byManager.set(managerOf(lockfile.lockfile.kind), await read(lockfile));
  }
  const fallback = await read(project.lockfile);
  return (target: Target) => (isLocked(target) ? byManager.get(target.manager) : fallback);
}

/** A release that several places have is one entry: the worse verdict, with all its places. */
export function mergePackages(packages: readonly PackageReport[]): readonly PackageReport[] {
  const merged = new Map<string, PackageReport>();
  for (const report of packages) {
    const key = keyOf(report.subject);
    const known = merged.get(key);
    merged.set(key, known === undefined ? report : mergeTwo(known, report));
  }
  return [...merged.values()];
}

function mergeTwo(one: PackageReport, other: PackageReport): PackageReport {
  const rank = ({ assessment }: PackageReport) => LEVELS.indexOf(assessment.level);
  return {
    ...(rank(other) < rank(one) ? other : one),
    direct: one.direct || other.direct,
    dev: one.dev === undefined || other.dev === undefined ? undefined : one.dev && other.dev,
    locations: [...one.locations, ...other.locations],
    paths: shortest([...one.paths, ...other.paths]),
    ...mergedRefusals(one, other),
  };
}

/** What two places say alike is said once. */
function mergedRefusals({ refusals: some = [] }: PackageReport, { refusals: others = [] }: PackageReport) {
  const all = [...new Map([...some, ...others].map((refusal) => [refusal.text, refusal])).values()];
  return all.length === 0 ? {} : { refusals: all };
}

/** Careful: what one of the lockfiles takes from elsewhere is told to nobody, though another one may not. */
function elsewhereOf({ now: { project, lockfiles } }: Place, world: World): (name: string) => Elsewhere | undefined {
  const members = project.manifests.flatMap(({ manifest: { name } }) => name ?? []);
  const files = lockfiles.length > 0 ? lockfiles : [undefined];
  const each = files.map((file) => elsewhereIn(file?.lockfile, members, world));
  return (name) => {
    for (const elsewhere of each) {
      const found = elsewhere(name);
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  };
}

function problemsIn({ now: { project, lockfiles } }: Place): PlaceReport["problems"] {
  return lockfiles.length === 0
    ? problemsOf(project)
    : [
        ...problemsOf({ ...project, lockfile: undefined }),
        ...lockfiles.flatMap((lockfile) => problemsOf({ ...project, manifests: [], lockfile })),
      ];
}

function waysTo({ locked }: Target, homes: ReadonlyMap<LockedPackage, Project>): PackageReport["paths"] {
  return shortest(
    locked.flatMap((entry) => {
      const home = homes.get(entry);
      return home === undefined ? [] : pathsTo(home, [entry]);
    }),
  );
}
