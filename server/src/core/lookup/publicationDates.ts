import semver from "semver";
import type { Release } from "../model";
import { type PlainVersion, readPlainVersion } from "../plainVersion";

const ENOUGH_PATCHES = 4;
const DISORDER = 0.2;

/**
 * Whether a document gives the dates of publication at all: a mirror may stamp what it has fetched when it fetched it.
 *
 * Each stable patch is compared with the one before it of the same minor version. Of real histories hardly one in a
 * hundred has a single patch dated before its predecessor; in a mirror's own dates a third and more are.
 */
export function givesPublicationDates(releases: readonly Release[]): boolean {
  const patches: { readonly version: PlainVersion; readonly at: number }[] = [];
  let isDated = false;
  for (const { version: text, publishedAt: at } of releases) {
    const version = at === undefined ? undefined : readStable(text);
    isDated ||= at !== undefined;
    if (at !== undefined && version !== undefined) {
      patches.push({ version, at });
    }
  }
  patches.sort(
    ({ version: one }, { version: other }) =>
      one.major - other.major || one.minor - other.minor || one.patch - other.patch,
  );
  let pairs = 0;
  let inverted = 0;
  for (let i = 1; i < patches.length; i++) {
    const [before, after] = [patches[i - 1], patches[i]];
    if (before?.version.major === after?.version.major && before?.version.minor === after?.version.minor) {
      pairs += 1;
      inverted += (after?.at ?? 0) < (before?.at ?? 0) ? 1 : 0;
    }
  }
  return isDated && (pairs < ENOUGH_PATCHES || inverted <= pairs * DISORDER);
}

function readStable(text: string): PlainVersion | undefined {
  const plain = readPlainVersion(text);
  if (plain !== undefined) {
    return plain;
  }
  const parsed = semver.parse(text, { loose: true });
  return parsed === null || parsed.prerelease.length > 0 ? undefined : parsed;
}
