import { parse } from "ini";

/** Key → value as written; several values where the key was written as `key[]`. */
export type NpmrcEntries = ReadonlyMap<string, string | readonly string[]>;

/** One place that configuration comes from, with the name to call it by in a warning. */
export interface NpmrcLayer {
  readonly file: string;
  readonly entries: NpmrcEntries;
}

/** Reads the text of an .npmrc. Nothing is expanded; sections mean nothing to npm and are left out. */
export function parseNpmrc(text: string): NpmrcEntries {
  const entries = new Map<string, string | readonly string[]>();
  for (const [key, value] of Object.entries(parse(text))) {
    if (Array.isArray(value)) {
      entries.set(
        key,
        value.map((entry) => String(entry)),
      );
    } else if (typeof value === "string" || typeof value === "boolean") {
      entries.set(key, String(value));
    }
  }
  return entries;
}

/** Reads `npm_config_KEY` variables as npm does: any case, underscores for dashes but in addresses, empty is unset. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): NpmrcEntries {
  const entries = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    const key = /^npm_config_(.+)$/i.exec(name)?.[1];
    if (key !== undefined && value !== undefined && value !== "") {
      entries.set(key.startsWith("//") ? key : key.replace(/(?!^)_/g, "-").toLowerCase(), value);
    }
  }
  return entries;
}

/**
 * Replaces `${NAME}` by the variable, and `${NAME?}` by nothing where it is not set; a backslash in front keeps it.
 *
 * For the user's own files only: a repository that may name a variable may also name the host it is sent to.
 */
export function expandEntries(
  entries: NpmrcEntries,
  environment: Readonly<Record<string, string | undefined>>,
): NpmrcEntries {
  const expand = (text: string) => expandText(text, environment);
  return new Map(
    [...entries].map(([key, value]) => [
      expand(key),
      typeof value === "string" ? expand(value) : value.map((entry) => expand(entry)),
    ]),
  );
}

function expandText(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/(\\*)\$\{([^${}]+)\}/g, (whole, slashes: string, name: string) => {
    const kept = "\\".repeat(Math.floor(slashes.length / 2));
    if (slashes.length % 2 === 1) {
      return `${kept}${whole.slice(slashes.length)}`;
    }
    const value = name.endsWith("?") ? (environment[name.slice(0, -1)] ?? "") : environment[name];
    return `${kept}${value ?? whole.slice(slashes.length)}`;
  });
}

/** Whether a `${NAME}` is left in a value. */
export function hasVariable(value: string): boolean {
  return /\$\{[^${}]+\}/.test(value);
}
