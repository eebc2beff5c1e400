const DAY = 86_400_000;

/** The last second of a day of the calendar, `YYYY-MM-DD`, UTC; undefined for 30 February and all else. */
export function endOfDay(date: string): number | undefined {
  const end = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T23:59:59Z`) : Number.NaN;
  return Number.isNaN(end) || !new Date(end).toISOString().startsWith(date) ? undefined : end;
}

/** The day that is so many days after a moment, `YYYY-MM-DD`, UTC. */
export function dayAhead(now: number, days: number): string {
  return new Date(now + days * DAY).toISOString().slice(0, "YYYY-MM-DD".length);
}

/** Whether a moment is later than the end of the day that is so many days ahead. */
export function isBeyond(end: number, now: number, days: number): boolean {
  return end > (endOfDay(dayAhead(now, days)) ?? now);
}
