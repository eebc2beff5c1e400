import { type Node, type ParseError, parseTree } from "jsonc-parser";
import type { Span } from "../model";

/** Replaces one span of a text. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A key, and the text or the object that it gets. */
export interface Member {
  readonly key: string;
  readonly value: string | readonly Member[];
}

/** Comments and a comma after the last one are left to the package manager to judge. */
const TOLERANT = { allowTrailingComma: true };

/** How the text at hand is written, so that what is added looks as if it had always been there. */
interface Style {
  readonly eol: string;
  readonly unit: string;
  readonly colon: string;
  /** All on one line. */
  readonly isFlat: boolean;
}

/**
 * Sets members of the root; the rest of the text stays as it is. Objects on the way are made where there are none. Where
 * a text is to be set and the key has an object, as npm's nested overrides have, its "." is set, and the other way round.
 *
 * Undefined where the text is not whole, or holds something else than texts and objects on the way.
 */
export function putInJson(text: string, members: readonly Member[]): readonly TextEdit[] | undefined {
  const root = rootOf(text);
  return root?.type === "object" ? put(text, root, root, members) : undefined;
}

function put(text: string, root: Node, object: Node, members: readonly Member[]): readonly TextEdit[] | undefined {
  const edits: TextEdit[] = [];
  const added: Member[] = [];
  for (const { key, value } of members) {
    const known = valueAt(object, key);
    if (known === undefined) {
      added.push({ key, value });
      continue;
    }
    const inner = typeof value === "string" ? [{ key: ".", value }] : value;
    const changed =
      known.type === "object"
        ? put(text, root, known, inner)
        : known.type === "string"
          ? [replace(text, root, object, known, value)]
          : undefined;
    if (changed === undefined) {
      return undefined;
    }
    edits.push(...changed);
  }
  return added.length === 0 ? edits : [...edits, ...insert(text, root, object, added)];
}

/** Where the value at `path` stands; undefined where there is none. */
export function spanInJson(text: string, path: readonly string[]): Span | undefined {
  let node = rootOf(text);
  for (const key of path) {
    node = node?.type === "object" ? valueAt(node, key) : undefined;
  }
  return node && { start: node.offset, end: endOf(node) };
}

function rootOf(text: string): Node | undefined {
  const errors: ParseError[] = [];
  // The mark is no part of JSON; a blank in its place keeps the offsets.
  const readable = text.startsWith("\ufeff") ? ` ${text.slice(1)}` : text;
  try {
    const root = parseTree(readable, errors, TOLERANT);
    return errors.length === 0 ? root : undefined;
  } catch {
    // Nested deeper than the parser can follow: nobody's manifest.
    return undefined;
  }
}

function endOf(node: Node): number {
  return node.offset + node.length;
}

/** Of keys given twice, package managers take the last one. */
function valueAt(object: Node, key: string): Node | undefined {
  return object.children?.findLast(({ children }) => children?.[0]?.value === key)?.children?.[1];
}

/** Another text between the same quotes; or an object, which keeps the text as its ".". */
function replace(text: string, root: Node, object: Node, literal: Node, value: Member["value"]): TextEdit {
  if (typeof value === "string") {
    const span = { start: literal.offset + 1, end: endOf(literal) - 1 };
    return { span, newText: JSON.stringify(value).slice(1, -1) };
  }
  const indent = lineIndent(text, literal.parent?.offset ?? 0) ?? "";
  const members = [{ key: ".", value: String(literal.value) }, ...value];
  const newText = `{${renderInside(members, indent, styleOf(text, root, object))}}`;
  return { span: { start: literal.offset, end: endOf(literal) }, newText };
}

function insert(text: string, root: Node, object: Node, members: readonly Member[]): readonly TextEdit[] {
  const last = object.children?.at(-1);
  const style = styleOf(text, root, object);
  if (last === undefined) {
    return [fill(text, object, members, style)];
  }
  const indent = lineIndent(text, last.offset) ?? "";
  const rendered = members.map((member) => render(member, indent, style));
  const gap = style.isFlat ? (style.colon === ":" ? "" : " ") : `${style.eol}${indent}`;
  const end = endOf(last);
  const comma = /^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\r\n]*)*,/.exec(text.slice(end, endOf(object)))?.[0].length;
  const added = rendered.join(`,${gap}`);
  if (comma !== undefined) {
    return [at(behindComment(text, end + comma, style), `${gap}${added},`)];
  }
  const place = behindComment(text, end, style);
  return place === end ? [at(end, `,${gap}${added}`)] : [at(end, ","), at(place, `${gap}${added}`)];
}

/** The first members of an empty object. */
function fill(text: string, object: Node, members: readonly Member[], style: Style): TextEdit {
  const [start, end] = [object.offset + 1, endOf(object) - 1];
  const outer = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", object.offset) + 1))?.[0] ?? "";
  const inside = renderInside(members, outer, style);
  return text.slice(start, end).trim() === "" ? { span: { start, end }, newText: inside } : at(start, inside.trimEnd());
}

function render({ key, value }: Member, indent: string, style: Style): string {
  const written = typeof value === "string" ? JSON.stringify(value) : `{${renderInside(value, indent, style)}}`;
  return `${JSON.stringify(key)}${style.colon}${written}`;
}

/** What stands between the braces of an object, `indent` being that of the line which opens it. */
function renderInside(members: readonly Member[], indent: string, style: Style): string {
  if (style.isFlat) {
    const [pad, comma] = style.colon === ":" ? ["", ","] : [" ", ", "];
    return `${pad}${members.map((member) => render(member, indent, style)).join(comma)}${pad}`;
  }
  const inner = `${indent}${style.unit}`;
  const lines = members.map((member) => `${style.eol}${inner}${render(member, inner, style)}`);
  return `${lines.join(",")}${style.eol}${indent}`;
}

function styleOf(text: string, root: Node, object: Node): Style {
  const first = root.children?.[0];
  const model = object.children?.at(-1) ?? first;
  const isFlat = model !== undefined && lineIndent(text, model.offset) === undefined;
  const unit = (first && lineIndent(text, first.offset)) || "  ";
  const [key, value] = model?.children ?? [];
  const colon = key && value && text.slice(endOf(key), value.offset);
  return {
    eol: text.includes("\r\n") ? "\r\n" : "\n",
    unit,
    colon: colon !== undefined && /^[ \t]*:[ \t]*$/.test(colon) ? colon : ": ",
    isFlat,
  };
}

/** The blanks before what stands first on its line; undefined where it does not. */
function lineIndent(text: string, offset: number): string | undefined {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const before = text.slice(start, offset);
  return start > 0 && before.trim() === "" ? before : undefined;
}

/** A comment at the end of a line is about that line: what is added stands behind it. */
function behindComment(text: string, offset: number, { isFlat }: Style): number {
  const comment = isFlat
    ? undefined
    : /^[ \t]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/[ \t]*(?=\r?\n))/.exec(text.slice(offset));
  return offset + (comment?.[0].length ?? 0);
}

function at(offset: number, newText: string): TextEdit {
  return { span: { start: offset, end: offset }, newText };
}
