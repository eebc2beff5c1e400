import type { Advisory, DepsDevVersion, History, Lookup, Provenance, Scorecard, Subject } from "../model";
import type { SourceStats } from "../world";

/** `name@version`, the key of a subject in every map. */
export type SubjectKey = `${string}@${string}`;

/** Names may hold an "@" at their start only, so that a key can be read back. */
export function keyOf({ name, version }: Subject): SubjectKey {
  return `${name}@${version}`;
}

/**
 * The questions that can be put to the outside, batched, shared while in flight and kept in memory.
 *
 * A caller's abort ends that caller's wait only. Nothing here throws but `abort.reason`: a source that
 * fails makes `unavailable`. Private names reach their own registry only; for the others they are `unasked`.
 */
export interface Lookups {
  /** Whether a name may be told to nobody but its own registry. */
  isPrivate(name: string): boolean;
  history(name: string, abort: AbortSignal): Promise<Lookup<History>>;
  /** One answer for each subject asked. */
  advisories(
    subjects: readonly Subject[],
    abort: AbortSignal,
  ): Promise<ReadonlyMap<SubjectKey, Lookup<readonly Advisory[]>>>;
  /** One answer for each subject asked. */
  depsDev(subjects: readonly Subject[], abort: AbortSignal): Promise<ReadonlyMap<SubjectKey, Lookup<DepsDevVersion>>>;
  /** What the registry's attestations of each release say: one request a release, so only asked where it matters. */
  attestations(subjects: readonly Subject[], abort: AbortSignal): Promise<ReadonlyMap<SubjectKey, Lookup<Provenance>>>;
  /** One answer for each repository asked, as `host/owner/name`. */
  scorecards(repositories: readonly string[], abort: AbortSignal): Promise<ReadonlyMap<string, Lookup<Scorecard>>>;
  stats(): readonly SourceStats[];
}
