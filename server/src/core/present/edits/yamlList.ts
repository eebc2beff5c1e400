import type { TextEdit } from "./jsonEdit";
import { appendBlock, eolOf, linesOf, readTops } from "./yamlEdit";
import { endOfFlow } from "./yamlFlow";
import { keyInYaml } from "./yamlText";

const ITEM = /^( *-\s+)\S/;

/**
 * Adds a text to the list `name` at the top of a YAML file of settings, behind what is there; the list is made where there
 * is none. The rest stays as it is, comments included.
 *
 * Undefined where the text is not whole, or is written in a way that is not followed here, as in `putInYaml`.
 */
export function addToYamlList(text: string, name: string, item: string): TextEdit | undefined {
  const lines = linesOf(text);
  const tops = readTops(text, lines);
  const found = tops?.filter(({ key }) => key === name) ?? [];
  const [list] = found;
  const value = keyInYaml(text, item);
  if (tops === undefined || found.length > 1) {
    return undefined;
  }
  if (list === undefined) {
    return appendBlock(text, lines, name, [`- ${value}`]);
  }
  const own = lines[list.at];
  const written = own && text.slice(list.behind, own.end).trim();
  if (own === undefined || written === undefined) {
    return undefined;
  }
  if (written.startsWith("[")) {
    return addToFlow(text, text.indexOf("[", list.behind), value);
  }
  if (written !== "" && !written.startsWith("#")) {
    return undefined;
  }
  const next = tops.find(({ at }) => at > list.at)?.at ?? lines.length;
  const items = lines.slice(list.at + 1, next).filter(({ isContent }) => isContent);
  const marks = items.map(({ start, end }) => ITEM.exec(text.slice(start, end))?.[1]);
  const [mark = "  - "] = marks;
  if (marks.some((each) => each?.indexOf("-") !== mark.indexOf("-"))) {
    return undefined;
  }
  const offset = (items.at(-1) ?? own).end;
  return { span: { start: offset, end: offset }, newText: `${eolOf(text)}${mark}${value}` };
}

function addToFlow(text: string, start: number, value: string): TextEdit | undefined {
  const end = endOfFlow(text, start);
  const inner = end === undefined ? undefined : text.slice(start + 1, end - 1);
  if (end === undefined || inner === undefined || inner.includes("#")) {
    return undefined;
  }
  const kept = inner.trimEnd();
  const offset = start + 1 + kept.length;
  const newText = kept === "" ? value : kept.endsWith(",") ? ` ${value}` : `, ${value}`;
  return { span: { start: offset, end: offset }, newText };
}
