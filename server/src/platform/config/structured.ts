import { parse as parseToml } from "smol-toml";
import { parse as parseYamlText } from "yaml";

/** Configuration has a few hundred lines; what is larger is none, and would take a second to read. */
const MOST_LENGTH = 512 * 1024;

/** A mapping of a YAML file; empty for what is none, cannot be read, or is larger than half a megabyte. */
export function parseYaml(text: string): Readonly<Record<string, unknown>> {
  return readSafely(text, (whole) => parseYamlText(whole, { logLevel: "silent", maxAliasCount: 100 }));
}

/** The same of a TOML file. */
export function parseTomlText(text: string): Readonly<Record<string, unknown>> {
  return readSafely(text, parseToml);
}

export function recordIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Puts every text inside a value through `expand`, keys included. */
export function mapTexts(value: unknown, expand: (text: string) => string): unknown {
  if (typeof value === "string") {
    return expand(value);
  }
  if (Array.isArray(value)) {
    return value.map((item) => mapTexts(item, expand));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [expand(key), mapTexts(item, expand)]));
  }
  return value;
}

function readSafely(text: string, parse: (text: string) => unknown): Readonly<Record<string, unknown>> {
  try {
    return text.length > MOST_LENGTH ? {} : recordIn(parse(text));
  } catch {
    return {};
  }
}
