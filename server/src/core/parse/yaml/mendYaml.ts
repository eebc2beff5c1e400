import type { Span } from "../../model";
import type { YamlFault } from "./yamlFault";
import { closingQuote, DOUBLE_QUOTE, SINGLE_QUOTE } from "./yamlScalar";

/** What may stand before a quote that opens a key, a value or an item. */
const BEFORE_QUOTE = /^\s*(?:- +)*(?:(?:"[^"]*"|'[^']*'|[^\s"'#:][^"'#:]*):\s+)?/;
/** A word, with nothing that says what it is a key, a value or an item of. */
const LONE_WORD = /^\s*(?:"[^"]*"|'[^']*'|(?!- |---|[#?{[\]}|>.%])[^\s"'](?:[^:"']|:(?=\S))*)(?:\s+#.*)?\s*$/;
/** Text that means the same without quotes. */
const PLAIN = /^[^\s@`%*&!|>{}[\],#?:"'-](?:[^:#]|:(?=\S))*$/;
/** Longer lines are not looked at. */
const LONGEST = 1000;

/** A text with what is half typed in it blanked out, as long as before. */
export interface MendedYaml {
  readonly text: string;
  readonly fault: YamlFault;
}

/**
 * Takes out what is not written to its end and so changes the meaning of the lines below: a quote that is not closed on
 * its line, and a word without a colon. Undefined where there is neither.
 *
 * Both may be sound YAML, where text goes over several lines: the caller sees whether the text is better off without.
 */
export function mendYaml(text: string): MendedYaml | undefined {
  let fault: YamlFault | undefined;
  const lines: string[] = [];
  let start = 0;
  for (const line of text.split("\n")) {
    const mended = line.length > LONGEST ? undefined : mendLine(line);
    lines.push(mended?.line ?? line);
    if (mended !== undefined && fault === undefined) {
      const span: Span = { start: start + mended.from, end: start + line.trimEnd().length };
      fault = { ...mended.words, span };
    }
    start += line.length + 1;
  }
  return fault && { text: lines.join("\n"), fault };
}

const OPEN_QUOTE = { happened: "A closing quote is missing on this line.", remedy: "Add it." };
const NO_COLON = {
  happened: "A colon with a blank behind it, or a value, is missing here.",
  remedy: "Write it as name: value.",
};

interface MendedLine {
  readonly line: string;
  readonly from: number;
  readonly words: Omit<YamlFault, "span">;
}

function mendLine(line: string): MendedLine | undefined {
  const before = BEFORE_QUOTE.exec(line)?.[0] ?? "";
  const quote = before.length;
  if (isOpenQuote(line, quote)) {
    const rest = line.slice(quote + 1);
    const isKey = before.trim() === "";
    const mended = !isKey && PLAIN.test(rest.trim()) ? rest : blank(rest);
    return { line: `${line.slice(0, quote)} ${mended}`, from: quote, words: OPEN_QUOTE };
  }
  return LONE_WORD.test(line) ? { line: blank(line), from: line.search(/\S/), words: NO_COLON } : undefined;
}

function isOpenQuote(line: string, at: number): boolean {
  const code = line.charCodeAt(at);
  return (code === SINGLE_QUOTE || code === DOUBLE_QUOTE) && closingQuote(line, at, line.length) === -1;
}

function blank(text: string): string {
  return text.replace(/[^\r]/g, " ");
}
