import type { Node } from "jsonc-parser";
import type { ProblemFix, Span } from "../model";

/** A key with its value. Of a key given twice the last one counts. */
export interface Property {
  readonly key: string;
  readonly keyNode: Node;
  readonly value: Node;
}

export function propertiesOf(node: Node | undefined): readonly Property[] {
  return (node?.type === "object" ? (node.children ?? []) : []).flatMap(({ children }) => {
    const [keyNode, value] = children ?? [];
    return typeof keyNode?.value === "string" && value !== undefined ? { key: keyNode.value, keyNode, value } : [];
  });
}

export function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}

/** A text's own part, between its quotes. */
export function insideOf(node: Node): Span {
  return { start: node.offset + 1, end: node.offset + node.length - 1 };
}

/** What to underline: a text without its quotes, or all of it where nothing stands between them. */
export function placeOf(node: Node): Span {
  return node.type === "string" && node.length > 2 ? insideOf(node) : spanOf(node);
}

/** Puts another text between the same quotes. */
export function changeTo(node: Node, to: string): ProblemFix {
  return { title: `Change to "${to}"`, span: insideOf(node), newText: JSON.stringify(to).slice(1, -1) };
}

/**
 * Takes an element out of its list, with its line, its comma and the comment behind it; comments of its neighbours stay.
 */
export function removeElement(text: string, element: Node): Omit<ProblemFix, "title"> {
  const siblings = element.parent?.children ?? [];
  const index = siblings.indexOf(element);
  const [before, after] = [siblings[index - 1], siblings[index + 1]];
  const { start, end } = spanOf(element);
  const own = end + (BEHIND.exec(text.slice(end))?.[0].length ?? 0);
  if (after !== undefined) {
    const lineStart = text.lastIndexOf("\n", start - 1) + 1;
    const isAlone = text.slice(lineStart, start).trim() === "" && /^[^\S\r\n]*\r?\n/.test(text.slice(own));
    const span = isAlone ? { start: lineStart, end: text.indexOf("\n", own) + 1 } : { start, end: after.offset };
    return { span, newText: "" };
  }
  if (before !== undefined) {
    const from = spanOf(before).end;
    return { span: { start: from, end: own }, newText: text.slice(from, start).replace(",", "").trimEnd() };
  }
  const list = element.parent;
  const span = list === undefined ? { start, end } : { start: list.offset + 1, end: spanOf(list).end - 1 };
  return { span, newText: "" };
}

/** The comma behind an element and the comment on the rest of its line. */
const BEHIND = /^[^\S\r\n]*,?(?:[^\S\r\n]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*?\*\/))?/;
