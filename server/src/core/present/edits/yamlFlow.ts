import type { Span } from "../../model";
import type { TextEdit } from "./jsonEdit";
import { type Entry, keyInYaml, readScalar, valueInYaml } from "./yamlText";

/** Behind the bracket that closes the one at `start`; undefined where none does. */
export function endOfFlow(text: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text[at];
    if (code === "{" || code === "[") {
      depth++;
    } else if (code === "}" || code === "]") {
      depth--;
      if (depth === 0) {
        return at + 1;
      }
    } else {
      const end = behindOpaque(text, at);
      if (end === undefined) {
        return undefined;
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Sets keys of the `{a: 1}` that starts at `start`; undefined where it is not whole, or holds more than plain pairs. */
export function putInFlow(text: string, start: number, entries: readonly Entry[]): readonly TextEdit[] | undefined {
  const end = endOfFlow(text, start);
  const pairs = end === undefined ? undefined : readPairs(text, start + 1, end - 1);
  if (end === undefined || pairs === undefined) {
    return undefined;
  }
  const edits: TextEdit[] = [];
  const added: Entry[] = [];
  for (const entry of entries) {
    const known = pairs.filter(({ key }) => key === entry[0]);
    const [pair] = known;
    if (pair === undefined) {
      added.push(entry);
      continue;
    }
    const span = known.length > 1 ? undefined : valueInYaml(text, pair.value.start, pair.value.end);
    if (span === undefined) {
      return undefined;
    }
    edits.push({ span, newText: entry[1] });
  }
  if (added.length === 0) {
    return edits;
  }
  const written = added.map(([key, value]) => `${keyInYaml(text, key)}: ${value}`).join(", ");
  const inner = text.slice(start + 1, end - 1);
  if (inner.trim() === "") {
    return [...edits, { span: { start: start + 1, end: end - 1 }, newText: ` ${written} ` }];
  }
  const offset = start + 1 + inner.trimEnd().length;
  const newText = inner.trimEnd().endsWith(",") ? ` ${written}` : `, ${written}`;
  return inner.includes("#") ? undefined : [...edits, { span: { start: offset, end: offset }, newText }];
}

interface Pair {
  readonly key: string;
  readonly value: Span;
}

function readPairs(text: string, start: number, end: number): readonly Pair[] | undefined {
  const pairs: Pair[] = [];
  let from = start;
  for (let at = start; at <= end; at++) {
    const code = at === end ? "," : text[at];
    if (code === "{" || code === "[") {
      return undefined;
    }
    if (code !== ",") {
      at = (behindOpaque(text, at) ?? end) - 1;
      continue;
    }
    const written = text.slice(from, at);
    const [whole, key] = /^\s*("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'][\s\S]*?)\s*:(?=\s)/.exec(written) ?? [];
    if (whole !== undefined && key !== undefined) {
      pairs.push({ key: readScalar(key), value: { start: from + whole.length, end: at } });
    } else if (at < end || written.trim() !== "") {
      return undefined;
    }
    from = at + 1;
  }
  return pairs;
}

/** Behind the quoted text or the comment that starts here, or the one character; undefined where it does not end. */
function behindOpaque(text: string, at: number): number | undefined {
  const code = text[at];
  if (code === "#" && /\s/.test(text[at - 1] ?? " ")) {
    const feed = text.indexOf("\n", at);
    return feed === -1 ? undefined : feed;
  }
  // Inside of a plain scalar a quote is a letter as any other.
  if ((code === "'" || code === '"') && /[\s,:{[]/.test(text[at - 1] ?? " ")) {
    const pattern = code === "'" ? /'(?:[^']|'')*'/y : /"(?:[^"\\]|\\[\s\S])*"/y;
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : undefined;
  }
  return at + 1;
}
