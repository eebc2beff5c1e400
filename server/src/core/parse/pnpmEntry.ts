import { type PnpmKey, withoutPeers } from "./pnpmKey";
import type { YamlLines } from "./yamlLines";

/** One package of a document while it is read: all of its variants, which differ by their peers, in one. */
export interface PnpmEntry {
  readonly id: string;
  /** What the key gives. */
  readonly keyName: string | undefined;
  readonly keyVersion: string | undefined;
  readonly start: number;
  readonly end: number;
  name: string | undefined;
  version: string | undefined;
  integrity: string | undefined;
  tarball: string | undefined;
  /** `resolution.type`, such as "git" or "directory"; undefined for a tarball. */
  type: string | undefined;
  /** What `resolution` gives for a `git` or a `directory`. */
  place: string | undefined;
  isGitHosted: boolean;
  hasInstallScript: boolean;
  /** Undefined: nothing is said about it. */
  dev: boolean | undefined;
  optional: boolean | undefined;
  readonly references: PnpmReference[];
  /** The references by their text, as soon as there are variants. */
  known: Set<string> | undefined;
}

/** What stands at a dependency: a version, a key, or a link. */
export interface PnpmReference {
  readonly name: string;
  readonly reference: string;
}

/** A package of which only the key has been read; the walk stands at it. */
export function startEntry(key: PnpmKey, { keyStart, keyEnd }: YamlLines): PnpmEntry {
  return {
    id: key.id,
    keyName: key.name,
    keyVersion: key.version,
    start: keyStart,
    end: keyEnd,
    name: undefined,
    version: undefined,
    integrity: undefined,
    tarball: undefined,
    type: undefined,
    place: undefined,
    isGitHosted: false,
    hasInstallScript: false,
    dev: undefined,
    optional: undefined,
    references: [],
    known: undefined,
  };
}

/** From here on, what a further variant adds to the package is told from what it repeats. */
export function expectVariant(entry: PnpmEntry): void {
  entry.known ??= new Set(entry.references.map(spell));
}

/** The fields below a package's key. Of several variants, only what all of them say holds. */
export function readEntry(lines: YamlLines, entry: PnpmEntry, outer: number, isVariant: boolean): void {
  const inner = lines.indent;
  let dev: boolean | undefined;
  let optional = false;
  while (lines.indent > outer) {
    if (lines.indent > inner) {
      lines.next();
    } else if (lines.keyIs("resolution")) {
      readResolution(lines, entry);
    } else if (lines.keyIs("dependencies") || lines.keyIs("optionalDependencies")) {
      readReferences(lines, entry);
    } else {
      if (lines.keyIs("dev")) {
        dev = lines.valueIs("true");
      } else if (lines.keyIs("optional")) {
        optional = lines.valueIs("true");
      } else if (lines.keyIs("requiresBuild")) {
        entry.hasInstallScript ||= lines.valueIs("true");
      } else if (lines.keyIs("version")) {
        entry.version ??= lines.wholeValue();
      } else if (lines.keyIs("name")) {
        entry.name ??= lines.wholeValue();
      }
      const { indent } = lines;
      lines.next();
      lines.leave(indent);
    }
  }
  entry.dev = isVariant ? entry.dev === true && dev === true : (dev ?? entry.dev);
  entry.optional = isVariant ? entry.optional === true && optional : optional || entry.optional === true;
}

function readResolution(lines: YamlLines, entry: PnpmEntry): void {
  const { indent } = lines;
  const isKnown = entry.integrity !== undefined || entry.tarball !== undefined;
  const integrity = lines.shortFlow("{integrity: ");
  if (integrity !== undefined) {
    entry.integrity ??= integrity;
    lines.next();
  } else if (isKnown) {
    lines.next();
    lines.leave(indent);
  } else if (lines.readFlow((key, value) => takeResolution(entry, key, value))) {
    lines.next();
  } else {
    lines.next();
    const inner = lines.indent;
    while (lines.indent > indent) {
      if (lines.indent === inner) {
        takeResolution(entry, lines.key(), lines.value());
      }
      lines.next();
    }
  }
}

function readReferences(lines: YamlLines, entry: PnpmEntry): void {
  const { indent } = lines;
  lines.next();
  while (lines.indent > indent) {
    const reference = lines.wholeValue();
    if (reference !== undefined && reference !== "") {
      const found: PnpmReference = { name: lines.key(), reference: withoutPeers(reference) };
      const { known } = entry;
      if (known === undefined) {
        entry.references.push(found);
      } else if (!known.has(spell(found))) {
        known.add(spell(found));
        entry.references.push(found);
      }
    }
    lines.next();
  }
}

function takeResolution(entry: PnpmEntry, key: string, value: string): void {
  if (key === "integrity") {
    entry.integrity ??= value;
  } else if (key === "tarball") {
    entry.tarball ??= value;
  } else if (key === "type") {
    entry.type ??= value;
  } else if (key === "gitHosted") {
    entry.isGitHosted = value === "true";
  } else if (key === "repo") {
    entry.place = entry.place === undefined ? value : `${value}#${entry.place}`;
  } else if (key === "commit") {
    entry.place = entry.place === undefined ? value : `${entry.place}#${value}`;
  } else if (key === "directory" || key === "url") {
    entry.place ??= value;
  }
}

/** A reference as one text. */
function spell({ name, reference }: PnpmReference): string {
  return `${name}@${reference}`;
}
