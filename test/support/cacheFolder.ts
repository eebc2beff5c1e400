import * as nodeFs from "node:fs";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Shelf, Store, StoredAnswer } from "../../server/src/core/world";
import { createDiskCache, type DiskCache, type DiskCacheOptions } from "../../server/src/platform/cache/diskCache";
import { scanFrames } from "../../server/src/platform/cache/frames";
import type { CacheFs } from "../../server/src/platform/cache/shard";
import { NOW } from "./world";

export const SHELF: Shelf = { kind: "versions", schema: 1, url: "https://depsdev.example", owner: "" };
export const HISTORIES: Shelf = { kind: "histories", schema: 1, url: "https://registry.example/", owner: "" };

/** A folder for one test's cache; each opening of it is like another process. */
export interface CacheFolder {
  readonly folder: string;
  /** What was said of trouble. */
  readonly said: string[];
  open(differs?: Partial<DiskCacheOptions> & { readonly realm?: string }): OpenCache;
  /** All files, by their path inside the folder. */
  files(): ReadonlyMap<string, Buffer>;
  /** All that is kept, unpacked, as one text with the bytes of the files. */
  everything(): string;
  remove(): void;
}

export interface OpenCache {
  readonly cache: DiskCache;
  readonly store: Store;
  /** One answer, as a reader of another process would get it. */
  get(key: string, shelf?: Shelf): Promise<StoredAnswer | undefined>;
  /** Writes at once. */
  put(key: string, text: string, differs?: Partial<StoredAnswer>, shelf?: Shelf): void;
}

export function cacheFolder(): CacheFolder {
  const folder = mkdtempSync(join(tmpdir(), "custody-cache-"));
  const said: string[] = [];
  const files = () =>
    new Map(
      filesIn(folder).flatMap((path) => readIfThere(path).map((bytes) => [path.slice(folder.length + 1), bytes])),
    );
  return {
    folder,
    said,
    open({ realm, ...differs } = {}) {
      const cache = createDiskCache({
        environment: { CUSTODY_CACHE: folder },
        now: () => NOW,
        onTrouble: (sentence) => void said.push(sentence),
        ...differs,
      });
      const store = cache.store(realm) ?? NOWHERE;
      return {
        cache,
        store,
        get: async (key, shelf = SHELF) => (await store.read(shelf, [key])).get(key),
        put(key, text, more = {}, shelf = SHELF) {
          store.write(shelf, key, { asOf: NOW, text, ...more });
          cache.flush();
        },
      };
    },
    files,
    everything: () =>
      [...files()]
        .flatMap(([path, bytes]) => [
          path,
          bytes.toString("latin1"),
          ...[...scanFrames(bytes)].map((frame) => `${frame.key} ${frame.validator} ${frame.text()}`),
        ])
        .join("\n"),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

const NOWHERE: Store = { read: async () => new Map(), write: () => undefined, confirm: () => undefined };

/** Nothing where another process has just taken the file away. */
function readIfThere(path: string): readonly Buffer[] {
  try {
    return [readFileSync(path)];
  } catch {
    return [];
  }
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** A file system of which some functions are others. */
export function fsWith(differs: Partial<CacheFs>): CacheFs {
  return { ...nodeFs, ...differs };
}

export function systemError(code: string): Error {
  return Object.assign(new Error(code), { code });
}
