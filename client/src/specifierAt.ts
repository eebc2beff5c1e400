/** A module specifier in a source text, without its quotes; UTF-16 offsets. */
export interface Specifier {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/**
 * `from "x"`, `import "x"`, `import("x")`, `require("x")`, `require.resolve("x")`, `import.meta.resolve("x")` and
 * `/// <reference types="x" />`; comments may stand between a bracket and the quote, since bundlers read hints there.
 */
const SPECIFIER =
  /(?<![\w$.])(?:from|import|import\s*\(|require(?:\.resolve)?\s*\(|import\.meta\.resolve\s*\(|reference\s+types\s*=)\s*(?:\/\*[^*]*\*\/\s*)?(["'`])((?:(?!\1)[^\\\n])+)\1/g;

/**
 * The specifier of an import that stands at an offset, in any of the languages that have such imports; undefined where
 * there is none. A text is not parsed for it: what looks like an import inside a string is taken for one.
 */
export function specifierAt(text: string, offset: number): Specifier | undefined {
  for (const { index, 0: whole, 2: specifier = "" } of text.matchAll(SPECIFIER)) {
    const end = index + whole.length - 1;
    const start = end - specifier.length;
    if (start <= offset && offset <= end && !specifier.includes("${")) {
      return { text: specifier, start, end };
    }
  }
  return undefined;
}
