import type { Checksums, LockedPackage, Served } from "./model";

/**
 * The checksums of an entry by algorithm, as far as they can be compared: those of npm, pnpm, Bun and Yarn 1 are of the
 * tarball, so that they are the same whoever wrote them. Berry's are of an archive of its own, and of one for each version
 * of its cache, which the entry names (`10c0/…`) or else the lockfile's text.
 */
export function checksumsOf(
  { integrity, resolved }: Pick<LockedPackage, "integrity" | "resolved">,
  lockfile: string,
): Checksums {
  const sums = new Map<string, string>();
  for (const [, algorithm = "", sum = ""] of (integrity ?? "").matchAll(/\b(sha\d+)-([A-Za-z0-9+/]+)/g)) {
    sums.set(algorithm, sum);
  }
  if (sums.size === 0 && integrity !== undefined && integrity !== "") {
    const [, cache = cacheOf(lockfile), sum = integrity] = /^([a-z0-9]+)\/(.+)$/.exec(integrity) ?? [];
    sums.set(`${BERRY} ${cache}`, sum);
  }
  // Yarn 1 had no other at first.
  const [, hex] = /#([0-9a-f]{40})$/.exec(resolved ?? "") ?? [];
  if (hex !== undefined && !sums.has("sha1")) {
    sums.set("sha1", toBase64(hex));
  }
  return sums;
}

/** Those that a registry gives, as a lockfile's are compared. */
export function checksumsServed({ integrity, shasum }: Served): Checksums {
  return checksumsOf({ integrity, resolved: shasum === undefined ? undefined : `#${shasum}` }, "");
}

/** The name of Yarn's algorithms begins with it: archives of its own, which depend on its settings too. */
export const BERRY = "berry";

function cacheOf(lockfile: string): string {
  return /^__metadata:[^\S\n]*\n(?: .*\n)*? {2}cacheKey: *"?(\w+)/m.exec(lockfile.slice(0, MOST_HEADER))?.[1] ?? "";
}

const MOST_HEADER = 2000;

/** The bits of the strongest; 0 where there is none. */
export function strengthOf(sums: ReadonlyMap<string, string>): number {
  return Math.max(0, ...[...sums.keys()].map((algorithm) => BITS.get(algorithm) ?? 512));
}

const BITS: ReadonlyMap<string, number> = new Map([
  ["sha1", 160],
  ["sha256", 256],
  ["sha384", 384],
]);

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Without padding, as the ones above are read. */
function toBase64(hex: string): string {
  const bits = [...hex].map((digit) => Number.parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
  return (bits.match(/.{1,6}/g) ?? []).map((six) => ALPHABET[Number.parseInt(six.padEnd(6, "0"), 2)]).join("");
}
