import type { Problem, Span } from "../model";
import { MOST_ENTRIES } from "./npmEntry";
import { expectVariant, type PnpmEntry, readEntry, startEntry } from "./pnpmEntry";
import {
  fillSpecifiers,
  type PnpmRequest,
  readCatalogs,
  readImporters,
  readRequests,
  readScalars,
  SECTIONS,
} from "./pnpmImporters";
import { readPnpmKey, withoutPeers } from "./pnpmKey";
import { YamlLines } from "./yamlLines";

/** What can be done about a lockfile that is not as pnpm writes it. */
export const WRITE_ANEW = "Run pnpm install to have it written anew.";

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
      readRequests(lines, section, root);
    } else if (key === "packages") {
      document.hasPackages = true;
      readPackages(document, indent);
    } else if (key === "snapshots") {
      document.hasSnapshots = true;
      readSnapshots(document, indent);
    } else if (key === "importers") {
      readImporters(lines, document.importers, indent);
    } else if (key === "specifiers") {
      readScalars(lines, specifiers);
    } else if (key === "catalogs") {
      readCatalogs(lines, document.catalogs, indent);
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
        expectVariant(entry);
      }
      if (!lines.readFlow(() => {})) {
        lines.next();
        readEntry(lines, entry, indent, known !== undefined);
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
        expectVariant(entry);
      }
      seen.add(entry);
      readEntry(lines, entry, indent, isVariant);
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
