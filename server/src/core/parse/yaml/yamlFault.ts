import type { YAMLError } from "yaml";
import type { Problem, Span } from "../../model";

/** What is wrong with a YAML text. */
export interface YamlFault {
  readonly happened: string;
  readonly remedy: string;
  readonly span: Span;
}

export const TOO_DEEP = { happened: "The text is nested too deep here.", remedy: "Remove some brackets or blanks." };

/** Says what happened, what it means and what can be done: `reader` is the program that refuses the `document`. */
export function toProblem({ happened, remedy, span }: YamlFault, document: string, reader: string): Problem {
  const meaning = `${reader} refuses ${document} like this; what could be read is judged all the same.`;
  return { message: `${happened} ${meaning} ${remedy}`, span };
}

/** Puts the library's error into words, on the line where it starts. */
export function describeYamlError({ code, message, pos }: YAMLError, text: string): YamlFault {
  const [happened, remedy] = wordsFor(code, message);
  const [start, end] = isBlockHeader(message) ? [pos[0] - 1, text.length] : pos;
  return {
    happened,
    remedy,
    span: onOneLine(start, end, text),
  };
}

function wordsFor(code: YAMLError["code"], message: string): readonly [happened: string, remedy: string] {
  switch (code) {
    case "MULTILINE_IMPLICIT_KEY":
    case "MISSING_CHAR":
      return /quote/.test(message)
        ? ["A closing quote is missing.", "Add it."]
        : ["A colon with a blank behind it, or a value, is missing here.", "Write it as name: value."];
    case "BAD_INDENT":
      return /^Flow/.test(message)
        ? ['A closing "}" or "]" is missing before this.', "Add it."]
        : ["This is indented unlike the lines around it.", "Give it as many blanks as they have."];
    case "BLOCK_AS_IMPLICIT_KEY":
      return [
        "This is indented unlike the lines around it, or has a colon too many.",
        "Give it as many blanks as they have, and put text with a colon in quotes.",
      ];
    case "TAB_AS_INDENT":
      return ["A tab, where YAML wants blanks.", "Indent with blanks."];
    case "BAD_SCALAR_START":
      return ["Text that starts with @, ` or % has to stand in quotes.", "Put it in quotes."];
    case "BAD_ALIAS":
      return ['"*" and "&" at the start of a text mean something else in YAML.', "Put it in quotes."];
    case "BAD_DQ_ESCAPE":
      return ["A backslash that starts no escape of YAML.", "Double it, or use single quotes."];
    case "MULTIPLE_DOCS":
      return ["A second document starts here.", "Remove it, or put its contents above."];
    case "RESOURCE_EXHAUSTION":
      return [TOO_DEEP.happened, TOO_DEEP.remedy];
    default:
      return isBlockHeader(message)
        ? ['Text that starts with ">" or "|" has to stand in quotes.', "Put it in quotes."]
        : ["This is not YAML.", "Put it in quotes, or remove it."];
  }
}

/** `>=1` without quotes: ">" starts a text of several lines. */
function isBlockHeader(message: string): boolean {
  return message.startsWith("Block scalar header");
}

/** From the first character that can be seen, to the end of its line at most. */
function onOneLine(from: number, to: number, text: string): Span {
  const given = Math.max(0, Math.min(from, text.length));
  const blanks = text.slice(given, to).search(/\S/);
  const rest = text.slice(given).search(/\S/);
  const start = given + Math.max(0, blanks === -1 ? rest : blanks);
  const end = blanks === -1 ? text.length : Math.min(Math.max(start, to), text.length);
  const line = text.slice(start, end).search(/[\r\n]/);
  return { start, end: line <= 0 ? end : start + line };
}
