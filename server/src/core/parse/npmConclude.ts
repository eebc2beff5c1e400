import { InstallTree } from "../installTree";
import type { Importer, LockedPackage, Lockfile, LockfileKind, Problem } from "../model";
import type { NestedEntries } from "./npmDependencies";
import { type NpmEntry, WRITE_ANEW } from "./npmEntry";
import { isInstallPath } from "./npmPackages";
import { type Asked, sourceOf, versionInTarball } from "./npmSource";
import { parseSpec } from "./spec";
import { isWorkspace } from "./workspaces";

/** Makes a lockfile of what `packages` says (versions 2 and 3). */
export function concludePackages(
  kind: LockfileKind,
  name: string | undefined,
  all: ReadonlyMap<string, NpmEntry>,
  workspaces: readonly string[],
  problems: readonly Problem[],
): Lockfile {
  const entries: NpmEntry[] = [];
  const importers: Importer[] = [];
  for (const entry of all.values()) {
    if (isInstallPath(entry.path)) {
      if (!entry.isLink || !isWorkspace(workspaces, entry.resolved ?? "")) {
        entries.push(entry.isLink ? followLink(entry, all) : entry);
      }
    } else if (!entry.isExtraneous && !entry.isLink) {
      importers.push(toImporter(entry, name));
    }
  }
  markDirect(importers, entries);
  return conclude(kind, importers, entries, () => layOut(entries), new Map(), problems);
}

/** Marks what the importers ask for. Of all entries, only those of the names that are asked for need a place for that. */
function markDirect(importers: readonly Importer[], entries: readonly NpmEntry[]): void {
  const asked = new Set(importers.flatMap(({ dependencies }) => dependencies.map(({ name }) => name)));
  const tree = layOut(entries.filter(({ key }) => asked.has(key)));
  for (const { path, dependencies } of importers) {
    const find = tree.from(path);
    for (const { name } of dependencies) {
      const found = find(name);
      if (found !== undefined) {
        found.isDirect = true;
      }
    }
  }
}

function layOut(entries: Iterable<NpmEntry>): InstallTree<NpmEntry> {
  const tree = new InstallTree<NpmEntry>();
  for (const entry of entries) {
    tree.place(entry.path, entry);
  }
  return tree;
}

/** A link to a folder that is no workspace member: locked by what stands at its target. */
function followLink(link: NpmEntry, all: ReadonlyMap<string, NpmEntry>): NpmEntry {
  const target = all.get(link.resolved ?? "");
  return { ...link, source: "link", name: target?.name ?? link.name, version: target?.version ?? "" };
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
  const required: NpmEntry[][] = [];
  for (const entry of entries) {
    entry.order = required.push(requiredBy(entry, tree)) - 1;
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
    entry.isDirect = true;
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

const NOBODY: NpmEntry[] = [];

function requiredBy(entry: NpmEntry, tree: InstallTree<NpmEntry>): NpmEntry[] {
  if (entry.dependencies.length === 0) {
    return NOBODY;
  }
  const find = tree.from(entry.path);
  const found: NpmEntry[] = [];
  for (const { name } of entry.dependencies) {
    const target = find(name);
    if (target !== undefined && target !== entry) {
      found.push(target);
    }
  }
  return found;
}

function isAtTop({ path, key }: NpmEntry): boolean {
  return path.length === "node_modules/".length + key.length;
}

function conclude(
  kind: LockfileKind,
  importers: readonly Importer[],
  entries: readonly NpmEntry[],
  layOutAll: () => InstallTree<NpmEntry>,
  from: ReadonlyMap<string, Asked>,
  problems: readonly Problem[],
): Lockfile {
  const packages: LockedPackage[] = [];
  let askers: ReadonlyMap<string, ReadonlySet<Asked>> | undefined;
  let withoutVersion: NpmEntry | undefined;
  for (const entry of entries) {
    const name = entry.name ?? entry.key;
    const source = entry.source ?? sourceOf(entry.resolved);
    const version = entry.version ?? versionInTarball(name, entry.resolved) ?? "";
    if (version === "" && source === "registry") {
      withoutVersion ??= entry;
      continue;
    }
    const asked = source === "registry" || source === "link" ? undefined : askedFor(entry);
    const locked: LockedPackage = {
      id: entry.path,
      name,
      version,
      source: source === "unclear" ? (asked === "registry" ? "registry" : "tarball") : source,
      span: entry.span,
      direct: entry.isDirect,
      dev: entry.dev,
      optional: entry.optional,
      integrity: entry.integrity,
      resolved: entry.resolved,
      alias: entry.key === name ? undefined : entry.key,
      hasInstallScript: entry.hasInstallScript,
      dependencies: entry.dependencies,
    };
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
    const places = [...importers, ...entries];
    for (const { path, dependencies } of places) {
      const find = tree.from(path);
      for (const { name, spec } of dependencies) {
        note(find(name)?.path, parseSpec(name, spec).source === "registry" ? "registry" : "elsewhere");
      }
    }
    for (const [path, asked] of from) {
      note(path, asked);
    }
    return found;

    function note(path: string | undefined, asked: Asked): void {
      if (path !== undefined) {
        found.set(path, (found.get(path) ?? new Set()).add(asked));
      }
    }
  }
}

function versionProblem({ path, span }: NpmEntry): Problem {
  return { message: `"${path}" has no version, so it cannot be judged. ${WRITE_ANEW}`, span };
}
