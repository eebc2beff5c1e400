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
