import type { FindingLevel, Level } from "../../model";
import { plainText } from "../markdown";

/** Colours of a terminal by what they mean; the identity where there are none. */
export interface Paint {
  level(level: Level | FindingLevel, text: string): string;
  strong(text: string): string;
  faint(text: string): string;
}

/** No colours: for files, pipes and `NO_COLOR`. */
export const PLAIN: Paint = { level: (_level, text) => text, strong: (text) => text, faint: (text) => text };

/** ANSI colours that read on dark and light grounds. The words say the same without them. */
export const COLOURED: Paint = {
  level: (level, text) => sgr(LEVEL_CODES[level], text),
  strong: (text) => sgr("1", text),
  faint: (text) => sgr("2", text),
};

const LEVEL_CODES: Readonly<Record<Level | FindingLevel, string>> = {
  error: "1;31",
  warning: "1;33",
  info: "36",
  clear: "32",
  unchecked: "35",
  none: "2",
};

function sgr(code: string, text: string): string {
  return `\u001B[${code}m${text}\u001B[0m`;
}

/**
 * Breaks plain text at spaces into lines of at most `width`, each behind `indent`; the first behind `first`.
 * What came from outside is made showable here: no control character reaches the terminal.
 */
export function wrap(text: string, width: number, indent: string, first: string = indent): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of plainText(text).split(" ")) {
    const room = width - (lines.length === 0 ? first : indent).length;
    if (line !== "" && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line].map((content, index) => `${index === 0 ? first : indent}${content}`);
}

/** Blocks of lines with an empty line between them; those without a line are left out. */
export function joinBlocks(blocks: readonly (readonly string[])[]): string {
  return `${blocks
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}
