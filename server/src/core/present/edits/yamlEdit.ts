import type { TextEdit } from "./jsonEdit";
import { endOfFlow, putInFlow } from "./yamlFlow";
import { type Entry, keyInYaml, QUOTED, readScalar, valueInYaml } from "./yamlText";

/** A line of a YAML text. */
export interface Line {
  readonly start: number;
  /** Before the end of the line. */
  readonly end: number;
  readonly indent: number;
  /** Neither blank nor a comment. */
  readonly isContent: boolean;
}

const KEY = new RegExp(`^[ ]*(${QUOTED}|[^\\s'"#&*!|>{}\\[\\],?-][^\\r\\n]*?|-[^\\s][^\\r\\n]*?)[ ]*:(?=\\s|$)`);

/** What may stand before the first key. */
const START = /^---\s*(?:#.*)?$/;
/** A text in quotes that ends on its line. */
const WHOLE = new RegExp(`^(?:${QUOTED})\\s*(?:#.*)?$`);

/**
 * Sets keys of the block `name` at the top of a YAML file of settings; the block is made where there is none. The rest
 * stays as it is, comments included.
 *
 * Undefined where the text is not whole, or is written in a way that is not followed here: several documents, anchors
 * and tags on the block, a top that is no block of keys.
 */
export function putInYaml(text: string, name: string, entries: readonly Entry[]): readonly TextEdit[] | undefined {
  const lines = linesOf(text);
  const tops = readTops(text, lines);
  if (tops === undefined) {
    return undefined;
  }
  const eol = eolOf(text);
  const blocks = tops.filter(({ key }) => key === name);
  const [block] = blocks;
  if (block === undefined) {
    return [
      appendBlock(
        text,
        lines,
        name,
        entries.map((entry) => toPair(text, entry)),
      ),
    ];
  }
  return blocks.length > 1 ? undefined : putInBlock(text, lines, block, entries, eol);
}

/** A key at the top of the file. */
export interface Top {
  readonly key: string;
  /** Index of its line. */
  readonly at: number;
  /** Behind its colon. */
  readonly behind: number;
}

export function eolOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}

export function linesOf(text: string): readonly Line[] {
  const lines: Line[] = [];
  let start = text.startsWith("\ufeff") ? 1 : 0;
  while (start <= text.length) {
    const feed = text.indexOf("\n", start);
    const next = feed === -1 ? text.length : feed;
    const end = next > start && text[next - 1] === "\r" ? next - 1 : next;
    const written = text.slice(start, end);
    const indent = written.length - written.trimStart().length;
    const content = written.trim();
    lines.push({ start, end, indent, isContent: content !== "" && !content.startsWith("#") });
    start = next + 1;
  }
  return lines;
}

/** The keys at the top; undefined where anything else stands there, or a value further in is not whole. */
export function readTops(text: string, lines: readonly Line[]): readonly Top[] | undefined {
  const tops: Top[] = [];
  let isStarted = false;
  let openUntil = 0;
  for (const [at, { start, end, indent, isContent }] of lines.entries()) {
    const written = text.slice(start, end);
    if (!isContent || start < openUntil) {
      if (isContent && indent === 0) {
        return undefined;
      }
      continue;
    }
    if (START.test(written) && !isStarted) {
      isStarted = true;
      continue;
    }
    isStarted = true;
    const close = behindValue(text, start, end);
    const isInner = indent > 0 || /^-\s/.test(written);
    const key = KEY.exec(written);
    if (/^ *\t/.test(written) || close === undefined || (isInner ? tops.length === 0 : key === null)) {
      return undefined;
    }
    openUntil = close;
    if (!isInner && key !== null) {
      tops.push({ key: readScalar(key[1] ?? ""), at, behind: start + key[0].length });
    }
  }
  return tops;
}

/** Behind the value of a line, which may be one in brackets over several; undefined where it is left open. */
function behindValue(text: string, start: number, end: number): number | undefined {
  const item = /^ *(?:- +)*/.exec(text.slice(start, end))?.[0].length ?? 0;
  const key = KEY.exec(text.slice(start + item, end))?.[0].length ?? 0;
  const blanks = /^ */.exec(text.slice(start + item + key, end))?.[0].length ?? 0;
  const value = start + item + key + blanks;
  const written = text.slice(value, end);
  if (/^[{[]/.test(written)) {
    return endOfFlow(text, value);
  }
  return /^['"]/.test(written) && !WHOLE.test(written) ? undefined : end;
}

/** A new block of keys or of a list at the end of the file. */
export function appendBlock(text: string, lines: readonly Line[], name: string, rows: readonly string[]): TextEdit {
  const eol = eolOf(text);
  const unit = unitOf(lines);
  const block = [`${name}:`, ...rows.map((row) => `${unit}${row}`)].join(eol);
  const offset = text.length;
  if (text.slice(text.startsWith("\ufeff") ? 1 : 0) === "") {
    return { span: { start: offset, end: offset }, newText: `${block}${eol}` };
  }
  const isEnded = text.endsWith("\n");
  // Where the blocks stand apart from each other, this one does too.
  const gap = /\n\r?\n\S/.test(text) && !/\n\r?\n$/.test(text) ? eol : "";
  const newText = isEnded ? `${gap}${block}${eol}` : `${eol}${gap}${block}`;
  return { span: { start: offset, end: offset }, newText };
}

function putInBlock(
  text: string,
  lines: readonly Line[],
  block: Top,
  entries: readonly Entry[],
  eol: string,
): readonly TextEdit[] | undefined {
  const own = lines[block.at];
  const value = own && text.slice(block.behind, own.end).trim();
  if (own === undefined || value === undefined) {
    return undefined;
  }
  if (value.startsWith("{")) {
    return putInFlow(text, text.indexOf("{", block.behind), entries);
  }
  if (value !== "" && !value.startsWith("#")) {
    return undefined;
  }
  const next = lines.findIndex(({ indent, isContent }, at) => at > block.at && isContent && indent === 0);
  const inner = lines.slice(block.at + 1, next === -1 ? lines.length : next).filter(({ isContent }) => isContent);
  const indent = inner[0]?.indent;
  const written = indent === undefined ? unitOf(lines) : " ".repeat(indent);
  const edits: TextEdit[] = [];
  const added: Entry[] = [];
  const known = readPairs(text, inner, indent ?? 0);
  if (known === undefined) {
    return undefined;
  }
  for (const entry of entries) {
    const pair = known.get(entry[0]);
    if (pair === undefined) {
      added.push(entry);
      continue;
    }
    const span = valueInYaml(text, pair.start, pair.end);
    if (span === undefined) {
      return undefined;
    }
    edits.push({ span, newText: entry[1] });
  }
  const offset = (inner.at(-1) ?? own).end;
  const newText = added.map((entry) => `${eol}${written}${toPair(text, entry)}`).join("");
  return newText === "" ? edits : [...edits, { span: { start: offset, end: offset }, newText }];
}

/** Key → where its value stands. Undefined where the block holds anything but keys with a value on their line. */
function readPairs(
  text: string,
  inner: readonly Line[],
  indent: number,
): ReadonlyMap<string, { readonly start: number; readonly end: number }> | undefined {
  const pairs = new Map<string, { readonly start: number; readonly end: number }>();
  for (const line of inner) {
    const [whole, key] = KEY.exec(text.slice(line.start, line.end)) ?? [];
    if (whole === undefined || key === undefined || line.indent !== indent || pairs.has(readScalar(key))) {
      return undefined;
    }
    pairs.set(readScalar(key), { start: line.start + whole.length, end: line.end });
  }
  return pairs;
}

function toPair(text: string, [key, value]: Entry): string {
  return `${keyInYaml(text, key)}: ${value}`;
}

/** How far the first block of the file is indented. */
function unitOf(lines: readonly Line[]): string {
  return " ".repeat(lines.find(({ isContent, indent }) => isContent && indent > 0)?.indent ?? 2);
}
