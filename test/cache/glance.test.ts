import assert from "node:assert/strict";
import type { PackageReport } from "../../server/src/core/model";
import { renderHover } from "../../server/src/core/present/hover/hover";
import { createTrustService, type DocumentReport, type TrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { HttpAnswer, HttpRequest, World } from "../../server/src/core/world";
import { type CacheFolder, cacheFolder } from "../support/cacheFolder";
import { askedFor, never } from "../support/lookupWorld";
import { IS_TOLD, type LspClient, PULLS, startClient, workspaceOf } from "../support/lspClient";
import { calmPackument, fakeWorld, NOW, ok } from "../support/world";

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const PATH = "/app/package-lock.json";
const URI = "file:///app/package-lock.json";
const TEXT = JSON.stringify(
  {
    lockfileVersion: 3,
    packages: {
      "": { dependencies: { calm: "^1.9.0", evil: "^1.9.0" } },
      "node_modules/calm": { version: "1.9.0" },
      "node_modules/evil": { version: "1.9.0" },
    },
  },
  null,
  2,
);
const OPTIONS = { asOf: undefined, deep: false, offline: false, settings: DEFAULT_SETTINGS, policy: undefined };

/** A document that was judged before, in an editor that has just been started, while nobody answers yet. */
describe("a first glance", () => {
  let at: CacheFolder;
  let now = NOW;
  let letGo: () => void = () => undefined;
  let clients: LspClient[] = [];
  let affected: readonly string[] = [];
  beforeEach(() => {
    at = cacheFolder();
    now = NOW;
    affected = ["1.9.0"];
  });
  afterEach(() => {
    letGo();
    for (const client of clients) {
      client.dispose();
    }
    clients = [];
    at.remove();
  });

  function start(
    isHeld: boolean,
    withStore = true,
  ): { readonly service: TrustService; readonly asked: Promise<void>; flush(): void } {
    let tell: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => {
      tell = resolve;
    });
    const gate = isHeld
      ? new Promise<void>((resolve) => {
          letGo = resolve;
        })
      : Promise.resolve();
    const { cache, store } = at.open({ now: () => now });
    const outside = fakeWorld({
      now: () => now,
      documents: { calm: calmPackument("calm"), evil: calmPackument("evil"), quiet: calmPackument("quiet") },
      answer: (request) => osv(request, affected),
    });
    const world: World = {
      ...outside,
      ...(withStore ? { store } : {}),
      send: async (request, abort) => {
        tell();
        await gate;
        return outside.send(request, abort);
      },
    };
    return { service: createTrustService(world), asked, flush: () => cache.flush() };
  }

  const judgeOnce = async () => {
    const { service, flush } = start(false);
    const whole = await service.document(PATH, TEXT, OPTIONS, never);
    flush();
    return whole;
  };
  const rollbacks = (report: DocumentReport | undefined) =>
    report?.entries.map(({ report: found }) => found?.rollback) ?? [];
  const levels = (report: DocumentReport | undefined) =>
    Object.fromEntries(
      report?.entries.map(({ locked, report: found }) => [locked?.name, found?.assessment.level]) ?? [],
    );
  /** The reports that are given before anybody has answered, and the whole one. */
  const glance = async ({ withStore = true, path = PATH, text = TEXT } = {}) => {
    const { service, asked } = start(true, withStore);
    const glances: DocumentReport[] = [];
    const whole = service.document(
      path,
      text,
      OPTIONS,
      never,
      (report) => void glances.push(report),
      (report) => void glances.push(report),
    );
    // Nobody is answered before all that is kept has been looked at.
    await Promise.race([asked, whole]);
    const early = [...glances];
    letGo();
    return { whole: await whole, glances: early, later: glances.slice(early.length) };
  };

  it("shows what is kept before anybody has answered", async () => {
    const before = await judgeOnce();
    now += 20 * MINUTE;
    const { glances, whole } = await glance();
    assert.deepEqual(glances.map(levels), [
      { calm: undefined, evil: undefined },
      { calm: undefined, evil: "error" },
      { calm: "clear", evil: "error" },
    ]);
    assert.deepEqual(
      glances.map(({ pending }) => pending),
      [2, 2, 0],
    );
    assert.deepEqual(levels(whole), { calm: "clear", evil: "error" });
    assert.deepEqual(rollbacks(whole), rollbacks(before));
    assert.deepEqual([glances.at(-1)?.asOf, whole?.asOf], [NOW, now]);
  });

  it("says of a hit how old it is, and of what may have been reported since nothing", async () => {
    await judgeOnce();
    now += 30 * 24 * HOUR;
    const { glances } = await glance();
    const evil = glances.at(-1)?.entries.find(({ locked }) => locked?.name === "evil")?.report;
    assert.match(renderHover(evil as PackageReport, { pictures: undefined, asOf: now }), /Checked 30 days ago: /);
    assert.deepEqual(levels(glances.at(-1)), { calm: undefined, evil: "error" });
  });

  it("shows what a range came to, where no lockfile says it", async () => {
    const text = JSON.stringify({ dependencies: { calm: "^1.0.0", evil: "^1.0.0" } });
    const path = "/app/package.json";
    const first = start(false);
    await first.service.document(path, text, OPTIONS, never);
    first.flush();
    now += 20 * MINUTE;
    const { glances, whole } = await glance({ path, text });
    const said = (report: DocumentReport | undefined) =>
      report?.entries.map(({ report: found, note }) => [found?.subject.version, found?.assessment.level, note?.text]);
    assert.deepEqual(said(glances.at(-1)), [
      ["1.9.0", "clear", "Nothing is locked or installed: it would resolve to 1.9.0 today."],
      ["1.9.0", "error", "Nothing is locked or installed: it would resolve to 1.9.0 today."],
    ]);
    assert.deepEqual(said(whole), said(glances.at(-1)));
  });

  it("waits for what nothing is kept of, and does not call it unanswered", async () => {
    const text = JSON.stringify({ dependencies: { calm: "^1.0.0" } });
    const { glances, whole } = await glance({ path: "/app/package.json", text });
    assert.deepEqual(
      glances.map(({ entries, pending }) => [entries[0]?.open, entries[0]?.note, pending]),
      [[undefined, undefined, 1]],
    );
    assert.equal(whole?.pending, 0);
  });

  it("leaves no verdict behind that lacked an answer", async () => {
    await judgeOnce();
    // By now the release to go back to is known to be as bad.
    now += 2 * HOUR;
    affected = ["1.9.0", "1.8.0"];
    const { glances, whole } = await glance();
    assert.equal(versionOf(rollbacks(glances.at(-1))[1]), "1.8.0");
    assert.equal(versionOf(rollbacks(whole)[1]), "1.7.0");
  });

  it("shows what was found, when it is too old to say that nothing was", async () => {
    await judgeOnce();
    now += 2 * HOUR;
    const { glances, whole } = await glance();
    assert.deepEqual(levels(glances.at(-1)), { calm: undefined, evil: "error" });
    assert.equal(glances.at(-1)?.pending, 1);
    assert.deepEqual(levels(whole), { calm: "clear", evil: "error" });
  });

  it("is what is remembered, and no more, where nothing is kept", async () => {
    const { glances, whole } = await glance({ withStore: false });
    assert.equal(glances.length, 1);
    assert.deepEqual(levels(whole), { calm: "clear", evil: "error" });
  });

  for (const [title, capabilities] of [
    ["asks", PULLS],
    ["is told", IS_TOLD],
  ] as const) {
    it(`reaches an editor that ${title}, and is not taken back while the rest is on its way`, async () => {
      await judgeOnce();
      const { service } = start(true);
      const client = await startClient(() => workspaceOf(service), { capabilities });
      clients.push(client);
      now += 20 * MINUTE;
      await client.open(TEXT, URI);
      const shown = async (): Promise<readonly unknown[]> => {
        if (capabilities === IS_TOLD) {
          return client.published.at(-1)?.diagnostics.map(({ code }) => code) ?? [];
        }
        const answer = await client.pull(undefined, URI);
        return answer.kind === "full" ? answer.items.map(({ code }) => code) : [];
      };
      if (capabilities === PULLS) {
        await client.pull(undefined, URI);
        await client.until(() => client.refreshes > 0);
      } else {
        await client.until(() => client.published.length > 0);
      }
      await client.until(() => client.statuses.at(-1)?.pending === 0);
      assert.deepEqual(await shown(), ["malware"]);
      const { state, pending, checkedAt } = client.statuses.at(-1) ?? {};
      assert.deepEqual([state, pending, checkedAt], ["checking", 0, NOW]);
      letGo();
      await client.until(() => client.statuses.at(-1)?.state === "checked");
      assert.deepEqual(await shown(), ["malware"]);
      assert.ok(client.published.every(({ diagnostics }) => diagnostics.length === 1));
    });
  }
});

function versionOf(rollback: PackageReport["rollback"]): string | undefined {
  return typeof rollback === "object" ? rollback.version : rollback;
}

function osv(request: HttpRequest, versions: readonly string[]): HttpAnswer | undefined {
  if (request.source !== "osv") {
    return undefined;
  }
  const modified = `2026-01-0${versions.length}`;
  const affected = [{ package: { name: "evil", ecosystem: "npm" }, versions }];
  return request.method === "GET"
    ? ok({ id: "MAL-2026-1", modified, summary: "Malware", affected })
    : ok({
        results: askedFor(request).map((key) =>
          versions.some((version) => key === `evil@${version}`) ? { vulns: [{ id: "MAL-2026-1", modified }] } : {},
        ),
      });
}
