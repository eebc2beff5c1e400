import semver from "semver";
import { type RegistryDocument, type RegistryVersion, record, stampsOf, type UndatedEvents } from "./documents";

/** What the registry repeats at the root from the manifest of `latest`. */
const MIRRORED = ["description", "homepage", "repository", "license", "author", "bugs", "keywords"];

/**
 * The registry document as it stood at `asOf`; undefined where the name did not exist yet, or where the document
 * does not tell how it stood (a package unpublished later leaves no manifests behind).
 *
 * What carries a date is cut by it. What carries none (`deprecated`, tags, today's owners) is taken from `events` where
 * they know; else it stays if nothing was published later, and goes or is computed again if something was, because then
 * the document may tell of a later day. A version without a stamp stays: nothing says that it is later.
 */
export function cutDocument(
  document: RegistryDocument,
  asOf: number,
  events: UndatedEvents = {},
): RegistryDocument | undefined {
  const unpublished = Date.parse(String(record(document.time?.unpublished)?.time));
  if (!Number.isNaN(unpublished)) {
    return unpublished <= asOf ? document : undefined;
  }
  const stamps = stampsOf(document);
  const isLater = (version: string): boolean => (stamps.get(version) ?? Number.NEGATIVE_INFINITY) > asOf;
  const cut = [...stamps.keys()].some(isLater);
  const served = new Map<string, RegistryVersion>();
  for (const [version, manifest] of Object.entries(document.versions ?? {})) {
    if (!isLater(version) && !isPast(events.pulled?.[version], asOf)) {
      served.set(version, deprecate(manifest, events.deprecated?.[version], asOf, cut));
    }
  }
  const created = Date.parse(String(document.time?.created));
  if (served.size === 0 && (created > asOf || [...stamps.keys()].every(isLater)) && stamps.size > 0) {
    return undefined;
  }
  const tags = cutTags(document["dist-tags"] ?? {}, served, stamps);
  return {
    ...document,
    ...(cut ? rootOf(document, served, tags, stamps) : {}),
    "dist-tags": tags,
    versions: Object.fromEntries(served),
    ...(document.time === undefined ? {} : { time: cutTime(document.time, stamps, asOf, events) }),
  };
}

function deprecate(
  manifest: RegistryVersion,
  event: { readonly at: string; readonly message: string } | undefined,
  asOf: number,
  cut: boolean,
): RegistryVersion {
  if (event !== undefined && isPast(event.at, asOf)) {
    return { ...manifest, deprecated: event.message };
  }
  if (manifest.deprecated === undefined || (event === undefined && !cut)) {
    return manifest;
  }
  const { deprecated: _, ...rest } = manifest;
  return rest as RegistryVersion;
}

/** A tag on a version that is not there goes; `latest` moves to the highest stable one, else to the newest. */
function cutTags(
  tags: Readonly<Record<string, string>>,
  served: ReadonlyMap<string, RegistryVersion>,
  stamps: ReadonlyMap<string, number>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(tags).filter(([, version]) => served.has(version));
  const latest = highestStable(served.keys()) ?? newest([...served.keys()], stamps);
  return { ...(latest === undefined ? {} : { latest }), ...Object.fromEntries(kept) };
}

function highestStable(versions: Iterable<string>): string | undefined {
  const stable = [...versions].filter((version) => semver.prerelease(version, true) === null && semver.valid(version));
  return stable.sort(semver.compareLoose).at(-1);
}

function newest(versions: readonly string[], stamps: ReadonlyMap<string, number>): string | undefined {
  return [...versions].sort((a, b) => (stamps.get(a) ?? 0) - (stamps.get(b) ?? 0)).at(-1);
}

function rootOf(
  document: RegistryDocument,
  served: ReadonlyMap<string, RegistryVersion>,
  tags: Readonly<Record<string, string>>,
  stamps: ReadonlyMap<string, number>,
): Readonly<Record<string, unknown>> {
  const latest = served.get(tags.latest ?? "");
  const mirrored = MIRRORED.filter((key) => document[key] !== undefined).map((key) => [key, latest?.[key]]);
  const owned = [...served.keys()].filter((version) => served.get(version)?.maintainers !== undefined);
  const owners = served.get(newest(owned, stamps) ?? "")?.maintainers;
  return {
    ...Object.fromEntries(mirrored),
    ...(document.maintainers === undefined ? {} : { maintainers: owners ?? document.maintainers }),
  };
}

function cutTime(
  time: Readonly<Record<string, unknown>>,
  stamps: ReadonlyMap<string, number>,
  asOf: number,
  events: UndatedEvents,
): Readonly<Record<string, unknown>> {
  const happened = [
    ...stamps.values(),
    ...Object.values(events.pulled ?? {}).map((at) => Date.parse(at)),
    ...Object.values(events.deprecated ?? {}).map(({ at }) => Date.parse(at)),
    Date.parse(String(time.modified)),
  ].filter((at) => at <= asOf);
  const kept = Object.entries(time).filter(([key]) => (stamps.get(key) ?? Number.NEGATIVE_INFINITY) <= asOf);
  return {
    ...Object.fromEntries(kept),
    ...(isPast(String(time.created), asOf) || time.created === undefined
      ? {}
      : { created: iso(Math.min(...happened)) }),
    ...(time.modified === undefined || happened.length === 0 ? {} : { modified: iso(Math.max(...happened)) }),
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function isPast(at: string | undefined, asOf: number): boolean {
  return at !== undefined && Date.parse(at) <= asOf;
}
