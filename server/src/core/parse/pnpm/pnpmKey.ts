import type { LockfileKind } from "../../model";

/** What the key of a package in a pnpm lockfile says. */
export interface PnpmKey {
  /** The key without the peers (and the patch) that the package was put together with. */
  readonly id: string;
  readonly name: string | undefined;
  /** Undefined where the package comes from elsewhere than a registry. */
  readonly version: string | undefined;
}

const CLOSE_BRACKET = 41;
const SLASH = 47;
const AT = 64;

const HOST = /^[^@:]+\.[^@:]+$/;
const VERSION = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;

/** Reads a key of any version of the lockfile; each has a form of its own. */
export function readPnpmKey(key: string): PnpmKey {
  const whole = withoutPeers(key);
  if (whole.charCodeAt(0) === SLASH) {
    return readPath(whole, 1);
  }
  const at = whole.indexOf("@", 1);
  if (at > 0 && isName(whole.slice(0, at))) {
    const version = whole.slice(at + 1);
    return { id: whole, name: whole.slice(0, at), version: VERSION.test(version) ? version : undefined };
  }
  // Up to 5.x, a registry's host may stand before the path.
  const slash = whole.indexOf("/");
  return HOST.test(whole.slice(0, Math.max(slash, 0))) ? readPath(whole, slash + 1) : elsewhere(whole);
}

/** `name/1.0.0`, `@scope/name/1.0.0_peer@2.0.0`, `name@1.0.0`. */
function readPath(whole: string, from: number): PnpmKey {
  const isScoped = whole.charCodeAt(from) === AT;
  const scopeEnd = isScoped ? partEnd(whole, from + 1) : from - 1;
  const end = partEnd(whole, scopeEnd + 1);
  const hasScope = !isScoped || (scopeEnd > from + 1 && whole.charCodeAt(scopeEnd) === SLASH);
  if (!hasScope || end === scopeEnd + 1 || end + 1 >= whole.length) {
    return elsewhere(whole);
  }
  const rest = whole.slice(end + 1);
  const version = whole.charCodeAt(end) === SLASH ? withoutOldPeers(rest) : rest;
  if (!VERSION.test(version)) {
    return elsewhere(whole);
  }
  const id = version === rest ? whole : whole.slice(0, end + 1 + version.length);
  return { id, name: whole.slice(from, end), version };
}

/** Up to the next "/" or "@". */
function partEnd(text: string, from: number): number {
  const slash = text.indexOf("/", from);
  const at = text.indexOf("@", from);
  return at === -1 || (slash !== -1 && slash < at) ? (slash === -1 ? text.length : slash) : at;
}

function elsewhere(id: string): PnpmKey {
  return { id, name: undefined, version: undefined };
}

/** What 9.0 starts a key with: `name@1.0.0` or `name@https://…`. */
function isName(text: string): boolean {
  const slash = text.indexOf("/");
  return text.startsWith("@") ? slash > 1 && text.indexOf("/", slash + 1) === -1 : slash === -1 && !text.includes(":");
}

/**
 * What a package or importer was locked to, where `name` stands for it; undefined for a link, which no package
 * stands for.
 */
export function pnpmTargetOf<Entry>(
  kind: LockfileKind,
  name: string,
  reference: string,
  entries: ReadonlyMap<string, Entry>,
): Entry | undefined {
  if (reference.startsWith("link:")) {
    return undefined;
  }
  const bare = withoutPeers(reference);
  const own = `${name}@${bare}`;
  const usual = kind === "pnpm-v9" ? own : kind === "pnpm-v6" ? `/${own}` : `/${name}/${withoutOldPeers(bare)}`;
  return entries.get(usual) ?? entries.get(readPnpmKey(bare).id) ?? entries.get(own);
}

/** The version of the format that a `lockfileVersion` names. */
export function pnpmKindOf(version: string): LockfileKind | undefined {
  const major = /^\d+/.exec(version)?.[0];
  return major === undefined ? undefined : major === "5" ? "pnpm-v5" : major === "6" ? "pnpm-v6" : "pnpm-v9";
}

/** Whether a version alone, at a dependency of this name, means the package with this key. */
export function isUsualKey(kind: LockfileKind | undefined, { id, name, version }: PnpmKey): boolean {
  if (kind === undefined || name === undefined || version === undefined) {
    return false;
  }
  const length = id.length - name.length - version.length;
  return kind === "pnpm-v9"
    ? length === 1
    : length === 2 && id.charCodeAt(name.length + 1) === (kind === "pnpm-v6" ? AT : SLASH);
}

/** `1.0.0(peer@2.0.0)(other@1.0.0(deep@1.0.0))` → `1.0.0`. Only brackets at the end are peers. */
export function withoutPeers(text: string): string {
  if (text.charCodeAt(text.length - 1) !== CLOSE_BRACKET) {
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
  return text.includes("_") || text.includes("/") ? text.slice(0, text.search(/[_/]/)) : text;
}
