import * as nodeFs from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { CacheAccess, ShelfContents } from "../../core/cacheContents";
import type { AnswerKind, Store } from "../../core/world";
import { createBreath } from "../breath";
import { listFiles } from "./files";
import { findCachePlace, makePrivateFolder, wordsOf } from "./place";
import { createCacheRoot } from "./root";
import { type CacheFs, readShard } from "./shard";

export interface DiskCacheOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Told once, in a sentence, why answers are not kept. */
  onTrouble(sentence: string): void;
  readonly homeDirectory?: string;
  readonly now?: () => number;
  readonly fs?: CacheFs;
}

/** Answers on this machine's disk, for all editor windows and the command line together. */
export interface DiskCache extends CacheAccess {
  /**
   * A realm is what else decides about answers: other addresses than the usual ones, another moment than now. Undefined:
   * nothing does. All realms but that one share a file space of their own.
   */
  store(realm: string | undefined): Store | undefined;
  /** What each of the two file spaces may hold; undefined: as much as the environment says, or usual. */
  setLimit(megabytes: number | undefined): void;
  /** Writes what is waiting, at once: before the process ends. */
  flush(): void;
  /** Writes what is waiting, and makes room where that is due. */
  settle(): Promise<void>;
}

/** `custody.cache.maxSizeMB` where nothing is set. */
const DEFAULT_MB = 200;
const MB = 1_000_000;

/** The number is that of the form of the files. Another form has other folders, and the two do not see each other. */
const USUAL = "answers-1";
const REDIRECTED = "redirected-1";

/** The realm of a world that asks these addresses instead of the usual ones, or judges as of another moment than now. */
export function realmOf(endpoints: object, asOf: number | undefined): string | undefined {
  return Object.keys(endpoints).length === 0 && asOf === undefined ? undefined : String(asOf ?? "");
}

/** Opens nothing yet: the folder is made when the first answer is read or written. */
export function createDiskCache({
  environment,
  onTrouble,
  homeDirectory = homedir(),
  now = Date.now,
  fs = nodeFs,
}: DiskCacheOptions): DiskCache {
  const place = findCachePlace({ environment, homeDirectory, platform: process.platform });
  const off = "off" in place ? place.off : typeof crc32 === "function" ? undefined : "this Node.js is older than 20.15";
  const folder = "off" in place || off !== undefined ? undefined : place.folder;
  const breathe = createBreath();
  let mostBytes = readLimit(environment.CUSTODY_CACHE_MAX_MB);
  let hasSaid = false;

  const roots = (folder === undefined ? [] : [USUAL, REDIRECTED]).map((name) =>
    createCacheRoot({
      fs,
      folder: join(folder ?? "", name),
      userId: process.getuid?.(),
      now,
      breathe,
      mostBytes: () => mostBytes,
      onTrouble: (error) => {
        if (!hasSaid) {
          hasSaid = true;
          onTrouble(
            `Answers are kept in memory only, since their folder on disk cannot be used (${folder}: ${wordsOf(error)}). ` +
              'Nothing else is affected; CUSTODY_CACHE names another folder, or is "off".',
          );
        }
      },
    }),
  );

  return {
    store: (realm) => roots[realm === undefined ? 0 : 1]?.store(realm ?? ""),

    setLimit(megabytes) {
      mostBytes = megabytes === undefined ? readLimit(environment.CUSTODY_CACHE_MAX_MB) : megabytes * MB;
    },

    flush() {
      for (const root of roots) {
        root.flush();
      }
    },

    async settle() {
      for (const root of roots) {
        await root.settle();
      }
    },

    async contents() {
      const shelves = folder === undefined ? [] : [...(await shelvesIn(USUAL)), ...(await shelvesIn(REDIRECTED))];
      return { folder, off, mostBytes, shelves };
    },

    trouble() {
      if (folder === undefined) {
        return undefined;
      }
      try {
        const root = join(folder, USUAL);
        makePrivateFolder(fs, root, process.getuid?.());
        const probe = join(root, `${process.pid}.probe`);
        fs.closeSync(fs.openSync(probe, "w", 0o600));
        fs.rmSync(probe, { force: true });
        return undefined;
      } catch (error) {
        return wordsOf(error);
      }
    },

    clear() {
      for (const root of roots) {
        root.forget();
      }
      for (const name of folder === undefined ? [] : [USUAL, REDIRECTED]) {
        fs.rmSync(join(folder ?? "", name), { recursive: true, force: true });
      }
    },
  };

  async function shelvesIn(name: string): Promise<readonly ShelfContents[]> {
    const byKind = new Map<AnswerKind, ShelfContents>();
    for (const { path, shelf, bytes } of listFiles(fs, join(folder ?? "", name))) {
      await breathe();
      const kind = shelf.slice(0, shelf.lastIndexOf("-")) as AnswerKind;
      const dates = [...readShard(fs, path, now()).entries.values()].map(({ asOf }) => asOf).filter(Number.isFinite);
      const known = byKind.get(kind);
      byKind.set(kind, {
        kind,
        redirected: name === REDIRECTED,
        answers: (known?.answers ?? 0) + dates.length,
        bytes: (known?.bytes ?? 0) + bytes,
        oldest: dates.reduce((oldest, at) => Math.min(oldest, at), known?.oldest ?? Number.POSITIVE_INFINITY),
        newest: dates.reduce((newest, at) => Math.max(newest, at), known?.newest ?? 0),
      });
    }
    return [...byKind.values()].filter(({ answers }) => answers > 0);
  }
}

/** CUSTODY_CACHE_MAX_MB is for the command line, which has no settings. */
function readLimit(megabytes: string | undefined): number {
  return (/^\d{1,6}$/.test(megabytes ?? "") ? Number(megabytes) : DEFAULT_MB) * MB;
}
