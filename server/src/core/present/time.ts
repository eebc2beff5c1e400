const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 30.44 * DAY;

/** The day of a moment, in UTC: `2026-03-31`. */
export function formatDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** A length of time in its largest fitting unit, as said in a sentence: `39 min`, `5 h`, `3 days`, `26 months`. */
export function formatLength(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < HOUR) {
    return `${Math.max(1, Math.round(length / MINUTE))} min`;
  }
  if (length < 2 * DAY) {
    return `${Math.round(length / HOUR)} h`;
  }
  if (length < 3 * MONTH) {
    return `${Math.round(length / DAY)} days`;
  }
  if (length < 36 * MONTH) {
    return `${Math.round(length / MONTH)} months`;
  }
  return `${Math.round(length / (12 * MONTH))} years`;
}

/** How old an answer is: `just now`, `3 min ago`. An answer from after `asOf` is new, not negative. */
export function formatAge(at: number, asOf: number): string {
  return asOf - at < MINUTE ? "just now" : `${formatLength(asOf - at)} ago`;
}
