import { createInstallTree, type InstallTree } from "../installTree";
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
  const tree = createInstallTree(entries.map(({ path }) => path));
  const direct = new Set(
    importers.flatMap(({ path, dependencies }) => {
      const find = tree.from(path);
      return dependencies.flatMap(({ name }) => find(name) ?? []);
    }),
  );
  return conclude(kind, importers, entries, tree, direct, new Map(), problems);
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
  const byPath = new Map(nested?.entries.map((entry) => [entry.path, entry]));
  const tree = createInstallTree(byPath.keys());
  const importers: readonly Importer[] = nested === undefined ? [] : [{ path: "", name, dependencies: [] }];
  const direct = guessDirect(byPath, tree);
  return conclude(kind, importers, [...byPath.values()], tree, direct, nested?.from ?? new Map(), problems);
}

/**
 * Version 1 does not say what the project itself asks for. An entry at the top that no other one requires can
 * only be there for the project's sake; one that others require too cannot be told, and counts as theirs. Of
 * entries that only require each other, the first one stands for the project's own.
 */
function guessDirect(entries: ReadonlyMap<string, NpmEntry>, tree: InstallTree): ReadonlySet<string> {
  const required = new Map<string, readonly string[]>();
  const isRequired = new Set<string>();
  for (const { path, dependencies } of entries.values()) {
    const find = tree.from(path);
    const found = dependencies.flatMap((dependency) => find(dependency.name) ?? []).filter((other) => other !== path);
    required.set(path, found);
    for (const other of found) {
      isRequired.add(other);
    }
  }
  const top = [...entries.values()].filter(isAtTop).map(({ path }) => path);
  const direct = new Set(top.filter((path) => !isRequired.has(path)));
  const reached = new Set(direct);
  reach([...direct]);
  for (const path of top) {
    if (!reached.has(path)) {
      direct.add(path);
      reached.add(path);
      reach([path]);
    }
  }
  return direct;

  function reach(stack: string[]): void {
    for (let path = stack.pop(); path !== undefined; path = stack.pop()) {
      for (const next of required.get(path) ?? []) {
        if (!reached.has(next)) {
          reached.add(next);
          stack.push(next);
        }
      }
    }
  }
}

function isAtTop({ path, key }: NpmEntry): boolean {
  return path.length === "node_modules/".length + key.length;
}

function conclude(
  kind: LockfileKind,
  importers: readonly Importer[],
  entries: readonly NpmEntry[],
  tree: InstallTree,
  direct: ReadonlySet<string>,
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
    packages.push({
      id: entry.path,
      name,
      version,
      source: source === "unclear" ? (asked === "registry" ? "registry" : "tarball") : source,
      span: { start: entry.start, end: entry.end },
      direct: direct.has(entry.path),
      dev: entry.dev,
      optional: entry.optional,
      integrity: entry.integrity,
      resolved: entry.resolved,
      alias: entry.key === name ? undefined : entry.key,
      hasInstallScript: entry.hasInstallScript,
      dependencies: entry.dependencies,
      ...(asked === "registry" && source !== "unclear" ? { diverted: true } : {}),
    });
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
    const places = [...importers, ...entries];
    for (const { path, dependencies } of places) {
      const find = tree.from(path);
      for (const { name, spec } of dependencies) {
        note(find(name), parseSpec(name, spec).source === "registry" ? "registry" : "elsewhere");
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

function versionProblem({ path, start, end }: NpmEntry): Problem {
  return { message: `"${path}" has no version, so it cannot be judged. ${WRITE_ANEW}`, span: { start, end } };
}
