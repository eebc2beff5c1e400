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

/** An answer in a file, and what decides whether it stays. */
interface Candidate {
  readonly path: string;
  readonly key: string;
  readonly usedOn: number;
  readonly asOf: number;
  /** How many of its file were written after it. */
  readonly followers: number;
  readonly bytes: number;
}

/**
 * Where the files together are larger than they may be, writes them anew without what nobody needs: first what has been
 * replaced, then the answers that were used longest ago.
 *
 * The days of use decide; of one day's answers the oldest go, whichever file they are in.
 */
export async function trim({ fs, root, mostBytes, now, today, breathe }: TrimOptions): Promise<void> {
  const files = listFiles(fs, root);
  if (files.reduce((sum, { bytes }) => sum + bytes, 0) <= mostBytes) {
    return;
  }
  const candidates: Candidate[] = [];
  for (const { path } of files) {
    await breathe();
    const { entries } = readShard(fs, path, now());
    let followers = entries.size;
    for (const [key, { frame, asOf, usedOn }] of entries) {
      followers -= 1;
      candidates.push({ path, key, usedOn: dayOf(usedOn, today), asOf, followers, bytes: frame.bytes.length });
    }
  }
  const gone = findGone(candidates, mostBytes * DOWN_TO);
  for (const { path } of files) {
    await breathe();
    rewriteShard(fs, path, now(), (shard) => keptOf(shard, gone.get(path), today));
  }
}

/** A use in the future was noted by a clock that was wrong: it tells nothing. Tomorrow is another time zone's today. */
function dayOf(usedOn: number, today: number): number {
  return usedOn > today + 1 ? 0 : usedOn;
}

type Gone = ReadonlyMap<string, Candidate>;

/** By file and key, what goes so that the rest is small enough. */
function findGone(candidates: readonly Candidate[], mostBytes: number): ReadonlyMap<string, Gone> {
  const gone = new Map<string, Map<string, Candidate>>();
  let left = mostBytes;
  for (const one of candidates.toSorted(latestFirst)) {
    left -= one.bytes;
    if (left < 0) {
      const ofFile = gone.get(one.path) ?? new Map<string, Candidate>();
      gone.set(one.path, ofFile.set(one.key, one));
    }
  }
  return gone;
}

function latestFirst(one: Candidate, other: Candidate): number {
  return other.usedOn - one.usedOn || other.asOf - one.asOf || one.followers - other.followers;
}

/** What was used or answered anew meanwhile stays. */
function keptOf({ entries }: Shard, gone: Gone | undefined, today: number): readonly Entry[] {
  return [...entries].flatMap(([key, entry]) => {
    const found = gone?.get(key);
    const isGone = found?.asOf === entry.asOf && found.usedOn === dayOf(entry.usedOn, today);
    return isGone ? [] : [entry];
  });
}
