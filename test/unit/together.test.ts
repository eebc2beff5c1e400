import assert from "node:assert/strict";
import { judgeDocument } from "../../server/src/core/judge";
import { type CheckOptions, createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { at } from "../support/evidence";
import { never } from "../support/lookupWorld";
import { type ReleaseRow, registryDocument } from "../support/releases";
import { daysAgo, fakeWorld, ok, packumentOf } from "../support/world";

const OPTIONS: CheckOptions = {
  asOf: undefined,
  deep: false,
  offline: false,
  settings: DEFAULT_SETTINGS,
  policy: undefined,
};

/** A project that asks for "a" alone, and what its lockfile holds. */
function project(
  documents: Readonly<Record<string, unknown>>,
  locked: Readonly<Record<string, string>>,
  knows?: string,
) {
  const packages = Object.entries(locked).map(([name, version]) => [`node_modules/${name}`, { version }]);
  const world = fakeWorld({
    documents,
    files: {
      "/app/package.json": '{"dependencies":{"a":"*"}}',
      "/app/package-lock.json": JSON.stringify({ lockfileVersion: 3, packages: Object.fromEntries(packages) }),
    },
    answer({ source, body }) {
      if (source !== "depsdev" || knows === undefined) {
        return undefined;
      }
      const { requests } = body as { readonly requests: readonly { readonly versionKey: { readonly name: string } }[] };
      const old = { version: { publishedAt: "2020-01-01T00:00:00Z" } };
      return ok({ responses: requests.map(({ versionKey }) => (versionKey.name === knows ? old : {})) });
    },
  });
  const asked = () =>
    world.sent.flatMap((line) => (line.startsWith("registry") ? [line.split("/").at(-1)] : [])).sort();
  const check = async () => (await createTrustService(world).check("/app", OPTIONS, never)).packages;
  return { asked, check };
}

const a = (dependencies: Readonly<Record<string, string>>) =>
  packumentOf("a", [
    ...Array.from({ length: 6 }, (_, i) => ({
      version: `1.${i}.0`,
      daysAgo: 400 - i * 50,
      more: { dependencies: { old: "1", older: "1", oldest: "1" } },
    })),
    { version: "1.6.0", daysAgo: 1, more: { dependencies } },
  ]);
const fresh = packumentOf("fresh", [
  { version: "1.0.0", daysAgo: 2, by: "eve" },
  { version: "1.0.1", daysAgo: 1.5, by: "eve", more: { scripts: { postinstall: "node x.js" } } },
]);

describe("the dependencies of a release", () => {
  it("are asked about only where the release added them", async () => {
    const { asked, check } = project({ a: a({ old: "1", older: "1", fresh: "1" }), fresh }, { a: "1.6.0" });
    const [report] = await check();
    assert.deepEqual(asked(), ["a", "fresh"]);
    assert.match(report?.assessment.findings.map(({ what }) => what).join() ?? "", /Depends on fresh/);
  });

  it("are asked about not at all where nothing was added", async () => {
    const { asked, check } = project({ a: a({ old: "1", oldest: "2" }) }, { a: "1.6.0", old: "1.0.0" });
    await check();
    assert.deepEqual(asked(), ["a"]);
  });

  it("are judged by their own history where they are young and locked, without another request", async () => {
    const { asked, check } = project({ a: a({ fresh: "1" }), fresh }, { a: "1.6.0", fresh: "1.0.1" });
    const reports = await check();
    assert.deepEqual(asked(), ["a", "fresh"]);
    const payload = reports.find(({ subject }) => subject.name === "fresh");
    assert.match(payload?.assessment.summary ?? "", /brought by a 1\.6\.0/);
    assert.ok(payload?.assessment.findings.some(({ rule }) => rule === "install-script-added"));
  });
});

describe("a locked release that deps.dev does not know yet", () => {
  it("is looked up in its registry, where deps.dev knows others", async () => {
    const { asked, check } = project({ a: a({}), fresh }, { a: "1.6.0", old: "1.0.0", fresh: "1.0.1" }, "old");
    await check();
    assert.deepEqual(asked(), ["a", "fresh"]);
  });
});

describe("packages of one workspace", () => {
  const HOURS = 60 * 60_000;
  const NOON = daysAgo(1);

  interface One {
    readonly name: string;
    readonly by: string;
    readonly minutes: number;
    readonly repository?: string;
    /** When its earlier releases came; each package has rhythms of its own unless said. */
    readonly before?: readonly number[];
  }

  function document({
    name,
    by,
    minutes,
    repository = `https://github.com/${name}`,
    before = rhythm(name),
  }: One): unknown {
    const row = (version: string, moment: number): ReleaseRow => ({ version, at: new Date(moment).toISOString() });
    return registryDocument({
      name,
      every: { by, repository },
      releases: [
        ...before.map((moment, i) => row(`1.${i}.0`, moment)),
        row(`1.${before.length}.0`, NOON + minutes * 60_000),
      ],
    });
  }

  function rhythm(name: string): readonly number[] {
    const offset = [...name].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7) % 1000;
    return Array.from({ length: 7 }, (_, i) => daysAgo(900) + i * 90 * 24 * HOURS + offset * HOURS);
  }

  /** The packages about which something is said at warning or above, each judged beside all others. */
  function raised(...packages: readonly One[]): readonly string[] {
    const all = packages.map((one) => ({
      ...one,
      raw: document(one),
      version: `1.${(one.before ?? rhythm(one.name)).length}.0`,
    }));
    return all.flatMap((one) => {
      const result = judgeDocument(one.raw, one.version, {
        asOf: NOON + 12 * HOURS,
        created: new Map(),
        beside: all.filter((other) => other !== one),
        settings: DEFAULT_SETTINGS,
      });
      assert.ok(result.status === "judged");
      return result.assessment.level === "warning" || result.assessment.level === "error" ? [one.name] : [];
    });
  }

  const names = ["@s/a", "@s/b", "@s/c", "d", "e"];
  const by = (account: string) => names.map((name, i) => ({ name, by: account, minutes: i * 3 }));
  const cases: readonly (readonly [title: string, packages: readonly One[], expected: readonly string[]])[] = [
    ["speak together where one account released them within minutes", by("ann"), names],
    ["are silent where each has an owner of its own", by("ann").map((one, i) => ({ ...one, by: `own${i}` })), []],
    ["are silent where they are two", by("ann").slice(0, 2), []],
    ["are silent where hours lie between them", by("ann").map((one) => ({ ...one, minutes: one.minutes * 40 })), []],
    ["are silent where their project's own pipeline released them", by("github"), []],
    [
      "are silent where they are parts of one repository",
      by("ann").map((one) => ({ ...one, repository: "https://github.com/s/s" })),
      [],
    ],
    ["are silent where they always come together", by("ann").map((one) => ({ ...one, before: rhythm("same") })), []],
  ];
  for (const [title, packages, expected] of cases) {
    it(title, () => assert.deepEqual(raised(...packages), expected));
  }

  it("tell each other since when they exist", () => {
    const suspect = registryDocument({
      name: "left",
      every: { by: "ann" },
      releases: [
        { version: "1.0.0", at: "2025-01-01" },
        { version: "1.1.0", at: "2025-06-01", dependencies: { fresh: "1" } },
      ],
    });
    const payload = registryDocument({ name: "fresh", releases: [{ version: "1.0.0", at: "2025-05-31", by: "eve" }] });
    const judge = (raw: unknown, version: string, other: unknown, otherVersion: string) => {
      const result = judgeDocument(raw, version, {
        asOf: at("2025-06-02"),
        created: new Map(),
        beside: [{ raw: other, version: otherVersion }],
        settings: DEFAULT_SETTINGS,
      });
      return result.status === "judged" ? result.assessment.summary : result.message;
    };
    assert.match(judge(suspect, "1.1.0", payload, "1.0.0"), /adds fresh, first published 24 h earlier/);
    assert.match(judge(payload, "1.0.0", suspect, "1.1.0"), /brought by left 1\.1\.0/);
  });
});
