import type * as nodeFs from "node:fs";
import { encodeFrame, type FoundFrame, type Frame, hashKey, scanFrames } from "./frames";

/** What of the file system the cache needs. Tests pass one that fails. */
export type CacheFs = Pick<
  typeof nodeFs,
  | "openSync"
  | "closeSync"
  | "writeSync"
  | "readFileSync"
  | "statSync"
  | "lstatSync"
  | "fstatSync"
  | "renameSync"
  | "mkdirSync"
  | "chmodSync"
  | "readdirSync"
  | "rmSync"
  | "rmdirSync"
>;

/** The answer that stands under a key, with what later notes say of it. */
export interface Entry {
  readonly frame: FoundFrame;
  readonly asOf: number;
  readonly usedOn: number;
}

/** One file of the cache, read. */
export interface Shard {
  /** By `entryKey`, in the order in which they were written. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** Of the whole file. */
  readonly bytes: number;
  /** Of notes, and of what has been replaced. */
  readonly wornBytes: number;
}

export function entryKey(schema: number, key: string): string {
  return `${schema} ${key}`;
}

/** Reads a file, of some keys alone where they are given. */
export function readShard(fs: CacheFs, path: string, now: number, keys?: readonly string[]): Shard {
  const file = readIfThere(fs, path);
  return file === undefined ? EMPTY : parseShard(file, now, keys && new Set(keys.map(hashKey)));
}

const EMPTY: Shard = { entries: new Map(), bytes: 0, wornBytes: 0 };

/**
 * Of two answers under one key the newer one stands, whichever was written first: processes write a moment after they
 * have heard. One from the future is of a clock that was wrong, and gives way.
 */
function parseShard(file: Buffer, now: number, hashes?: ReadonlySet<number>): Shard {
  const entries = new Map<string, Entry>();
  let wornBytes = 0;
  for (const frame of scanFrames(file, hashes)) {
    const key = entryKey(frame.schema, frame.key);
    const known = entries.get(key);
    const isNewer = known === undefined || known.asOf <= frame.asOf || known.asOf > now;
    if (frame.isNote || !isNewer) {
      wornBytes += frame.bytes.length;
    }
    if (frame.isNote && known !== undefined) {
      entries.set(key, noted(known, frame));
    } else if (!frame.isNote && isNewer) {
      wornBytes += known?.frame.bytes.length ?? 0;
      entries.delete(key);
      entries.set(key, { frame, asOf: frame.asOf, usedOn: frame.usedOn });
    }
  }
  return { entries, bytes: file.length, wornBytes };
}

function noted({ frame, asOf, usedOn }: Entry, note: FoundFrame): Entry {
  const isConfirmed = note.validator !== "" && note.validator === frame.validator;
  return { frame, asOf: isConfirmed ? note.asOf : asOf, usedOn: Math.max(usedOn, note.usedOn) };
}

/**
 * Adds frames at the end of a file, in one write: several processes may do so at once, and one that is killed leaves at
 * most a frame cut short. Throws what the file system throws.
 */
export function appendFrames(fs: CacheFs, path: string, frames: readonly Frame[]): number {
  const bytes = Buffer.concat(frames.flatMap((frame) => encodeFrame(frame) ?? []));
  for (let attempt = 0; attempt < 3; attempt++) {
    const written = append(fs, path, bytes);
    // Whoever rewrote the file meanwhile did so without this: it stands in a file that has no name any more.
    if (statIfThere(fs, path)?.ino === written) {
      break;
    }
  }
  return bytes.length;
}

function append(fs: CacheFs, path: string, bytes: Buffer): number {
  const file = fs.openSync(path, "a", 0o600);
  try {
    if (fs.writeSync(file, bytes) < bytes.length) {
      throw Object.assign(new Error("only a part could be written"), { code: "ENOSPC" });
    }
    return fs.fstatSync(file).ino;
  } finally {
    fs.closeSync(file);
  }
}

/**
 * Writes a file anew with the entries that `choose` keeps, and takes it away where that is none. False where another
 * process is at it. What is added by others meanwhile is kept, but for a moment too short to matter: an answer that is
 * lost is asked for again.
 */
export function rewriteShard(
  fs: CacheFs,
  path: string,
  now: number,
  choose: (shard: Shard) => readonly Entry[],
): boolean {
  const lock = `${path}.lock`;
  if (!takeLock(fs, lock, now)) {
    return false;
  }
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const file = readIfThere(fs, path);
    if (file === undefined) {
      return true;
    }
    const kept = choose(parseShard(file, now)).map(toBytes);
    const added = readIfThere(fs, path)?.subarray(file.length) ?? Buffer.alloc(0);
    if (kept.length === 0 && added.length === 0) {
      fs.rmSync(path, { force: true });
    } else {
      writeWhole(fs, draft, Buffer.concat([...kept, added]));
      fs.renameSync(draft, path);
    }
    return true;
  } finally {
    fs.rmSync(draft, { force: true });
    fs.rmSync(lock, { force: true });
  }
}

function writeWhole(fs: CacheFs, path: string, bytes: Buffer): void {
  const file = fs.openSync(path, "w", 0o600);
  try {
    if (fs.writeSync(file, bytes) < bytes.length) {
      throw Object.assign(new Error("only a part could be written"), { code: "ENOSPC" });
    }
  } finally {
    fs.closeSync(file);
  }
}

/** Rewriting takes milliseconds: a lock as old as this is of a process that was killed. */
const LOCK_HOLDS_MS = 10_000;

function takeLock(fs: CacheFs, lock: string, now: number): boolean {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      fs.closeSync(fs.openSync(lock, "wx", 0o600));
      return true;
    } catch (error) {
      const held = codeOf(error) === "EEXIST" ? statIfThere(fs, lock) : undefined;
      if (held === undefined || Math.abs(now - held.mtimeMs) < LOCK_HOLDS_MS) {
        return false;
      }
      fs.rmSync(lock, { force: true });
    }
  }
  return false;
}

/** The frame of an entry, with what notes have said of it in its header. */
function toBytes({ frame, asOf, usedOn }: Entry): Buffer {
  if (asOf === frame.asOf && usedOn === frame.usedOn) {
    return frame.bytes;
  }
  return frame.dated(asOf, usedOn);
}

function readIfThere(fs: CacheFs, path: string): Buffer | undefined {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") {
      return undefined;
    }
    throw error;
  }
}

function statIfThere(fs: CacheFs, path: string): nodeFs.Stats | undefined {
  return fs.statSync(path, { throwIfNoEntry: false });
}

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}
