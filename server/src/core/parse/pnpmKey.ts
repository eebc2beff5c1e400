import type { LockfileKind } from "../model";

/** What the key of a package in a pnpm lockfile says. */
export interface PnpmKey {
  /** The key without the peers (and the patch) that the package was put together with. */
  readonly id: string;
  readonly name: string | undefined;
  /** Undefined where the package comes from elsewhere than a registry. */
  readonly version: string | undefined;
}

const VERSION = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;

/** `/name/1.0.0`, `/@scope/name/1.0.0_peer@2.0.0`, `/name@1.0.0`; up to 5.x a registry's host may stand before it. */
const PATH = /^([^/@:]+\.[^/@:]+)?\/(@[^/@]+\/[^/@]+|[^/@]+)([/@])(.+)$/s;

/** Reads a key of any version of the lockfile; each has a form of its own. */
export function readPnpmKey(key: string): PnpmKey {
  const whole = withoutPeers(key);
  const at = whole.indexOf("@", 1);
  if (at > 0 && isName(whole.slice(0, at))) {
    const version = whole.slice(at + 1);
    return { id: whole, name: whole.slice(0, at), version: VERSION.test(version) ? version : undefined };
  }
  const [, , name, separator, rest = ""] = PATH.exec(whole) ?? [];
  const version = separator === "/" ? withoutOldPeers(rest) : rest;
  return name !== undefined && VERSION.test(version)
    ? { id: whole.slice(0, whole.length - rest.length + version.length), name, version }
    : { id: whole, name: undefined, version: undefined };
}

/** What 9.0 starts a key with: `name@1.0.0` or `name@https://…`. */
function isName(text: string): boolean {
  const slash = text.indexOf("/");
  return text.startsWith("@") ? slash > 1 && text.indexOf("/", slash + 1) === -1 : slash === -1 && !text.includes(":");
}

/**
 * The id of what a package or importer was locked to, where `name` stands for it; undefined for a link, which no
 * package stands for.
 */
export function pnpmIdOf(
  kind: LockfileKind,
  name: string,
  reference: string,
  known: (id: string) => string | undefined,
): string | undefined {
  if (reference.startsWith("link:")) {
    return undefined;
  }
  const bare = withoutPeers(reference);
  const own = `${name}@${bare}`;
  const usual = kind === "pnpm-v9" ? own : kind === "pnpm-v6" ? `/${own}` : `/${name}/${withoutOldPeers(bare)}`;
  return known(usual) ?? known(readPnpmKey(bare).id) ?? known(own);
}

/** `1.0.0(peer@2.0.0)(other@1.0.0(deep@1.0.0))` → `1.0.0`. Only brackets at the end are peers. */
export function withoutPeers(text: string): string {
  if (!text.endsWith(")")) {
    return text;
  }
  const first = text.indexOf("(");
  if (first > 0 && text.lastIndexOf(":", first) === -1) {
    return text.slice(0, first);
  }
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    const char = text.charAt(at);
    if (char === ")") {
      depth++;
    } else if (char === "(") {
      depth--;
    } else if (depth === 0) {
      return text.slice(0, at + 1);
    }
  }
  return text;
}

/** `1.0.0_peer@2.0.0`, and `1.0.0/peer@2.0.0` as 5.0 writes it. */
function withoutOldPeers(text: string): string {
  const end = text.search(/[_/]/);
  return end === -1 ? text : text.slice(0, end);
}
