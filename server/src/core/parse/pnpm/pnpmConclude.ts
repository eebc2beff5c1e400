import type { Edge, Importer, ImporterEdge, Lockfile, LockfileKind, SourceKind } from "../../model";
import type { Steps } from "../../steps";
import { sourceOf } from "../npm/npmSource";
import { parseSpec } from "../spec";
import type { PnpmDetails, PnpmEntry } from "./pnpmEntry";
import type { PnpmRequest } from "./pnpmImporters";
import { pnpmTargetOf } from "./pnpmKey";
import type { PnpmDocument } from "./pnpmText";

/** Archives that the known hosts make of a commit: pnpm takes them for git repositories. */
const GIT_ARCHIVE =
  /^https:\/\/(?:codeload\.github\.com\/[^/]+\/[^/]+\/tar\.gz\/|bitbucket\.org\/[^/]+\/[^/]+\/get\/|gitlab\.com\/.+\/(?:repository\/archive|-\/archive\/))/;

/** So many importers are made between two turns of others. */
const PART = 10;

/** Makes a lockfile of one document, in parts. */
export function* concludePnpm(kind: LockfileKind, document: PnpmDocument): Steps<Lockfile> {
  const { entries } = document;
  const { byId } = entries;
  settleReferences(kind, document);
  yield;
  const importers: Importer[] = [];
  for (const [path, requests] of document.importers) {
    importers.push(toImporter(kind, path, requests, byId));
    if (importers.length % PART === 0) {
      yield;
    }
  }
  for (const entry of byId.values()) {
    entry.dev = kind === "pnpm-v9" ? undefined : entry.dev === true;
  }
  if (kind === "pnpm-v9") {
    markReached(importers, byId);
    yield;
  }
  let asked: ReadonlySet<string> | undefined;
  for (const [entry, details] of entries.details) {
    const keyVersion = entry.version === "" ? undefined : entry.version;
    // A name that the key gives is only a part of it.
    const keyName = entry.name === entry.id ? undefined : entry.name;
    const isJsr = keyVersion !== undefined && isOfJsr(entry, details);
    entry.source = sourceOfEntry(entry.id, keyVersion, details, isJsr);
    entry.name = details.name ?? entry.name;
    entry.version = keyVersion ?? details.version ?? "";
    entry.resolved = details.tarball ?? details.place;
    entry.alias = keyName === entry.name ? undefined : keyName;
    if (entry.source !== "registry" && !isJsr) {
      asked ??= askedForByRegistry(document, importers);
      if (keyVersion !== undefined || asked.has(entry.id)) {
        entry.diverted = true;
      }
    }
  }
  return { kind, packages: [...byId.values()], importers, problems: [] };
}

/** pnpm does not say what a package asked for, only what it came to: that stands for it. */
function settleReferences(kind: LockfileKind, { entries, isVersionLate }: PnpmDocument): void {
  const { byId, references } = entries;
  const open = new Map<Edge, Edge>();
  for (const reference of references.all()) {
    if (reference.id === "" || isVersionLate) {
      const { name, spec } = reference;
      reference.id = pnpmTargetOf(kind, name, spec, byId)?.id ?? "";
      if (reference.id === "") {
        open.set(reference, { name, spec });
      }
    }
  }
  for (const entry of open.size === 0 ? [] : byId.values()) {
    if (entry.dependencies.some((reference) => reference.id === "")) {
      entry.dependencies = entry.dependencies.map((reference) => open.get(reference) ?? reference);
    }
  }
}

function toImporter(
  kind: LockfileKind,
  path: string,
  requests: readonly PnpmRequest[],
  entries: ReadonlyMap<string, PnpmEntry>,
): Importer {
  const dependencies = requests.map(({ name, specifier, reference, section }): ImporterEdge => {
    const target = reference === undefined ? undefined : pnpmTargetOf(kind, name, reference, entries);
    const spec = specifier ?? reference ?? "";
    if (target === undefined) {
      const isLink = reference?.startsWith("link:") === true;
      return isLink ? { name, spec, section, linked: true } : { name, spec, section };
    }
    target.direct = true;
    return { name, spec, section, id: target.id };
  });
  return { path, name: undefined, dependencies };
}

/** 9.0 does not mark what only devDependencies lead to. Nothing is known of what nobody leads to. */
function markReached(importers: readonly Importer[], entries: ReadonlyMap<string, PnpmEntry>): void {
  // What is required is reached first, so that nothing has to be followed twice.
  for (const isRequired of [true, false]) {
    const stack: PnpmEntry[] = [];
    const reach = ({ id }: Edge): void => {
      const entry = id === undefined ? undefined : entries.get(id);
      if (entry !== undefined && entry.dev === undefined) {
        entry.dev = !isRequired;
        stack.push(entry);
      }
    };
    for (const { dependencies } of importers) {
      for (const request of dependencies) {
        if (!isRequired || request.section !== "devDependencies") {
          reach(request);
        }
      }
    }
    for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
      entry.dependencies.forEach(reach);
    }
  }
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
function isOfJsr({ name, version }: PnpmEntry, { tarball }: PnpmDetails): boolean {
  return name.startsWith("@jsr/") && tarball?.endsWith(`/${name}/${version}.tgz`) === true;
}

function sourceOfEntry(
  id: string,
  keyVersion: string | undefined,
  { type, tarball, isGitHosted }: PnpmDetails,
  isJsr: boolean,
): SourceKind {
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
  const isServed = place === "registry" || (place === "unclear" && !isJsr);
  return keyVersion !== undefined && isServed ? "registry" : "tarball";
}

/** An entry whose `resolution` is lost or tells nothing. */
function byKey(id: string): SourceKind {
  const { source } = parseSpec("", id.slice(id.indexOf("@", 1) + 1));
  return source === "registry" ? "tarball" : source;
}
