import assert from "node:assert/strict";
import { assess } from "../../server/src/core/assess/assess";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import { type CheckOptions, createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { advisory, at, context, evidence, found } from "../support/evidence";
import { lookupWorld, never } from "../support/lookupWorld";
import type { DocumentRows } from "../support/releases";
import { type DocumentRelease, fakeWorld, NOW, ok, packumentOf } from "../support/world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const OPTIONS: CheckOptions = {
  asOf: undefined,
  deep: false,
  offline: false,
  settings: DEFAULT_SETTINGS,
  policy: undefined,
};

const SCRIPT = { scripts: { postinstall: "node x.js" } };

/** Ten releases of a package by one person, and what a test adds. */
const document = (...more: readonly DocumentRelease[]) =>
  packumentOf("a", [
    ...Array.from({ length: 10 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 1000 - i * 60 })),
    ...more,
  ]);

interface Osv {
  /** Version → ids. */
  readonly hits: Record<string, readonly string[]>;
  readonly records: Record<string, object>;
  isDown: boolean;
}

/** OSV from a table that a test may change, and a clock that it moves. */
function open(osv: Osv, registry: unknown = document()) {
  let now = NOW;
  const world = fakeWorld({
    now: () => now,
    documents: { a: registry },
    answer(request) {
      if (request.source !== "osv") {
        return undefined;
      }
      if (osv.isDown) {
        return { failed: "osv.example: no such host" };
      }
      return request.method === "GET" ? recordOf(osv, request) : hitsOf(osv, request);
    },
  });
  const service = createTrustService(world);
  return {
    explain: async (version: string) => (await service.explain("a", version, OPTIONS, never)).assessment,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

function hitsOf({ hits }: Osv, { body }: HttpRequest): HttpAnswer {
  const { queries } = body as { readonly queries: readonly { readonly version: string }[] };
  return ok({
    results: queries.map(({ version }) => ({ vulns: (hits[version] ?? []).map((id) => ({ id, modified: "2026" })) })),
  });
}

function recordOf({ records }: Osv, { url }: HttpRequest): HttpAnswer {
  const id = url.slice(url.lastIndexOf("/") + 1);
  const record = records[id];
  return record === undefined
    ? { status: 404, json: { code: 5 }, bytes: 9 }
    : ok({ id, modified: "2026", published: "2025-12-01T00:00:00Z", ...record });
}

const range = (text: string, severity = "HIGH") => ({
  summary: "Something",
  database_specific: { severity },
  affected: [
    {
      package: { ecosystem: "npm", name: "a" },
      ranges: [
        {
          type: "SEMVER",
          events: text.split(", ").map((event) => ({ [event.split(" ")[0] ?? ""]: event.split(" ")[1] })),
        },
      ],
    },
  ],
});
const listed = (...versions: readonly string[]) => ({
  affected: [{ package: { ecosystem: "npm", name: "a" }, versions }],
});

describe("a hit of OSV that cannot be asked again", () => {
  it("stays, says its age, and says that others may have come", async () => {
    const osv: Osv = { hits: { "1.9.0": ["MAL-2026-1"] }, records: { "MAL-2026-1": listed("1.9.0") }, isDown: false };
    const { explain, pass } = open(osv);
    assert.equal((await explain("1.9.0")).level, "error");
    osv.isDown = true;
    pass(26 * HOUR);
    const { level, findings, unchecked } = await explain("1.9.0");
    assert.equal(level, "error");
    assert.match(findings[0]?.what ?? "", /MAL-2026-1 .* 26 h ago/);
    assert.deepEqual(
      unchecked.map(({ id }) => id),
      ["osv"],
    );
    osv.isDown = false;
    delete osv.hits["1.9.0"];
    pass(MINUTE);
    assert.equal((await explain("1.9.0")).level, "clear");
  });

  it("does not stand for the absence of others when it turned out to be about other versions", async () => {
    const osv: Osv = {
      hits: { "1.9.0": ["GHSA-1"] },
      records: { "GHSA-1": range("introduced 0, fixed 1.5.0") },
      isDown: false,
    };
    const { explain, pass } = open(osv);
    assert.equal((await explain("1.9.0")).level, "clear");
    osv.isDown = true;
    pass(59 * MINUTE);
    assert.equal((await explain("1.9.0")).level, "clear");
    pass(MINUTE);
    const { level, unchecked } = await explain("1.9.0");
    assert.equal(level, "unchecked");
    assert.match(unchecked.find(({ id }) => id === "osv")?.reason ?? "", /60 min old/);
  });

  it("is still malware while the newest change of its record cannot be read", async () => {
    let modified = "2026-01-01";
    let isDown = false;
    const world = lookupWorld(({ method }) => {
      if (method === "POST") {
        return ok({ results: [{ vulns: [{ id: "GHSA-1", modified }] }] });
      }
      return isDown
        ? { failed: "osv.example: timed out" }
        : ok({ id: "GHSA-1", modified, database_specific: { cwe_ids: ["CWE-506"] }, ...listed("1.0.0") });
    });
    const lookups = createLookups(world, { privateScopes: [], offline: false });
    const ask = async () => {
      const answer = (await lookups.advisories([{ name: "a", version: "1.0.0" }], never)).get("a@1.0.0");
      return answer?.status === "found" ? answer.value.map(({ malware, detailed }) => ({ malware, detailed })) : [];
    };
    assert.deepEqual(await ask(), [{ malware: true, detailed: true }]);
    modified = "2026-01-30";
    isDown = true;
    world.pass(11 * MINUTE);
    assert.deepEqual(await ask(), [{ malware: true, detailed: true }]);
    isDown = false;
    await ask();
    assert.equal(world.sent.filter(({ method }) => method === "GET").length, 3);
  });
});

describe("malware beside what the metadata shows", () => {
  const rows: DocumentRows = {
    name: "a",
    every: { by: "ann" },
    releases: [
      ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, at: `2024-0${i + 1}-01` })),
      { version: "1.8.0", at: "2025-06-01", by: "eve", ...SCRIPT },
    ],
  };
  for (const version of ["1.7.0", "1.8.0"]) {
    it(`adds its finding and changes no other (${version})`, () => {
      const now = context({ asOf: at("2025-06-02") });
      const alone = assess(evidence(rows, version, { advisories: found([], now.asOf) }), now);
      const beside = assess(
        evidence(rows, version, {
          advisories: found([advisory({ malware: true, exact: true, published: 0 })], now.asOf),
        }),
        now,
      );
      const [first, ...others] = beside.findings;
      assert.equal(first?.rule, "malware");
      assert.deepEqual(new Set(others), new Set(alone.findings));
      assert.deepEqual(beside.unchecked, alone.unchecked);
      assert.equal(beside.level, "error");
    });
  }
});

describe("the version that mends a weakness", () => {
  const weak = (more: Partial<Osv> = {}): Osv => ({
    hits: { "1.9.0": ["GHSA-1"] },
    records: { "GHSA-1": range("introduced 0, fixed 1.10.0") },
    isDown: false,
    ...more,
  });
  const later: readonly DocumentRelease[] = [
    { version: "1.10.0", daysAgo: 100 },
    { version: "1.10.1", daysAgo: 60 },
  ];
  const fixOf = async (osv: Osv, releases: readonly DocumentRelease[]) => {
    const { findings } = await open(osv, document(...releases)).explain("1.9.0");
    const finding = findings.find(({ rule }) => rule === "vulnerable");
    return { fixed: finding?.evidence.fixed, remedy: finding?.remedy };
  };

  it("is the first that the registry serves", async () => {
    assert.equal((await fixOf(weak(), later)).fixed, "1.10.0");
  });

  it("is not one that has a grave weakness itself", async () => {
    const osv = weak({
      hits: { "1.9.0": ["GHSA-1"], "1.10.0": ["GHSA-2"] },
      records: { "GHSA-1": range("introduced 0, fixed 1.10.0"), "GHSA-2": range("introduced 1.10.0, fixed 1.10.1") },
    });
    assert.deepEqual(await fixOf(osv, later), {
      fixed: "1.10.1",
      remedy: "1.10.1 mends it; the first version that does, 1.10.0, is not sound itself.",
    });
  });

  it("is not one that is listed as malicious, nor one that looks taken over", async () => {
    const osv = weak({
      hits: { "1.9.0": ["GHSA-1"], "1.10.0": ["MAL-1"] },
      records: { ...weak().records, "MAL-1": listed("1.10.0") },
    });
    assert.equal((await fixOf(osv, later)).fixed, "1.10.1");
    const taken = { version: "1.10.0", daysAgo: 100, by: "eve", more: SCRIPT };
    assert.equal((await fixOf(weak(), [taken, { version: "1.10.1", daysAgo: 60 }])).fixed, "1.10.1");
  });

  it("is none where none is sound, and that is said", async () => {
    const osv = weak({
      hits: { "1.9.0": ["GHSA-1"], "1.10.0": ["MAL-1"] },
      records: { ...weak().records, "MAL-1": listed("1.10.0") },
    });
    assert.deepEqual(await fixOf(osv, later.slice(0, 1)), {
      fixed: null,
      remedy: "1.10.0 mends it, but neither that nor what was looked at after it is sound itself.",
    });
  });

  it("is far ahead where the first ones have weaknesses of their own", async () => {
    const many = Array.from({ length: 12 }, (_, i) => ({ version: `1.10.${i}`, daysAgo: 300 - i * 10 }));
    const hits = Object.fromEntries(many.slice(0, 9).map(({ version }) => [version, ["GHSA-2"]]));
    const osv = weak({
      hits: { "1.9.0": ["GHSA-1"], ...hits },
      records: { ...weak().records, "GHSA-2": range("introduced 1.10.0, fixed 1.10.9") },
    });
    assert.equal((await fixOf(osv, many)).fixed, "1.10.11");
  });
});
