import { type ConfigLayer, keyIn } from "./layer";
import { hasVariable } from "./npmrc";

/** What a registry is shown to let somebody in, and where that stands. */
export interface Credentials {
  /** The Authorization header. */
  readonly authorization: string;
  readonly kind: "token" | "password";
  /** The name that goes with a password; "" where none is told. */
  readonly account: string;
  readonly file: string;
  readonly key: string;
}

/** A credential that cannot be used as it is written. */
export interface UnusableCredential {
  readonly file: string;
  /** As the file spells it. */
  readonly key: string;
  /** In npm's spelling: what to write into one's own .npmrc. */
  readonly npmKey: string;
  readonly value: string;
}

/**
 * The credentials for a registry; undefined where the layers hold none for it.
 *
 * Credentials are tied to an address (`//host/path/:_authToken`). The longest path that leads to the registry
 * wins, with or without its last slash; of several layers the first.
 */
export function credentialsFor(registry: URL, layers: readonly ConfigLayer[]): Credentials | undefined {
  for (const prefix of prefixesOf(registry)) {
    const token = find(`${prefix}:_authToken`, layers);
    const basic = find(`${prefix}:_auth`, layers);
    const username = find(`${prefix}:username`, layers);
    const password = find(`${prefix}:_password`, layers);
    const found =
      credentials(token, "token", "", (text) => `Bearer ${text}`) ??
      credentials(basic, "password", nameIn(basic?.value), (text) => `Basic ${text}`) ??
      credentials(password, "password", username?.value ?? "", (text) =>
        username?.value === undefined
          ? undefined
          : toBasic(username.value, Buffer.from(text, "base64").toString("utf8")),
      );
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The first credential that the layers name for a registry, usable or not. */
export function namedCredential(registry: URL, layers: readonly ConfigLayer[]): UnusableCredential | undefined {
  for (const prefix of prefixesOf(registry)) {
    for (const layer of layers) {
      for (const name of ["_authToken", "_auth", "_password"]) {
        const npmKey = `${prefix}:${name}`;
        const value = layer.entries.get(npmKey);
        if (typeof value === "string" && value !== "") {
          return { file: layer.file, key: keyIn(layer, npmKey), npmKey, value };
        }
      }
    }
  }
  return undefined;
}

/** `//host/a/b/`, `//host/a/b`, `//host/a/`, … `//host`: what a setting for an address may begin with. */
export function* prefixesOf({ host, pathname }: URL): Generator<string> {
  const parts = pathname.split("/").filter((part) => part !== "");
  for (let length = parts.length; length >= 0; length--) {
    const path = ["", ...parts.slice(0, length)].join("/");
    yield `//${host}${path}/`;
    yield `//${host}${path}`;
  }
}

/** What npm's keys for an address begin with: `//host/path/`. */
export function toPrefix({ host, pathname }: URL): string {
  return `//${host}${pathname.endsWith("/") ? pathname : `${pathname}/`}`;
}

/** The last part of every key that holds a secret or belongs to one. */
const AUTH_KEYS: ReadonlySet<string> = new Set([
  "_auth",
  "_authToken",
  "_password",
  "username",
  "certfile",
  "keyfile",
  "cert",
  "key",
  "tokenHelper",
]);

/** Whether a key holds credentials, for an address or (as npm did long ago) for none. */
export function isAuthKey(key: string): boolean {
  const isBare = key === "cert" || key === "key";
  return !isBare && AUTH_KEYS.has(key.slice(key.lastIndexOf(":") + 1));
}

export function toBasic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** `name:password` as npm writes both in one; as it is where a variable in it is not set, so that nobody is asked with it. */
export function toPair(text: string): string {
  return hasVariable(text) ? text : Buffer.from(text).toString("base64");
}

interface Found {
  /** Undefined where a variable in it is not set. */
  readonly value: string | undefined;
  readonly file: string;
  readonly key: string;
}

function find(key: string, layers: readonly ConfigLayer[]): Found | undefined {
  for (const layer of layers) {
    const value = layer.entries.get(key);
    if (typeof value === "string" && value !== "") {
      return { value: hasVariable(value) ? undefined : value, file: layer.file, key: keyIn(layer, key) };
    }
  }
  return undefined;
}

function credentials(
  found: Found | undefined,
  kind: Credentials["kind"],
  account: string,
  toHeader: (text: string) => string | undefined,
): Credentials | undefined {
  const header = found?.value === undefined ? undefined : toHeader(found.value);
  // A line break in a token would begin another header.
  return found !== undefined && header !== undefined && /^[\t\x20-\x7e\x80-\xff]*$/.test(header)
    ? { authorization: header, kind, account, file: found.file, key: found.key }
    : undefined;
}

/** Without a password behind it, the name is the secret. */
function nameIn(pair: string | undefined): string {
  return /^([^:]*):./s.exec(Buffer.from(pair ?? "", "base64").toString("utf8"))?.[1] ?? "";
}
