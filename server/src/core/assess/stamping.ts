/** One moment that a registry gives to several versions of a package. */
export interface Stamping {
  readonly from: number;
  readonly to: number;
  readonly versions: number;
}

/** Two stamps of one go: nobody publishes a package twice this fast, as one publication waits for the other. */
const ONE_GO = 100;
/** One or two may have come at the same time. */
const SEVERAL = 3;
/** So many were never published at once, whatever else there is. */
const MANY = 10;

/** Runs of dates, in their order, that follow each other faster than anybody publishes. */
export function findStampings(dates: readonly number[]): readonly Stamping[] {
  const found: Stamping[] = [];
  for (let start = 0; start < dates.length; ) {
    const from = dates[start] ?? 0;
    let to = from;
    let end = start + 1;
    for (let at = dates[end]; at !== undefined && at - to <= ONE_GO; at = dates[++end]) {
      to = at;
    }
    if (end - start >= SEVERAL) {
      found.push({ from, to, versions: end - start });
    }
    start = end;
  }
  return found;
}

/** Whether it is so much of all that is dated by then that the registry itself set the dates: when it made its copy. */
export function isOfTheRegistry({ versions }: Stamping, dated: number): boolean {
  return versions >= MANY || versions * 2 > dated;
}
