import { type Node, type ParseError, parseTree } from "jsonc-parser";
import type { Json, Span } from "../../model";

/** Replaces one span of a text. */
export interface TextEdit {
  readonly span: Span;
  readonly newText: string;
}

/** A key, and the text or the object that it gets; a list gets one more element, as a line of JSON. */
export interface Member {
  readonly key: string;
  readonly value: string | readonly Member[] | { readonly added: Json };
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
 * Undefined where the text is not whole, or holds something else on the way than what is to be set.
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
    const changed = change(text, root, object, known, value);
    if (changed === undefined) {
      return undefined;
    }
    edits.push(...changed);
  }
  const renderAll = (indent: string, style: Style) => added.map((member) => render(member, indent, style));
  return added.length === 0 ? edits : [...edits, ...insert(text, root, object, renderAll)];
}

function change(
  text: string,
  root: Node,
  object: Node,
  known: Node,
  value: Member["value"],
): readonly TextEdit[] | undefined {
  if (isList(value)) {
    return known.type === "array"
      ? insert(text, root, known, (indent, style) => [renderElement(text, known, value.added, indent, style)])
      : undefined;
  }
  const inner = typeof value === "string" ? [{ key: ".", value }] : value;
  switch (known.type) {
    case "object":
      return put(text, root, known, inner);
    case "string":
      return [replace(text, root, object, known, value)];
    default:
      return undefined;
  }
}

function isList(value: Member["value"]): value is { readonly added: Json } {
  return typeof value === "object" && "added" in value;
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
function replace(text: string, root: Node, object: Node, literal: Node, value: string | readonly Member[]): TextEdit {
  if (typeof value === "string") {
    const span = { start: literal.offset + 1, end: endOf(literal) - 1 };
    return { span, newText: JSON.stringify(value).slice(1, -1) };
  }
  const indent = lineIndent(text, literal.parent?.offset ?? 0) ?? "";
  const members = [{ key: ".", value: String(literal.value) }, ...value];
  const newText = `{${renderInside(members, indent, styleOf(text, root, object))}}`;
  return { span: { start: literal.offset, end: endOf(literal) }, newText };
}

/** Puts members into an object, or elements into a list, behind those that are there. */
function insert(
  text: string,
  root: Node,
  container: Node,
  renderAll: (indent: string, style: Style) => readonly string[],
): readonly TextEdit[] {
  const last = container.children?.at(-1);
  const style = styleOf(text, root, container);
  if (last === undefined) {
    return [fill(text, container, renderAll, style)];
  }
  const indent = lineIndent(text, last.offset) ?? "";
  const gap = style.isFlat ? (style.colon === ":" ? "" : " ") : `${style.eol}${indent}`;
  const end = endOf(last);
  const comma = /^(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\r\n]*)*,/.exec(text.slice(end, endOf(container)))?.[0].length;
  const added = renderAll(indent, style).join(`,${gap}`);
  if (comma !== undefined) {
    return [at(behindComment(text, end + comma, style), `${gap}${added},`)];
  }
  const place = behindComment(text, end, style);
  return place === end ? [at(end, `,${gap}${added}`)] : [at(end, ","), at(place, `${gap}${added}`)];
}

/** The first of an empty object or list. */
function fill(
  text: string,
  container: Node,
  renderAll: (indent: string, style: Style) => readonly string[],
  style: Style,
): TextEdit {
  const [start, end] = [container.offset + 1, endOf(container) - 1];
  const outer = /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", container.offset) + 1))?.[0] ?? "";
  const inside = enclose(renderAll, outer, style);
  return text.slice(start, end).trim() === "" ? { span: { start, end }, newText: inside } : at(start, inside.trimEnd());
}

function render({ key, value }: Member, indent: string, style: Style): string {
  return `${JSON.stringify(key)}${style.colon}${renderValue(value, indent, style)}`;
}

function renderValue(value: Member["value"], indent: string, style: Style): string {
  if (typeof value === "string") {
    return JSON.stringify(value);
  }
  return isList(value)
    ? `[${enclose((inner) => [style.isFlat ? renderFlat(value.added) : renderFitting(value.added, inner, style)], indent, style)}]`
    : `{${renderInside(value, indent, style)}}`;
}

/** On lines of its own where the element before it is so, or it would be too long to be read, else on one. */
function renderElement(text: string, list: Node, element: Json, indent: string, style: Style): string {
  const last = list.children?.at(-1);
  const isSpread = last !== undefined && text.slice(last.offset, endOf(last)).includes("\n");
  return isSpread ? renderSpread(element, indent, style) : renderFitting(element, indent, style);
}

/** JSON in one line, or where that is too long the members of an object on a line each. */
export function renderFitting(value: Json, indent: string, style: Pick<Style, "eol" | "unit">): string {
  const flat = renderFlat(value);
  return flat.length > LONGEST_LINE ? renderSpread(value, indent, style) : flat;
}

const LONGEST_LINE = 120;

function renderSpread(value: Json, indent: string, { eol, unit }: Pick<Style, "eol" | "unit">): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return renderFlat(value);
  }
  const lines = Object.entries(value).map(
    ([key, inner]) => `${eol}${indent}${unit}${JSON.stringify(key)}: ${renderFlat(inner)}`,
  );
  return `{${lines.join(",")}${eol}${indent}}`;
}

/** JSON in one line, with blanks as people write them. */
export function renderFlat(value: Json | undefined): string {
  if (Array.isArray(value)) {
    return `[${value.map(renderFlat).join(", ")}]`;
  }
  if (typeof value === "object" && value !== null) {
    return `{ ${Object.entries(value)
      .map(([key, inner]) => `${JSON.stringify(key)}: ${renderFlat(inner)}`)
      .join(", ")} }`;
  }
  return JSON.stringify(value ?? null);
}

/** What stands between the braces of an object, `indent` being that of the line which opens it. */
function renderInside(members: readonly Member[], indent: string, style: Style): string {
  return enclose((inner) => members.map((member) => render(member, inner, style)), indent, style);
}

function enclose(renderAll: (indent: string, style: Style) => readonly string[], indent: string, style: Style): string {
  if (style.isFlat) {
    const [pad, comma] = style.colon === ":" ? ["", ","] : [" ", ", "];
    return `${pad}${renderAll(indent, style).join(comma)}${pad}`;
  }
  const inner = `${indent}${style.unit}`;
  const lines = renderAll(inner, style).map((line) => `${style.eol}${inner}${line}`);
  return `${lines.join(",")}${style.eol}${indent}`;
}

function styleOf(text: string, root: Node, container: Node): Style {
  const first = root.children?.[0];
  const model = container.children?.at(-1) ?? first;
  const isFlat = model !== undefined && lineIndent(text, model.offset) === undefined;
  const unit = (first && lineIndent(text, first.offset)) || "  ";
  const [key, value] = (model?.type === "property" ? model : first)?.children ?? [];
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
