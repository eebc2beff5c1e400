import assert from "node:assert/strict";
import * as nodeFs from "node:fs";
import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Shelf } from "../../server/src/core/world";
import { realmOf } from "../../server/src/platform/cache/diskCache";
import { type CacheFolder, cacheFolder, fsWith, HISTORIES, SHELF, systemError } from "../support/cacheFolder";
import { DAY, NOW } from "../support/world";

const HOUR = 60 * 60 * 1000;

describe("the cache on disk", () => {
  let at: CacheFolder;
  beforeEach(() => {
    at = cacheFolder();
  });
  afterEach(() => at.remove());

  /** The one file of answers. */
  const onlyFile = (): string => {
    const paths = [...at.files().keys()].filter((path) => path.endsWith(".answers"));
    assert.equal(paths.length, 1);
    return join(at.folder, paths[0] ?? "");
  };

  it("gives one process what another has written", async () => {
    at.open().put("chalk@5.6.0", '{"a":1}', { validator: '"x"' });
    assert.deepEqual(await at.open().get("chalk@5.6.0"), { asOf: NOW, text: '{"a":1}', validator: '"x"' });
    assert.equal(await at.open().get("chalk@5.6.1"), undefined);
  });

  it("gives a process what it has not yet written itself", async () => {
    const { store, get } = at.open();
    store.write(SHELF, "a@1.0.0", { asOf: NOW, text: "{}" });
    assert.equal((await get("a@1.0.0"))?.text, "{}");
  });

  it("keeps long texts packed and short ones as they are", async () => {
    const long = JSON.stringify(Array.from({ length: 1000 }, (_, i) => ({ version: `1.0.${i}`, by: "ann" })));
    at.open().put("long", long);
    at.open().put("short", '"€"');
    assert.equal((await at.open().get("long"))?.text, long);
    assert.equal((await at.open().get("short"))?.text, '"€"');
    const bytes = [...at.files().values()].reduce((sum, file) => sum + file.length, 0);
    assert.ok(bytes < long.length / 3, `${bytes} bytes for ${long.length}`);
  });

  it("gives the newest answer, whichever was written last", async () => {
    const { put } = at.open();
    put("a", "1", { asOf: NOW - HOUR });
    put("a", "2");
    put("a", "3", { asOf: NOW - DAY });
    assert.equal((await at.open().get("a"))?.text, "2");
  });

  it("lets an answer of the future give way, which a wrong clock has dated", async () => {
    const { put } = at.open();
    put("a", "1", { asOf: NOW + DAY });
    assert.equal((await at.open().get("a"))?.text, "1");
    put("a", "2", { asOf: NOW - HOUR });
    assert.equal((await at.open().get("a"))?.text, "2");
  });

  const others: readonly (readonly [title: string, shelf: Shelf, realm?: string])[] = [
    ["another kind", { ...SHELF, kind: "advisories" }],
    ["another form", { ...SHELF, schema: 2 }],
    ["another address", { ...SHELF, url: "https://other.example" }],
    ["another owner", { ...SHELF, owner: "/home/ann/.npmrc //depsdev.example/:_authToken" }],
    ["another realm", SHELF, "2018-09-09"],
  ];
  for (const [title, shelf, realm = ""] of others) {
    it(`knows nothing of it under ${title}, and keeps both`, async () => {
      at.open().put("a", "one");
      const other = at.open(realm === "" ? {} : { realm });
      assert.equal(await other.get("a", shelf), undefined);
      other.put("a", "two", {}, shelf);
      assert.equal((await at.open().get("a"))?.text, "one");
      assert.equal((await at.open(realm === "" ? {} : { realm }).get("a", shelf))?.text, "two");
    });
  }

  it("has a realm for redirected addresses and for another moment, and none for the usual ones", () => {
    assert.equal(realmOf({}, undefined), undefined);
    assert.notEqual(realmOf({ osv: "https://osv.example" }, undefined), undefined);
    assert.notEqual(realmOf({}, NOW), undefined);
    assert.notEqual(realmOf({}, NOW), realmOf({}, NOW + 1));
  });

  const keys: readonly string[] = [
    ...[
      "__proto__",
      "constructor",
      "../..",
      "..\\..",
      "/etc/passwd",
      "C:\\Windows",
      "con",
      "nul.",
      "a/b/c",
      "@s/n",
      "a b",
    ],
    ...[
      "JSONStream",
      "jsonstream",
      "a\0b",
      "a\nb",
      "ünï",
      "ünï".normalize("NFD"),
      "😀",
      "名",
      "%2e%2e",
      "x".repeat(214),
    ],
  ];
  it("keeps answers under keys of any kind, and tells each from all others", async () => {
    const { store, cache } = at.open();
    for (const [i, key] of keys.entries()) {
      store.write(HISTORIES, key, { asOf: NOW, text: `${i}` });
    }
    cache.flush();
    const found = await at.open().store.read(HISTORIES, keys);
    assert.deepEqual(
      keys.map((key) => found.get(key)?.text),
      keys.map((_, i) => `${i}`),
    );
    for (const path of at.files().keys()) {
      assert.match(path, /^answers-1\/histories-[0-9a-f]{24}\/[0-9a-f]{2}\.answers$/);
    }
  });

  for (const key of ["half\ud800", "x".repeat(3000)]) {
    it(`keeps nothing under ${JSON.stringify(key.slice(0, 12))}, which it could not tell from others`, async () => {
      at.open().put(key, "1");
      assert.equal(await at.open().get(key), undefined);
      assert.deepEqual(at.said, []);
    });
  }

  describe("that is told that something still holds", () => {
    it("gives the answer the new date, and nothing else", async () => {
      const first = at.open();
      first.put("a", "1", { validator: '"x"' });
      first.store.confirm(SHELF, "a", '"x"', NOW + HOUR);
      first.cache.flush();
      assert.deepEqual(await at.open().get("a"), { asOf: NOW + HOUR, text: "1", validator: '"x"' });
    });

    it("does not give it to an answer that has replaced the one meant", async () => {
      const { put, store, cache } = at.open();
      put("a", "1", { validator: '"x"' });
      put("a", "2", { validator: '"y"' });
      store.confirm(SHELF, "a", '"x"', NOW + HOUR);
      cache.flush();
      assert.deepEqual(await at.open().get("a"), { asOf: NOW, text: "2", validator: '"y"' });
    });

    it("makes no answer of it where there is none", async () => {
      const { store, cache } = at.open();
      store.confirm(SHELF, "a", '"x"', NOW);
      cache.flush();
      assert.equal(await at.open().get("a"), undefined);
    });
  });

  describe("in files that are damaged", () => {
    const texts = ["first", "second".repeat(200), "third"];
    const write = () => {
      const { store, cache } = at.open();
      for (const [i, text] of texts.entries()) {
        store.write({ ...SHELF, url: "one" }, `key ${i}`, { asOf: NOW + i, text, validator: `"${i}"` });
      }
      cache.flush();
      // All in one file, whatever the key.
      const bytes = Buffer.concat([...at.files().values()]);
      for (const path of [...at.files().keys()]) {
        writeFileSync(join(at.folder, path), bytes);
      }
      return bytes;
    };
    /** Which of the three are there; none is another than it was written. */
    const read = async (bytes: Buffer): Promise<string> => {
      for (const path of at.files().keys()) {
        writeFileSync(join(at.folder, path), bytes);
      }
      const found = await at.open().store.read({ ...SHELF, url: "one" }, ["key 0", "key 1", "key 2"]);
      for (const [key, answer] of found) {
        const i = Number(key.at(-1));
        assert.deepEqual(answer, { asOf: NOW + i, text: texts[i], validator: `"${i}"` });
      }
      return [...found.keys()]
        .map((key) => key.at(-1))
        .sort()
        .join("");
    };

    it("gives what stands before the cut, wherever that is", async () => {
      const bytes = write();
      const seen = new Set<string>();
      for (let length = 0; length <= bytes.length; length++) {
        seen.add(await read(bytes.subarray(0, length)));
      }
      assert.equal(seen.size, 4);
      assert.ok(seen.has("") && seen.has("012"));
    });

    it("gives all but the one with a flipped bit, whichever it is", async () => {
      const bytes = write();
      for (let bit = 0; bit < bytes.length * 8; bit++) {
        const flipped = Buffer.from(bytes);
        flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        assert.equal((await read(flipped)).length, 2, `bit ${bit}`);
      }
    });

    it("gives what stands behind a frame that was cut short, zeros or anything else", async () => {
      const bytes = write();
      for (const junk of [bytes.subarray(0, 50), Buffer.alloc(4096), Buffer.from("hello\n".repeat(100))]) {
        assert.equal(await read(Buffer.concat([junk, bytes])), "012");
        assert.equal(await read(Buffer.concat([bytes.subarray(0, 70), junk, bytes])), "012");
      }
      assert.equal(await read(Buffer.from("not a cache at all")), "");
    });

    it("writes on behind the damage", async () => {
      write();
      await read(Buffer.alloc(10_000, 7));
      const shelf = { ...SHELF, url: "one" };
      at.open().put("key 0", texts[0] ?? "", { asOf: NOW, validator: '"0"' }, shelf);
      assert.equal((await at.open().get("key 0", shelf))?.text, "first");
      assert.deepEqual(at.said, []);
    });
  });

  describe("that cannot be used as it should", () => {
    const failing: readonly (readonly [title: string, code: string, words: RegExp])[] = [
      ["a full disk", "ENOSPC", /the disk is full/],
      ["a quota", "EDQUOT", /the disk is full/],
      ["a folder that is not ours to write", "EACCES", /it cannot be written/],
      ["a disk that is read only", "EROFS", /it cannot be written/],
      ["an error nobody thought of", "EIO", /EIO/],
    ];
    for (const [title, code, words] of failing) {
      it(`says once, calmly, that there is ${title}, and goes on reading`, async () => {
        at.open().put("a", "1");
        const fs = fsWith({
          openSync: (path, flags, mode) => {
            if (flags === "a") {
              throw systemError(code);
            }
            return nodeFs.openSync(path, flags, mode);
          },
        });
        const { put, get, cache } = at.open({ fs });
        put("b", "1");
        put("c", "1");
        await cache.settle();
        assert.equal((await get("a"))?.text, "1");
        assert.equal(await get("b"), undefined);
        assert.equal(at.said.length, 1);
        assert.match(at.said[0] ?? "", words);
        assert.match(at.said[0] ?? "", /^Answers are kept in memory only, .*Nothing else is affected; CUSTODY_CACHE/);
      });
    }

    it("leaves no wrong answer where the disk was full in the middle of one, and heals", async () => {
      let isFull = true;
      let now = NOW;
      const writeSync = ((file: number, bytes: Buffer) =>
        nodeFs.writeSync(file, isFull ? bytes.subarray(0, 40) : bytes)) as typeof nodeFs.writeSync;
      const first = at.open({ fs: fsWith({ writeSync }), now: () => now });
      first.put("a", "1".repeat(50));
      assert.equal(await at.open().get("a"), undefined);
      first.put("a", "2");
      assert.equal(at.said.length, 1);
      isFull = false;
      now += HOUR;
      first.put("a", "3");
      assert.equal((await at.open().get("a"))?.text, "3");
      assert.equal(at.said.length, 1);
    });

    it("keeps nothing where the folder cannot be made", async () => {
      const fs = fsWith({
        mkdirSync: () => {
          throw systemError("EROFS");
        },
      });
      const { put, get } = at.open({ fs });
      put("a", "1");
      assert.equal(await get("a"), undefined);
      assert.equal(at.said.length, 1);
    });

    it("keeps nothing where a file stands in the folder's place", async () => {
      writeFileSync(join(at.folder, "answers-1"), "");
      const { put, get } = at.open();
      put("a", "1");
      assert.equal(await get("a"), undefined);
      assert.match(at.said.join(), /a file stands in its place/);
    });

    it("reads and writes nothing in a folder that belongs to somebody else", async function () {
      if (process.getuid === undefined) {
        this.skip();
      }
      at.open().put("a", "1");
      const fs = fsWith({
        lstatSync: ((path: string) => Object.assign(nodeFs.lstatSync(path), { uid: 4242 })) as typeof nodeFs.lstatSync,
      });
      const { put, get } = at.open({ fs });
      put("b", "1");
      assert.equal(await get("a"), undefined);
      assert.equal(await at.open().get("b"), undefined);
      assert.match(at.said.join(), /it belongs to another user/);
    });

    it("does not follow a link that stands in the folder's place", async function () {
      if (process.platform === "win32") {
        this.skip();
      }
      mkdirSync(join(at.folder, "elsewhere"));
      symlinkSync(join(at.folder, "elsewhere"), join(at.folder, "answers-1"));
      at.open().put("a", "1");
      assert.equal(await at.open().get("a"), undefined);
      assert.equal(at.files().size, 0);
    });

    it("begins anew where somebody takes the folder away", async () => {
      const { put, cache } = at.open();
      put("a", "1");
      at.open().cache.clear();
      put("b", "1");
      await cache.settle();
      assert.equal(await at.open().get("a"), undefined);
      assert.equal((await at.open().get("b"))?.text, "1");
      assert.deepEqual(at.said, []);
    });
  });

  it("is its user's alone", function () {
    if (process.platform === "win32") {
      this.skip();
    }
    mkdirSync(join(at.folder, "answers-1"));
    chmodSync(join(at.folder, "answers-1"), 0o755);
    at.open().put("a", "1");
    const file = onlyFile();
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(file)).mode & 0o777, 0o700);
    assert.equal(statSync(dirname(dirname(file))).mode & 0o777, 0o700);
  });

  describe("that has become too large", () => {
    const MB = 1_000_000;
    /** About 8 kB, packed as far as that goes. */
    const bulk = (i: number): string => {
      let state = i + 1;
      return Array.from({ length: 9_500 }, () => {
        state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
        return String.fromCharCode(0x21 + ((state >>> 16) % 94));
      }).join("");
    };
    const size = () => [...at.files().values()].reduce((sum, file) => sum + file.length, 0);

    it("loses what was used longest ago", async () => {
      let now = NOW;
      const { store, cache, get } = at.open({ now: () => now });
      cache.setLimit(1);
      for (let i = 0; i < 100; i++) {
        now = NOW + (i % 10) * DAY;
        store.write(SHELF, `k${i}`, { asOf: now, text: bulk(i) });
      }
      now = NOW + 9 * DAY;
      cache.flush();
      // Written on the oldest day, and used today.
      await get("k0");
      await cache.settle();
      const before = size();
      for (let i = 100; i < 160; i++) {
        store.write(SHELF, `k${i}`, { asOf: now, text: bulk(i) });
      }
      await cache.settle();
      assert.ok(before > 0.5 * MB && size() <= MB, `${before}, then ${size()}`);
      const there = await at.open({ now: () => now }).store.read(
        SHELF,
        Array.from({ length: 160 }, (_, i) => `k${i}`),
      );
      const days = (day: number) =>
        Array.from({ length: 10 }, (_, i) => `k${i * 10 + day}`).filter((key) => there.has(key));
      assert.deepEqual(days(0), ["k0"]);
      assert.deepEqual(days(1), []);
      assert.equal(days(8).length, 10);
      assert.equal([...there.keys()].filter((key) => Number(key.slice(1)) >= 100).length, 60);
    });

    it("loses what has been replaced before anything that somebody needs", async () => {
      const { put, cache } = at.open();
      cache.setLimit(1);
      for (let i = 0; i < 200; i++) {
        put(`k${i % 50}`, bulk(i));
      }
      assert.ok(size() > MB);
      await cache.settle();
      assert.ok(size() <= MB);
      const keys = Array.from({ length: 50 }, (_, i) => `k${i}`);
      assert.equal((await at.open().store.read(SHELF, keys)).size, 50);
    });

    it("keeps below the size in use of one day, and the newest of that day", async () => {
      const { put, cache } = at.open();
      cache.setLimit(1);
      for (let i = 0; i < 300; i++) {
        put(`k${i}`, bulk(i));
      }
      await cache.settle();
      assert.ok(size() <= MB && size() > 0.7 * MB, `${size()}`);
      const keys = Array.from({ length: 300 }, (_, i) => `k${i}`);
      const there = await at.open().store.read(SHELF, keys);
      assert.ok(there.has("k299") && !there.has("k0"));
    });

    it("keeps the newest of one day even where it stands alone in its file", async () => {
      let now = NOW;
      const { store, cache } = at.open({ now: () => now });
      const alone = { ...SHELF, url: "https://alone.example" };
      cache.setLimit(1);
      for (let i = 0; i < 150; i++) {
        store.write(SHELF, `k${i}`, { asOf: now, text: bulk(i) });
        now += 1000;
      }
      store.write(alone, "the last", { asOf: now, text: bulk(150) });
      await cache.settle();
      assert.ok(size() <= MB, `${size()}`);
      assert.equal((await at.open({ now: () => now }).store.read(alone, ["the last"])).size, 1);
    });

    it("does not take a use that a wrong clock has noted in the future for the latest", async () => {
      let now = NOW + 3650 * DAY;
      const { store, cache, put } = at.open({ now: () => now });
      cache.setLimit(1);
      put("future", bulk(0), { asOf: now });
      now = NOW;
      for (let i = 1; i < 200; i++) {
        store.write(SHELF, `k${i}`, { asOf: now, text: bulk(i) });
      }
      await cache.settle();
      assert.equal(await at.open().get("future"), undefined);
    });

    it("is tidied of what killed processes have left behind, and of nothing else", async () => {
      const { put } = at.open();
      put("a", "1");
      const folder = dirname(onlyFile());
      for (const name of ["00.answers.123.tmp", "00.answers.lock"]) {
        writeFileSync(join(folder, name), "");
      }
      const later = Date.now() + 2 * HOUR;
      const other = at.open({ now: () => later });
      other.put("b", "1");
      await other.cache.settle();
      assert.ok([...at.files().keys()].every((path) => path.endsWith(".answers")));
      assert.equal((await at.open().get("a"))?.text, "1");
    });
  });

  it("writes a file anew that is mostly worn, with every form of answer that stands in it", async () => {
    let now = NOW;
    const { put, get, store, cache } = at.open({ now: () => now });
    const text = "x".repeat(300);
    put("kept", "of a newer form", {}, { ...SHELF, schema: 9 });
    put("kept", text, { validator: '"v"' });
    store.confirm(SHELF, "kept", '"v"', NOW + HOUR);
    for (let i = 0; i < 5000; i++) {
      store.write(SHELF, `w${i % 10}`, { asOf: now, text });
    }
    cache.flush();
    const size = () => [...at.files().values()].reduce((sum, file) => sum + file.length, 0);
    const before = size();
    now += DAY;
    for (const key of ["kept", ...Array.from({ length: 10 }, (_, i) => `w${i}`)]) {
      await get(key);
    }
    await cache.settle();
    assert.ok(size() < before / 10, `${before}, then ${size()}`);
    assert.deepEqual(await at.open().get("kept"), { asOf: NOW + HOUR, text, validator: '"v"' });
    assert.equal((await at.open().get("kept", { ...SHELF, schema: 9 }))?.text, "of a newer form");
  });

  it("keeps what several write at once, while others write the files anew", async () => {
    const writers = Array.from({ length: 4 }, () => at.open());
    for (let round = 0; round < 60; round++) {
      for (const [i, { store }] of writers.entries()) {
        for (let n = 0; n < 20; n++) {
          store.write(SHELF, `w${i}-${n}`, { asOf: NOW + round, text: `${i}-${n}-${round}`.padEnd(400, ".") });
        }
        writers[i]?.cache.flush();
      }
      const one = writers[round % writers.length];
      await one?.store.read(SHELF, ["w0-0", "w1-1", "w2-2"]);
      await one?.cache.settle();
    }
    const keys = writers.flatMap((_, i) => Array.from({ length: 20 }, (_, n) => `w${i}-${n}`));
    const found = await at.open().store.read(SHELF, keys);
    for (const key of keys) {
      assert.equal(found.get(key)?.text.replace(/\.+$/, ""), `${key.slice(1)}-59`);
    }
  });

  it("keeps what is added between another's reading and its replacing of the file", async () => {
    const first = at.open();
    first.put("old", "x".repeat(300));
    const path = onlyFile();
    let isAdded = false;
    const readFileSync = ((file: string) => {
      const bytes = nodeFs.readFileSync(file);
      if (file === path && !isAdded) {
        isAdded = true;
        nodeFs.appendFileSync(path, addition);
      }
      return bytes;
    }) as typeof nodeFs.readFileSync;
    const addition = (() => {
      const other = cacheFolder();
      other.open().put("old", "added");
      const [bytes = Buffer.alloc(0)] = [...other.files().values()];
      other.remove();
      return bytes;
    })();
    const { rewriteShard } = await import("../../server/src/platform/cache/shard");
    rewriteShard(fsWith({ readFileSync }), path, NOW, ({ entries }) => [...entries.values()]);
    assert.equal((await at.open().get("old"))?.text, "added");
  });

  it("writes once more what went into a file that was replaced meanwhile", async () => {
    const first = at.open();
    first.put("a", "1");
    const path = onlyFile();
    let isReplaced = false;
    const writeSync = ((file: number, bytes: Buffer) => {
      if (!isReplaced) {
        isReplaced = true;
        writeFileSync(`${path}.new`, readFileSync(path));
        nodeFs.renameSync(`${path}.new`, path);
      }
      return nodeFs.writeSync(file, bytes);
    }) as typeof nodeFs.writeSync;
    at.open({ fs: fsWith({ writeSync }) }).put("a", "2");
    assert.equal((await at.open().get("a"))?.text, "2");
  });

  it("tells what is kept, of what kind, how much and how old", async () => {
    const { put, cache } = at.open();
    put("a", "1", { asOf: NOW - DAY });
    put("b", "1");
    put("c", "1", {}, HISTORIES);
    at.open({ realm: "x" }).put("d", "1");
    const { folder, off, mostBytes, shelves } = await cache.contents();
    assert.deepEqual([folder, off, mostBytes], [at.folder, undefined, 200_000_000]);
    assert.deepEqual(
      shelves.map(({ bytes: _, ...rest }) => rest),
      [
        { kind: "histories", redirected: false, answers: 1, oldest: NOW, newest: NOW },
        { kind: "versions", redirected: false, answers: 2, oldest: NOW - DAY, newest: NOW },
        { kind: "versions", redirected: true, answers: 1, oldest: NOW, newest: NOW },
      ],
    );
    cache.clear();
    assert.deepEqual((await cache.contents()).shelves, []);
    assert.equal(at.files().size, 0);
  });

  it("takes away its own folders only", async () => {
    writeFileSync(join(at.folder, "mine.txt"), "mine");
    const { put, cache } = at.open();
    put("a", "1");
    cache.clear();
    assert.deepEqual([...at.files().keys()], ["mine.txt"]);
  });
});
