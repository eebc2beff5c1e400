import { createHash } from "node:crypto";
import { dirname, join, sep } from "node:path";
import type { AnswerKind, Shelf, Store, StoredAnswer } from "../../core/world";
import { fileName, tidy } from "./files";
import { type Frame, hashKey } from "./frames";
import { makePrivateFolder } from "./place";
import { appendFrames, type CacheFs, codeOf, entryKey, readShard, rewriteShard } from "./shard";
import { trim } from "./trim";

export interface RootOptions {
  readonly fs: CacheFs;
  readonly folder: string;
  readonly userId: number | undefined;
  now(): number;
  breathe(): Promise<void> | undefined;
  mostBytes(): number;
  /** Told when something could not be read or written; the cache goes on without it. */
  onTrouble(error: unknown): void;
}

/** A folder of answers that is kept below a size. */
export interface CacheRoot {
  /** Answers of one realm: what a world that is asked otherwise was told is never given to another. */
  store(realm: string): Store;
  /** Writes what is waiting, at once. */
  flush(): void;
  /** Writes what is waiting, and makes room where that is due. */
  settle(): Promise<void>;
  /** Drops what is waiting. */
  forget(): void;
}

const DAY = 24 * 60 * 60 * 1000;
/** How long answers wait for others, to be written with them. */
const FLUSH_AFTER_MS = 250;
const MOST_WAITING = 2_000;
/** After trouble (a full disk, say) nothing is written for so long. */
const PAUSE_MS = 10 * 60 * 1000;
/** A file is written anew when what nobody needs is more than what somebody does, and more than this. */
const WORTH_REWRITING = 64 * 1024;

/**
 * Into how many files answers of a kind are spread, by their key. A check of a project reads all small answers, but few
 * histories: these stand in so many files that few are read in vain.
 */
const SHARDS: Readonly<Record<AnswerKind, number>> = {
  histories: 256,
  advisories: 16,
  records: 16,
  versions: 16,
  provenances: 16,
  served: 16,
  scorecards: 16,
  unknown: 1,
  policies: 1,
};

interface Wanted {
  readonly schema: number;
  readonly key: string;
  readonly into: Map<string, StoredAnswer>;
}

/** Keeps answers in files that only ever grow, or are replaced whole. */
export function createCacheRoot(options: RootOptions): CacheRoot {
  const { fs, folder, userId, now, breathe, mostBytes, onTrouble } = options;
  const waiting = new Map<string, Frame[]>();
  const worn = new Set<string>();
  const files = new Map<string, readonly string[]>();
  /** By file, what is to be read with the next turn, and who waits for it. */
  let wanted = new Map<string, Wanted[]>();
  let reads: (() => void)[] = [];
  let count = 0;
  let timer: NodeJS.Timeout | undefined;
  let written = Number.POSITIVE_INFINITY;
  let quietUntil = 0;
  let isPrivate: boolean | undefined;

  return {
    store: (realm) => ({
      read(shelf, keys) {
        const into = new Map<string, StoredAnswer>();
        const paths = pathsOf(realm, shelf);
        for (const key of keys) {
          const path = pathIn(paths, key);
          const list = wanted.get(path);
          if (list === undefined) {
            wanted.set(path, [{ schema: shelf.schema, key, into }]);
          } else {
            list.push({ schema: shelf.schema, key, into });
          }
        }
        return new Promise((resolve) => {
          reads.push(() => resolve(into));
          if (reads.length === 1) {
            // Questions that are put one by one in one go are answered from the same reading.
            queueMicrotask(() => void serve());
          }
        });
      },

      write(shelf, key, { asOf, validator = "", text }) {
        add(pathIn(pathsOf(realm, shelf), key), { key, schema: shelf.schema, asOf, usedOn: today(), validator, text });
      },

      confirm(shelf, key, validator, asOf) {
        const frame = { key, schema: shelf.schema, asOf, usedOn: today(), validator, text: undefined };
        add(pathIn(pathsOf(realm, shelf), key), frame);
      },
    }),

    flush() {
      for (const path of [...waiting.keys()]) {
        flushFile(path);
      }
    },

    settle,
    forget: () => waiting.clear(),
  };

  /** The files of a shelf. */
  function pathsOf(realm: string, { kind, url, owner }: Shelf): readonly string[] {
    const id = JSON.stringify([realm, url, owner === "" ? "" : `${userId} ${owner}`]);
    let paths = files.get(`${kind}${id}`);
    if (paths === undefined) {
      const at = join(folder, shelfName(kind, id));
      paths = Array.from({ length: SHARDS[kind] }, (_, shard) => `${at}${sep}${fileName(shard)}`);
      files.set(`${kind}${id}`, paths);
    }
    return paths;
  }

  async function serve(): Promise<void> {
    const [asked, done] = [wanted, reads];
    wanted = new Map();
    reads = [];
    for (const [path, list] of asked) {
      await breathe();
      readFile(path, list);
    }
    for (const resolve of done) {
      resolve();
    }
  }

  function readFile(path: string, asked: readonly Wanted[]): void {
    if (!isReady()) {
      return;
    }
    flushFile(path);
    try {
      const keys = asked.map(({ key }) => key);
      const { entries, bytes, wornBytes } = readShard(fs, path, now(), keys);
      if (wornBytes > Math.max(bytes / 2, WORTH_REWRITING)) {
        worn.add(path);
      }
      for (const { schema, key, into } of asked) {
        const entry = entries.get(entryKey(schema, key));
        const text = entry?.frame.text();
        if (entry !== undefined && text !== undefined) {
          const { asOf, frame } = entry;
          into.set(key, frame.validator === "" ? { asOf, text } : { asOf, text, validator: frame.validator });
          if (entry.usedOn !== today()) {
            add(path, { key, schema, asOf, usedOn: today(), validator: "", text: undefined });
          }
        }
      }
    } catch (error) {
      onTrouble(error);
    }
  }

  function add(path: string, frame: Frame): void {
    if (now() < quietUntil || isPrivate === false) {
      return;
    }
    const frames = waiting.get(path);
    if (frames === undefined) {
      waiting.set(path, [frame]);
    } else {
      frames.push(frame);
    }
    count += 1;
    if (timer === undefined || count === MOST_WAITING) {
      clearTimeout(timer);
      timer = setTimeout(() => void settle(), count < MOST_WAITING ? FLUSH_AFTER_MS : 0);
      timer.unref();
    }
  }

  async function settle(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    count = 0;
    for (const path of [...waiting.keys()]) {
      await breathe();
      flushFile(path);
    }
    try {
      for (const path of worn) {
        await breathe();
        worn.delete(path);
        rewriteShard(fs, path, now(), ({ entries }) => [...entries.values()]);
      }
      await makeRoom();
    } catch (error) {
      fail(error);
    }
  }

  async function makeRoom(): Promise<void> {
    if (isPrivate === true && written > mostBytes() / 20) {
      written = 0;
      tidy(fs, folder, now());
      await trim({ fs, root: folder, mostBytes: mostBytes(), now, today: today(), breathe });
    }
  }

  function flushFile(path: string): void {
    const frames = waiting.get(path);
    if (frames === undefined) {
      return;
    }
    waiting.delete(path);
    if (!isReady()) {
      return;
    }
    try {
      written += appendTo(path, frames);
    } catch (error) {
      fail(error);
    }
  }

  function appendTo(path: string, frames: readonly Frame[]): number {
    try {
      return appendFrames(fs, path, frames);
    } catch (error) {
      if (codeOf(error) !== "ENOENT") {
        throw error;
      }
      // The first of its shelf, or somebody has emptied the cache.
      makePrivateFolder(fs, folder, userId);
      makePrivateFolder(fs, dirname(path), userId);
      return appendFrames(fs, path, frames);
    }
  }

  /** Whether the folder is there and its user's alone; looked at once. */
  function isReady(): boolean {
    if (isPrivate === undefined) {
      try {
        makePrivateFolder(fs, folder, userId);
        isPrivate = true;
      } catch (error) {
        isPrivate = false;
        fail(error);
      }
    }
    return isPrivate;
  }

  function fail(error: unknown): void {
    if (codeOf(error) === "ENOENT") {
      // Somebody has emptied the cache in the middle of this.
      return;
    }
    waiting.clear();
    quietUntil = now() + PAUSE_MS;
    onTrouble(error);
  }

  function today(): number {
    return Math.min(0xffff, Math.max(0, Math.floor(now() / DAY)));
  }
}

function pathIn(paths: readonly string[], key: string): string {
  return paths[hashKey(key) % paths.length] ?? "";
}

/** Tells the kind, and nothing of the address or of whose answers they are: an address can hold a password. */
function shelfName(kind: AnswerKind, id: string): string {
  return `${kind}-${createHash("sha256").update(id).digest("hex").slice(0, 24)}`;
}
