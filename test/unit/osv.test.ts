import assert from "node:assert/strict";
import { mergeAliases } from "../../server/src/core/advisories";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import { readOsvRecord, toAdvisory } from "../../server/src/core/lookup/osvRecord";
import type { Advisory, Subject } from "../../server/src/core/model";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { askedFor, type LookupWorld, lookupWorld, never } from "../support/lookupWorld";
import { NOW, ok } from "../support/world";

const MINUTE = 60_000;

type Json = Record<string, unknown>;

/** A record about "a" that nobody could misread. A test states only what differs. */
function record(differs: Json = {}): Json {
  return {
    id: "GHSA-1",
    modified: "2026-01-01T00:00:00Z",
    published: "2025-12-01T00:00:00Z",
    summary: "Something",
    affected: [affected("introduced 0, fixed 2.0.0")],
    ...differs,
  };
}

function affected(range: string | undefined, more: Json = {}): Json {
  const events = range?.split(", ").map((event) => ({ [event.split(" ")[0] ?? ""]: event.split(" ")[1] }));
  return {
    package: { ecosystem: "npm", name: "a" },
    ...(events === undefined ? {} : { ranges: [{ type: "SEMVER", events }] }),
    ...more,
  };
}

function advisory(raw: Json, version: string, name = "a"): Advisory | undefined {
  const read = readOsvRecord(raw);
  assert.ok(read);
  return toAdvisory(read, { name, version });
}

describe("an OSV record", () => {
  const affectedCases: readonly {
    readonly title: string;
    readonly record: Json;
    readonly yes: readonly string[];
    readonly no: readonly string[];
  }[] = [
    { title: "a range", record: record(), yes: ["1.0.0", "2.0.0-rc.1"], no: ["2.0.0"] },
    {
      title: "a range of GitHub's own type",
      record: record({
        affected: [
          affected(undefined, { ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, { fixed: "2.0.0" }] }] }),
        ],
      }),
      yes: ["1.0.0"],
      no: ["2.0.0"],
    },
    {
      title: "listed versions and a range: either will do",
      record: record({ affected: [affected("introduced 3.0.0, fixed 3.1.0", { versions: ["1.0.0"] })] }),
      yes: ["1.0.0", "3.0.5"],
      no: ["1.0.1"],
    },
    {
      title: "listed versions only",
      record: record({ affected: [affected(undefined, { versions: ["1.0.1", "1.0.3"] })] }),
      yes: ["1.0.1", "1.0.3"],
      no: ["1.0.2"],
    },
    {
      title: "several entries for the same package",
      record: record({
        affected: [affected("introduced 1.0.0, fixed 1.1.0"), affected("introduced 4.0.0, fixed 4.0.2")],
      }),
      yes: ["1.0.9", "4.0.1"],
      no: ["2.0.0", "4.0.2"],
    },
    {
      title: "another package, another ecosystem",
      record: record({
        affected: [
          { package: { ecosystem: "npm", name: "b" }, versions: ["1.0.0"] },
          { package: { ecosystem: "PyPI", name: "a" }, versions: ["1.0.0"] },
          affected(undefined, { versions: ["9.0.0"] }),
        ],
      }),
      yes: ["9.0.0"],
      no: ["1.0.0"],
    },
    {
      title: "an open range whose upper bound stands beside it",
      record: record({
        affected: [
          affected("introduced 1.4.1", { database_specific: { last_known_affected_version_range: "<= 1.4.2" } }),
        ],
      }),
      yes: ["1.4.1", "1.4.2", "1.4.2-beta"],
      no: ["1.4.0", "1.4.3", "2.0.0"],
    },
    {
      title: "malware with a range that reaches to the next release: the listed versions count",
      record: record({
        id: "MAL-2026-1",
        affected: [affected("introduced 3.7.2, fixed 4.0.0", { versions: ["3.7.2"] })],
      }),
      yes: ["3.7.2"],
      no: ["3.7.3", "3.9.9"],
    },
    {
      title: "malware known by its weakness class, with the same kind of range",
      record: record({
        database_specific: { cwe_ids: ["CWE-506"] },
        affected: [affected("introduced 3.7.2", { versions: ["3.7.2"] })],
      }),
      yes: ["3.7.2"],
      no: ["3.7.3"],
    },
    {
      title: "malware in the whole package, whichever versions are listed too",
      record: record({ id: "MAL-2026-2", affected: [affected("introduced 0", { versions: ["103.99.99"] })] }),
      yes: ["103.99.99", "1.0.0"],
      no: [],
    },
    {
      title: "nothing that could be compared: OSV's own match is believed",
      record: record({ affected: [affected(undefined)] }),
      yes: ["1.0.0"],
      no: [],
    },
    {
      title: "a range of commits only",
      record: record({
        affected: [affected(undefined, { ranges: [{ type: "GIT", events: [{ introduced: "0" }] }] })],
      }),
      yes: ["1.0.0"],
      no: [],
    },
  ];
  for (const { title, record: raw, yes, no } of affectedCases) {
    it(`affects by ${title}`, () => {
      for (const version of yes) {
        assert.notEqual(advisory(raw, version), undefined, `${version} is affected`);
      }
      for (const version of no) {
        assert.equal(advisory(raw, version), undefined, `${version} is not affected`);
      }
    });
  }

  const fixes: readonly (readonly [title: string, record: Json, version: string, fixed: string | undefined])[] = [
    ["the end of the range", record(), "1.0.0", "2.0.0"],
    ["nothing, without an end", record({ affected: [affected("introduced 0")] }), "1.0.0", undefined],
    [
      "nothing, with only a last affected one",
      record({ affected: [affected("introduced 0, last_affected 2.0.0")] }),
      "1.0.0",
      undefined,
    ],
    [
      "the end of its own line",
      record({ affected: [affected("introduced 0, fixed 1.2.5"), affected("introduced 2.0.0, fixed 2.0.3")] }),
      "1.0.0",
      "1.2.5",
    ],
    [
      "the end of the other line",
      record({ affected: [affected("introduced 0, fixed 1.2.5, introduced 2.0.0, fixed 2.0.3")] }),
      "2.0.1",
      "2.0.3",
    ],
    [
      "the nearest of several",
      record({ affected: [affected("introduced 0, fixed 3.0.0"), affected("introduced 0, fixed 2.5.0")] }),
      "1.0.0",
      "2.5.0",
    ],
  ];
  for (const [title, raw, version, fixed] of fixes) {
    it(`is fixed by ${title}`, () => assert.equal(advisory(raw, version)?.fixed, fixed));
  }

  it("takes the database's word before its vector, and the vector before nothing", () => {
    const vector = [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }];
    const severityOf = (raw: Json) => advisory(raw, "1.0.0")?.severity;
    assert.equal(severityOf(record({ severity: vector, database_specific: { severity: "LOW" } })), "low");
    assert.equal(severityOf(record({ severity: vector })), "critical");
    assert.equal(severityOf(record({ severity: [] })), undefined);
    assert.equal(severityOf(record({ affected: [affected("introduced 0", { severity: vector })] })), "critical");
    assert.equal(
      severityOf(record({ affected: [affected("introduced 0", { database_specific: { severity: "HIGH" } })] })),
      "high",
    );
    assert.equal(severityOf(record({ severity: [{ type: "CVSS_V4", score: "CVSS:4.0/AV:N" }] })), undefined);
  });

  it("is malware by its id, by its weakness class, and in both spellings of that", () => {
    const isMalware = (raw: Json) => advisory(raw, "1.0.0")?.malware;
    assert.equal(isMalware(record()), false);
    assert.equal(isMalware(record({ id: "MAL-2026-1" })), true);
    assert.equal(isMalware(record({ database_specific: { cwe_ids: ["CWE-79", "CWE-506"] } })), true);
    assert.equal(
      isMalware(
        record({ affected: [affected("introduced 0", { database_specific: { cwes: [{ cweId: "CWE-506" }] } })] }),
      ),
      true,
    );
    assert.equal(isMalware(record({ database_specific: { cwe_ids: ["CWE-835"] } })), false);
  });

  it("is exact only where it names the version", () => {
    const isExact = (raw: Json) => advisory(raw, "1.0.0")?.exact;
    assert.equal(isExact(record({ affected: [affected(undefined, { versions: ["1.0.0"] })] })), true);
    assert.equal(isExact(record({ affected: [affected("introduced 1.0.0, last_affected 1.0.0")] })), true);
    assert.equal(isExact(record({ affected: [affected("introduced 0")] })), false);
    assert.equal(isExact(record()), false);
  });

  it("keeps when it was withdrawn", () => {
    assert.equal(advisory(record({ withdrawn: "2026-01-20T00:00:00Z" }), "1.0.0")?.withdrawn, Date.UTC(2026, 0, 20));
    assert.equal(advisory(record({ published: "soon" }), "1.0.0")?.published, undefined);
  });

  it("is none where it is no record", () => {
    for (const raw of [undefined, null, "", 7, [], {}, { id: 7 }]) {
      assert.equal(readOsvRecord(raw), undefined);
    }
    assert.deepEqual(readOsvRecord({ id: "X", affected: [null, 7, {}], aliases: "no" })?.affected, []);
  });
});

describe("advisories under several ids", () => {
  const one = (differs: Partial<Advisory>): Advisory => ({
    id: "GHSA-1",
    aliases: [],
    summary: "",
    published: undefined,
    withdrawn: undefined,
    severity: undefined,
    malware: false,
    exact: false,
    bounded: false,
    fixed: undefined,
    detailed: true,
    ...differs,
  });
  const ids = (advisories: readonly Advisory[]) => mergeAliases(advisories).map(({ id }) => id);

  it("are one, by an alias on either side or between two others", () => {
    assert.deepEqual(ids([one({ id: "GHSA-1", aliases: ["CVE-1"] }), one({ id: "CVE-1" })]), ["GHSA-1"]);
    assert.deepEqual(ids([one({ id: "CVE-1" }), one({ id: "GHSA-1", aliases: ["CVE-1"] })]), ["GHSA-1"]);
    assert.deepEqual(
      ids([
        one({ id: "X-1", aliases: ["CVE-1"] }),
        one({ id: "X-2", aliases: ["CVE-2"] }),
        one({ id: "GHSA-1", aliases: ["CVE-1", "CVE-2"] }),
      ]),
      ["GHSA-1"],
    );
    assert.deepEqual(ids([one({ id: "GHSA-1" }), one({ id: "GHSA-2" })]), ["GHSA-1", "GHSA-2"]);
  });

  it("speak with the malware record's voice, and fill in what it leaves open", () => {
    const [merged] = mergeAliases([
      one({ id: "GHSA-1", aliases: ["CVE-1"], malware: true, severity: "critical", published: 5, fixed: "2.0.0" }),
      one({ id: "MAL-1", aliases: ["GHSA-1"], malware: true, exact: true, published: 7, summary: "Malicious" }),
    ]);
    assert.deepEqual(merged, {
      id: "MAL-1",
      aliases: ["GHSA-1", "CVE-1"],
      summary: "Malicious",
      published: 5,
      withdrawn: undefined,
      severity: "critical",
      malware: true,
      exact: true,
      bounded: false,
      fixed: "2.0.0",
      detailed: true,
    });
  });

  it("are not silenced by one that was withdrawn", () => {
    const merged = mergeAliases([
      one({ id: "MAL-1", aliases: ["GHSA-1"], malware: true, withdrawn: NOW }),
      one({ id: "GHSA-1", severity: "high" }),
    ]);
    assert.deepEqual(
      merged.map(({ id, withdrawn, malware }) => [id, withdrawn, malware]),
      [["GHSA-1", undefined, false]],
    );
  });
});

/** OSV from a table: `name@version` → ids, id → record. */
function osvWorld(
  hits: Readonly<Record<string, readonly string[]>>,
  records: Readonly<Record<string, Json>>,
): LookupWorld {
  return lookupWorld((request) => {
    if (request.method === "GET") {
      const found = records[decodeURIComponent(request.url.slice(request.url.lastIndexOf("/") + 1))];
      return found === undefined ? { status: 404, json: { code: 5 }, bytes: 9 } : ok(found);
    }
    return ok({
      results: askedFor(request).map((key) =>
        hits[key] === undefined ? {} : { vulns: hits[key].map((id) => ({ id, modified: "2026-01-01T00:00:00Z" })) },
      ),
    });
  });
}

const create = (world: LookupWorld) => createLookups(world, { privateScopes: [], offline: false });
const subject = (key: string): Subject => ({
  name: key.slice(0, key.indexOf("@", 1)),
  version: key.slice(key.indexOf("@", 1) + 1),
});
const many = (count: number): readonly Subject[] =>
  Array.from({ length: count }, (_, i) => ({ name: `p${i}`, version: "1.0.0" }));
const posts = (world: LookupWorld): readonly HttpRequest[] => world.sent.filter(({ method }) => method === "POST");

async function ask(world: LookupWorld, keys: readonly string[], lookups = create(world)) {
  const answers = await lookups.advisories(keys.map(subject), never);
  return Object.fromEntries(
    [...answers].map(([key, answer]) => [
      key,
      answer.status === "found" ? answer.value.map(({ id, detailed }) => (detailed ? id : `${id}?`)) : answer.status,
    ]),
  );
}

describe("the question to OSV", () => {
  it("is a batch for all, then each record once", async () => {
    const world = osvWorld(
      { "a@1.0.0": ["GHSA-1"], "a@1.0.1": ["GHSA-1"], "a@3.0.0": ["GHSA-1"] },
      { "GHSA-1": record() },
    );
    assert.deepEqual(await ask(world, ["a@1.0.0", "a@1.0.1", "a@3.0.0", "b@1.0.0", "a@1.0.0"]), {
      "a@1.0.0": ["GHSA-1"],
      "a@1.0.1": ["GHSA-1"],
      "a@3.0.0": [],
      "b@1.0.0": [],
    });
    assert.deepEqual(
      world.sent.map(({ method, url }) => `${method} ${url}`),
      ["POST https://osv.example/v1/querybatch", "GET https://osv.example/v1/vulns/GHSA-1"],
    );
    assert.deepEqual(world.sent[0]?.body, {
      queries: ["a@1.0.0", "a@1.0.1", "a@3.0.0", "b@1.0.0"].map((key) => ({
        package: { name: subject(key).name, ecosystem: "npm" },
        version: subject(key).version,
      })),
    });
  });

  it("comes in batches of at most 1,000, at most 8 requests at a time", async () => {
    const world = osvWorld(Object.fromEntries(many(20).map(({ name }) => [`${name}@1.0.0`, [`GHSA-${name}`]])), {});
    const lookups = create(world);
    const answers = await lookups.advisories(many(10_001), never);
    assert.equal(answers.size, 10_001);
    assert.deepEqual(
      posts(world).map((request) => askedFor(request).length),
      [...Array<number>(10).fill(1000), 1],
    );
    assert.equal(world.most.get("osv"), 8);
  });

  it("follows pages, and asks only for those that have more", async () => {
    const world = lookupWorld((request) => {
      if (request.method === "GET") {
        return { failed: "not part of this test" };
      }
      const { queries } = request.body as { queries: { package: { name: string }; page_token?: string }[] };
      return ok({
        results: queries.map(({ package: { name }, page_token }) => {
          const page = Number(page_token ?? 0);
          const vulns = name === "long" && page !== 1 ? { vulns: [{ id: `GHSA-${page}`, modified: "" }] } : {};
          return { ...vulns, ...(name === "long" && page < 3 ? { next_page_token: String(page + 1) } : {}) };
        }),
      });
    });
    assert.deepEqual(await ask(world, ["short@1.0.0", "long@1.0.0"]), {
      "short@1.0.0": [],
      "long@1.0.0": ["GHSA-0?", "GHSA-2?", "GHSA-3?"],
    });
    assert.deepEqual(
      posts(world).map((request) => askedFor(request)),
      [["short@1.0.0", "long@1.0.0"], ["long@1.0.0"], ["long@1.0.0"], ["long@1.0.0"]],
    );
    assert.deepEqual(posts(world)[2]?.body, {
      queries: [{ package: { name: "long", ecosystem: "npm" }, version: "1.0.0", page_token: "2" }],
    });
  });

  it("is not clear where a page is missing, and still tells what the first pages told", async () => {
    const world = lookupWorld((request) => {
      if (request.method === "GET" || JSON.stringify(request.body).includes("page_token")) {
        return { failed: "osv.example: timed out after 15 s" };
      }
      return ok({
        results: [{ vulns: [{ id: "MAL-1", modified: "" }], next_page_token: "x" }, { next_page_token: "x" }, {}],
      });
    });
    assert.deepEqual(await ask(world, ["hit@1.0.0", "open@1.0.0", "clean@1.0.0"]), {
      "hit@1.0.0": ["MAL-1?"],
      "open@1.0.0": "unavailable",
      "clean@1.0.0": [],
    });
  });

  it("ends where pages never do", async () => {
    let page = 0;
    const world = lookupWorld(() => ok({ results: [{ next_page_token: String(page++) }] }));
    assert.deepEqual(await ask(world, ["a@1.0.0"]), { "a@1.0.0": "unavailable" });
    assert.ok(world.sent.length <= 20, `${world.sent.length} requests`);
  });

  it("costs one bad entry its own answer only", async () => {
    const world = lookupWorld((request) =>
      askedFor(request).includes("p777@1.0.0")
        ? { status: 400, json: { code: 3, message: "error in query at index 777" }, bytes: 9 }
        : ok({ results: askedFor(request).map(() => ({})) }),
    );
    const answers = await create(world).advisories(many(1000), never);
    const unanswered = [...answers].filter(([, answer]) => answer.status !== "found").map(([key]) => key);
    assert.deepEqual(unanswered, ["p777@1.0.0"]);
  });

  it("ends where every batch is refused", async () => {
    const world = lookupWorld(() => ({ status: 400, json: undefined, bytes: 0 }));
    const answers = await create(world).advisories(many(1000), never);
    assert.ok([...answers.values()].every(({ status }) => status === "unavailable"));
    assert.ok(world.sent.length < 100, `${world.sent.length} requests`);
  });

  const unusable: readonly (readonly [title: string, answer: HttpAnswer])[] = [
    ["failed", { failed: "osv.example: no such host" }],
    ["has trouble", { status: 503, json: undefined, bytes: 0 }],
    ["wants less", { status: 429, json: undefined, bytes: 0 }],
    ["is something else", ok({ hello: 1 })],
    ["answers fewer questions than were put", ok({ results: [{}] })],
    ["answers null", ok(null)],
  ];
  for (const [title, answer] of unusable) {
    it(`leaves all unanswered where the service ${title}`, async () => {
      assert.deepEqual(
        await ask(
          lookupWorld(() => answer),
          ["a@1.0.0", "b@1.0.0"],
        ),
        {
          "a@1.0.0": "unavailable",
          "b@1.0.0": "unavailable",
        },
      );
    });
  }

  it("leaves the id where the record cannot be read, malware at once, and reads it next time", async () => {
    let isDown = true;
    const world = lookupWorld((request) => {
      if (request.method === "GET") {
        return isDown ? { failed: "osv.example: timed out" } : ok(record({ id: "MAL-1" }));
      }
      return ok({ results: [{ vulns: [{ id: "MAL-1", modified: "2026" }] }] });
    });
    const lookups = create(world);
    const first = (await lookups.advisories([subject("a@1.0.0")], never)).get("a@1.0.0");
    assert.deepEqual(first?.status === "found" && first.value.map(({ malware, detailed }) => [malware, detailed]), [
      [true, false],
    ]);
    isDown = false;
    assert.deepEqual(await ask(world, ["a@1.0.0"], lookups), { "a@1.0.0": ["MAL-1"] });
    assert.equal(posts(world).length, 1);
  });

  it("gives the same answer, as the same object, while it is fresh", async () => {
    const world = osvWorld({ "a@1.0.0": ["GHSA-1"] }, { "GHSA-1": record() });
    const lookups = create(world);
    const value = async () => {
      const answer = (await lookups.advisories([subject("a@1.0.0")], never)).get("a@1.0.0");
      return answer?.status === "found" ? answer.value : assert.fail();
    };
    const first = await value();
    world.pass(9 * MINUTE);
    assert.equal(await value(), first);
    assert.equal(world.sent.length, 2);
    assert.deepEqual(
      lookups.stats().find(({ id }) => id === "osv"),
      { id: "osv", requests: 2, bytes: bytesOf(record()), failed: 0, hits: 2 },
    );
  });

  it("reads a record again only when it has changed", async () => {
    let modified = "2026-01-01T00:00:00Z";
    const world = lookupWorld((request) =>
      request.method === "GET" ? ok(record({ modified })) : ok({ results: [{ vulns: [{ id: "GHSA-1", modified }] }] }),
    );
    const lookups = create(world);
    const gets = () => world.sent.filter(({ method }) => method === "GET").length;
    await ask(world, ["a@1.0.0"], lookups);
    world.pass(11 * MINUTE);
    await ask(world, ["a@1.0.0"], lookups);
    assert.deepEqual([posts(world).length, gets()], [2, 1]);
    modified = "2026-01-31T00:00:00Z";
    world.pass(11 * MINUTE);
    await ask(world, ["a@1.0.0"], lookups);
    assert.deepEqual([posts(world).length, gets()], [3, 2]);
  });

  it("asks past a cache that still has a record of before its last change", async () => {
    const [before, since] = ["2026-01-01T00:00:00Z", "2026-01-20T00:00:00.5Z"];
    const fresh = record({ modified: since });
    const stale = record({ modified: before, affected: [affected("introduced 0, fixed 0.9.0")] });
    for (const { title, behindCache, says } of [
      { title: "OSV has the change", behindCache: ok(fresh), says: ["GHSA-1"] },
      { title: "OSV itself has none yet", behindCache: ok(stale), says: [] },
      { title: "OSV is out of reach", behindCache: { failed: "osv.example: no such host" }, says: ["GHSA-1?"] },
    ]) {
      const world = lookupWorld(({ method, headers }) =>
        method === "POST"
          ? ok({ results: [{ vulns: [{ id: "GHSA-1", modified: since }] }] })
          : headers["cache-control"] === "no-cache"
            ? behindCache
            : ok(stale),
      );
      assert.deepEqual(await ask(world, ["a@1.0.0"]), { "a@1.0.0": says }, title);
      assert.equal(world.sent.length, 3, title);
    }
  });

  it("keeps a hit while OSV is out of reach, and forgets within the hour that there was none", async () => {
    let isDown = false;
    const world = lookupWorld((request) => {
      if (isDown) {
        return { failed: "osv.example: no such host" };
      }
      return request.method === "GET"
        ? ok(record({ id: "MAL-1" }))
        : ok({ results: [{ vulns: [{ id: "MAL-1", modified: "2026" }] }, {}] });
    });
    const lookups = create(world);
    const both = ["a@1.0.0", "b@1.0.0"];
    await ask(world, both, lookups);
    isDown = true;
    world.pass(30 * MINUTE);
    assert.deepEqual(await ask(world, both, lookups), { "a@1.0.0": ["MAL-1"], "b@1.0.0": [] });
    world.pass(31 * MINUTE);
    assert.deepEqual(await ask(world, both, lookups), { "a@1.0.0": ["MAL-1"], "b@1.0.0": "unavailable" });
  });

  it("honours that a hit is gone", async () => {
    let isListed = true;
    const world = lookupWorld((request) =>
      request.method === "GET"
        ? ok(record({ id: "MAL-1" }))
        : ok({ results: [isListed ? { vulns: [{ id: "MAL-1", modified: "2026" }] } : {}] }),
    );
    const lookups = create(world);
    assert.deepEqual(await ask(world, ["a@1.0.0"], lookups), { "a@1.0.0": ["MAL-1"] });
    isListed = false;
    world.pass(11 * MINUTE);
    assert.deepEqual(await ask(world, ["a@1.0.0"], lookups), { "a@1.0.0": [] });
  });

  it("shares what two callers ask at the same time", async () => {
    const world = osvWorld({}, {});
    const lookups = create(world);
    await Promise.all([
      lookups.advisories([subject("a@1.0.0"), subject("b@1.0.0")], never),
      lookups.advisories([subject("b@1.0.0"), subject("c@1.0.0")], never),
    ]);
    assert.deepEqual(
      posts(world).map((request) => askedFor(request)),
      [["a@1.0.0", "b@1.0.0"], ["c@1.0.0"]],
    );
  });

  it("stops waiting with the caller's own reason", async () => {
    const world = lookupWorld(() => new Promise<HttpAnswer>(() => undefined));
    const controller = new AbortController();
    const answer = create(world).advisories([subject("a@1.0.0")], controller.signal);
    const reason = new Error("the next keystroke");
    controller.abort(reason);
    await assert.rejects(answer, reason);
  });
});

function bytesOf(raw: Json): number {
  const batch = { results: [{ vulns: [{ id: "GHSA-1", modified: "2026-01-01T00:00:00Z" }] }] };
  return JSON.stringify(batch).length + JSON.stringify(raw).length;
}
