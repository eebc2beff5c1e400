import type { History } from "../model";
import { type Fact, known, unknown } from "./fact";

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

/** A name that was unpublished and published again is as old as its present life. */
export function bornFact({ created, releases, pulled, gives }: History, asOf: number): Fact<number> {
  const isDoubtful = !gives.time && releases.some(({ publishedAt }) => publishedAt !== undefined);
  if (created !== undefined && created <= asOf && !isDoubtful) {
    return known(created);
  }
  const dates = gives.time ? [...releases, ...pulled].flatMap(({ publishedAt }) => publishedAt ?? []) : [];
  const first = earliest(dates);
  return first <= asOf ? known(first) : unknown("registry.time", "the registry does not say since when it exists");
}

/** The registry gives a name its `created` anew when it is published again; what is older is of another life. */
export function formerLifeFact(
  { created, releases, pulled, gives }: History,
  asOf: number,
): Fact<FormerLife | undefined> {
  if (created === undefined || !gives.time) {
    return unknown("registry.time", "the registry does not say since when it exists");
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

/** Documents may hold any number of stamps, more than a call takes arguments. Infinite where there are none. */
function earliest(dates: readonly number[]): number {
  return dates.reduce((first, at) => (at < first ? at : first), Number.POSITIVE_INFINITY);
}
