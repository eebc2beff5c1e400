const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A span of time as a person says it: the one unit that fits. */
export function span(ms: number): string {
  const size = Math.abs(ms);
  if (size < 2 * MINUTE) {
    return `${Math.round(size / 1000)} s`;
  }
  if (size < 2 * HOUR) {
    return `${Math.round(size / MINUTE)} min`;
  }
  if (size < 2 * DAY) {
    return `${Math.round(size / HOUR)} h`;
  }
  if (size < 90 * DAY) {
    return `${Math.round(size / DAY)} days`;
  }
  return size < 730 * DAY
    ? `${Math.round(size / (30.44 * DAY))} months`
    : `${Number((size / (365.25 * DAY)).toFixed(1))} years`;
}

/** The day, in UTC. */
export function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
