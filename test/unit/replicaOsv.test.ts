import assert from "node:assert/strict";
import type { OsvRecord } from "../replica/documents";
import { type Replica, startReplica } from "../replica/replica";

const npm = (name: string) => ({ ecosystem: "npm", name });
const advisories: readonly OsvRecord[] = [
  {
    id: "GHSA-range",
    published: "2021-01-01T00:00:00Z",
    modified: "2023-01-01T00:00:00Z",
    summary: "a range with a fix",
    affected: [
      { package: npm("a"), ranges: [{ type: "SEMVER", events: [{ introduced: "1.2.0" }, { fixed: "1.4.0" }] }] },
    ],
  },
  {
    id: "GHSA-last",
    published: "2021-01-01T00:00:00Z",
    modified: "2021-01-01T00:00:00Z",
    affected: [
      { package: npm("a"), ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { last_affected: "1.0.0" }] }] },
    ],
  },
  {
    id: "MAL-2022-1",
    published: "2022-01-01T00:00:00Z",
    modified: "2022-01-01T00:00:00Z",
    affected: [{ package: npm("@scope/b"), versions: ["2.0.1"] }],
  },
  {
    id: "MAL-2022-2",
    published: "2022-01-01T00:00:00Z",
    modified: "2022-02-01T00:00:00Z",
    withdrawn: "2022-02-01T00:00:00Z",
    affected: [{ package: npm("a"), ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }] }],
  },
];

describe("the replica as OSV", () => {
  let replica: Replica;
  const start = async (options = {}): Promise<void> => {
    replica = await startReplica({ own: false, advisories, asOf: "2024-01-01", ...options });
  };
  afterEach(() => replica.close());

  async function post(path: string, body: unknown): Promise<{ status: number; json: unknown }> {
    const response = await fetch(`${replica.url("osv")}${path}`, { method: "POST", body: JSON.stringify(body) });
    return { status: response.status, json: await response.json() };
  }
  const query = (name: string, version: string) => ({ package: npm(name), version });
  const ids = async (name: string, version: string): Promise<readonly string[]> => {
    const { json } = await post("/v1/query", query(name, version));
    return ((json as { vulns?: { id: string }[] }).vulns ?? []).map(({ id }) => id);
  };

  const cases: readonly { title: string; name: string; version: string; ids: readonly string[] }[] = [
    { title: "below a range", name: "a", version: "1.1.9", ids: [] },
    { title: "at the introduction", name: "a", version: "1.2.0", ids: ["GHSA-range"] },
    { title: "in a pre-release of the fix", name: "a", version: "1.4.0-rc.1", ids: ["GHSA-range"] },
    { title: "at the fix", name: "a", version: "1.4.0", ids: [] },
    { title: "at the last affected version", name: "a", version: "1.0.0", ids: ["GHSA-last"] },
    { title: "behind the last affected version", name: "a", version: "1.0.1", ids: [] },
    { title: "listed by version alone", name: "@scope/b", version: "2.0.1", ids: ["MAL-2022-1"] },
    { title: "beside the listed version", name: "@scope/b", version: "2.0.2", ids: [] },
    { title: "of a name in another case", name: "A", version: "1.2.0", ids: [] },
  ];
  for (const { title, name, version, ids: expected } of cases) {
    it(`finds what affects a version ${title}`, async () => {
      await start();
      assert.deepEqual(await ids(name, version), expected);
    });
  }

  it("answers a batch in order with ids and dates only, and {} where nothing is known", async () => {
    await start();
    const { json } = await post("/v1/querybatch", {
      queries: [query("x", "1.0.0"), query("a", "1.3.0"), query("@scope/b", "2.0.1")],
    });
    assert.deepEqual(json, {
      results: [
        {},
        { vulns: [{ id: "GHSA-range", modified: "2023-01-01T00:00:00Z" }] },
        { vulns: [{ id: "MAL-2022-1", modified: "2022-01-01T00:00:00Z" }] },
      ],
    });
  });

  it("takes 1,000 queries and refuses one more", async () => {
    await start();
    const queries = Array.from({ length: 1001 }, () => query("x", "1.0.0"));
    assert.equal((await post("/v1/querybatch", { queries: queries.slice(1) })).status, 200);
    assert.deepEqual(await post("/v1/querybatch", { queries }), {
      status: 400,
      json: { code: 3, message: "too many queries" },
    });
  });

  it("fails the whole batch for one bad query, and names it", async () => {
    await start();
    const { status, json } = await post("/v1/querybatch", { queries: [query("a", "1.0.0"), { version: "1" }] });
    assert.equal(status, 400);
    assert.match((json as { message: string }).message, /^error in query at index 1: /);
  });

  it("reads purls, and refuses a version given twice", async () => {
    await start();
    const purl = "pkg:npm/%40scope/b@2.0.1";
    const { json } = await post("/v1/query", { package: { purl } });
    assert.equal((json as { vulns: OsvRecord[] }).vulns[0]?.id, "MAL-2022-1");
    assert.equal((await post("/v1/query", { package: { purl }, version: "2.0.1" })).status, 400);
  });

  it("pages long answers by a token", async () => {
    await start({ pageSize: { osv: 1 }, advisories: [...advisories, { ...advisories[0], id: "GHSA-second" }] });
    const first = await post("/v1/querybatch", { queries: [query("a", "1.3.0")] });
    const [result] = (first.json as { results: { vulns: OsvRecord[]; next_page_token: string }[] }).results;
    assert.deepEqual(
      result?.vulns.map(({ id }) => id),
      ["GHSA-range"],
    );
    const second = await post("/v1/querybatch", {
      queries: [{ ...query("a", "1.3.0"), page_token: result?.next_page_token }],
    });
    assert.deepEqual(second.json, { results: [{ vulns: [{ id: "GHSA-second", modified: "2023-01-01T00:00:00Z" }] }] });
  });

  it("keeps withdrawn records for those who ask by id, out of every query", async () => {
    await start();
    assert.deepEqual(await ids("a", "5.0.0"), []);
    const record = await (await fetch(`${replica.url("osv")}/v1/vulns/MAL-2022-2`)).json();
    assert.deepEqual(record, advisories[3]);
  });

  it("answers an unknown id with OSV's own envelope", async () => {
    await start();
    const response = await fetch(`${replica.url("osv")}/v1/vulns/NOPE`);
    assert.equal(response.status, 404);
    assert.deepEqual(await response.json(), { code: 5, message: "Vulnerability not found" });
  });

  it("knows no record before its day, and no withdrawal before its day", async () => {
    await start({ asOf: "2022-01-15" });
    assert.deepEqual(await ids("a", "5.0.0"), ["MAL-2022-2"]);
    const response = await fetch(`${replica.url("osv")}/v1/vulns/MAL-2022-2`);
    const record = (await response.json()) as OsvRecord;
    assert.deepEqual([record.withdrawn, record.modified], [undefined, "2022-01-01T00:00:00Z"]);
    replica.setAsOf("2021-12-31");
    assert.deepEqual(await ids("a", "5.0.0"), []);
    assert.equal((await fetch(`${replica.url("osv")}/v1/vulns/MAL-2022-2`)).status, 404);
  });
});
