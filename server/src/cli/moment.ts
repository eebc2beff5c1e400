import { UsageError } from "./usageError";

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(Z|z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Reads an ISO date or date and time into milliseconds. Without an offset it is UTC, so that the same
 * command says the same on every machine. Throws `UsageError` naming `option` for anything else, 30 February included.
 */
export function readMoment(text: string, option: string): number {
  const match = ISO.exec(text.trim());
  if (match !== null) {
    const [, year, month, day, hour = "00", minute = "00", second = "00", offset = "Z"] = match;
    const shifted = offset.toUpperCase() === "Z" ? "Z" : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
    const fraction = /\.\d{1,3}/.exec(text)?.[0] ?? "";
    const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${shifted}`);
    const lastDay = new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate();
    if (!Number.isNaN(time) && Number(day) <= lastDay) {
      return time;
    }
  }
  throw new UsageError(`${option} expects a moment such as 2026-03-31 or 2026-03-31T00:30:00Z, not "${text}"`);
}
