import { readFile } from "node:fs/promises";

/** One stretch during which the main thread of a process heard nothing. */
export interface Stall {
  /** When it began, in milliseconds since 1970. */
  readonly at: number;
  /** How long it was by the clock. */
  readonly wall: number;
  /** How long the thread itself computed: on a busy machine the smaller of the two, and the truer. */
  readonly cpu: number;
  /** Memory of the process at its end, in bytes. */
  readonly rss: number;
}

/** What the probe in a process has written since a moment. */
export async function readStalls(place: string, since: number): Promise<readonly Stall[]> {
  const text = await readFile(place, "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Stall)
    .filter(({ at, wall }) => at + wall >= since);
}

/** The longest ones as text, and how many are over the limit. */
export function renderStalls(stalls: readonly Stall[], limit: number): string {
  const byCpu = stalls.toSorted((one, other) => other.cpu - one.cpu);
  const longest = byCpu.slice(0, 3).map(({ cpu, wall }) => `${cpu.toFixed(0)} (${wall.toFixed(0)} by the clock)`);
  const over = stalls.filter(({ cpu }) => cpu > limit).length;
  return longest.length === 0
    ? "no task over 4 ms"
    : `longest tasks ${longest.join(", ")} ms; ${over} over ${limit} ms`;
}
