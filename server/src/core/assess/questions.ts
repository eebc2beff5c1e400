import type { Assessment, Evidence, History, Lookup } from "../model";
import { addedSince } from "./dependencies";
import { type ReleaseAt, readReleaseAt, settledEarlier } from "./history";
import { bornFact } from "./life";
import { isDoubtful } from "./names/doubt";
import { highImpact } from "./names/highImpact";
import { findResemblance } from "./names/resemblance";
import { EVENTS } from "./news";
import type { Entry } from "./timeline";

/**
 * The dependencies that a release added and a registry serves: the judgement needs to know when each was first
 * published. Empty where the release, or what came before it, is not known.
 */
export function addedDependencies(history: History, version: string, asOf: number): readonly string[] {
  const release = readReleaseAt(history, version, asOf);
  return release === undefined ? [] : addedSince(release.entry.release, release.previous?.release);
}

/**
 * The versions whose attestations tell whether a release was built where the ones before it were: its own, and at most two
 * before it. Empty where it has no provenance, or nothing with one came before it.
 */
export function attestedVersions(history: History, version: string, asOf: number): readonly string[] {
  const release = readReleaseAt(history, version, asOf);
  if (release?.entry.release.provenance !== true) {
    return [];
  }
  const inLine = attested(release, release.earlierInLine());
  const earlier = inLine.length > 0 ? inLine : attested(release, release.earlier());
  return earlier.length === 0 ? [] : [version, ...earlier];
}

/**
 * Whether to ask for attestations although nobody looks at this very release: it is recent, and something about it speaks
 * already. Alone they tell of renamed workflows; beside another change they tell whether the place was another too.
 */
export function callsForAttestations(
  { history, subject, depsDev }: Evidence,
  { findings }: Pick<Assessment, "findings">,
): boolean {
  const release =
    history.status === "found" ? history.value.releases.find(({ version }) => version === subject.version) : undefined;
  const verified = depsDev.status === "found" ? depsDev.value.attestedRepository : undefined;
  return (
    findings.some(({ family, rule }) => rule !== "release-young" && (EVENTS.has(family) || rule === "malware")) ||
    (verified !== undefined && release?.repository !== undefined && verified !== release.repository)
  );
}

const COMPARED = 2;

function attested(release: ReleaseAt, entries: Iterable<Entry>): readonly string[] {
  return settledEarlier(release, withProvenance(entries), COMPARED).map((entry) => entry.release.version);
}

function* withProvenance(entries: Iterable<Entry>): Generator<Entry> {
  for (const entry of entries) {
    if (entry.release.provenance) {
      yield entry;
    }
  }
}

/** Makes what the first name that is compared would wait for, in a few milliseconds. */
export function prepareNames(): void {
  highImpact.prepare();
}

/** Whether a name by itself calls for a look into its history. */
export function isLookalike(name: string): boolean {
  return findResemblance(name)?.weight === "near";
}

/** The package that a name may be mistaken for, where its own history does not make plain that it is not. */
export function meantBy(name: string, history: Lookup<History> | undefined, asOf: number): string | undefined {
  const resemblance = findResemblance(name);
  if (
    resemblance === undefined ||
    history === undefined ||
    (history.status !== "found" && history.status !== "absent")
  ) {
    return undefined;
  }
  const known = history.status === "found" ? history.value : undefined;
  const born = known?.created === undefined ? undefined : bornFact(known, asOf);
  const standing = {
    isMissing: known === undefined || known.holder !== undefined,
    age: born?.status === "known" ? asOf - born.value : undefined,
    releases: known?.releases.length ?? 0,
  };
  return isDoubtful(resemblance, standing) ? resemblance.meant : undefined;
}
