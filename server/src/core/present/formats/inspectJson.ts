import { isManifest } from "../../isManifest";
import type { Block, Dependency, LockedPackage, Lockfile, Manifest, Section, Span } from "../../model";
import type { Place } from "./checkJson";

/** Where an offset of the one inspected text stands. */
export type LocateOffset = (offset: number) => Place;

/**
 * The `inspect` object of the command line's contract, schema 1. Entries stand in the order of the text.
 *
 * Only what a section of a manifest names is `direct`. An override or an entry of a catalog asks for nothing: it decides
 * what requests come to, those of other manifests too, so that it is not direct, and `dev` cannot be told.
 */
export function inspectJson(file: string, document: Manifest | Lockfile, locate: LocateOffset) {
  const packages = isManifest(document)
    ? [...document.dependencies].sort(byNameSpan).map((dependency) => dependencyJson(dependency, locate))
    : [...document.packages].sort(bySpan).map((locked) => lockedJson(locked, locate));
  return {
    schema: 1,
    file,
    kind: document.kind,
    packages,
    problems: document.problems.map(({ message, span }) => ({ line: locate(span.start).line, message })),
  };
}

function dependencyJson(dependency: Dependency, locate: LocateOffset) {
  const { name, spec, source, nameSpan, section, catalog, override, bundled } = dependency;
  const isDirect = isSection(section);
  return {
    name,
    spec,
    source,
    ...rangeJson(nameSpan, locate),
    direct: isDirect,
    ...(isDirect ? { dev: section === "devDependencies" } : {}),
    section,
    ...(bundled === undefined ? {} : { bundled }),
    ...(catalog === undefined ? {} : { catalog }),
    ...(override === undefined ? {} : { parents: override.parents }),
    ...(override?.when === undefined ? {} : { when: override.when }),
  };
}

function isSection(block: Block): block is Section {
  return block !== "overrides" && block !== "resolutions" && block !== "catalog";
}

function lockedJson(locked: LockedPackage, locate: LocateOffset) {
  const { name, version, source, span, direct, dev, integrity, resolved } = locked;
  return {
    name,
    version,
    source,
    ...rangeJson(span, locate),
    direct,
    ...(dev === undefined ? {} : { dev }),
    integrity: integrity !== undefined,
    ...(resolved === undefined ? {} : { resolved }),
  };
}

function rangeJson(span: Span, locate: LocateOffset) {
  const start = locate(span.start);
  const end = locate(span.end);
  return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
}

function bySpan(one: LockedPackage, other: LockedPackage): number {
  return one.span.start - other.span.start;
}

function byNameSpan(one: Dependency, other: Dependency): number {
  return one.nameSpan.start - other.nameSpan.start;
}
