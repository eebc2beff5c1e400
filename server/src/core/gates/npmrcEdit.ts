import type { PackageManager } from "../model";
import type { Gate } from "../parse/gates/gate";
import type { TextEdit } from "../present/edits/jsonEdit";

/** Adds an exception to an .npmrc, as one more `key[]=`: behind the others, else behind the gate, else at its end. */
export function addToNpmrc(
  text: string,
  manager: PackageManager,
  reason: "age" | "trust",
  item: string,
  gates: readonly Gate[],
): TextEdit {
  const key =
    manager === "npm"
      ? "min-release-age-exclude"
      : { age: "minimum-release-age-exclude", trust: "trust-policy-exclude" }[reason];
  const own = gates.filter((gate) => gate.manager === manager);
  const list = own.find(({ says }) => says.kind === "exempt" && says.from === reason);
  const last = list?.says.kind === "exempt" ? list.says.names.at(-1)?.span : undefined;
  const near = last ?? own.find(({ says }) => says.kind === reason || (says.kind === "date" && reason === "age"))?.span;
  const line = `${key}[]=${item}`;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  if (near === undefined) {
    return append(text, line, eol);
  }
  const found = text.slice(near.end).search(/\r?\n/);
  const offset = found === -1 ? text.length : near.end + found;
  return { span: { start: offset, end: offset }, newText: `${eol}${line}` };
}

/** npm reads up to the first section. */
function append(text: string, line: string, eol: string): TextEdit {
  const section = text.search(/^[ \t]*\[/m);
  const offset = section === -1 ? text.length : section;
  const isEnded = offset === 0 || text.slice(0, offset).endsWith("\n");
  return { span: { start: offset, end: offset }, newText: isEnded ? `${line}${eol}` : `${eol}${line}` };
}
