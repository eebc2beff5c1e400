import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import cacache from "cacache";
import type { Shelf } from "../server/src/core/world";
import { createDiskCache } from "../server/src/platform/cache/diskCache";

/** A way to keep texts under keys, as another process would find them. */
export interface CacheStore {
  readonly name: string;
  /** In batches of 500, as answers come in. */
  write(texts: ReadonlyMap<string, string>): Promise<void>;
  /** In a process of its own, as far as that can be had in one: nothing is kept in memory. */
  read(keys: readonly string[]): Promise<number>;
}

const BATCH = 500;
/** As many at once as Node's thread pool can use. */
const AT_ONCE = 64;

/** Ours and those that it was chosen among; without those that this Node lacks. */
export async function cacheStores(folder: string, shelf: Shelf): Promise<readonly CacheStore[]> {
  const sqlite = await sqliteStore(join(folder, "sqlite.db"));
  return [
    ownStore(folder, shelf),
    ...(sqlite === undefined ? [] : [sqlite]),
    fileStore(join(folder, "files")),
    cacacheStore(join(folder, "cacache")),
  ];
}

function ownStore(folder: string, shelf: Shelf): CacheStore {
  const open = () =>
    createDiskCache({
      environment: { CUSTODY_CACHE: folder },
      onTrouble: (why) => {
        throw new Error(why);
      },
    });
  return {
    name: "frames in sharded files (ours)",
    async write(texts) {
      const cache = open();
      const store = cache.store(undefined);
      for (const batch of batches([...texts])) {
        for (const [key, text] of batch) {
          store?.write(shelf, key, { asOf: Date.now(), text });
        }
        cache.flush();
      }
    },
    async read(keys) {
      const found = await open().store(undefined)?.read(shelf, keys);
      return found?.size ?? 0;
    },
  };
}

/** node:sqlite, which Node.js 20 does not have. */
async function sqliteStore(path: string): Promise<CacheStore | undefined> {
  const { DatabaseSync } = await import("node:sqlite").catch(() => ({ DatabaseSync: undefined }));
  if (DatabaseSync === undefined) {
    return undefined;
  }
  const open = () => {
    const database = new DatabaseSync(path);
    database.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL");
    database.exec("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID");
    return database;
  };
  return {
    name: "node:sqlite",
    async write(texts) {
      const database = open();
      const insert = database.prepare("INSERT OR REPLACE INTO answers VALUES (?, ?)");
      for (const batch of batches([...texts])) {
        database.exec("BEGIN IMMEDIATE");
        for (const [key, text] of batch) {
          insert.run(key, text);
        }
        database.exec("COMMIT");
      }
      database.close();
    },
    async read(keys) {
      const database = open();
      const select = database.prepare("SELECT text FROM answers WHERE key = ?");
      const found = keys.filter((key) => select.get(key) !== undefined);
      database.close();
      return found.length;
    },
  };
}

/** A file for each answer, written beside its place and moved there. */
function fileStore(folder: string): CacheStore {
  const pathOf = (key: string) => {
    const hash = createHash("sha1").update(key).digest("hex");
    return join(folder, hash.slice(0, 2), hash.slice(2));
  };
  for (let i = 0; i < 256; i++) {
    mkdirSync(join(folder, i.toString(16).padStart(2, "0")), { recursive: true });
  }
  return {
    name: "a file for each answer",
    async write(texts) {
      for (const [key, text] of texts) {
        const path = pathOf(key);
        writeFileSync(`${path}.tmp`, text, { mode: 0o600 });
        renameSync(`${path}.tmp`, path);
      }
    },
    read: async (keys) => keys.filter((key) => readFileSync(pathOf(key), "utf8") !== "").length,
  };
}

function cacacheStore(folder: string): CacheStore {
  return {
    name: "cacache",
    async write(texts) {
      for (const batch of batches([...texts], AT_ONCE)) {
        await Promise.all(batch.map(([key, text]) => cacache.put(folder, key, text)));
      }
    },
    async read(keys) {
      let found = 0;
      for (const batch of batches(keys, AT_ONCE)) {
        found += (await Promise.all(batch.map((key) => cacache.get(folder, key)))).length;
      }
      return found;
    },
  };
}

function batches<T>(items: readonly T[], size = BATCH): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
