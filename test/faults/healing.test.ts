import assert from "node:assert/strict";
import { once } from "node:events";
import { createTrustService } from "../../server/src/core/service";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { type ClientOptions, type LspClient, MANIFEST, startClient, workspaceOf } from "../support/lspClient";
import { calmPackument, fakeWorld, NOW } from "../support/world";

const TEXT = '{ "name": "app", "dependencies": { "a": "1.9.0", "b": "1.9.0" } }';
const LOCK = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    "": { name: "app", dependencies: { a: "1.9.0", b: "1.9.0" } },
    "node_modules/a": { version: "1.9.0", integrity: "sha512-AA==" },
    "node_modules/b": { version: "1.9.0", integrity: "sha512-AA==" },
  },
});

/** The pauses that the server asks for; each ends when the test says so. */
function timer() {
  const events = new EventTarget();
  const pauses: number[] = [];
  let ended = 0;
  return {
    pauses,
    get ended() {
      return ended;
    },
    wait(milliseconds: number, abort: AbortSignal): Promise<void> {
      pauses.push(milliseconds);
      events.dispatchEvent(new Event("pause"));
      return new Promise((resolve, reject) => {
        events.addEventListener("end", () => resolve(), { once: true });
        abort.addEventListener("abort", () => {
          ended += 1;
          reject(abort.reason);
        });
      });
    },
    async until(count: number): Promise<void> {
      while (pauses.length < count) {
        await once(events, "pause");
      }
    },
    /** Ends the pause, and waits for the next one. */
    async pass(): Promise<void> {
      const before = pauses.length;
      events.dispatchEvent(new Event("end"));
      await this.until(before + 1);
    },
    end: () => void events.dispatchEvent(new Event("end")),
  };
}

describe("an open document", () => {
  let client: LspClient | undefined;
  afterEach(() => client?.dispose());

  async function open(
    answer: (request: HttpRequest) => HttpAnswer | undefined,
    options: ClientOptions = {},
    text = TEXT,
  ) {
    const time = timer();
    let now = NOW;
    const world = fakeWorld({
      files: { "/app/package.json": text, ...(text === TEXT ? { "/app/package-lock.json": LOCK } : {}) },
      documents: { a: calmPackument("a"), b: calmPackument("b") },
      answer,
      now: () => now,
    });
    const service = createTrustService(world);
    client = await startClient(() => workspaceOf(service), { wait: time.wait, ...options });
    await client.open(text);
    const opened = client;
    await opened.until(() => opened.statuses.at(-1)?.state === "checked");
    return {
      client: opened,
      world,
      time,
      pass(milliseconds: number) {
        now += milliseconds;
      },
      status: () => opened.statuses.at(-1),
    };
  }

  const silent = (...sources: readonly string[]) => {
    const down = new Set(sources);
    return {
      heal: () => down.clear(),
      answer: ({ source, url }: HttpRequest): HttpAnswer | undefined =>
        down.has(source) ? { failed: `${new URL(url).host}: connection refused` } : undefined,
    };
  };

  it("says which source gives no answer, since when, and for how many packages", async () => {
    const { status } = await open(silent("osv").answer);
    assert.deepEqual(status()?.outages, [
      { source: "OSV", packages: 2, reason: "osv.example: connection refused", since: NOW },
    ]);
    assert.deepEqual([status()?.counts.unchecked, status()?.noNetwork], [2, false]);
  });

  it("is judged again, untouched, once the source is back", async () => {
    const { heal, answer } = silent("osv");
    const { client: opened, time, status, world } = await open(answer);
    await time.until(1);
    const asked = world.sent.length;
    heal();
    time.end();
    await opened.until(() => status()?.state === "checked" && status()?.outages.length === 0);
    assert.deepEqual([status()?.counts.clear, status()?.counts.unchecked], [2, 0]);
    assert.ok(opened.refreshes > 0);
    // One question to see whether it is back, one for what is missing still: what was answered is not asked again.
    assert.deepEqual(world.sent.slice(asked), Array(2).fill("osv POST /v1/querybatch"));
  });

  it("is judged again, too, where only the registry knows which version is meant", async () => {
    const { heal, answer } = silent("registry");
    const { client: opened, time, status } = await open(answer, {}, '{ "dependencies": { "a": "^1.0.0" } }');
    assert.deepEqual(
      [status()?.counts.unchecked, status()?.outages.map(({ source, packages }) => [source, packages])],
      [1, [["the registry", 1]]],
    );
    await time.until(1);
    heal();
    time.end();
    await opened.until(() => status()?.state === "checked" && status()?.counts.clear === 1);
  });

  it("costs a source that stays away one question after each pause, and the pauses grow", async () => {
    const { time, world } = await open(silent("osv", "depsdev").answer);
    await time.until(1);
    const counts: number[] = [];
    for (let i = 0; i < 7; i++) {
      const before = world.sent.length;
      await time.pass();
      counts.push(world.sent.length - before);
    }
    assert.deepEqual(
      time.pauses,
      [20, 40, 80, 160, 300, 300, 300, 300].map((seconds) => seconds * 1000),
    );
    assert.deepEqual(counts, Array(7).fill(2));
  });

  it("says in the log once that a source gives no answer, and once that it does again", async () => {
    const { heal, answer } = silent("osv");
    const { client: opened, time, status } = await open(answer);
    await time.until(1);
    await time.pass();
    await time.pass();
    heal();
    time.end();
    await opened.until(() => status()?.outages.length === 0 && opened.logged.length === 2);
    assert.deepEqual(opened.logged, [
      "No answer from OSV (osv.example: connection refused): what is open is judged without it for now, and again once it answers.",
      "An answer from OSV again (osv.example).",
    ]);
  });

  it("says that there is no network where no host can be found", async () => {
    const { status, client: opened } = await open(({ url }) => ({
      failed: `${new URL(url).host}: no such host, or no network`,
      extent: "offline",
    }));
    assert.equal(status()?.noNetwork, true);
    assert.deepEqual(
      status()
        ?.outages.map(({ source, packages }) => `${source} ${packages}`)
        .sort(),
      ["OSV 2", "deps.dev 2", "the registry 2"],
    );
    assert.equal(opened.published.length, 0);
  });

  it("is not asked about any more once it is closed", async () => {
    const { client: opened, time } = await open(silent("osv").answer);
    await time.until(1);
    await opened.close();
    await opened.until(() => opened.statuses.at(-1)?.state === "closed");
    assert.equal(time.ended, 1);
  });

  for (const [title, options, answer] of [
    ["nothing is missing", {}, () => undefined],
    ["nobody is to be asked", { settings: () => ({ offline: true }) }, () => undefined],
    [
      "an answer is too large, today and tomorrow",
      {},
      ({ source }: HttpRequest) =>
        source === "registry"
          ? { failed: "registry.example: answer larger than 150 MB", extent: "answer" as const }
          : undefined,
    ],
  ] as const) {
    it(`is left in peace where ${title}`, async () => {
      const { time, client: opened } = await open(answer, options);
      // The next status comes after all that follows from the last one.
      await opened.change("1.9.0", "1.8.0", MANIFEST);
      await opened.until(() => opened.statuses.filter(({ state }) => state === "checked").length > 1);
      assert.deepEqual(time.pauses, []);
    });
  }
});
