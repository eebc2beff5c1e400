import type { Advisory, DepsDevVersion, History, Lookup, Provenance, Scorecard, Served, Subject } from "../model";
import type { SourceStats } from "../world";
import type { Audience, Elsewhere } from "./audience";

/** `name@version`, the key of a subject in every map. */
export type SubjectKey = `${string}@${string}`;

/** Names may hold an "@" at their start only, so that a key can be read back. */
export function keyOf({ name, version }: Subject): SubjectKey {
  return `${name}@${version}`;
}

/**
 * Subjects by name and version: a batch about the same packages then has the same body, whoever asks and in whatever order
 * the files name them, so that a cache between can answer one with what another was told.
 */
export function inOrder(subjects: readonly Subject[]): readonly Subject[] {
  return [...subjects].sort((one, other) => compare(one.name, other.name) || compare(one.version, other.version));
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/**
 * The questions that can be put to the outside, batched, shared while in flight and kept in memory.
 *
 * A caller's abort ends that caller's wait only. Nothing here throws but `abort.reason`: a source that
 * fails makes `unavailable`. Private names reach their own registry only; for the others they are `unasked`.
 */
export interface Lookups {
  /** Makes ready what the first question would wait for, so that it goes out before other work is begun. */
  prepare(): Promise<unknown>;
  /** Whom a name may be told. */
  audience(name: string): Audience;
  /** The same answers for a project whose files take some names from elsewhere: these are private. */
  within(elsewhere: (name: string) => Elsewhere | undefined): Lookups;
  /** `isUrgent`: somebody looks at this very package, so its document goes before those that others wait for. */
  history(name: string, abort: AbortSignal, isUrgent?: boolean): Promise<Lookup<History>>;
  /**
   * One answer for each subject asked. `onIds` is called where the ids of advisories are known before all that they say
   * has been read.
   */
  advisories(
    subjects: readonly Subject[],
    abort: AbortSignal,
    onIds?: (answers: ReadonlyMap<SubjectKey, Lookup<readonly Advisory[]>>) => void,
  ): Promise<ReadonlyMap<SubjectKey, Lookup<readonly Advisory[]>>>;
  /** One answer for each subject asked. */
  depsDev(subjects: readonly Subject[], abort: AbortSignal): Promise<ReadonlyMap<SubjectKey, Lookup<DepsDevVersion>>>;
  /** What the registry's attestations of each release say: one request a release, so only asked where it matters. */
  attestations(subjects: readonly Subject[], abort: AbortSignal): Promise<ReadonlyMap<SubjectKey, Lookup<Provenance>>>;
  /** The checksums that each release's registry gives: one request a release, so only asked where it matters. */
  served(subjects: readonly Subject[], abort: AbortSignal): Promise<ReadonlyMap<SubjectKey, Lookup<Served>>>;
  /** One answer for each repository asked, as `host/owner/name`. */
  scorecards(repositories: readonly string[], abort: AbortSignal): Promise<ReadonlyMap<string, Lookup<Scorecard>>>;
  /** Hosts whose names were not told, because nobody has said yet whether they serve public packages only. */
  undecided(): readonly string[];
  /**
   * Asks each source that left something without an answer about one such thing again; true where one of them answers
   * now, so that all of it is worth asking again.
   */
  askAgain(abort: AbortSignal): Promise<boolean>;
  stats(): readonly SourceStats[];
  /**
   * The same questions, answered at once from what is known, in memory or on disk, as long as that is usable. Nobody is
   * asked; what is not known is `unavailable`.
   */
  readonly known: Lookups;
}
