import { parse } from "ini";
import type { ConfigEntries, ConfigLayer } from "./layer";

/** Reads the text of an .npmrc. Nothing is expanded; sections mean nothing to npm and are left out. */
export function parseNpmrc(text: string): ConfigEntries {
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

/**
 * Reads `npm_config_KEY` variables (or those of another prefix) as npm does: any case, underscores for dashes but in
 * addresses, empty is unset.
 */
export function readEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
  prefix: string,
): Required<Omit<ConfigLayer, "file">> {
  const entries = new Map<string, string>();
  const written = new Map<string, string>();
  for (const [name, value] of Object.entries(environment)) {
    if (name.toLowerCase().startsWith(prefix) && name.length > prefix.length && value !== undefined && value !== "") {
      const rest = name.slice(prefix.length);
      const key = rest.startsWith("//") ? rest : rest.replace(/(?!^)_/g, "-").toLowerCase();
      entries.set(key, value);
      written.set(key, name);
    }
  }
  return { entries, written };
}

/**
 * Replaces variables in a user's own file: see `expandText`.
 *
 * For the user's own files only: a repository that may name a variable may also name the host it is sent to.
 */
export function expandEntries(
  entries: ConfigEntries,
  environment: Readonly<Record<string, string | undefined>>,
): ConfigEntries {
  const expand = (text: string) => expandText(text, environment);
  return new Map(
    [...entries].map(([key, value]) => [
      expand(key),
      typeof value === "string" ? expand(value) : value.map((entry) => expand(entry)),
    ]),
  );
}

/**
 * Replaces `${NAME}` by the variable; where it is not set, `${NAME?}` (npm) by nothing, and `${NAME-other}` and
 * `${NAME:-other}` (pnpm, Yarn) by what they give. A backslash in front keeps it, and so does a variable that is not set.
 */
export function expandText(text: string, environment: Readonly<Record<string, string | undefined>>): string {
  return text.replace(VARIABLE, (whole, slashes: string, name: string, fallback: string | undefined) => {
    const kept = "\\".repeat(Math.floor(slashes.length / 2));
    if (slashes.length % 2 === 1) {
      return `${kept}${whole.slice(slashes.length)}`;
    }
    const value = environment[name];
    const isSet = value !== undefined && !(value === "" && fallback?.startsWith(":-"));
    return `${kept}${isSet ? value : (fallback?.replace(/^(?:\?|:?-)/, "") ?? whole.slice(slashes.length))}`;
  });
}

/** Whether a `${NAME}` is left in a value. */
export function hasVariable(value: string): boolean {
  return /\$\{[^${}]+\}/.test(value);
}

/** The first `${NAME}` of a value, as it is written there. */
export function variableIn(value: string): string | undefined {
  return /\$\{[^${}]+\}/.exec(value)?.[0];
}

const VARIABLE = /(\\*)\$\{([^${}?:-]+)(\?|:?-[^${}]*)?\}/g;
