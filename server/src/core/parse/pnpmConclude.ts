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
  const isDev = kind === "pnpm-v9" ? reachDev(importers, edges) : ({ dev }: PnpmEntry) => dev === true;
  const asked = askedForByRegistry(document, importers);
  const isDiverted = (entry: PnpmEntry): boolean =>
    entry.keyVersion === undefined ? asked.has(entry.id) : !isOfJsr(entry);

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
      dev: isDev(entry),
      optional: entry.optional === true,
      integrity: entry.integrity,
      resolved: entry.tarball ?? entry.place,
      alias: entry.keyName === undefined || entry.keyName === name ? undefined : entry.keyName,
      hasInstallScript: entry.hasInstallScript,
      dependencies: edges.get(entry.id) ?? [],
      ...(source !== "registry" && isDiverted(entry) ? { diverted: true } : {}),
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

/** 9.0 does not mark what only devDependencies lead to. Nothing is known of what nobody leads to. */
function reachDev(
  importers: readonly Importer[],
  edges: ReadonlyMap<string, readonly Edge[]>,
): (entry: PnpmEntry) => boolean | undefined {
  const asked = importers.flatMap(({ dependencies }) => dependencies);
  const all = reach(asked, edges);
  const production = reach(
    asked.filter(({ section }) => section !== "devDependencies"),
    edges,
  );
  return ({ id }) => (all.has(id) ? !production.has(id) : undefined);
}

function reach(from: readonly Edge[], edges: ReadonlyMap<string, readonly Edge[]>): ReadonlySet<string> {
  const reached = new Set<string>();
  const stack = [from];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    for (const { id } of next) {
      if (id !== undefined && !reached.has(id)) {
        reached.add(id);
        stack.push(edges.get(id) ?? []);
      }
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

/** pnpm takes the scope of JSR from there without being configured to, and its addresses have a form of their own. */
function isOfJsr({ keyName, keyVersion, tarball }: PnpmEntry): boolean {
  return keyName?.startsWith("@jsr/") === true && tarball?.endsWith(`/${keyName}/${keyVersion}.tgz`) === true;
}

function sourceOfEntry(entry: PnpmEntry): SourceKind {
  const { type, tarball, id, keyVersion, isGitHosted } = entry;
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
  const place = sourceOf(tarball);
  // Only what a registry was asked for has a version in its key: the address is that registry's own one, or stands in its place.
  const isServed = place === "registry" || (place === "unclear" && !isOfJsr(entry));
  return keyVersion !== undefined && isServed ? "registry" : "tarball";
}

/** An entry whose `resolution` is lost or tells nothing. */
function byKey(id: string): SourceKind {
  const { source } = parseSpec("", id.slice(id.indexOf("@", 1) + 1));
  return source === "registry" ? "tarball" : source;
}
