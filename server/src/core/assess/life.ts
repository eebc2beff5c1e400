import type { History } from "../model";
import { type Fact, known, unknown } from "./fact";
import { DAY } from "./time";
import { isStampedTogether, readTimeline } from "./timeline";

/** A name that was unpublished and published again keeps the stamps of what it was before. */
export interface FormerLife {
  readonly first: number;
  readonly last: number;
  readonly releases: number;
  /** Since when the present package has the name. */
  readonly ended: number;
}

/** Two stamps of one moment. */
const CLOCKS_APART = 60_000;
const SEVERAL = 3;
/** Nothing older than that counts as young. */
const YOUNG_AT_MOST = 60 * DAY;

/**
 * First publication under the name, in its present life, or a moment by which it had been: where the registry gives the date
 * of its own copy, and that is long past. `isCopied` tells of a date that it is one; what the document itself tells counts in
 * any case.
 */
export function bornFact(
  history: History,
  asOf: number,
  isCopied: (at: number) => boolean = () => false,
): Fact<number> {
  const first = firstDate(history, asOf);
  const isOfCopy = isCopyDate(history, first, asOf) || isCopied(first);
  return first <= asOf && (!isOfCopy || asOf - first >= YOUNG_AT_MOST)
    ? known(first)
    : unknown("registry.time", "the registry does not say since when it exists");
}

/** First publication under the name, exactly; undefined where the registry does not give it, or the date of its own copy. */
export function firstPublished(history: History, asOf: number): number | undefined {
  const first = firstDate(history, asOf);
  return first > asOf || isCopyDate(history, first, asOf) ? undefined : first;
}

/** Infinite where there is no date to believe. */
function firstDate(history: History, asOf: number): number {
  const { created, releases, pulled, gives } = history;
  const isDoubtful = !gives.time && releases.some(({ publishedAt }) => publishedAt !== undefined);
  return created !== undefined && created <= asOf && !isDoubtful && !isCreatedByCopy(history)
    ? created
    : earliest(gives.time ? [...releases, ...pulled].flatMap(({ publishedAt }) => publishedAt ?? []) : []);
}

function isCopyDate(history: History, at: number, asOf: number): boolean {
  return history.gives.time && isStampedTogether(readTimeline(history), at, asOf, CLOCKS_APART);
}

/** The registry gives a name its `created` anew when it is published again; what is older is of another life. */
export function formerLifeFact(history: History, asOf: number): Fact<FormerLife | undefined> {
  const { created, releases, pulled, gives } = history;
  if (created === undefined || !gives.time) {
    return unknown("registry.time", "the registry does not say since when it exists");
  }
  if (isCreatedByCopy(history)) {
    return known(undefined);
  }
  const dates = [...releases, ...pulled].flatMap(({ publishedAt }) => publishedAt ?? []);
  const earlier = dates.filter((at) => at < created - CLOCKS_APART);
  return known(
    earlier.length === 0 || created > asOf
      ? undefined
      : {
          first: earliest(earlier),
          last: -earliest(earlier.map((at) => -at)),
          releases: earlier.length,
          ended: created,
        },
  );
}

/** What was published in another life is served no more. Where several releases of it are, a mirror gives the date of its copy. */
function isCreatedByCopy({ created, releases }: History): boolean {
  const served = releases[SEVERAL - 1]?.publishedAt;
  return created !== undefined && served !== undefined && served < created - CLOCKS_APART;
}

/** Documents may hold any number of stamps, more than a call takes arguments. Infinite where there are none. */
function earliest(dates: readonly number[]): number {
  return dates.reduce((first, at) => (at < first ? at : first), Number.POSITIVE_INFINITY);
}
