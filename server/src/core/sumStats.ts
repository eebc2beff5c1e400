import type { SourceStats } from "./world";

/** One line for each source, however many asked it. */
export function sumStats(stats: readonly SourceStats[]): readonly SourceStats[] {
  const sums = new Map<string, SourceStats>();
  for (const one of stats) {
    const sum = sums.get(one.id);
    sums.set(
      one.id,
      sum === undefined
        ? one
        : {
            id: one.id,
            requests: sum.requests + one.requests,
            bytes: sum.bytes + one.bytes,
            failed: sum.failed + one.failed,
            hits: sum.hits + one.hits,
          },
    );
  }
  return [...sums.values()];
}
