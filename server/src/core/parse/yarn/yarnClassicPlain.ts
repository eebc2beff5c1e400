import { newRequest, YarnEntries, type YarnRequest, type YarnText } from "./yarnEntry";

const HEAD = /^\uFEFF?(?:#[^\n]*\n|\n)*$/;
/** One request of a header, with what ends it. */
const REQUEST = /(?:"([^"\\]+)"|([^ ,":]+(?::[^ ,":]+)*))(?:, |$)/y;
const BARE = /^[^ ,":]+(?::[^ ,":]+)*$/;
/** What an entry asks for: name and spec, each in quotes or not. */
const ASKED = /^ {4}(?:"([^"\\]+)"|([^ ,":]+)) (?:"([^"\\]*)"|([^ "].*))$/;
const VERSION = '  version "';
const RESOLVED = '  resolved "';
const INTEGRITY = "  integrity ";
const BLOCKS = ["  dependencies:\n", "  optionalDependencies:\n"] as const;
const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const COLON = 58;

/**
 * Reads the text of a lockfile of Yarn 1 that stands as Yarn writes it, to the letter; undefined where any of it does
 * not, so that it is to be read line by line.
 */
export function readPlainYarnClassic(text: string, version: YarnText["version"]): YarnText | undefined {
  let at = version === undefined ? -1 : text.indexOf("\n", version.span.end) + 1;
  // Other ends of lines, and blanks before them, are somebody else's.
  if (
    at <= 0 ||
    !HEAD.test(text.slice(0, at)) ||
    text.includes("\r") ||
    text.includes(" \n") ||
    text.charCodeAt(text.length - 1) !== 10
  ) {
    return undefined;
  }
  const { length } = text;
  const entries = new YarnEntries();
  const known = new Map<string, YarnRequest>();
  // Used again for each entry, so that what is kept of it has no room left over.
  const asks: YarnRequest[] = [];
  while (at < length) {
    if (text.charCodeAt(at) === NEWLINE) {
      at++;
      continue;
    }
    const headerEnd = text.indexOf("\n", at) - 1;
    const requests =
      headerEnd < at || text.charCodeAt(headerEnd) !== COLON ? undefined : readHeader(text.slice(at, headerEnd));
    if (requests === undefined) {
      return undefined;
    }
    const start = text.charCodeAt(at) === QUOTE ? at + 1 : at;
    const id = requests.length === 1 ? (requests[0] ?? "") : requests.join(", ");
    const end = text.charCodeAt(headerEnd - 1) === QUOTE ? headerEnd - 1 : headerEnd;
    const entry = entries.add(start, end, id, requests);
    if (entry === undefined) {
      return undefined;
    }
    at = headerEnd + 2;
    if (!text.startsWith(VERSION, at)) {
      return undefined;
    }
    let lineEnd = text.indexOf("\n", at);
    entry.version = quoted(text, at + VERSION.length, lineEnd);
    at = lineEnd + 1;
    if (text.startsWith(RESOLVED, at)) {
      lineEnd = text.indexOf("\n", at);
      entry.resolved = quoted(text, at + RESOLVED.length, lineEnd);
      if (entry.resolved === undefined) {
        return undefined;
      }
      at = lineEnd + 1;
    }
    if (text.startsWith(INTEGRITY, at)) {
      lineEnd = text.indexOf("\n", at);
      at += INTEGRITY.length;
      if (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === QUOTE || at >= lineEnd) {
        return undefined;
      }
      entry.integrity = text.slice(at, lineEnd);
      at = lineEnd + 1;
    }
    if (entry.version === undefined) {
      return undefined;
    }
    let count = 0;
    for (const block of BLOCKS) {
      if (!text.startsWith(block, at)) {
        continue;
      }
      at += block.length;
      while (text.startsWith("    ", at)) {
        lineEnd = text.indexOf("\n", at);
        const request = readAsked(text.slice(at, lineEnd), known);
        if (request === undefined) {
          return undefined;
        }
        asks[count++] = request;
        if (block !== BLOCKS[0]) {
          entry.optional ??= new Set();
          entry.optional.add(request.name);
        }
        at = lineEnd + 1;
      }
    }
    if (at < length && text.charCodeAt(at) !== NEWLINE) {
      return undefined;
    }
    if (count > 0) {
      entry.asks = asks.slice(0, count);
    }
  }
  return { entries: entries.all(), version, problems: entries.problems() };
}

/** The text from here to the quote that ends the line; undefined where that is no plain text in quotes. */
function quoted(text: string, from: number, lineEnd: number): string | undefined {
  if (text.charCodeAt(lineEnd - 1) !== QUOTE || lineEnd - 1 <= from) {
    return undefined;
  }
  const value = text.slice(from, lineEnd - 1);
  return value.includes('"') || value.includes("\\") ? undefined : value;
}

function readHeader(header: string): readonly string[] | undefined {
  if (BARE.test(header)) {
    return [header];
  }
  const closing = header.charCodeAt(0) === QUOTE ? header.indexOf('"', 1) : -1;
  if (closing === header.length - 1 && closing > 1 && !header.includes("\\")) {
    return [header.slice(1, closing)];
  }
  if (!header.includes('"')) {
    const requests = header.split(", ");
    return requests.every(isBare) ? requests : undefined;
  }
  const requests: string[] = [];
  for (let at = 0; at < header.length; at = REQUEST.lastIndex) {
    REQUEST.lastIndex = at;
    const [, quoted, bare] = REQUEST.exec(header) ?? [];
    const request = quoted ?? bare;
    if (request === undefined) {
      return undefined;
    }
    requests.push(request);
  }
  return header.endsWith(", ") ? undefined : requests.slice();
}

function isBare(request: string): boolean {
  return BARE.test(request);
}

/** Reads a line of a block; undefined where it is of another form. */
function readAsked(line: string, known: Map<string, YarnRequest>): YarnRequest | undefined {
  let request = known.get(line);
  if (request === undefined) {
    const found = ASKED.exec(line);
    if (found === null) {
      return undefined;
    }
    request = newRequest(found[1] ?? found[2] ?? "", found[3] ?? found[4] ?? "");
    known.set(line, request);
  }
  return request;
}
