import { baseName } from "./filePath";
import type { JudgeOptions } from "./layers";
import type { Location, LockedPackage, PackageReport, Problem, Unresolved } from "./model";
import type { Project } from "./project";
import { shortestPaths } from "./resolve/paths";
import type { Target } from "./targets";
import type { Verdict } from "./verdicts";
import type { SourceStats } from "./world";

export interface CheckOptions extends JudgeOptions {
  /** Ask nobody: judge from what is here and in memory. */
  readonly offline: boolean;
}

/** All that a folder declares and locks, judged. */
export interface WorkspaceReport {
  readonly root: string;
  readonly asOf: number;
  /** The manifests and lockfiles that were read; empty where PATH holds none. */
  readonly files: readonly string[];
  /** One for each name@version; level as judged, accepted ones too. Unsorted. */
  readonly packages: readonly PackageReport[];
  readonly problems: readonly (Problem & { readonly file: string })[];
  readonly unresolved: readonly Unresolved[];
  readonly sources: readonly SourceStats[];
  /** The files' texts as they were judged: all places are offsets in these. */
  readonly texts?: ReadonlyMap<string, string>;
}

/** The texts of a project's files. */
export function textsOf({ manifests, lockfile }: Project): ReadonlyMap<string, string> {
  return new Map([...manifests, ...(lockfile === undefined ? [] : [lockfile])].map(({ path, text }) => [path, text]));
}

/** How many ways to a package are told. */
export const MAX_PATHS = 5;

const memberNames = new WeakMap<Project, ReadonlyMap<string, string>>();

/** The names that the manifests of a project give themselves, by their place in the lockfile; the root's folder where it has none. */
function namesOf(project: Project): ReadonlyMap<string, string> {
  let names = memberNames.get(project);
  if (names === undefined) {
    const given = project.manifests.flatMap(({ importer, manifest: { name } }) =>
      name === undefined ? [] : [[importer, name] as const],
    );
    names = new Map([["", baseName(project.root)], ...given]);
    memberNames.set(project, names);
  }
  return names;
}

/** Why locked packages are here: at most `MAX_PATHS` ways, shortest first, each once. */
export function pathsTo(project: Project, locked: readonly LockedPackage[]): PackageReport["paths"] {
  if (project.lockfile === undefined) {
    return [];
  }
  const { lockfile } = project.lockfile;
  const names = namesOf(project);
  return shortest(locked.flatMap(({ id }) => shortestPaths(lockfile, id, MAX_PATHS, ({ path }) => names.get(path))));
}

/** The shortest of some ways, each once: entries of one release may share one. */
export function shortest(paths: PackageReport["paths"]): PackageReport["paths"] {
  const each = paths.length < 2 ? paths : [...new Map(paths.map((path) => [path.join("\0"), path])).values()];
  return each.toSorted((one, other) => one.length - other.length).slice(0, MAX_PATHS);
}

/**
 * A target with its verdict; undefined while there is none. `findPaths` is called when somebody asks for the ways to it: few
 * of the thousands of packages of a workspace are told with theirs.
 */
export function toReport(
  { subject, direct, dev, resolvedBy, locations, manager }: Target,
  verdict: Verdict | undefined,
  findPaths: () => PackageReport["paths"] = () => [],
  refusals: PackageReport["refusals"] = [],
): PackageReport | undefined {
  if (verdict === undefined) {
    return undefined;
  }
  const report: Omit<PackageReport, "paths"> = {
    ...verdict,
    subject,
    direct,
    dev,
    resolvedBy,
    locations,
    manager,
    ...(refusals.length === 0 ? {} : { refusals }),
  };
  return Object.defineProperties(report as PackageReport, {
    [FIND]: { value: findPaths, writable: true },
    paths: FOUND,
  });
}

const FIND = Symbol("find the ways");

interface Unfound {
  [FIND]: () => PackageReport["paths"];
}

/** One accessor for all reports: with a getter of its own, each has a shape of its own to V8, which takes a kilobyte more. */
const FOUND: PropertyDescriptor & ThisType<Unfound> = {
  enumerable: true,
  configurable: true,
  get() {
    const paths = this[FIND]();
    this[FIND] = () => paths;
    return paths;
  },
};

/** What a check or a review tells places of. */
interface Placed extends Pick<WorkspaceReport, "packages" | "unresolved" | "problems"> {
  readonly changes?: readonly { readonly locations: readonly Location[] }[];
  readonly fileFindings?: readonly { readonly location: Location }[];
}

/** Every file of which a report tells a place, each once. */
export function filesNamed({
  packages,
  unresolved,
  problems,
  changes = [],
  fileFindings = [],
}: Placed): ReadonlySet<string> {
  const files = new Set<string>();
  for (const { locations } of [...packages, ...changes]) {
    for (const { file } of locations) {
      files.add(file);
    }
  }
  for (const { file } of [...unresolved, ...problems, ...fileFindings.map(({ location }) => location)]) {
    files.add(file);
  }
  return files;
}
