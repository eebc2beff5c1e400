import assert from "node:assert/strict";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import type { Lookups } from "../../server/src/core/lookup/lookups";
import type { HttpAnswer, HttpRequest, RegistryAddress } from "../../server/src/core/world";
import { attestations, provenance } from "../support/attestation";
import { type CacheFolder, cacheFolder, type OpenCache } from "../support/cacheFolder";
import { askedFor, lookupWorld, never } from "../support/lookupWorld";
import { calmPackument, NOW, ok } from "../support/world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const CALM = { name: "calm", version: "1.9.0" };
const EVIL = { name: "evil", version: "1.0.0" };

interface Process {
  readonly lookups: Lookups;
  readonly sent: readonly HttpRequest[];
  /** Ends it, and with it all that it knew. */
  end(): void;
}

/** The outside as a test wants it, and processes that ask it one after the other. */
describe("what is kept of answers", () => {
  let at: CacheFolder;
  let now = NOW;
  let open: OpenCache | undefined;
  beforeEach(() => {
    at = cacheFolder();
    now = NOW;
  });
  afterEach(() => at.remove());

  const address: RegistryAddress = { url: "https://registry.example/", headers: {}, isPrivate: false };

  function start(
    answer: (request: HttpRequest) => HttpAnswer = usual,
    differs: {
      readonly registry?: (name: string) => RegistryAddress;
      readonly offline?: boolean;
      freshSince?: number;
    } = {},
  ): Process {
    const { registry = () => address, offline = false, freshSince } = differs;
    const world = lookupWorld(answer, registry);
    open = at.open({ now: () => now });
    const whole = { ...world, now: () => now, store: open.store, ...(freshSince === undefined ? {} : { freshSince }) };
    return {
      lookups: createLookups(whole, { privateScopes: [], offline }),
      sent: world.sent,
      end: () => open?.cache.flush(),
    };
  }

  const historyOf = async ({ lookups }: Process, name = "calm") => lookups.history(name, never);
  const advisoriesOf = async ({ lookups }: Process, subject = EVIL) =>
    (await lookups.advisories([subject], never)).get(`${subject.name}@${subject.version}`);
  const depsDevOf = async ({ lookups }: Process) => (await lookups.depsDev([CALM], never)).get("calm@1.9.0");
  const provenanceOf = async ({ lookups }: Process) => (await lookups.attestations([CALM], never)).get("calm@1.9.0");
  const scoreOf = async ({ lookups }: Process) =>
    (await lookups.scorecards(["github.com/o/r"], never)).get("github.com/o/r");

  it("answers the next process without a request, while it is fresh", async () => {
    const first = start();
    const told = [
      await historyOf(first),
      await advisoriesOf(first),
      await advisoriesOf(first, CALM),
      await depsDevOf(first),
      await provenanceOf(first),
      await scoreOf(first),
      await historyOf(first, "missing"),
    ];
    assert.deepEqual(
      told.map((each) => each?.status),
      ["found", "found", "found", "found", "found", "found", "absent"],
    );
    first.end();
    const second = start();
    const again = [
      await historyOf(second),
      await advisoriesOf(second),
      await advisoriesOf(second, CALM),
      await depsDevOf(second),
      await provenanceOf(second),
      await scoreOf(second),
      await historyOf(second, "missing"),
    ];
    assert.deepEqual(plain(again), plain(told));
    assert.deepEqual(second.sent, []);
    assert.ok(second.lookups.stats().every(({ hits }) => hits > 0));
  });

  it("lets a registry confirm, after a restart, what was kept", async () => {
    const first = start();
    await historyOf(first);
    first.end();
    now += DAY;
    const second = start(({ headers }) =>
      headers["if-none-match"] === '"calm"' ? { status: 304, json: undefined, bytes: 0 } : { failed: "no" },
    );
    const confirmed = await historyOf(second);
    assert.deepEqual([confirmed.status, confirmed.status === "found" && confirmed.asOf], ["found", now]);
    second.end();
    const third = start(() => ({ failed: "no" }));
    assert.deepEqual(plain(await historyOf(third)), plain(confirmed));
    assert.deepEqual(third.sent, []);
  });

  it("takes what another process has asked meanwhile, rather than ask again", async () => {
    const one = start();
    await historyOf(one);
    now += HOUR;
    const other = start();
    await historyOf(other);
    other.end();
    await historyOf(one);
    assert.equal(one.sent.length, 1);
  });

  it("asks again, when somebody wants that, what was answered before", async () => {
    const first = start();
    await Promise.all([historyOf(first), advisoriesOf(first), provenanceOf(first)]);
    first.end();
    now += MINUTE;
    const second = start(usual, { freshSince: now });
    await Promise.all([historyOf(second), advisoriesOf(second), provenanceOf(second)]);
    assert.deepEqual(second.sent.map(({ source, method }) => `${source} ${method}`).sort(), [
      "osv POST",
      "registry GET",
    ]);
    await Promise.all([historyOf(second), advisoriesOf(second)]);
    assert.equal(second.sent.length, 2);
  });

  const silences: readonly (readonly [title: string, answer: HttpAnswer])[] = [
    ["a login", { status: 401, json: { error: "login" }, bytes: 9 }],
    ["a refusal", { status: 403, json: {}, bytes: 2 }],
    ["too many questions", { status: 429, json: {}, bytes: 2 }],
    ["trouble", { status: 500, json: {}, bytes: 2 }],
    ["a gateway", { status: 502, json: undefined, bytes: 0 }],
    ["silence", { failed: "registry.example: connection refused" }],
    ["something else", ok({ hello: "world" })],
    ["a page of a guest network", ok("sign in")],
  ];
  for (const [title, answer] of silences) {
    it(`is nothing where the answer is ${title}`, async () => {
      const first = start(() => answer);
      for (const ask of [historyOf, advisoriesOf, depsDevOf, provenanceOf, scoreOf]) {
        assert.match((await ask(first))?.status ?? "", /^un(?:available|asked)$/);
      }
      first.end();
      assert.deepEqual((await at.open().cache.contents()).shelves, []);
    });

    it(`stands, with its age, where the next answer is ${title}`, async () => {
      const first = start();
      const told = await historyOf(first);
      first.end();
      now += 3 * DAY;
      const second = start(() => answer);
      assert.deepEqual(plain(await historyOf(second)), plain(told));
      assert.equal(second.sent.length, 1);
    });
  }

  it("keeps a hit until somebody says otherwise, and the absence of one for an hour", async () => {
    const first = start();
    const hit = await advisoriesOf(first);
    await advisoriesOf(first, CALM);
    first.end();
    now += HOUR - 1;
    const down = start(() => ({ failed: "no such host" }));
    assert.equal((await advisoriesOf(down, CALM))?.status, "found");
    now += 365 * DAY;
    const later = start(() => ({ failed: "no such host" }));
    assert.deepEqual(plain(await advisoriesOf(later)), plain(hit));
    assert.equal((await advisoriesOf(later, CALM))?.status, "unavailable");
    later.end();
    const withdrawn = start(({ source }) => (source === "osv" ? ok({ results: [{}] }) : { failed: "no" }));
    const gone = await advisoriesOf(withdrawn);
    assert.deepEqual(gone?.status === "found" && gone.value, []);
  });

  it("keeps a hit where the clock was set back", async () => {
    const first = start();
    await advisoriesOf(first);
    first.end();
    now -= 10 * DAY;
    const second = start(() => ({ failed: "no such host" }));
    assert.equal((await advisoriesOf(second))?.status, "found");
  });

  it("asks again, after the clock was set back, what it takes for an answer of the future", async () => {
    const first = start();
    await historyOf(first);
    first.end();
    now -= DAY;
    const second = start();
    const told = await historyOf(second);
    assert.equal(told.status === "found" && told.asOf, now);
    second.end();
    const third = start();
    await historyOf(third);
    assert.deepEqual(third.sent, []);
  });

  it("never asks again what cannot change: attestations, and records by their last change", async () => {
    const first = start();
    await Promise.all([provenanceOf(first), advisoriesOf(first)]);
    first.end();
    now += 1000 * DAY;
    const second = start();
    await Promise.all([provenanceOf(second), advisoriesOf(second)]);
    assert.deepEqual(
      second.sent.map(({ source, method }) => `${source} ${method}`),
      ["osv POST"],
    );
  });

  it("answers offline all that it holds, however old", async () => {
    const first = start();
    const told = [await historyOf(first), await advisoriesOf(first), await depsDevOf(first), await provenanceOf(first)];
    first.end();
    now += 100 * DAY;
    const second = start(usual, { offline: true });
    const again = [
      await historyOf(second),
      await advisoriesOf(second),
      await depsDevOf(second),
      await provenanceOf(second),
    ];
    assert.deepEqual(plain(again), plain(told));
    assert.equal((await historyOf(second, "unknown")).status, "unavailable");
    assert.deepEqual(second.sent, []);
  });

  it("tells at once what it knows, of anybody who does not want to wait, and asks nobody", async () => {
    const first = start();
    const told = await historyOf(first);
    first.end();
    now += DAY;
    const { lookups, sent } = start();
    assert.deepEqual(plain(await lookups.known.history("calm", never)), plain(told));
    assert.equal((await lookups.known.history("new", never)).status, "unavailable");
    assert.deepEqual(sent, []);
    await lookups.history("calm", never);
    assert.equal(sent.length, 1);
  });

  it("keeps names of a registry of one's own apart, and those of each who is let in", async () => {
    const own =
      (owner?: string): ((name: string) => RegistryAddress) =>
      () => ({
        url: "https://own.example/npm/",
        headers: owner === undefined ? {} : { authorization: `Bearer ${owner}-secret` },
        isPrivate: true,
        ...(owner === undefined ? {} : { owner }),
      });
    const first = start(usual, { registry: own("/home/ann/.npmrc //own.example/:_authToken") });
    await historyOf(first, "@acme/secret");
    first.end();
    for (const registry of [() => address, own("/home/bob/.npmrc //own.example/:_authToken"), own()]) {
      const other = start(() => ({ failed: "no" }), { registry, offline: true });
      assert.equal((await historyOf(other, "@acme/secret")).status, "unavailable");
    }
    const again = start(usual, { registry: own("/home/ann/.npmrc //own.example/:_authToken"), offline: true });
    assert.equal((await historyOf(again, "@acme/secret")).status, "found");
  });

  describe("of a name that its registry does not know", () => {
    const MISSING = { name: "missing", version: "1.0.0" };
    const askAbout = async ({ lookups }: Process) => {
      const [advisories, versions] = await Promise.all([
        lookups.advisories([MISSING, CALM], never),
        lookups.depsDev([MISSING, CALM], never),
      ]);
      return [advisories.get("missing@1.0.0")?.status, versions.get("missing@1.0.0")?.status];
    };
    const toldOthers = ({ sent }: Process) =>
      [...new Set(sent.flatMap((request) => (request.body === undefined ? [] : askedFor(request))))].sort();
    const learn = async () => {
      const first = start();
      await historyOf(first, "missing");
      first.end();
      now += 30 * DAY;
    };

    it("tells nobody else, in whatever process and however long after", async () => {
      await learn();
      const second = start();
      assert.deepEqual(await askAbout(second), ["unasked", "unasked"]);
      assert.deepEqual(toldOthers(second), ["calm@1.9.0"]);
    });

    it("tells others once its registry has come to know it, and remembers that too", async () => {
      await learn();
      const known = (request: HttpRequest) =>
        request.source === "registry" ? ok(calmPackument("missing")) : usual(request);
      const second = start(known);
      assert.deepEqual(await askAbout(second), ["found", "found"]);
      second.end();
      now += DAY;
      const third = start(known);
      await askAbout(third);
      assert.deepEqual(
        third.sent.filter(({ source }) => source === "registry"),
        [],
      );
      assert.deepEqual(toldOthers(third), ["calm@1.9.0", "missing@1.0.0"]);
    });

    it("is forgotten with the cache", async () => {
      await learn();
      at.open().cache.clear();
      const second = start();
      await askAbout(second);
      assert.deepEqual(toldOthers(second), ["calm@1.9.0", "missing@1.0.0"]);
    });
  });

  it("reads thousands in one go, and asks for what is missing in as few batches as without it", async () => {
    const subjects = Array.from({ length: 3000 }, (_, i) => ({ name: `p${i}`, version: "1.0.0" }));
    const first = start();
    await first.lookups.advisories(
      subjects.filter((_, i) => i % 100 !== 0),
      never,
    );
    first.end();
    const second = start();
    const answers = await second.lookups.advisories(subjects, never);
    assert.equal(answers.size, 3000);
    assert.deepEqual(
      second.sent.map((request) => askedFor(request).length),
      [30],
    );
  });

  it("holds no secret, no address of a registry with one, and nobody's e-mail address", async () => {
    const registry = () => ({
      url: "https://npm.example/t0ken-in-the-path/",
      headers: { authorization: "Bearer npm_Secr3tT0ken" },
      isPrivate: true,
      owner: "/home/ann/.npmrc //npm.example/:_authToken ann@work.example",
    });
    const { name, versions, ...rest } = calmPackument("talkative") as {
      name: string;
      versions: Record<string, object>;
    };
    const document = {
      ...rest,
      name,
      maintainers: [{ name: "eve@mail.example", email: "eve@mail.example" }, "bob <bob@mail.example>"],
      versions: Object.fromEntries(
        Object.entries(versions).map(([version, release]) => [
          version,
          {
            ...release,
            deprecated: "write to help@mail.example",
            scripts: { postinstall: "mail -s done ops@mail.example" },
          },
        ]),
      ),
    };
    const first = start(({ source }) => (source === "registry" ? ok(document) : { failed: "no" }), { registry });
    const told = await historyOf(first, name);
    assert.ok(told.status === "found" && told.value.releases[0]?.deprecated === "write to help@…");
    first.end();
    const everything = at.everything();
    assert.match(everything, /talkative/);
    assert.match(everything, /write to help@…/);
    assert.doesNotMatch(everything, /Secr3t|t0ken|Bearer|npm\.example|npmrc|authToken/);
    assert.doesNotMatch(everything, /[\w.]+@[\w-]+\.\w+/);
  });
});

/** What is undefined and what is left out are the same to whoever reads an answer. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A registry, OSV, deps.dev and attestations that know one calm package, and one record of malware. */
function usual(request: HttpRequest): HttpAnswer {
  const { source, method, url } = request;
  switch (source) {
    case "registry": {
      const name = decodeURIComponent(new URL(url).pathname.split("/").at(-1) ?? "");
      return name === "missing"
        ? { status: 404, json: {}, bytes: 2 }
        : { ...ok(calmPackument(name)), validator: `"${name}"` };
    }
    case "osv":
      return method === "GET"
        ? ok({
            id: "MAL-2026-1",
            modified: "2026-01-01",
            summary: "Malware",
            affected: [{ package: { name: "evil", ecosystem: "npm" }, versions: ["1.0.0"] }],
          })
        : ok({
            results: askedFor(request).map((key) =>
              key === "evil@1.0.0" ? { vulns: [{ id: "MAL-2026-1", modified: "2026-01-01" }] } : {},
            ),
          });
    case "depsdev":
      return ok({ responses: askedFor(request).map(() => ({ version: { publishedAt: "2025-01-01T00:00:00Z" } })) });
    case "attestations":
      return ok(attestations(provenance("pkg:npm/calm@1.9.0")));
    default:
      return ok({ responses: [{ project: { scorecard: { overallScore: 7, date: "2026-01-01", checks: [] } } }] });
  }
}
