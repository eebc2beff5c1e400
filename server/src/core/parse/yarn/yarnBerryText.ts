import { YarnEntries, type YarnEntry, type YarnText } from "./yarnEntry";
import { YarnLines } from "./yarnLines";

const QUOTE = 34;
const COLON = 58;
const QUESTION = 63;
const SPACE = 32;

/** Reads the text of a lockfile of Yarn 2 and later, line by line. */
export function readYarnBerryText(text: string): YarnText {
  const lines = new YarnLines(text);
  const entries = new YarnEntries();
  let entry: YarnEntry | undefined;
  let isMetadata = false;
  let version: YarnText["version"];
  let block = "";
  let meta: string | undefined;
  while (lines.advance()) {
    if (lines.depth === 2 && block === "dependencies") {
      const known = entries.knownOn(lines);
      if (known !== undefined) {
        meta = undefined;
        entries.ask(entry, known);
        continue;
      }
    }
    if (lines.depth === 1 && entry !== undefined && readUsual(entry)) {
      block = "";
      continue;
    }
    // A key of more than 1,024 characters stands behind "? ", its colon on the line after it.
    const isLong = text.charCodeAt(lines.start) === QUESTION && text.charCodeAt(lines.start + 1) === SPACE;
    const start = isLong ? lines.start + 2 : lines.start;
    if (lines.end === lines.start + 1 && text.charCodeAt(lines.start) === COLON) {
      continue;
    }
    const key = lines.word(start);
    if (key === undefined) {
      entries.complain(lines);
      entry = lines.depth === 0 ? undefined : entry;
      continue;
    }
    const isBlock = isLong ? lines.cursor === lines.end : lines.isBlock();
    if (lines.depth === 0) {
      isMetadata = key === "__metadata";
      entry = isMetadata || !isBlock ? undefined : addEntry(start, key);
      block = "";
      if (!isBlock) {
        entries.complain(lines);
      }
    } else if (lines.depth === 1) {
      block = isBlock ? key : "";
      if (!isBlock) {
        readField(key);
      }
    } else if (lines.depth === 2) {
      meta = isBlock ? key : undefined;
      if (block === "dependencies") {
        readEdge(key);
      }
    } else if (block === "dependenciesMeta" && key === "optional" && lines.value() === "true") {
      if (entry !== undefined && meta !== undefined) {
        entry.optional ??= new Set();
        entry.optional.add(meta);
      }
    }
  }
  return { entries: entries.all(), version, problems: entries.problems() };

  function addEntry(start: number, key: string): YarnEntry | undefined {
    const isQuoted = text.charCodeAt(start) === QUOTE;
    const requests = key.includes(",") ? key.split(/ *, */) : [key];
    return entries.add(isQuoted ? start + 1 : start, isQuoted ? lines.cursor - 1 : lines.cursor, key, requests);
  }

  /** Reads one of the fields that all entries have, where it is written as nearly always. */
  function readUsual(written: YarnEntry): boolean {
    const version = lines.valueBehind("version: ");
    if (version !== undefined) {
      written.version = version;
      return true;
    }
    const resolution = lines.valueBehind('resolution: "');
    if (resolution !== undefined) {
      written.resolution = resolution;
      return true;
    }
    const checksum = lines.valueBehind("checksum: ");
    if (checksum !== undefined) {
      written.integrity = checksum;
      return true;
    }
    return lines.valueBehind("languageName: ") !== undefined || lines.valueBehind("linkType: ") !== undefined;
  }

  function readField(key: string): void {
    const value = lines.value();
    if (value === undefined) {
      entries.complain(lines);
    } else if (isMetadata) {
      version =
        key === "version" ? { written: value, span: { start: lines.end - value.length, end: lines.end } } : version;
    } else if (entry !== undefined) {
      switch (key) {
        case "version":
          entry.version = value;
          break;
        case "resolution":
          entry.resolution = value;
          break;
        case "checksum":
          entry.integrity = value;
          break;
      }
    }
  }

  function readEdge(name: string): void {
    const spec = lines.value();
    if (spec === undefined) {
      entries.complain(lines);
    } else {
      entries.ask(entry, entries.keep(lines, name, spec));
    }
  }
}
