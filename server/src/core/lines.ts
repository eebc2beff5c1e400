import { managerOf } from "./lockfileChoice";
import type { Lookups } from "./lookup/lookups";
import { messages } from "./messages";
import type { Dependency, History, LockedPackage, OpenDependency, Release, ResolvedBy, Span } from "./model";
import type { Project, ProjectManifest } from "./project";
import { type Resolution, resolveDependency } from "./resolution";
import { highestAdmitted } from "./resolve/resolveVersion";
import { neighboursIn, type Target, usualHost } from "./targets";
import { versionPart } from "./versionPart";
import type { World } from "./world";

/** Not a finding: "would resolve to X today", "the lockfile disagrees", "comes from git". */
export interface Note {
  readonly text: string;
  readonly level: "info" | "none";
}

/** One line of a manifest or lockfile, before anything is judged. */
export interface Line {
  /** The name: the key in a manifest, the key in a lockfile. */
  readonly span: Span;
  /** Where a diagnostic stands: the spec in a manifest, in a lockfile what of the key tells the version. */
  readonly versionSpan: Span;
  readonly dependency: Dependency | undefined;
  readonly locked: LockedPackage | undefined;
  /** The release to judge; where there is none, `open` says why. */
  readonly target: Target | undefined;
  readonly open: OpenDependency | undefined;
  readonly note: Note | undefined;
}

/** What it takes to find the exact release of a dependency. */
export interface Resolving {
  readonly world: World;
  readonly lookups: Lookups;
  readonly asOf: number;
  readonly minimumReleaseAgeMs: number;
  /** Whether the package manager passes over a release where it has another. */
  readonly isPassedOver?: ((release: Release, history: History) => boolean) | undefined;
  readonly abort: AbortSignal;
}

/** The lines of one manifest, each followed down to the exact release. */
export function manifestLines(project: Project, from: ProjectManifest, how: Resolving): Promise<readonly Line[]> {
  return Promise.all(from.manifest.dependencies.map((dependency) => manifestLine(project, from, dependency, how)));
}

/** The lines of one lockfile entry's release: it may stand there several times. */
export function lockfileLines(target: Target): readonly Line[] {
  return target.locked.map((locked) => ({
    span: locked.span,
    versionSpan: versionPart(locked),
    dependency: undefined,
    locked,
    target,
    open: undefined,
    note: undefined,
  }));
}

/** One line of a manifest, followed down to the exact release. */
export async function manifestLine(
  project: Project,
  from: ProjectManifest,
  dependency: Dependency,
  how: Resolving,
): Promise<Line> {
  const place = { span: dependency.nameSpan, versionSpan: dependency.specSpan, dependency };
  const resolution = await resolveDependency(how.world, project, from, dependency);
  const answer = await exactVersion(resolution, dependency, how);
  if ("why" in answer) {
    const note: Note = { text: answer.reason, level: "none" };
    return { ...place, locked: undefined, target: undefined, open: answer, note };
  }
  const locked = resolution.kind === "locked" ? resolution.locked : undefined;
  const target: Target = {
    subject: { name: locked?.name ?? dependency.name, version: answer.version },
    resolvedBy: answer.resolvedBy,
    direct: asksForIt(dependency) || locked?.direct === true,
    named: true,
    dev: locked === undefined ? dependency.section === "devDependencies" : locked.dev,
    locations: [{ file: from.path, span: dependency.nameSpan, versionSpan: dependency.specSpan }],
    locked: locked === undefined ? [] : [locked],
    usualHost: project.lockfile && usualHost(project.lockfile.lockfile),
    neighbours: project.lockfile && neighboursIn(project.lockfile.lockfile),
    manager: project.lockfile && managerOf(project.lockfile.lockfile.kind),
  };
  return { ...place, locked, target, open: undefined, note: noteOf(resolution, answer) };
}

/** Overrides decide what others ask for. */
export function asksForIt({ section }: Dependency): boolean {
  return section !== "overrides" && section !== "resolutions";
}

interface Exact {
  readonly version: string;
  readonly resolvedBy: ResolvedBy;
}

async function exactVersion(
  resolution: Resolution,
  dependency: Dependency,
  how: Resolving,
): Promise<Exact | OpenDependency> {
  switch (resolution.kind) {
    case "locked":
      return { version: resolution.locked.version, resolvedBy: "lockfile" };
    case "installed":
      return { version: resolution.version, resolvedBy: "installed" };
    case "none":
      return resolution.open;
    case "range": {
      const { range } = resolution;
      const history = await how.lookups.history(dependency.name, how.abort);
      if (history.status === "absent") {
        return { version: range, resolvedBy: "range" };
      }
      if (history.status !== "found") {
        const reason = messages.historyUnavailable(history.reason);
        const mayCome = history.status === "unavailable" && history.isLasting !== true;
        return { why: "unanswered", reason, ...(mayCome ? { isMissing: true } : {}) };
      }
      const version = resolveRange(range, history.value, how);
      return version === undefined
        ? { why: "unanswered", reason: messages.noAdmittedVersion(range) }
        : { version, resolvedBy: "range" };
    }
  }
}

/**
 * What the package manager does not pass over, of the age that is asked for here; else of any age. What is asked for and
 * nobody wants is judged all the same.
 */
function resolveRange(
  range: string,
  history: History,
  { asOf, minimumReleaseAgeMs, isPassedOver }: Resolving,
): string | undefined {
  const releases = history.releases.filter((release) => isPassedOver?.(release, history) !== true);
  const preferred = releases.length === history.releases.length ? history : { ...history, releases };
  return (
    highestAdmitted(range, preferred, asOf, minimumReleaseAgeMs) ??
    highestAdmitted(range, preferred, asOf, 0) ??
    highestAdmitted(range, history, asOf, 0)
  );
}

/** A lockfile that disagrees is worth an information; what a range would come to is told in the hover. */
function noteOf(resolution: Resolution, { version, resolvedBy }: Exact): Note | undefined {
  const disagrees = resolution.kind === "none" ? undefined : resolution.note;
  const would = resolvedBy === "range" ? messages.wouldResolve(version) : undefined;
  if (disagrees !== undefined) {
    return { text: would === undefined ? disagrees : `${disagrees} ${would}`, level: "info" };
  }
  return would === undefined ? undefined : { text: would, level: "none" };
}
