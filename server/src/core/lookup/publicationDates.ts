import semver from "semver";
import type { Release } from "../model";

const ENOUGH_PATCHES = 4;
const DISORDER = 0.2;

/**
 * Whether a document gives the dates of publication at all: a mirror may stamp what it has fetched when it fetched it.
 *
 * Each stable patch is compared with the one before it of the same minor version. Of real histories hardly one in a
 * hundred has a single patch dated before its predecessor; in a mirror's own dates a third and more are.
 */
export function givesPublicationDates(releases: readonly Release[]): boolean {
  const minors = new Map<string, { readonly patch: number; readonly at: number }[]>();
  let isDated = false;
  for (const { version, publishedAt } of releases) {
    const parsed = publishedAt === undefined ? null : semver.parse(version, { loose: true });
    isDated ||= publishedAt !== undefined;
    if (publishedAt !== undefined && parsed !== null && parsed.prerelease.length === 0) {
      const key = `${parsed.major}.${parsed.minor}`;
      const patches = minors.get(key) ?? [];
      patches.push({ patch: parsed.patch, at: publishedAt });
      minors.set(key, patches);
    }
  }
  let pairs = 0;
  let inverted = 0;
  for (const patches of minors.values()) {
    patches.sort((a, b) => a.patch - b.patch);
    for (const [index, { at }] of patches.entries()) {
      const before = patches[index - 1];
      pairs += Number(before !== undefined);
      inverted += Number(before !== undefined && at < before.at);
    }
  }
  return isDated && (pairs < ENOUGH_PATCHES || inverted <= pairs * DISORDER);
}
