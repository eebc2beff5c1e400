import type { LockedPackage, Span } from "./model";

/**
 * The part of a lockfile's key that says which version: pnpm's keys end with it, and Yarn's tell what was asked for. The
 * whole key where it names the package alone (npm's, Bun's).
 */
export function versionPart({ id, version, span, requests }: Pick<LockedPackage, PartOfKey>): Span {
  const [request] = requests ?? [];
  const key = request ?? id;
  const length = request === undefined ? endingOf(id, version) : request.length - (request.indexOf("@", 1) + 1);
  const end = span.start + key.length;
  return length > 0 && length < key.length && end <= span.end ? { start: end - length, end } : span;
}

type PartOfKey = "id" | "version" | "span" | "requests";

function endingOf(id: string, version: string): number {
  return id.endsWith(`@${version}`) || (id.startsWith("/") && id.endsWith(`/${version}`)) ? version.length : 0;
}
