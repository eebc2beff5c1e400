/** The candidate that a person most likely meant: the only one that it begins, else the nearest within two slips, whatever the case. */
export function nearest(typed: string, candidates: readonly string[]): string | undefined {
  const begun = candidates.filter((candidate) => typed.length > 1 && candidate.startsWith(typed));
  if (begun.length === 1) {
    return begun[0];
  }
  const ranked = candidates
    .map((candidate) => ({ candidate, slips: distance(typed.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.slips - b.slips);
  const [best] = ranked;
  return best !== undefined && best.slips <= Math.min(2, Math.floor(best.candidate.length / 2))
    ? best.candidate
    : undefined;
}

/** Edits to get from one to the other, a swap of neighbours counted as one. */
function distance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      let best = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        best = Math.min(best, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(best);
    }
    beforeLast = last;
    last = row;
  }
  return last[to.length] ?? 0;
}
