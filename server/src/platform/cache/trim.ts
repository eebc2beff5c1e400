import { listFiles } from "./files";
import { type CacheFs, type Entry, readShard, rewriteShard, type Shard } from "./shard";

/** Below the limit by so much, so that the next answer is not the one too many. */
const DOWN_TO = 0.9;

interface TrimOptions {
  readonly fs: CacheFs;
  readonly root: string;
  readonly mostBytes: number;
  now(): number;
  /** Days since 1970. */
  readonly today: number;
  breathe(): Promise<void> | undefined;
}

/**
 * Where the files together are larger than they may be, writes them anew without what nobody needs: first what has been
 * replaced, then the answers that were used longest ago.
 *
 * The days of use decide; of one day's answers those go that were written first.
 */
export async function trim({ fs, root, mostBytes, now, today, breathe }: TrimOptions): Promise<void> {
  const files = listFiles(fs, root);
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) <= mostBytes) {
    return;
  }
  const byDay = new Map<number, number>();
  for (const { path } of files) {
    await breathe();
    for (const entry of readShard(fs, path, now()).entries.values()) {
      const day = dayOf(entry, today);
      byDay.set(day, (byDay.get(day) ?? 0) + entry.frame.bytes.length);
    }
  }
  const { day, share } = findCut(byDay, mostBytes * DOWN_TO);
  for (const { path } of files) {
    await breathe();
    rewriteShard(fs, path, now(), (shard) => keptOf(shard, day, share, today));
  }
}

/** A use in the future was noted by a clock that was wrong: it tells nothing. Tomorrow is another time zone's today. */
function dayOf({ usedOn }: Entry, today: number): number {
  return usedOn > today + 1 ? 0 : usedOn;
}

/** The day from which on answers stay, and how much of that day's own. */
function findCut(
  byDay: ReadonlyMap<number, number>,
  mostBytes: number,
): { readonly day: number; readonly share: number } {
  let left = mostBytes;
  for (const [day, bytes] of [...byDay].sort(([one], [other]) => other - one)) {
    if (bytes > left) {
      return { day, share: left / bytes };
    }
    left -= bytes;
  }
  return { day: Number.NEGATIVE_INFINITY, share: 1 };
}

function keptOf({ entries }: Shard, day: number, share: number, today: number): readonly Entry[] {
  const all = [...entries.values()];
  const ofDay = all.filter((entry) => dayOf(entry, today) === day);
  const bytes = ofDay.reduce((sum, { frame }) => sum + frame.bytes.length, 0);
  const kept = new Set<Entry>();
  let left = bytes * share;
  for (const entry of ofDay.reverse()) {
    left -= entry.frame.bytes.length;
    if (left < 0) {
      break;
    }
    kept.add(entry);
  }
  return all.filter((entry) => dayOf(entry, today) > day || kept.has(entry));
}
