import { readPlainYarnClassic } from "./yarnClassicPlain";
import { YarnEntries, type YarnEntry, type YarnRequest, type YarnText } from "./yarnEntry";
import { YarnLines } from "./yarnLines";

const VERSION_COMMENT = /^\uFEFF?# yarn lockfile v(\d+)\s*$/m;
const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const SPACE = 32;

/** Reads the text of a lockfile of Yarn 1: entry by entry as long as it stands as Yarn writes it, else line by line. */
export function readYarnClassicText(text: string): YarnText {
  const version = readVersion(text);
  return readPlainYarnClassic(text, version) ?? readLines(text, version);
}

function readLines(text: string, version: YarnText["version"]): YarnText {
  const lines = new YarnLines(text);
  const entries = new YarnEntries();
  let entry: YarnEntry | undefined;
  let block = "";
  while (lines.advance()) {
    if (lines.depth === 0) {
      entry = readHeader(text, lines, entries);
      block = "";
    } else if (lines.depth === 1) {
      block = readField(lines, entry, entries);
    } else if (block === "dependencies" || block === "optionalDependencies") {
      readEdge(lines, entry, entries, block === "optionalDependencies");
    }
  }
  return { entries: entries.all(), version, problems: entries.problems() };
}

/** The version stands in a comment at the head. */
function readVersion(text: string): YarnText["version"] {
  const found = VERSION_COMMENT.exec(text.slice(0, 1000));
  const written = found?.[1];
  if (found === null || written === undefined) {
    return undefined;
  }
  const start = found.index + found[0].indexOf(written, found[0].lastIndexOf("lockfile v"));
  return { written, span: { start, end: start + written.length } };
}

/** `a@^1, "b@>= 2":`, one request or several, each in quotes or not. */
function readHeader(text: string, lines: YarnLines, entries: YarnEntries): YarnEntry | undefined {
  // Most entries have one request, for which an array that grows would be far too large.
  let requests: string[] = [];
  for (let at = lines.start; ; ) {
    const request = lines.word(at);
    if (request === undefined) {
      break;
    }
    if (requests.length === 0) {
      requests = [request];
    } else {
      requests.push(request);
    }
    at = lines.cursor;
    if (text.charCodeAt(at) === COLON && at + 1 === lines.end) {
      const start = lines.start + (text.charCodeAt(lines.start) === QUOTE ? 1 : 0);
      const id = requests.length === 1 ? request : requests.join(", ");
      return entries.add(start, text.charCodeAt(at - 1) === QUOTE ? at - 1 : at, id, requests);
    }
    if (text.charCodeAt(at) !== COMMA) {
      break;
    }
    for (at++; text.charCodeAt(at) === SPACE; ) {
      at++;
    }
  }
  entries.complain(lines);
  return undefined;
}

/** Reads a field into its entry; gives its name where it is a block. */
function readField(lines: YarnLines, entry: YarnEntry | undefined, entries: YarnEntries): string {
  if (entry !== undefined && readUsual(lines, entry)) {
    return "";
  }
  const key = lines.word(lines.start);
  if (key === undefined) {
    entries.complain(lines);
    return "";
  }
  if (lines.isBlock()) {
    return key;
  }
  const value = lines.value();
  if (value === undefined) {
    entries.complain(lines);
  } else if (entry !== undefined) {
    switch (key) {
      case "version":
        entry.version = value;
        break;
      case "resolved":
        entry.resolved = value;
        break;
      case "integrity":
        entry.integrity = value;
        break;
      case "name":
        entry.name = value;
        break;
    }
  }
  return "";
}

/** Reads one of the fields that nearly all entries have, where it is written as nearly always. */
function readUsual(lines: YarnLines, entry: YarnEntry): boolean {
  const version = lines.valueBehind('version "');
  if (version !== undefined) {
    entry.version = version;
    return true;
  }
  const resolved = lines.valueBehind('resolved "');
  if (resolved !== undefined) {
    entry.resolved = resolved;
    return true;
  }
  const integrity = lines.valueBehind("integrity ");
  if (integrity !== undefined) {
    entry.integrity = integrity;
  }
  return integrity !== undefined;
}

function readEdge(lines: YarnLines, entry: YarnEntry | undefined, entries: YarnEntries, isOptional: boolean): void {
  const request = entries.knownOn(lines) ?? readRequest(lines, entries);
  if (request !== undefined) {
    entries.ask(entry, request);
    if (isOptional && entry !== undefined) {
      entry.optional ??= new Set();
      entry.optional.add(request.name);
    }
  }
}

function readRequest(lines: YarnLines, entries: YarnEntries): YarnRequest | undefined {
  const name = lines.word(lines.start);
  const spec = name === undefined ? undefined : lines.value();
  if (name === undefined || spec === undefined) {
    entries.complain(lines);
    return undefined;
  }
  return entries.keep(lines, name, spec);
}
