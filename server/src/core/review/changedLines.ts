import { type Line, manifestLines, type Resolving } from "../lines";
import type { Dependency, LockedPackage, Unresolved } from "../model";
import { formatOf } from "../parse/formats";
import type { Project, ProjectManifest } from "../project";
import { resolveDependency } from "../resolution";
import { lockedByName } from "../resolve/lockIndex";
import type { Target } from "../targets";
import type { World } from "../world";
import { kindOf } from "./compareLocked";
import type { OwnChange } from "./mergeChanges";
import type { Place } from "./places";

/** What the manifests of a place say about its changes. */
export interface ChangedLines {
  readonly changes: readonly OwnChange[];
  /** The releases that changed lines come to, and those that changed entries of the lockfile stand for, with their lines. */
  readonly targets: readonly Target[];
  readonly unresolved: readonly Unresolved[];
}

/** How lines are followed, now and base. */
export interface Following {
  readonly now: Resolving;
  readonly base: Resolving;
}

/**
 * Compares manifests of a place line by line. What a lockfile answers for is compared there: such lines only tell where one
 * of the `changed` entries is asked for. Of what is gone nobody is asked what it would have come to.
 */
export async function compareLines(
  place: Place,
  isOwn: (path: string) => boolean,
  changed: ReadonlySet<LockedPackage>,
  how: Following,
): Promise<ChangedLines> {
  const changes: OwnChange[] = [];
  const targets: Target[] = [];
  const unresolved: Unresolved[] = [];
  const [now, base] = [place.now.project, place.base.project];
  const before = new Map(base.manifests.map((manifest) => [manifest.path, manifest]));
  for (const manifest of now.manifests.filter(({ path }) => isOwn(path))) {
    const known = before.get(manifest.path) ?? (await readBase(how.base.world, manifest));
    before.delete(manifest.path);
    await compareManifest(manifest, known);
  }
  for (const manifest of [...before.values()].filter(({ path }) => isOwn(path))) {
    for (const dependency of manifest.manifest.dependencies) {
      await addRemoved(manifest, dependency);
    }
  }
  return { changes, targets, unresolved };

  async function compareManifest(manifest: ProjectManifest, known: ProjectManifest | undefined): Promise<void> {
    const olds = new Map(known?.manifest.dependencies.map((dependency) => [lineKey(dependency), dependency]));
    const ofChanged: Dependency[] = [];
    const moved: { readonly dependency: Dependency; readonly old: Dependency | undefined }[] = [];
    for (const dependency of manifest.manifest.dependencies) {
      const old = olds.get(lineKey(dependency));
      olds.delete(lineKey(dependency));
      const resolution = await resolveDependency(how.now.world, now, manifest, dependency);
      if (resolution.kind === "locked") {
        if (changed.has(resolution.locked)) {
          ofChanged.push(dependency);
        }
      } else if (!isToldElsewhere(now, dependency)) {
        if (old?.spec !== dependency.spec || (place.isLockChanged && (await wasLocked(known, old)))) {
          moved.push({ dependency, old });
        }
      }
    }
    for (const { target } of await linesOf(now, manifest, ofChanged, how.now)) {
      targets.push(...(target === undefined ? [] : [target]));
    }
    for (const { dependency, old } of moved) {
      await compareLine(manifest, dependency, known, old);
    }
    for (const old of olds.values()) {
      if (known !== undefined) {
        await addRemoved(known, old);
      }
    }
  }

  async function compareLine(
    manifest: ProjectManifest,
    dependency: Dependency,
    known: ProjectManifest | undefined,
    old: Dependency | undefined,
  ): Promise<void> {
    const [line] = await linesOf(now, manifest, [dependency], how.now);
    const { name, source, nameSpan } = dependency;
    const to = versionOf(line) ?? written(dependency);
    const isSameName = old?.name === name;
    // The same name, so that nobody is asked for another one.
    const [was] = known !== undefined && isSameName ? await linesOf(base, known, [old], how.base) : [];
    const from = isSameName ? (versionOf(was) ?? written(old)) : undefined;
    const isOther = isSameName && old.source !== source;
    if (line === undefined || isNothing(line) || (from === to && !isOther)) {
      return;
    }
    const own = { name, source, path: manifest.path, locations: [{ file: manifest.path, span: nameSpan }] };
    const kind = isOther ? "re-resolved" : kindOf(from, to);
    changes.push({ ...own, kind, from, to, differs: isOther ? ["source"] : [] });
    if (line.target !== undefined) {
      targets.push(line.target);
    }
    if (line.open !== undefined) {
      unresolved.push({ dependency, file: manifest.path, ...line.open });
    }
    if (known !== undefined && old !== undefined && !isSameName) {
      await addRemoved(known, old);
    }
  }

  async function addRemoved(manifest: ProjectManifest, old: Dependency): Promise<void> {
    const { name, source } = old;
    const was = await resolveDependency(how.base.world, base, manifest, old);
    const isTold = was.kind === "locked" && place.now.lockfiles.length > 0;
    if (isTold || isToldElsewhere(base, old) || (was.kind === "none" && was.open.why !== "not-from-registry")) {
      return;
    }
    const from = was.kind === "locked" ? was.locked.version : was.kind === "installed" ? was.version : written(old);
    changes.push({
      name,
      kind: "removed",
      from,
      to: undefined,
      differs: [],
      source,
      locations: [],
      path: manifest.path,
    });
  }

  async function wasLocked(known: ProjectManifest | undefined, old: Dependency | undefined): Promise<boolean> {
    return (
      known !== undefined &&
      old !== undefined &&
      (await resolveDependency(how.base.world, base, known, old)).kind === "locked"
    );
  }
}

/** A member of the workspace is nobody's release; what comes from git and the like has an entry of its own in a lockfile. */
function isToldElsewhere({ lockfile }: Project, { name, source }: Dependency): boolean {
  return (
    source === "workspace" ||
    source === "link" ||
    (source !== "registry" &&
      lockfile !== undefined &&
      lockedByName(lockfile.lockfile, name).some((locked) => locked.source !== "registry"))
  );
}

/** A manifest that stood there, but was no part of the project. */
async function readBase(world: World, { path, importer }: ProjectManifest): Promise<ProjectManifest | undefined> {
  const format = formatOf(path);
  const text = await world.readFile(path);
  return text === undefined || format?.kind !== "manifest"
    ? undefined
    : { path, text, importer, manifest: format.parse(text) };
}

function linesOf(
  project: Project,
  from: ProjectManifest,
  dependencies: readonly Dependency[],
  how: Resolving,
): Promise<readonly Line[]> {
  return manifestLines(project, { ...from, manifest: { ...from.manifest, dependencies } }, how);
}

function versionOf(line: Line | undefined): string | undefined {
  return line?.target?.subject.version;
}

/** What stands for a version that nobody knows; behind an alias only the range. */
function written({ range, spec }: Dependency): string {
  return range ?? spec;
}

/** A line that decides nothing at present, such as an override that meets nothing. */
function isNothing({ open }: Line): boolean {
  return open?.why === "unused" || open?.why === "optional-peer";
}

function lineKey({ section, key, catalog, override }: Dependency): string {
  return JSON.stringify([section, key, catalog, override]);
}
