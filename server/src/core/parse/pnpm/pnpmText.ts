import type { LockfileKind, Problem, Span } from "../../model";
import type { Steps } from "../../steps";
import { MOST_ENTRIES } from "../npm/npmEntry";
import { YamlLines } from "../yaml/yamlLines";
import { PnpmEntries, type PnpmEntry, startEntry } from "./pnpmEntry";
import { readEntry } from "./pnpmFields";
import {
  fillSpecifiers,
  type PnpmRequest,
  readCatalogs,
  readImporters,
  readRequests,
  readScalars,
  SECTIONS,
} from "./pnpmImporters";
import { isUsualKey, pnpmKindOf, readPnpmKey, withoutPeers } from "./pnpmKey";
import { PnpmPlain, takePlain } from "./pnpmPlain";

/** What can be done about a lockfile that is not as pnpm writes it. */
export const WRITE_ANEW = "Run pnpm install to have it written anew.";

/** One YAML document of a lockfile, before anything is concluded from it. */
export interface PnpmDocument {
  version: string | undefined;
  /** What the version says. */
  kind: LockfileKind | undefined;
  hasPackages: boolean;
  hasSnapshots: boolean;
  /** Folder → what it asks for; "" is the root. */
  readonly importers: Map<string, PnpmRequest[]>;
  readonly entries: PnpmEntries;
  /** `catalog:` or `catalog:name` → key → specifier. */
  readonly catalogs: Map<string, Map<string, string>>;
  /** The version stands behind packages, which were not read by it. */
  isVersionLate: boolean;
}

const KNOWN_VERSION = /^(?:5(?:\.\d)?|6\.\d|9\.0)$/;

/** What no field has in its name. */
const PACKAGE_KEY = /[@/:]/;

/** pnpm writes two at most; more would only be there to take time. */
const MOST_DOCUMENTS = 20;

/** So many packages are read between two turns of others. */
const PART = 100;

/** Reads the text of a lockfile of pnpm, whatever its version, document by document, in parts. */
export function* readPnpmText(
  text: string,
  isPlainTried: boolean,
): Steps<{ documents: readonly PnpmDocument[]; problems: readonly Problem[] }> {
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
      documents.push(yield* readDocument());
    }
  } while (lines.nextDocument());

  if (lines.broken !== undefined) {
    const message = `This is not how pnpm writes a lockfile, and pnpm refuses it; what could be read is judged all the same. ${WRITE_ANEW}`;
    problems.unshift({ message, span: lines.broken });
  }
  return { documents, problems };

  function* readDocument(): Steps<PnpmDocument> {
    const document: PnpmDocument = {
      version: undefined,
      kind: undefined,
      hasPackages: false,
      hasSnapshots: false,
      importers: new Map(),
      entries: new PnpmEntries(),
      catalogs: new Map(),
      isVersionLate: false,
    };
    const root: PnpmRequest[] = [];
    const specifiers = new Map<string, string>();
    while (lines.indent >= 0) {
      yield* readSection(document, root, specifiers);
    }
    fillSpecifiers(root, specifiers);
    if (root.length > 0) {
      document.importers.set("", [...root, ...(document.importers.get("") ?? [])]);
    } else if (document.version !== undefined && !document.importers.has("")) {
      document.importers.set("", []);
    }
    return document;
  }

  function* readSection(document: PnpmDocument, root: PnpmRequest[], specifiers: Map<string, string>): Steps<void> {
    const { indent } = lines;
    const key = lines.key();
    const section = SECTIONS.get(key);
    if (section !== undefined) {
      readRequests(lines, section, root);
    } else if (key === "packages") {
      document.hasPackages = true;
      yield* readPackages(document, indent);
    } else if (key === "snapshots") {
      document.hasSnapshots = true;
      yield* readSnapshots(document, indent);
    } else if (key === "importers") {
      yield* readImporters(lines, document.importers, indent);
    } else if (key === "specifiers") {
      readScalars(lines, specifiers);
    } else if (key === "catalogs") {
      readCatalogs(lines, document.catalogs, indent);
    } else if (key === "lockfileVersion") {
      document.version = lines.value();
      document.kind = pnpmKindOf(document.version);
      document.isVersionLate ||= document.hasPackages;
      complainAboutVersion(document.version);
      lines.next();
    } else {
      const { start, end } = lines.valueSpan();
      const isStray = start === end && PACKAGE_KEY.test(key);
      lines.next();
      if (isStray && document.hasPackages) {
        // A key of a package that lost its indentation: the section goes on behind it.
        lines.leave(Math.max(lines.indent, 0) > 2 ? 2 : indent);
        yield* (document.hasSnapshots ? readSnapshotsFrom : readPackagesFrom)(document, indent);
        return;
      }
      lines.leave(indent);
    }
  }

  function* readPackages(document: PnpmDocument, outer: number): Steps<void> {
    lines.next();
    yield* readPackagesFrom(document, outer);
  }

  function* readPackagesFrom(document: PnpmDocument, outer: number): Steps<void> {
    const { entries } = document;
    const plain = new PnpmPlain(text, entries.references);
    /** Keys of packages that were met before with other peers. */
    const variants = new Set<string>();
    const takePackage = (): void => {
      const entry = openPackage(document, variants, plain.key, plain.start, plain.end);
      if (!plain.isEmpty) {
        takePlain(entries, plain, entry, entries.hasVariants(entry));
      }
    };
    for (let count = 1; lines.indent > outer; count++) {
      if (count % PART === 0) {
        yield;
      }
      if (isPlainTried && outer === 0 && (yield* readPlain(plain, takePackage))) {
        continue;
      }
      const { indent, keyStart, keyEnd } = lines;
      const key = lines.key();
      if (!PACKAGE_KEY.test(key)) {
        // A field whose package's own line is damaged.
        lines.next();
        lines.leave(indent);
        continue;
      }
      const entry = openPackage(document, variants, key, keyStart, keyEnd);
      const isFlow = lines.readFlow(() => {});
      lines.next();
      if (!isFlow) {
        readEntry(lines, entries, entry, indent, entries.hasVariants(entry));
      }
    }
  }

  /** The package of a key: of several variants the first one, from then on open for what the others add. */
  function openPackage(
    document: PnpmDocument,
    variants: Set<string>,
    key: string,
    start: number,
    end: number,
  ): PnpmEntry {
    const read = readPnpmKey(key);
    const { entries } = document;
    const known = entries.byId.get(read.id);
    if (known === undefined) {
      const entry = startEntry(read, start, end);
      if (read.version === undefined) {
        entries.detailsOf(entry);
      }
      entryCount++;
      if (entryCount <= MOST_ENTRIES) {
        entries.byId.set(read.id, entry);
        if (isUsualKey(document.kind, read)) {
          entries.references.ofVersion(entry.name, entry.version).id = entry.id;
        }
      } else if (entryCount === MOST_ENTRIES + 1) {
        problems.push(tooManyEntries({ start, end }));
      }
      return entry;
    }
    const isSame = text.slice(known.span.start, known.span.end) === text.slice(start, end);
    if ((isSame || variants.has(key)) && !hasDuplicate) {
      hasDuplicate = true;
      const message = `"${key}" is given twice, and pnpm refuses such a lockfile; the first one is judged. ${WRITE_ANEW}`;
      problems.push({ message, span: { start, end } });
    }
    variants.add(key);
    entries.expectVariant(known);
    return known;
  }

  function* readSnapshots(document: PnpmDocument, outer: number): Steps<void> {
    lines.next();
    yield* readSnapshotsFrom(document, outer);
  }

  function* readSnapshotsFrom({ entries }: PnpmDocument, outer: number): Steps<void> {
    const plain = new PnpmPlain(text, entries.references);
    const seen = new Set<PnpmEntry>();
    const takeSnapshot = (): void => {
      const entry = entries.byId.get(withoutPeers(plain.key));
      if (entry !== undefined) {
        takePlain(entries, plain, entry, isVariant(entry));
      }
    };
    for (let count = 1; lines.indent > outer; count++) {
      if (count % PART === 0) {
        yield;
      }
      if (isPlainTried && outer === 0 && (yield* readPlain(plain, takeSnapshot))) {
        continue;
      }
      const { indent } = lines;
      const entry = entries.byId.get(withoutPeers(lines.key()));
      lines.next();
      if (entry === undefined) {
        lines.leave(indent);
      } else {
        readEntry(lines, entries, entry, indent, isVariant(entry));
      }
    }

    function isVariant(entry: PnpmEntry): boolean {
      if (seen.has(entry)) {
        entries.expectVariant(entry);
        return true;
      }
      seen.add(entry);
      return false;
    }
  }

  /** Reads the packages from here on that stand there in pnpm's own form; false where not even the next one does. */
  function* readPlain(plain: PnpmPlain, take: () => void): Steps<boolean> {
    if (!plain.enter(lines.lineStart()) || !plain.advance()) {
      return false;
    }
    let count = 0;
    do {
      take();
      count++;
      if (count % PART === 0) {
        yield;
      }
    } while (plain.advance());
    lines.goTo(plain.at);
    return true;
  }

  function complainAboutVersion(version: string): void {
    const span = lines.valueSpan();
    if (span.start < span.end && !KNOWN_VERSION.test(version)) {
      const message = `lockfileVersion ${version.slice(0, 20)} is not known here; 5.x, 6.x and 9.0 are. What could be read is judged all the same.`;
      problems.push({ message, span });
    }
  }
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
