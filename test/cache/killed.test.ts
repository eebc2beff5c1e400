import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { build } from "esbuild";
import { scanFrames } from "../../server/src/platform/cache/frames";
import { type CacheFolder, cacheFolder } from "../support/cacheFolder";
import { isSoundText, SHELVES, textOf } from "../support/cacheTexts";

const KILLS = 50;

/** Three processes write the same files; one of them is killed in the middle, again and again. */
describe("a cache whose writers are killed", () => {
  let at: CacheFolder;
  let script = "";
  const running = new Set<ChildProcess>();

  before(async () => {
    at = cacheFolder();
    script = join(at.folder, "writer.cjs");
    await build({
      entryPoints: [resolve(import.meta.dirname, "../support/cacheWriter.ts")],
      outfile: script,
      bundle: true,
      platform: "node",
      format: "cjs",
      target: "node22",
      mainFields: ["module", "main"],
    });
  });
  after(async () => {
    await Promise.all([...running].map((child) => kill(child)));
    at.remove();
  });

  const start = (name: string, ...more: readonly string[]): ChildProcess => {
    const child = fork(script, [name, ...more], { env: { ...process.env, CUSTODY_CACHE: at.folder }, execArgv: [] });
    running.add(child);
    child.once("exit", () => running.delete(child));
    return child;
  };
  const kill = async (child: ChildProcess): Promise<void> => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) {
      await once(child, "exit");
    }
  };
  /** Resolves when it has written so many rounds, and is writing the next. */
  const rounds = async (child: ChildProcess, count: number): Promise<void> => {
    for (let seen = 0; seen < count; seen++) {
      await Promise.race([
        once(child, "message"),
        once(child, "exit").then(([code]) => assert.fail(`a writer ended by itself (${code})`)),
      ]);
    }
  };

  it(`opens after ${KILLS} of them, and holds no wrong answer`, async function () {
    this.timeout(120_000);
    const survivors = [start("first", "paced"), start("second", "paced")];
    let found = 0;
    let next = start("victim0");
    for (let i = 0; i < KILLS; i++) {
      const victim = next;
      next = start(`victim${(i + 1) % 5}`);
      for (const child of survivors) {
        child.send("round");
      }
      await rounds(victim, 1 + (i % 3));
      await kill(victim);
      found += i % 5 === 0 ? await check() : 0;
    }
    await kill(next);
    for (const child of survivors) {
      child.send("stop");
    }
    await Promise.all(survivors.map((child) => once(child, "exit")));
    assert.deepEqual(
      survivors.map(({ exitCode }) => exitCode),
      [0, 0],
    );
    found += await check();
    assert.ok(found > 500, `${found} answers were there at all`);

    const { put, get } = at.open();
    put("after", textOf("after", 1));
    assert.equal((await get("after"))?.text, textOf("after", 1));
    assert.deepEqual(at.said, []);
  });

  /** Every answer that a reader gets, and every frame in every file; how many answers there are. */
  async function check(): Promise<number> {
    const names = ["all", "first", "second", ...Array.from({ length: 5 }, (_, i) => `victim${i}`)];
    const keys = names.flatMap((name) => Array.from({ length: 20 }, (_, n) => `${name}-${n}`));
    let found = 0;
    for (const shelf of SHELVES) {
      for (const [key, { text, validator, asOf }] of await at.open().store.read(shelf, keys)) {
        assert.ok(isSoundText(key, text), `${key}: ${text.slice(0, 80)}`);
        assert.equal(validator, `"${asOf}"`);
        found += 1;
      }
    }
    for (const [path, bytes] of at.files()) {
      for (const frame of path.endsWith(".answers") ? scanFrames(bytes) : []) {
        assert.ok(frame.isNote || isSoundText(frame.key, frame.text() ?? ""), `${path}: ${frame.key}`);
      }
    }
    return found;
  }
});
