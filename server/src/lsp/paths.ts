/**
 * The path of a `file:` URI as the core sees paths: absolute, forward slashes. Undefined for every other scheme, since
 * there is no folder around such a document.
 */
export function toPath(uri: string): string | undefined {
  if (!URL.canParse(uri)) {
    return undefined;
  }
  const { protocol, host, pathname } = new URL(uri);
  if (protocol !== "file:") {
    return undefined;
  }
  const path = decode(pathname);
  if (path === undefined) {
    return undefined;
  }
  if (host !== "") {
    return `//${host}${path}`;
  }
  const drive = /^\/([A-Za-z]):(?=\/|$)/.exec(path);
  return drive === null ? withoutTrailingSlash(path) : withoutTrailingSlash(path.slice(1));
}

function decode(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return undefined;
  }
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
}

/** The `file:` URI of such a path. */
export function toUri(path: string): string {
  const host = /^\/\/([^/]+)(?=\/)/.exec(path);
  const local = host === null ? path : path.slice(host[0].length);
  const encoded = (local.startsWith("/") ? local : `/${local}`).split("/").map(encodeURIComponent).join("/");
  return `file://${host?.[1] ?? ""}${encoded}`;
}
