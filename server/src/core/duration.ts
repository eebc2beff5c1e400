const UNITS: Readonly<Record<string, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
  week: 604_800_000,
};

/**
 * Reads `<whole number> minutes|hours|days|weeks`, singular too, and a bare "0"; nothing else.
 * Answers milliseconds, or undefined where the text is something else.
 */
export function parseDuration(text: string): number | undefined {
  if (text.trim() === "0") {
    return 0;
  }
  const [, count, unit] = /^\s*(\d{1,6})\s+(minute|hour|day|week)s?\s*$/.exec(text) ?? [];
  const milliseconds = UNITS[unit ?? ""];
  return count === undefined || milliseconds === undefined ? undefined : Number(count) * milliseconds;
}

/** A duration as it would be written, in the largest unit that it is a whole number of; "none" for no time at all. */
export function renderDuration(milliseconds: number): string {
  const units = Object.entries({ day: UNITS.day, hour: UNITS.hour, minute: UNITS.minute, second: 1000 });
  const [unit, size] = units.find(([, each = 1]) => milliseconds % each === 0) ?? ["millisecond", 1];
  const count = milliseconds / (size ?? 1);
  return count === 0 ? "none" : `${count} ${unit}${count === 1 ? "" : "s"}`;
}
