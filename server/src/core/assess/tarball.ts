/** What a tarball's address says it is. */
export interface Tarball {
  readonly name: string;
  /** Undefined where the file name does not carry it as registries write it. */
  readonly version: string | undefined;
}

/**
 * Reads package and version out of a registry tarball's address: `PREFIX/NAME/-/FILE-VERSION.tgz`, with whatever path
 * a mirror puts in front, and scopes with a slash or `%2f`. Undefined for addresses of any other form.
 */
export function readTarball(url: URL): Tarball | undefined {
  const segments = url.pathname
    .split("/")
    .filter((segment) => segment !== "")
    .flatMap(decode);
  const dash = segments.lastIndexOf("-");
  const last = segments[dash - 1];
  const file = segments.at(-1);
  if (dash < 1 || last === undefined || file === undefined || dash + 1 >= segments.length) {
    return undefined;
  }
  const scope = segments[dash - 2];
  const name = scope?.startsWith("@") === true ? `${scope}/${last}` : last;
  const match = file.startsWith(`${last}-`)
    ? /^(\d+\.\d+\.\d+.*)\.(?:tgz|tar\.gz)$/.exec(file.slice(last.length + 1))
    : null;
  return { name, version: match?.[1] };
}

/** A segment, decoded; an encoded slash makes two. */
function decode(segment: string): readonly string[] {
  try {
    return decodeURIComponent(segment).split("/");
  } catch {
    return [segment];
  }
}
