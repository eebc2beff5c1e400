import type { Edge, Importer, LockedPackage, Lockfile, LockfileKind, SourceKind } from "../model";
import { sourceOf } from "./npmSource";
import type { PnpmEntry } from "./pnpmEntry";
import type { PnpmRequest } from "./pnpmImporters";
import { pnpmIdOf } from "./pnpmKey";
import type { PnpmDocument } from "./pnpmText";
import { parseSpec } from "./spec";

/** Archives that the known hosts make of a commit: pnpm takes them for git repositories. */
const GIT_ARCHIVE =
  /^https:\/\/(?:codeload\.github\.com\/[^/]+\/[^/]+\/tar\.gz\/|bitbucket\.org\/[^/]+\/[^/]+\/get\/|gitlab\.com\/.+\/(?:repository\/archive|-\/archive\/))/;

/** The id itself, where a package has it. */
type Known = (id: string) => string | undefined;

/** Makes a lockfile of one document. */
export function concludePnpm(kind: LockfileKind, document: PnpmDocument): Lockfile {
  const { entries } = document;
  // The entry's own string, so that each id is kept once.
  const known: Known = (id) => entries.get(id)?.id;
  const importers = [...document.importers].map(([path, requests]) => toImporter(kind, path, requests, known));
  const direct = new Set(importers.flatMap(({ dependencies }) => dependencies.flatMap(({ id }) => id ?? [])));
  const edges = new Map([...entries.values()].map((entry) => [entry.id, toEdges(kind, entry, known)] as const));
  const forProduction = kind === "pnpm-v9" ? reachForProduction(importers, edges) : undefined;
  const asked = askedForByRegistry(document, importers);

  const packages = [...entries.values()].map((entry): LockedPackage => {
    const name = entry.name ?? entry.keyName ?? entry.id;
    const source = sourceOfEntry(entry);
    return {
      id: entry.id,
      name,
      version: entry.keyVersion ?? entry.version ?? "",
      source,
      span: { start: entry.start, end: entry.end },
      direct: direct.has(entry.id),
      dev: forProduction === undefined ? entry.dev === true : !forProduction.has(entry.id),
      optional: entry.optional === true,
      integrity: entry.integrity,
      resolved: entry.tarball ?? entry.place,
      alias: entry.keyName === undefined || entry.keyName === name ? undefined : entry.keyName,
      hasInstallScript: entry.hasInstallScript,
      dependencies: edges.get(entry.id) ?? [],
      ...(source !== "registry" && (entry.keyVersion !== undefined || asked.has(entry.id)) ? { diverted: true } : {}),
    };
  });
  return { kind, packages, importers, problems: [] };
}

function toImporter(kind: LockfileKind, path: string, requests: readonly PnpmRequest[], known: Known): Importer {
  const dependencies = requests.map(({ name, specifier, reference, section }) => {
    const id = reference === undefined ? undefined : pnpmIdOf(kind, name, reference, known);
    const spec = specifier ?? reference ?? "";
    return id === undefined ? { name, spec, section } : { name, spec, section, id };
  });
  return { path, name: undefined, dependencies };
}

/** pnpm does not say what a package asked for, only what it came to: that stands for it. */
function toEdges(kind: LockfileKind, { references }: PnpmEntry, known: Known): readonly Edge[] {
  return references.map(({ name, reference }) => {
    const id = pnpmIdOf(kind, name, reference, known);
    return id === undefined ? { name, spec: reference } : { name, spec: reference, id };
  });
}

/** What is reached without devDependencies. 9.0 does not mark the rest. */
function reachForProduction(
  importers: readonly Importer[],
  edges: ReadonlyMap<string, readonly Edge[]>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  const stack: string[] = [];
  const reach = (id: string | undefined): void => {
    if (id !== undefined && !reached.has(id)) {
      reached.add(id);
      stack.push(id);
    }
  };
  for (const { dependencies } of importers) {
    for (const { id, section } of dependencies) {
      if (section !== "devDependencies") {
        reach(id);
      }
    }
  }
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    for (const edge of edges.get(id) ?? []) {
      reach(edge.id);
    }
  }
  return reached;
}

/** What importers ask for, and all of those that do ask a registry for it. */
function askedForByRegistry(document: PnpmDocument, importers: readonly Importer[]): ReadonlySet<string> {
  const asked = new Map<string, boolean>();
  for (const { dependencies } of importers) {
    for (const { id, name, spec } of dependencies) {
      if (id !== undefined) {
        const real = document.catalogs.get(spec)?.get(name) ?? spec;
        asked.set(id, asked.get(id) !== false && parseSpec(name, real).source === "registry");
      }
    }
  }
  return new Set([...asked].flatMap(([id, isRegistry]) => (isRegistry ? id : [])));
}

function sourceOfEntry({ type, tarball, id, keyVersion, isGitHosted }: PnpmEntry): SourceKind {
  if (type === "git" || isGitHosted) {
    return "git";
  }
  if (type === "directory") {
    return "file";
  }
  if (tarball === undefined) {
    // `name@runtime:1.0.0` has a tarball for each platform, and is pnpm's word for a release of that name.
    return keyVersion !== undefined || id.includes("@runtime:") ? "registry" : byKey(id);
  }
  if (GIT_ARCHIVE.test(tarball)) {
    return "git";
  }
  if (!/^[a-z][a-z\d+.-]*:/i.test(tarball)) {
    // Relative to the registry, as 5.x wrote it.
    return keyVersion !== undefined ? "registry" : "file";
  }
  if (tarball.startsWith("file:")) {
    return "file";
  }
  return keyVersion !== undefined && sourceOf(tarball) === "registry" ? "registry" : "tarball";
}

/** An entry whose `resolution` is lost or tells nothing. */
function byKey(id: string): SourceKind {
  const { source } = parseSpec("", id.slice(id.indexOf("@", 1) + 1));
  return source === "registry" ? "tarball" : source;
}
