import { addLocked, collectNamed } from "./collect";
import { relativePath } from "./filePath";
import type { InstallRules } from "./gates/installRules";
import { refusalsOfTarget } from "./gates/refusals";
import { giveWay } from "./inTurn";
import type { Layers } from "./layers";
import type { Resolving } from "./lines";
import { keyOf, type Lookups } from "./lookup/lookups";
import type { PackageReport } from "./model";
import { type Project, problemsOf } from "./project";
import { type CheckOptions, pathsTo, textsOf, toReport, type WorkspaceReport } from "./reports";
import type { Target } from "./targets";
import type { Verdict } from "./verdicts";

/** A project as an editor shows it while none of its files is open. The ways to a package are told where something speaks against it. */
export interface ScanReport extends WorkspaceReport {
  readonly lockfile: string | undefined;
  /** Packages that are not judged yet; 0 in the last report. */
  readonly pending: number;
  /** File → the text in which the places of packages are counted. */
  readonly texts: ReadonlyMap<string, string>;
}

/** What it takes to scan a project. */
export interface Scanning {
  readonly project: Project;
  /** The folder that is looked at: a lockfile outside of it is others' business, but for what is asked for from here. */
  readonly within: string;
  /** By which the next install refuses releases. */
  readonly rules: InstallRules | undefined;
  readonly how: Resolving;
  readonly lookups: Lookups;
  readonly layers: Layers;
}

/**
 * Judges a project, what its manifests name first: `onReport` gets that as soon as it is known. Gives way to whoever
 * waits, and ends where its abort has come.
 */
export async function scanProject(
  { project, within, rules, how, lookups, layers }: Scanning,
  options: CheckOptions,
  abort: AbortSignal,
  onReport: (report: ScanReport) => void,
): Promise<ScanReport> {
  const { world } = how;
  const { targets, unresolved } = await collectNamed(project, how);
  const named = targets.all();
  const lockfile = project.lockfile?.path;
  if (lockfile !== undefined && relativePath(within, lockfile) !== undefined) {
    await addLocked(targets, project, how);
  }
  const all = targets.all();
  let furthest = 0;
  options.onProgress?.(0, all.length);
  if (named.length > 0 && named.length < all.length) {
    onReport(await judge(named.flatMap(({ subject }) => targets.get(subject) ?? [])));
  }
  return judge(all);

  /** What was judged first counts for the whole, and is not counted again. */
  function onProgress(done: number): void {
    if (done > furthest) {
      furthest = done;
      options.onProgress?.(done, all.length);
    }
  }

  async function judge(some: readonly Target[]): Promise<ScanReport> {
    const verdicts = await layers.judge(some, { ...options, onProgress }, lookups, abort);
    const packages: PackageReport[] = [];
    for (const target of some) {
      await giveWay(world, abort);
      packages.push(...reportOf(target, verdicts.get(keyOf(target.subject))));
    }
    return {
      root: project.root,
      asOf: how.asOf,
      files: [...project.manifests.map(({ path }) => path), ...(lockfile === undefined ? [] : [lockfile])],
      lockfile,
      packages,
      pending: all.length - some.length,
      problems: problemsOf(project),
      unresolved,
      sources: lookups.stats(),
      texts: textsOf(project),
    };
  }

  function reportOf(target: Target, verdict: Verdict | undefined): readonly PackageReport[] {
    const level = verdict?.assessment.level;
    const isTold = level !== "clear" && level !== "unchecked";
    const refusals = refusalsOfTarget(rules, target, verdict, how.asOf);
    const report = toReport(target, verdict, isTold ? () => pathsTo(project, target.locked) : undefined, refusals);
    return report === undefined ? [] : [report];
  }
}
