const TAB = 9;
const NEWLINE = 10;
const RETURN = 13;
const SPACE = 32;
export const DOUBLE_QUOTE = 34;
export const SINGLE_QUOTE = 39;
const BACKSLASH = 92;

/** Blanks, the ends of lines, and the end of the text. */
export function isBlank(code: number): boolean {
  return code === SPACE || code === NEWLINE || code === RETURN || code === TAB || Number.isNaN(code);
}

/** Where the quote that opens here is closed; -1 where it is not, up to `end`. */
export function closingQuote(text: string, open: number, end: number): number {
  const quote = text.charCodeAt(open);
  for (let at = open + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote === DOUBLE_QUOTE || text.charCodeAt(at + 1) !== SINGLE_QUOTE) {
        return at;
      }
      at++;
    } else if (code === BACKSLASH && quote === DOUBLE_QUOTE) {
      at++;
    }
  }
  return -1;
}

/** What stands between quotes, read; `quote` is 0 for plain text. */
export function unquote(raw: string, quote: number): string {
  if (quote === SINGLE_QUOTE) {
    return raw.includes("''") ? raw.replaceAll("''", "'") : raw;
  }
  if (quote === DOUBLE_QUOTE && raw.includes("\\")) {
    try {
      return String(JSON.parse(`"${raw}"`));
    } catch {
      return raw;
    }
  }
  return raw;
}

const FLOW_SCALAR = /"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,{}[\]](?:[^,{}[\]\r\n:]|:(?![\s,}]))*/y;

/** Reads a flow mapping from its brace on; gives where it ends. Mappings and sequences inside it are passed over. */
export function readFlowPairs(
  text: string,
  start: number,
  limit: number,
  found: (key: string, value: string) => void,
): number {
  let depth = 0;
  let key: string | undefined;
  let isValue = false;
  let at = start;
  while (at < limit) {
    const char = text.charAt(at);
    if (char === "{" || char === "[") {
      depth++;
    } else if (char === "}" || char === "]") {
      depth--;
      if (depth === 0) {
        return at;
      }
    } else if (depth === 1 && char === ",") {
      key = undefined;
      isValue = false;
    } else if (depth === 1 && char === ":") {
      isValue = true;
    } else if (!isBlank(text.charCodeAt(at))) {
      FLOW_SCALAR.lastIndex = at;
      const raw = FLOW_SCALAR.exec(text)?.[0] ?? char;
      at += raw.length;
      if (depth === 1 && at < limit) {
        const quote = raw.charCodeAt(0);
        const isQuoted = quote === SINGLE_QUOTE || quote === DOUBLE_QUOTE;
        const scalar = isQuoted ? unquote(raw.slice(1, -1), quote) : raw.trimEnd();
        if (!isValue) {
          key = scalar;
        } else if (key !== undefined) {
          found(key, scalar);
        }
      }
      continue;
    }
    at++;
  }
  return at;
}
