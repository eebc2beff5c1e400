/** One thing to be timed, once a round. */
export interface Contestant {
  readonly name: string;
  run(): unknown;
}

export interface Timing {
  readonly name: string;
  /** Milliseconds. */
  readonly median: number;
  readonly fastest: number;
  readonly slowest: number;
  /** The median as a multiple of the first contestant's. */
  readonly ratio: number;
}

/**
 * Times several things in turn, round after round, so that whatever else the machine does hits all of them alike.
 *
 * The first rounds only warm up. What is run may be asynchronous.
 */
export async function measure(
  contestants: readonly Contestant[],
  { rounds, warmUp }: { readonly rounds: number; readonly warmUp: number },
): Promise<readonly Timing[]> {
  const times = contestants.map((): number[] => []);
  for (let round = -warmUp; round < rounds; round++) {
    for (const [index, { run }] of contestants.entries()) {
      const start = performance.now();
      await run();
      const elapsed = performance.now() - start;
      if (round >= 0) {
        times[index]?.push(elapsed);
      }
    }
  }
  const medians = times.map(median);
  return contestants.map(({ name }, index) => ({
    name,
    median: medians[index] ?? Number.NaN,
    fastest: Math.min(...(times[index] ?? [])),
    slowest: Math.max(...(times[index] ?? [])),
    ratio: (medians[index] ?? Number.NaN) / (medians[0] ?? Number.NaN),
  }));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** The timings as lines of text, columns aligned. */
export function renderTimings(title: string, timings: readonly Timing[]): string {
  const width = Math.max(...timings.map(({ name }) => name.length));
  const lines = timings.map(({ name, median, fastest, slowest, ratio }) =>
    [
      `  ${name.padEnd(width)}`,
      `median ${median.toFixed(2).padStart(9)} ms`,
      `(${fastest.toFixed(2)} to ${slowest.toFixed(2)})`,
      `${ratio.toFixed(2)} x`,
    ].join("  "),
  );
  return [title, ...lines].join("\n");
}

/** The slope of the line through the points, both axes logarithmic. */
export function exponentOf(points: readonly (readonly [x: number, y: number])[]): number {
  const logs = points.map(([x, y]) => [Math.log(x), Math.log(y)] as const);
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length;
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length;
  const over = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  return over / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
}
