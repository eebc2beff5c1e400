import type { Gate } from "../parse/gates/gate";
import type { TextEdit } from "../present/edits/jsonEdit";

const KEY = "minimumReleaseAgeExcludes";

/**
 * Adds an exception to a bunfig.toml: to the list that is there, else as a list behind the age, else in `[install]`.
 * Undefined where the table is written in a way that is not followed here.
 */
export function addToBunfig(text: string, item: string, gates: readonly Gate[]): TextEdit | undefined {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const written = `"${item}"`;
  const list = gates.find(({ says }) => says.kind === "exempt");
  if (list?.says.kind === "exempt") {
    const last = list.says.names.at(-1);
    return last === undefined ? fill(text, list.span.end, written) : insert(text, last.span, written, eol);
  }
  const age = gates.find(({ says }) => says.kind === "age");
  if (age !== undefined) {
    const prefix = /^install\s*\.\s*/.exec(text.slice(age.span.start, age.span.end))?.[0] ?? "";
    const line = startOfLine(text, age.span.start);
    return behindLine(text, age.span.end, `${text.slice(line, age.span.start)}${prefix}${KEY} = [${written}]`, eol);
  }
  const header = /^[ \t]*\[[ \t]*install[ \t]*\]/m.exec(text);
  if (header !== null) {
    return behindLine(text, header.index + header[0].length, `${KEY} = [${written}]`, eol);
  }
  if (/^[ \t]*(?:"install"|'install'|install)[ \t]*[.=]/m.test(text)) {
    return undefined;
  }
  const gap = text === "" ? "" : text.endsWith("\n") ? eol : `${eol}${eol}`;
  const end = text.length;
  return { span: { start: end, end }, newText: `${gap}[install]${eol}${KEY} = [${written}]${eol}` };
}

/** The first of an empty list. */
function fill(text: string, from: number, written: string): TextEdit | undefined {
  const [empty] = /^[\s"']*=\s*\[\s*(?=\])/.exec(text.slice(from)) ?? [];
  const start = from + (empty?.indexOf("[") ?? 0) + 1;
  return empty === undefined ? undefined : { span: { start, end: from + empty.length }, newText: written };
}

/** Behind the last of a list, on a line of its own where that one has its own. */
function insert(text: string, last: Gate["span"], written: string, eol: string): TextEdit {
  const before = text.slice(startOfLine(text, last.start), last.start - 1);
  const offset = last.end + 1;
  const newText = before.trim() === "" ? `,${eol}${before}${written}` : `, ${written}`;
  return { span: { start: offset, end: offset }, newText };
}

function behindLine(text: string, from: number, line: string, eol: string): TextEdit {
  const found = text.slice(from).search(/\r?\n/);
  const offset = found === -1 ? text.length : from + found;
  return { span: { start: offset, end: offset }, newText: `${eol}${line}` };
}

function startOfLine(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}
