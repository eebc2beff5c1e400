import { hasVariable, type NpmrcLayer } from "./npmrc";

/**
 * The Authorization header for a registry; undefined where the layers hold no credentials for it.
 *
 * Credentials are tied to an address (`//host/path/:_authToken`). The longest path that leads to the registry
 * wins, with or without its last slash; of several layers the first.
 */
export function authorizationFor(registry: URL, layers: readonly NpmrcLayer[]): string | undefined {
  for (const prefix of prefixesOf(registry)) {
    const value = (key: string) => {
      for (const { entries } of layers) {
        const found = entries.get(`${prefix}:${key}`);
        if (typeof found === "string" && found !== "") {
          return hasVariable(found) ? undefined : found;
        }
      }
      return undefined;
    };
    const header = toHeader(value("_authToken"), value("_auth"), value("username"), value("_password"));
    if (header !== undefined) {
      return header;
    }
  }
  return undefined;
}

/** The last part of every key that holds a secret or belongs to one. */
const AUTH_KEYS: ReadonlySet<string> = new Set([
  "_auth",
  "_authToken",
  "_password",
  "username",
  "certfile",
  "keyfile",
  "tokenHelper",
]);

/** Whether a key holds credentials, for an address or (as npm did long ago) for none. */
export function isAuthKey(key: string): boolean {
  return AUTH_KEYS.has(key.slice(key.lastIndexOf(":") + 1));
}

function toHeader(
  token: string | undefined,
  basic: string | undefined,
  username: string | undefined,
  password: string | undefined,
): string | undefined {
  if (token !== undefined) {
    return inHeader(`Bearer ${token}`);
  }
  if (basic !== undefined) {
    return inHeader(`Basic ${basic}`);
  }
  if (username !== undefined && password !== undefined) {
    return toBasic(username, Buffer.from(password, "base64").toString("utf8"));
  }
  return undefined;
}

export function toBasic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/** A line break in a token would begin another header. */
function inHeader(value: string): string | undefined {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : undefined;
}

/** `//host/a/b/`, `//host/a/b`, `//host/a/`, … `//host`. */
function* prefixesOf({ host, pathname }: URL): Generator<string> {
  const parts = pathname.split("/").filter((part) => part !== "");
  for (let length = parts.length; length >= 0; length--) {
    const path = ["", ...parts.slice(0, length)].join("/");
    yield `//${host}${path}/`;
    yield `//${host}${path}`;
  }
}
