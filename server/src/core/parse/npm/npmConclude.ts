import { InstallTree } from "../../installTree";
import type { Edge, Importer, LockedPackage, Lockfile, LockfileKind, Problem } from "../../model";
import { parseSpec } from "../spec";
import { isWorkspace } from "../workspaces";
import type { NestedEntries } from "./npmDependencies";
import { type NpmEntry, WRITE_ANEW } from "./npmEntry";
import { isInstallPath } from "./npmPackages";
import { isSettled, type NpmPlace, toPackage } from "./npmSettle";
import { type Asked, sourceOf, versionInTarball } from "./npmSource";

/** Makes a lockfile of what `packages` says (versions 2 and 3). */
export function concludePackages(
  kind: LockfileKind,
  name: string | undefined,
  all: ReadonlyMap<string, NpmPlace>,
  workspaces: readonly string[],
  problems: readonly Problem[],
): Lockfile {
  const places: NpmPlace[] = [];
  const importers: Importer[] = [];
  for (const place of all.values()) {
    if (isSettled(place)) {
      places.push(place);
    } else if (isInstallPath(place.path)) {
      if (!place.isLink || !isWorkspace(workspaces, place.resolved ?? "")) {
        places.push(place.isLink ? followLink(place, all) : place);
      }
    } else if (!place.isExtraneous && !place.isLink) {
      importers.push(toImporter(place, name));
    }
  }
  markDirect(importers, places);
  return conclude(kind, importers, places, () => layOut(places), new Map(), problems);
}

/** Marks what the importers ask for. Of all entries, only those of the names that are asked for need a place for that. */
function markDirect(importers: readonly Importer[], places: readonly NpmPlace[]): void {
  const asked = new Set(importers.flatMap(({ dependencies }) => dependencies.map(({ name }) => name)));
  const tree = layOut(places.filter((place) => asked.has(keyOf(place))));
  for (const { path, dependencies } of importers) {
    const find = tree.from(path);
    for (const { name } of dependencies) {
      const found = find(name);
      if (found !== undefined) {
        found.direct = true;
      }
    }
  }
}

function layOut<Place extends NpmPlace>(places: Iterable<Place>): InstallTree<Place> {
  const tree = new InstallTree<Place>();
  for (const place of places) {
    tree.place(pathOf(place), place);
  }
  return tree;
}

function pathOf(place: NpmPlace): string {
  return isSettled(place) ? place.id : place.path;
}

function keyOf(place: NpmPlace): string {
  return isSettled(place) ? (place.alias ?? place.name) : place.key;
}

/** A link to a folder that is no workspace member: locked by what stands at its target. */
function followLink(link: NpmEntry, all: ReadonlyMap<string, NpmPlace>): NpmEntry {
  const target = all.get(link.resolved ?? "");
  // Of a settled one, only an alias shows that the lockfile gives its name.
  const name = target === undefined || (isSettled(target) && target.alias === undefined) ? undefined : target.name;
  return { ...link, source: "link", name: name ?? link.name, version: target?.version ?? "" };
}

function toImporter(entry: NpmEntry, rootName: string | undefined): Importer {
  const name = entry.name ?? (entry.path === "" ? rootName : undefined);
  return { path: entry.path, name, dependencies: entry.dependencies };
}

/** Makes a lockfile of what nested `dependencies` say (version 1). */
export function concludeNested(
  kind: LockfileKind,
  name: string | undefined,
  nested: NestedEntries | undefined,
  problems: readonly Problem[],
): Lockfile {
  let entries = nested?.entries ?? [];
  let tree = layOut(entries);
  if (tree.size < entries.length) {
    entries = lastOfEach(entries);
    tree = layOut(entries);
  }
  const importers: readonly Importer[] = nested === undefined ? [] : [{ path: "", name, dependencies: [] }];
  guessDirect(entries, tree);
  return conclude(kind, importers, entries, () => tree, nested?.from ?? new Map(), problems);
}

/** The last one of a path counts, as in JSON. */
function lastOfEach(entries: readonly NpmEntry[]): readonly NpmEntry[] {
  const byPath = new Map<string, NpmEntry>();
  for (const entry of entries) {
    byPath.set(entry.path, entry);
  }
  return [...byPath.values()];
}

/**
 * Version 1 does not say what the project itself asks for. An entry at the top that no other one requires can
 * only be there for the project's sake; one that others require too cannot be told, and counts as theirs. Of
 * entries that only require each other, the first one stands for the project's own.
 */
function guessDirect(entries: readonly NpmEntry[], tree: InstallTree<NpmEntry>): void {
  const required: (readonly NpmEntry[])[] = [];
  // Used again for each entry, so that what is kept of it has no room left over.
  const found: NpmEntry[] = [];
  for (const entry of entries) {
    entry.order = required.push(requiredBy(entry, tree, found)) - 1;
  }
  const isRequired = new Uint8Array(entries.length);
  for (const targets of required) {
    for (const { order } of targets) {
      isRequired[order] = 1;
    }
  }
  const isReached = new Uint8Array(entries.length);
  const top = entries.filter(isAtTop);
  for (const entry of top) {
    if (isRequired[entry.order] === 0) {
      take(entry);
    }
  }
  for (const entry of top) {
    if (isReached[entry.order] === 0) {
      take(entry);
    }
  }

  function take(entry: NpmEntry): void {
    entry.direct = true;
    isReached[entry.order] = 1;
    const waiting = [entry];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const target of required[next.order] ?? []) {
        if (isReached[target.order] === 0) {
          isReached[target.order] = 1;
          waiting.push(target);
        }
      }
    }
  }
}

const NOBODY: readonly NpmEntry[] = [];

function requiredBy(entry: NpmEntry, tree: InstallTree<NpmEntry>, found: NpmEntry[]): readonly NpmEntry[] {
  if (entry.dependencies.length === 0) {
    return NOBODY;
  }
  const find = tree.from(entry.path);
  let count = 0;
  for (const { name } of entry.dependencies) {
    const target = find(name);
    if (target !== undefined && target !== entry) {
      found[count++] = target;
    }
  }
  return found.slice(0, count);
}

function isAtTop({ path, key }: NpmEntry): boolean {
  return path.length === "node_modules/".length + key.length;
}

function conclude(
  kind: LockfileKind,
  importers: readonly Importer[],
  places: readonly NpmPlace[],
  layOutAll: () => InstallTree<NpmPlace>,
  from: ReadonlyMap<string, Asked>,
  problems: readonly Problem[],
): Lockfile {
  const packages: LockedPackage[] = [];
  let askers: ReadonlyMap<string, ReadonlySet<Asked>> | undefined;
  let withoutVersion: NpmEntry | undefined;
  for (const entry of places) {
    if (isSettled(entry)) {
      packages.push(entry);
      continue;
    }
    const name = entry.name ?? entry.key;
    const source = entry.source ?? sourceOf(entry.resolved);
    const version = entry.version ?? versionInTarball(name, entry.resolved) ?? "";
    if (version === "" && source === "registry") {
      withoutVersion ??= entry;
      continue;
    }
    const asked = source === "registry" || source === "link" ? undefined : askedFor(entry);
    const kept = source === "unclear" ? (asked === "registry" ? "registry" : "tarball") : source;
    const locked = toPackage(entry, name, version, kept);
    packages.push(asked === "registry" && source !== "unclear" ? { ...locked, diverted: true } : locked);
  }
  if (withoutVersion !== undefined && problems.length === 0) {
    return { kind, packages, importers, problems: [versionProblem(withoutVersion)] };
  }
  return { kind, packages, importers, problems };

  /**
   * What an entry was asked to be; undefined where nobody is known to ask for it. It decides on tarballs, so
   * that one whose address was changed is still judged as what it pretends to be.
   */
  function askedFor({ path, version, source }: NpmEntry): Asked | undefined {
    askers ??= collectAskers();
    const asked = askers.get(path);
    if (asked !== undefined) {
      return asked.has("elsewhere") ? "elsewhere" : "registry";
    }
    // Version 1 does not say what the project asks for, but writes a version only for what a registry was asked for.
    const isNested = kind === "npm-v1" && source === undefined && version !== undefined;
    return isNested ? "registry" : undefined;
  }

  /** Install path → how it is asked for. Only needed where there is something else than registry addresses. */
  function collectAskers(): ReadonlyMap<string, ReadonlySet<Asked>> {
    const found = new Map<string, Set<Asked>>();
    const tree = layOutAll();
    for (const { path, dependencies } of importers) {
      noteAll(tree.from(path), dependencies);
    }
    for (const place of places) {
      noteAll(tree.from(pathOf(place)), place.dependencies);
    }
    for (const [path, asked] of from) {
      note(path, asked);
    }
    return found;

    function noteAll(find: (name: string) => NpmPlace | undefined, dependencies: readonly Edge[]): void {
      for (const { name, spec } of dependencies) {
        const place = find(name);
        if (place !== undefined) {
          note(pathOf(place), parseSpec(name, spec).source === "registry" ? "registry" : "elsewhere");
        }
      }
    }

    function note(path: string, asked: Asked): void {
      found.set(path, (found.get(path) ?? new Set()).add(asked));
    }
  }
}

function versionProblem({ path, span }: NpmEntry): Problem {
  return { message: `"${path}" has no version, so it cannot be judged. ${WRITE_ANEW}`, span };
}
