import type { Problem, Section, Span } from "../model";
import { MOST_ENTRIES } from "./npmEntry";
import { readPnpmKey, withoutPeers } from "./pnpmKey";
import { YamlLines } from "./yamlLines";

/** What can be done about a lockfile that is not as pnpm writes it. */
export const WRITE_ANEW = "Run pnpm install to have it written anew.";

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

export interface PnpmRequest {
  readonly name: string;
  specifier: string | undefined;
  reference: string | undefined;
  readonly section: Section;
}

/** One YAML document of a lockfile, before anything is concluded from it. */
export interface PnpmDocument {
  version: string | undefined;
  hasPackages: boolean;
  hasSnapshots: boolean;
  /** Folder → what it asks for; "" is the root. */
  readonly importers: Map<string, PnpmRequest[]>;
  /** Id → package. */
  readonly entries: Map<string, PnpmEntry>;
  /** `catalog:` or `catalog:name` → key → specifier. */
  readonly catalogs: Map<string, Map<string, string>>;
}

/** Keys of an importer → how its dependencies are meant. What pnpm itself needs is for development. */
const SECTIONS: ReadonlyMap<string, Section> = new Map<string, Section>([
  ["dependencies", "dependencies"],
  ["devDependencies", "devDependencies"],
  ["optionalDependencies", "optionalDependencies"],
  ["configDependencies", "devDependencies"],
  ["packageManagerDependencies", "devDependencies"],
]);

const KNOWN_VERSION = /^(?:5(?:\.\d)?|6\.\d|9\.0)$/;

/** What no field has in its name. */
const PACKAGE_KEY = /[@/:]/;

/** pnpm writes two at most; more would only be there to take time. */
const MOST_DOCUMENTS = 20;

/** Reads the text of a lockfile of pnpm, whatever its version, document by document. */
export function readPnpmText(text: string): { documents: readonly PnpmDocument[]; problems: readonly Problem[] } {
  const lines = new YamlLines(text);
  const documents: PnpmDocument[] = [];
  const problems: Problem[] = [];
  let entryCount = 0;
  let hasDuplicate = false;
  do {
    if (lines.next()) {
      if (documents.length === MOST_DOCUMENTS) {
        problems.push(tooManyDocuments({ start: lines.keyStart, end: lines.keyEnd }));
        break;
      }
      documents.push(readDocument());
    }
  } while (lines.nextDocument());

  if (lines.broken !== undefined) {
    const message = `This is not how pnpm writes a lockfile, and pnpm refuses it; what could be read is judged all the same. ${WRITE_ANEW}`;
    problems.unshift({ message, span: lines.broken });
  }
  return { documents, problems };

  function readDocument(): PnpmDocument {
    const document: PnpmDocument = {
      version: undefined,
      hasPackages: false,
      hasSnapshots: false,
      importers: new Map(),
      entries: new Map(),
      catalogs: new Map(),
    };
    const root: PnpmRequest[] = [];
    const specifiers = new Map<string, string>();
    while (lines.indent >= 0) {
      readSection(document, root, specifiers);
    }
    fillSpecifiers(root, specifiers);
    if (root.length > 0) {
      document.importers.set("", [...root, ...(document.importers.get("") ?? [])]);
    } else if (document.version !== undefined && !document.importers.has("")) {
      document.importers.set("", []);
    }
    return document;
  }

  function readSection(document: PnpmDocument, root: PnpmRequest[], specifiers: Map<string, string>): void {
    const { indent } = lines;
    const key = lines.key();
    const section = SECTIONS.get(key);
    if (section !== undefined) {
      readRequests(section, root);
    } else if (key === "packages") {
      document.hasPackages = true;
      readPackages(document, indent);
    } else if (key === "snapshots") {
      document.hasSnapshots = true;
      readSnapshots(document, indent);
    } else if (key === "importers") {
      readImporters(document, indent);
    } else if (key === "specifiers") {
      readScalars(specifiers);
    } else if (key === "catalogs") {
      readCatalogs(document, indent);
    } else if (key === "lockfileVersion") {
      document.version = lines.value();
      complainAboutVersion(document.version);
      lines.next();
    } else {
      const { start, end } = lines.valueSpan();
      const isStray = start === end && PACKAGE_KEY.test(key);
      lines.next();
      if (isStray && document.hasPackages) {
        // A key of a package that lost its indentation: the section goes on behind it.
        lines.leave(Math.max(lines.indent, 0) > 2 ? 2 : indent);
        (document.hasSnapshots ? readSnapshotsFrom : readPackagesFrom)(document, indent);
        return;
      }
      lines.leave(indent);
    }
  }

  function readPackages(document: PnpmDocument, outer: number): void {
    lines.next();
    readPackagesFrom(document, outer);
  }

  function readPackagesFrom(document: PnpmDocument, outer: number): void {
    /** Keys of packages that were met before with other peers. */
    const variants = new Set<string>();
    while (lines.indent > outer) {
      const { indent } = lines;
      const text = lines.key();
      if (!PACKAGE_KEY.test(text)) {
        // A field whose package's own line is damaged.
        lines.next();
        lines.leave(indent);
        continue;
      }
      const key = readPnpmKey(text);
      const known = document.entries.get(key.id);
      if (known !== undefined) {
        const isSame = lines.text.slice(known.start, known.end) === lines.text.slice(lines.keyStart, lines.keyEnd);
        if ((isSame || variants.has(text)) && !hasDuplicate) {
          hasDuplicate = true;
          const message = `"${text}" is given twice, and pnpm refuses such a lockfile; the first one is judged. ${WRITE_ANEW}`;
          problems.push({ message, span: { start: lines.keyStart, end: lines.keyEnd } });
        }
        variants.add(text);
      }
      const entry = known ?? startEntry(key, lines);
      if (known === undefined) {
        entryCount++;
        if (entryCount <= MOST_ENTRIES) {
          document.entries.set(key.id, entry);
        } else if (entryCount === MOST_ENTRIES + 1) {
          problems.push(tooManyEntries({ start: lines.keyStart, end: lines.keyEnd }));
        }
      } else {
        entry.known ??= new Set(entry.references.map(spell));
      }
      if (!lines.readFlow(() => {})) {
        lines.next();
        readEntry(entry, indent, known !== undefined);
      } else {
        lines.next();
      }
    }
  }

  function readSnapshots(document: PnpmDocument, outer: number): void {
    lines.next();
    readSnapshotsFrom(document, outer);
  }

  function readSnapshotsFrom(document: PnpmDocument, outer: number): void {
    const seen = new Set<PnpmEntry>();
    while (lines.indent > outer) {
      const { indent } = lines;
      const entry = document.entries.get(withoutPeers(lines.key()));
      lines.next();
      if (entry === undefined) {
        lines.leave(indent);
        continue;
      }
      const isVariant = seen.has(entry);
      if (isVariant) {
        entry.known ??= new Set(entry.references.map(spell));
      }
      seen.add(entry);
      readEntry(entry, indent, isVariant);
    }
  }

  /** The fields below a package's key. Of several variants, only what all of them say holds. */
  function readEntry(entry: PnpmEntry, outer: number, isVariant: boolean): void {
    const inner = lines.indent;
    let dev: boolean | undefined;
    let optional = false;
    while (lines.indent > outer) {
      if (lines.indent > inner) {
        lines.next();
      } else if (lines.keyIs("resolution")) {
        readResolution(entry);
      } else if (lines.keyIs("dependencies") || lines.keyIs("optionalDependencies")) {
        readReferences(entry);
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

  function readResolution(entry: PnpmEntry): void {
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

  function readReferences(entry: PnpmEntry): void {
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

  function readImporters(document: PnpmDocument, outer: number): void {
    lines.next();
    while (lines.indent > outer) {
      const { indent } = lines;
      const key = lines.key();
      const path = key === "." ? "" : key;
      const requests = document.importers.get(path) ?? [];
      const specifiers = new Map<string, string>();
      document.importers.set(path, requests);
      lines.next();
      while (lines.indent > indent) {
        const section = SECTIONS.get(lines.key());
        const inner = lines.indent;
        if (section !== undefined) {
          readRequests(section, requests);
        } else if (lines.keyIs("specifiers")) {
          readScalars(specifiers);
        } else {
          lines.next();
          lines.leave(inner);
        }
      }
      fillSpecifiers(requests, specifiers);
    }
  }

  /** `name: version`, and from 6.0 on `name:` with a `specifier` and a `version`. */
  function readRequests(section: Section, requests: PnpmRequest[]): void {
    const outer = lines.indent;
    lines.next();
    while (lines.indent > outer) {
      const { indent } = lines;
      const request: PnpmRequest = { name: lines.key(), specifier: undefined, reference: undefined, section };
      const take = (key: string, value: string | undefined): void => {
        if (key === "specifier") {
          request.specifier = value;
        } else if (key === "version") {
          request.reference = value;
        }
      };
      requests.push(request);
      if (lines.readFlow(take)) {
        lines.next();
        continue;
      }
      if (!lines.hasNoValue()) {
        request.reference = lines.wholeValue();
      }
      lines.next();
      while (lines.indent > indent) {
        take(lines.key(), lines.wholeValue());
        lines.next();
      }
    }
  }

  function readCatalogs(document: PnpmDocument, outer: number): void {
    lines.next();
    while (lines.indent > outer) {
      const { indent } = lines;
      const requests: PnpmRequest[] = [];
      const name = lines.key();
      readRequests("dependencies", requests);
      const specifiers = new Map(requests.map((request) => [request.name, request.specifier ?? ""]));
      document.catalogs.set(`catalog:${name}`, specifiers);
      if (name === "default") {
        document.catalogs.set("catalog:", specifiers);
      }
      lines.leave(indent);
    }
  }

  function readScalars(found: Map<string, string>): void {
    const { indent } = lines;
    lines.next();
    while (lines.indent > indent) {
      found.set(lines.key(), lines.value());
      lines.next();
    }
  }

  function complainAboutVersion(version: string): void {
    const span = lines.valueSpan();
    if (span.start < span.end && !KNOWN_VERSION.test(version)) {
      const message = `lockfileVersion ${version.slice(0, 20)} is not known here; 5.x, 6.x and 9.0 are. What could be read is judged all the same.`;
      problems.push({ message, span });
    }
  }
}

function fillSpecifiers(requests: readonly PnpmRequest[], specifiers: ReadonlyMap<string, string>): void {
  for (const request of requests) {
    request.specifier ??= specifiers.get(request.name);
  }
}

function startEntry(key: ReturnType<typeof readPnpmKey>, { keyStart, keyEnd }: YamlLines): PnpmEntry {
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

function spell({ name, reference }: PnpmReference): string {
  return `${name}@${reference}`;
}

function tooManyEntries(span: Span): Problem {
  const most = MOST_ENTRIES.toLocaleString("en");
  return {
    message: `More than ${most} entries: those from here on are not judged. Split the project, or check its parts one by one.`,
    span,
  };
}

function tooManyDocuments(span: Span): Problem {
  return {
    message: `More than ${MOST_DOCUMENTS} documents in one lockfile: those from here on are not judged. ${WRITE_ANEW}`,
    span,
  };
}
