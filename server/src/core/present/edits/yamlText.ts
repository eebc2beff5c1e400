import type { Span } from "../../model";

/** A key, and the plain text that it gets. */
export type Entry = readonly [key: string, value: string];

/** The source of a pattern for a scalar in quotes. */
export const QUOTED = `"(?:[^"\\\\\\r\\n]|\\\\.)*"|'(?:[^'\\r\\n]|'')*'`;

/** What YAML reads as a text without quotes, wherever it stands. */
const PLAIN = /^[A-Za-z\d][\w.@/>^~+-]*$/;
/** What YAML 1.1 or 1.2 reads as something else than a text. */
const NO_TEXT = /^(?:true|false|null|yes|no|on|off|y|n|[\d._]+(?:e[+-]?\d+)?|0[xo][\da-f]+)$/i;

const VALUE = new RegExp(`^\\s*(${QUOTED}|[^\\s"'#&*!|>{}\\[\\],%@\`][^\\r\\n]*?)\\s*(?:\\s#[^\\r\\n]*)?$`);

/** A key as the file at hand would quote it. */
export function keyInYaml(text: string, key: string): string {
  if (PLAIN.test(key) && !NO_TEXT.test(key)) {
    return key;
  }
  const [double, single] = [text.split('"').length, text.split("'").length];
  return double > single ? JSON.stringify(key) : `'${key.replaceAll("'", "''")}'`;
}

/** The value of a scalar. Escapes are not resolved: no package's name needs one. */
export function readScalar(written: string): string {
  if (written.startsWith("'")) {
    return written.slice(1, -1).replaceAll("''", "'");
  }
  return written.startsWith('"') ? written.slice(1, -1) : written;
}

/** Where the scalar between two offsets stands, quotes left out; undefined where it is no scalar on one line. */
export function valueInYaml(text: string, start: number, end: number): Span | undefined {
  const found = VALUE.exec(text.slice(start, end))?.[1];
  if (found === undefined) {
    return undefined;
  }
  const at = text.indexOf(found, start);
  const inset = found.startsWith("'") || found.startsWith('"') ? 1 : 0;
  return { start: at + inset, end: at + found.length - inset };
}
