import type { Problem } from "../../model";
import { JsonFields } from "../json/jsonFields";
import type { JsonScanner } from "../json/jsonScanner";
import { parseSpec } from "../spec";
import {
  COMMON_FIELDS,
  EdgeList,
  MOST_ENTRIES,
  type NpmEntry,
  readCommonField,
  readEdges,
  readWhole,
  startEntry,
  tooManyEntries,
  WRITE_ANEW,
} from "./npmEntry";
import type { Asked } from "./npmSource";
import { sourceOf, versionInTarball } from "./npmSource";

/** Deeper than any real tree is nested; each level lengthens all paths below it. */
const DEEPEST = 100;

const FIELDS = new JsonFields([...COMMON_FIELDS, "from", "requires", "dependencies"]);

/** As npm writes it. All else that can stand in its place starts otherwise. */
const VERSION = /^\d+\.\d+\.\d+(?:[-+][\w.+-]*)?$/;

/** The tree of entries that npm up to 6 writes, laid out flat. */
export interface NestedEntries {
  readonly entries: readonly NpmEntry[];
  /** Install path → what its `from` asked for; only npm up to 4 wrote that. */
  readonly from: ReadonlyMap<string, Asked>;
  readonly problems: readonly Problem[];
}

/** Reads the `dependencies` of lockfile version 1: the scanner stands before its value. */
export function readNestedEntries(scanner: JsonScanner): NestedEntries {
  const entries: NpmEntry[] = [];
  const edges = new EdgeList();
  const from = new Map<string, Asked>();
  const problems: Problem[] = [];
  if (scanner.enterObject()) {
    readLevel("", 1);
  } else {
    scanner.skipValue();
  }
  return { entries, from, problems };

  function readLevel(folder: string, depth: number): void {
    while (scanner.nextKey()) {
      const key = scanner.key();
      if (entries.length >= MOST_ENTRIES) {
        complain(tooManyEntries(scanner));
        scanner.skipValue();
        continue;
      }
      const entry = startEntry(`${folder}node_modules/${key}`, key, scanner);
      if (scanner.enterObject()) {
        entries.push(entry);
        readEntry(entry, depth);
        settleVersion(entry);
      } else {
        scanner.skipValue();
      }
    }
  }

  function readEntry(entry: NpmEntry, depth: number): void {
    while (scanner.nextKey()) {
      const field = scanner.field(FIELDS);
      if (readCommonField(scanner, field, entry)) {
        continue;
      }
      switch (field) {
        case "from":
          readFrom(entry);
          break;
        case "requires":
          readEdges(scanner, "dependencies", entry, edges);
          break;
        case "dependencies":
          readInner(entry, depth);
          break;
        default:
          if (scanner.peek() === "object") {
            // Nothing else in an entry is an object: it was left open, and this is the next one.
            scanner.giveBackKey();
            return;
          }
          scanner.skipValue();
      }
    }
  }

  function readFrom(entry: NpmEntry): void {
    const spec = readWhole(scanner);
    if (spec !== undefined) {
      const inner = spec.startsWith(`${entry.key}@`) ? spec.slice(entry.key.length + 1) : spec;
      from.set(entry.path, parseSpec(entry.key, inner).source === "registry" ? "registry" : "elsewhere");
    }
  }

  function readInner(entry: NpmEntry, depth: number): void {
    if (depth === DEEPEST && scanner.peek() === "object") {
      complain({
        message: `Nested more than ${DEEPEST} deep: what is further in is not judged. ${WRITE_ANEW}`,
        span: { start: scanner.keyStart, end: scanner.keyEnd },
      });
      scanner.skipValue();
    } else if (scanner.enterObject()) {
      readLevel(`${entry.path}/`, depth + 1);
    } else {
      scanner.skipValue();
    }
  }

  /** Says one thing: more would be about the same file being like no other. */
  function complain(problem: Problem): void {
    if (problems.length === 0) {
      problems.push(problem);
    }
  }
}

/** `version` of these lockfiles holds a version, an alias, or where the package was taken from instead of one. */
function settleVersion(entry: NpmEntry): void {
  const written = entry.version;
  if (written === undefined || VERSION.test(written)) {
    return;
  }
  const { name, range, source } = parseSpec(entry.key, written);
  if (source === "registry") {
    entry.name = name === entry.key ? undefined : name;
    entry.version = range === undefined || range === "*" ? undefined : range;
    return;
  }
  const place = source === "tarball" ? sourceOf(written) : source;
  entry.source = place === "unclear" ? "tarball" : place;
  entry.resolved ??= written;
  entry.version = versionInTarball(entry.key, written) ?? written;
}
