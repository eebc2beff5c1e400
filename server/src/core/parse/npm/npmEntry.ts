import type { Edge, Problem, Section, SourceKind, Span } from "../../model";
import type { JsonScanner } from "../json/jsonScanner";

/** More than any project locks; keeps a hostile file from taking all memory. */
export const MOST_ENTRIES = 250_000;

/** What can be done about a lockfile that is not as npm writes it. */
export const WRITE_ANEW = "Run npm install to have it written anew.";

/** What is said at the first entry that is not read. */
export function tooManyEntries(scanner: JsonScanner): Problem {
  const most = MOST_ENTRIES.toLocaleString("en");
  return {
    message: `More than ${most} entries: those from here on are not judged. Split the project, or check its parts one by one.`,
    span: { start: scanner.keyStart, end: scanner.keyEnd },
  };
}

/** One entry of a lockfile while it is read. */
export interface NpmEntry {
  /** The install path, or the folder of an importer. */
  readonly path: string;
  /** The name by which others ask for it. */
  readonly key: string;
  readonly span: Span;
  /** The real name, where the lockfile gives one. */
  name: string | undefined;
  version: string | undefined;
  /** Undefined: as `resolved` tells. */
  source: SourceKind | "unclear" | undefined;
  resolved: string | undefined;
  integrity: string | undefined;
  isLink: boolean;
  isExtraneous: boolean;
  dev: boolean;
  optional: boolean;
  hasInstallScript: boolean;
  dependencies: readonly NpmEdge[];
  /** Some importer names it; only known once all are read. */
  direct: boolean;
  /** Its place among the entries, once all are read. */
  order: number;
}

export type NpmEdge = Edge & { readonly section: Section };

const NO_EDGES: readonly NpmEdge[] = [];

/** An entry of which only the key has been read; the scanner stands behind it. */
export function startEntry(path: string, key: string, scanner: JsonScanner): NpmEntry {
  return {
    path,
    key,
    span: { start: scanner.keyStart, end: scanner.keyEnd },
    name: undefined,
    version: undefined,
    source: undefined,
    resolved: undefined,
    integrity: undefined,
    isLink: false,
    isExtraneous: false,
    dev: false,
    optional: false,
    hasInstallScript: false,
    dependencies: NO_EDGES,
    direct: false,
    order: 0,
  };
}

/** A string that was written to its end: half a version is another version. */
export function readWhole(scanner: JsonScanner): string | undefined {
  const text = scanner.readString();
  return scanner.terminated ? text : undefined;
}

/** The fields that the entries of all versions have. */
export const COMMON_FIELDS = ["version", "resolved", "integrity", "dev", "optional"] as const;

/** Reads a field that the entries of all versions have; false where it is another, which is left unread. */
export function readCommonField(scanner: JsonScanner, field: string, entry: NpmEntry): boolean {
  switch (field) {
    case "version":
      entry.version = readWhole(scanner);
      return true;
    case "resolved":
      entry.resolved = readWhole(scanner);
      return true;
    case "integrity":
      entry.integrity = readWhole(scanner);
      return true;
    case "dev":
      entry.dev = scanner.readLiteral() === "true";
      return true;
    case "optional":
      entry.optional = scanner.readLiteral() === "true";
      return true;
    default:
      return false;
  }
}

/** Gathers edges in a list that is used again, so that each entry gets one with no room left over. */
export class EdgeList {
  private readonly edges: NpmEdge[] = [];
  private length = 0;

  add(edge: NpmEdge): void {
    this.edges[this.length++] = edge;
  }

  /** Those added since the last time. */
  take(): readonly NpmEdge[] {
    const taken = this.length === 0 ? NO_EDGES : this.edges.slice(0, this.length);
    this.length = 0;
    return taken;
  }
}

/** Reads an object of names and specs, and adds them to what the entry asks for. */
export function readEdges(scanner: JsonScanner, section: Section, entry: NpmEntry, edges: EdgeList): void {
  if (!scanner.enterObject()) {
    scanner.skipValue();
    return;
  }
  readOpenEdges(scanner, section, edges);
  const read = edges.take();
  entry.dependencies = entry.dependencies.length === 0 ? read : entry.dependencies.concat(read);
}

function readOpenEdges(scanner: JsonScanner, section: Section, edges: EdgeList): void {
  while (scanner.nextKey()) {
    const name = scanner.key();
    if (scanner.peek() === "object") {
      // No spec is an object: the block was left open, and this belongs further out.
      scanner.giveBackKey();
      return;
    }
    const spec = readWhole(scanner);
    if (spec !== undefined) {
      edges.add({ name, spec, section });
    }
  }
}
