import assert from "node:assert/strict";
import { assess } from "../../server/src/core/assess/assess";
import { judgeDocument } from "../../server/src/core/judge";
import type { Assessment, DepsDevVersion } from "../../server/src/core/model";
import { createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { context, evidence, found, history } from "../support/evidence";
import { never } from "../support/lookupWorld";
import { type DocumentRows, moment, type ReleaseRow, registryDocument } from "../support/releases";
import { fakeWorld, NOW, packumentOf } from "../support/world";

type Document = { versions: Record<string, unknown>; time: Record<string, string> };

const DAY = 24 * 60 * 60 * 1000;
const EVENTS: ReadonlySet<string> = new Set(["who", "how", "what", "when"]);

const long = () =>
  packumentOf(
    "left",
    Array.from({ length: 30 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 2000 - i * 60 })),
  ) as Document;
const judge = (document: unknown, version: string, asOf = NOW, beside: readonly unknown[] = []) => {
  const result = judgeDocument(document, version, {
    asOf,
    created: new Map(),
    beside: beside.map((raw) => ({ raw, version: Object.keys((raw as Document).versions).at(-1) ?? "" })),
    settings: DEFAULT_SETTINGS,
  });
  assert.ok(result.status === "judged" || result.status === "unknown-version");
  return result.status === "judged" ? result.assessment : undefined;
};
/** The rules that speak of what happened at a release, youth apart. */
const events = (assessment: Assessment | undefined) =>
  (assessment?.findings ?? [])
    .filter(({ family, rule }) => EVENTS.has(family) && rule !== "release-young" && rule !== "patch-after-pause")
    .map(({ rule }) => rule)
    .sort();
const open = (assessment: Assessment | undefined) => (assessment?.unchecked ?? []).map(({ id }) => id);

describe("a mirror", () => {
  it("that serves a third of the versions and dates all of them has pulled none of the others", () => {
    const document = long();
    for (const [i, version] of Object.keys(document.versions).entries()) {
      if (i % 3 > 0) {
        delete document.versions[version];
      }
    }
    const left = judge(document, "1.27.0");
    assert.deepEqual([left?.level, left?.unchecked.map(({ id }) => id)], ["clear", ["registry", "osv", "depsdev"]]);
    assert.notEqual(judge(document, "1.26.0")?.level, "error");
  });

  it("that lacks one version has it pulled", () => {
    const document = long();
    delete document.versions["1.26.0"];
    assert.equal(judge(document, "1.26.0")?.level, "error");
  });
});

const START = Date.parse("2024-01-01T10:00:00Z");
const PACKAGES = 8;
/** A release every four weeks, the packages three days apart from each other. */
const dateOf = (release: number, i: number) => new Date(START + (i * 28 + release * 3) * DAY).toISOString();

type Change = (row: ReleaseRow, at: number) => ReleaseRow;

/** Packages of owners who have nothing to do with each other, each built in its own repository by its own pipeline. */
const registry = (change: Change, releases = 20): readonly DocumentRows[] =>
  Array.from({ length: PACKAGES }, (_, k) => ({
    name: `pack${k}`,
    every: {
      by: "github",
      email: "npm-oidc-no-reply@github.com",
      oidc: `oidc:${k}`,
      provenance: true,
      gitHead: true,
      maintainers: [`owner${k}`],
      repository: `https://github.com/owner${k}/pack${k}`,
    },
    releases: Array.from({ length: releases }, (_, i) => {
      const at = dateOf(k, i);
      const row: ReleaseRow = { version: `1.${i}.0`, at };
      return change(row, Date.parse(at));
    }),
  }));

const BEGINS = START + 10 * 28 * DAY;
const ENDS = START + 15 * 28 * DAY;
const from =
  (without: Partial<ReleaseRow>): Change =>
  (row, at) =>
    at >= BEGINS ? { ...row, ...without } : row;
const between =
  (without: Partial<ReleaseRow>): Change =>
  (row, at) =>
    at >= BEGINS && at < ENDS ? { ...row, ...without } : row;

/** What is said of each release of the first package, by a moment after the last of all. */
function replay(rows: readonly DocumentRows[], asOf = START + 20 * 28 * DAY) {
  const [own, ...others] = rows.map((each) => registryDocument(each) as Document);
  return Object.keys(own?.versions ?? {}).map((version) => judge(own, version, asOf, others));
}

/** A takeover: a person publishes what a pipeline always did. */
const byHand: Partial<ReleaseRow> = {
  by: "eve",
  email: "eve@mail.example",
  oidc: "",
  provenance: false,
  gitHead: false,
};

describe("a field that a registry gives of no package any more", () => {
  for (const [field, without] of [
    ["provenance", { provenance: false }],
    ["commits", { gitHead: false }],
    ["provenance and commits", { provenance: false, gitHead: false }],
  ] as const) {
    it(`is not lost by a release: ${field}, from a date on`, () => {
      const judged = replay(registry(from(without)));
      assert.deepEqual(judged.flatMap(events), []);
      const ids = "provenance" in without ? ["attestations"] : ["registry"];
      assert.ok(
        ids.every((id) => open(judged.at(-1)).includes(id as never)),
        String(open(judged.at(-1))),
      );
      assert.ok(ids.every((id) => id !== "attestations" || !open(judged[5]).includes("attestations")));
    });

    it(`is not lost by a release: ${field}, for some months`, () => {
      assert.deepEqual(replay(registry(between(without))).flatMap(events), []);
    });
  }

  it("is not lost by the releases of another line either", () => {
    const rows = registry(from({ provenance: false }));
    const [own, ...others] = rows;
    const old = { version: "0.9.1", at: new Date(BEGINS + 100 * DAY).toISOString(), provenance: false };
    const lines = [{ version: "0.9.0", at: new Date(START - DAY).toISOString() }, ...(own?.releases ?? []), old];
    const judged = replay([{ ...own, name: "pack0", releases: lines }, ...others]);
    assert.deepEqual(judged.flatMap(events), ["version-out-of-line"]);
  });

  it("counts as lost where it is gone for this package alone", () => {
    const rows = registry((row) => row);
    const last = { version: "1.20.0", at: new Date(START + 19 * 28 * DAY + DAY).toISOString(), ...byHand };
    const [own, ...others] = rows;
    const stolen = { ...own, name: "pack0", releases: [...(own?.releases ?? []), last] };
    const judged = replay([stolen, ...others]);
    assert.deepEqual(events(judged.at(-1)), ["git-head-lost", "publisher-new", "trust-downgraded"]);
    assert.equal(judged.at(-1)?.level, "warning");
  });

  it("counts as lost where a wave of thefts takes it from many packages within days", () => {
    const wave = START + 19 * 28 * DAY + 25 * DAY;
    const rows = registry((row) => row).map((each, k) => ({
      ...each,
      releases: [
        ...each.releases,
        { version: "1.20.0", at: new Date(wave + k * 6 * 60 * 60 * 1000).toISOString(), ...byHand },
      ],
    }));
    const judged = replay(rows, wave + 10 * DAY);
    assert.ok(events(judged.at(-1)).includes("trust-downgraded"));
    assert.equal(judged.at(-1)?.level, "warning");
  });

  it("counts as lost where others of one owner alone lose it", () => {
    const rows = registry(from({ provenance: false })).map((each) => ({
      ...each,
      every: { ...each.every, repository: `https://github.com/owner/${each.name}` },
    }));
    assert.deepEqual(replay(rows).flatMap(events).slice(0, 1), ["trust-downgraded"]);
  });

  it("is told by what there was at the moment: what comes later makes no loss of it, and no gap of a loss", () => {
    const documents = registry(from({ provenance: false })).map((rows) => registryDocument(rows) as Document);
    const [own, ...others] = documents;
    for (const days of [1, 10, 20, 40, 80, 140]) {
      const asOf = BEGINS + days * DAY;
      const then = registry(from({ provenance: false }))
        .map((rows) => ({ ...rows, releases: rows.releases.filter(({ at }) => Date.parse(at ?? "") <= asOf) }))
        .map((rows) => registryDocument(rows) as Document);
      assert.deepEqual(
        events(judge(own, "1.10.0", asOf, others)),
        events(judge(then[0], "1.10.0", asOf, then.slice(1))),
        `${days} days after`,
      );
    }
    // On the first days nothing tells it from a theft.
    assert.deepEqual(events(judge(own, "1.10.0", BEGINS + DAY, others)), ["trust-downgraded"]);
    assert.deepEqual(events(judge(own, "1.10.0", BEGINS + 20 * DAY, others)), []);
  });

  it("is not lost where deps.dev has verified the provenance of this very release", () => {
    const [rows] = registry(from({ provenance: false }));
    assert.ok(rows !== undefined);
    const verified: DepsDevVersion = {
      publishedAt: undefined,
      deprecated: undefined,
      attestedRepository: "github.com/owner0/pack0",
    };
    const asOf = BEGINS + 2 * DAY;
    const rulesOf = (differs: Parameters<typeof evidence>[2]) =>
      events(assess(evidence(rows, "1.10.0", differs), context({ asOf })));
    assert.deepEqual(rulesOf({}), ["trust-downgraded"]);
    assert.deepEqual(rulesOf({ depsDev: found(verified, asOf) }), []);
  });
});

describe("a mirror that leaves out who published", () => {
  const ann = { by: "ann", email: "ann@one.example", maintainers: ["ann"] };
  const bob = { by: "bob", email: "bob@mail.example", maintainers: ["bob"] };
  const rows = (count: number, row: (i: number) => Partial<ReleaseRow>): DocumentRows => ({
    name: "left",
    releases: Array.from({ length: count }, (_, i) => ({
      version: `1.${i}.0`,
      at: dateOf(0, i),
      gitHead: true,
      repository: "https://github.com/ann/left",
      ...row(i),
    })),
  });
  const isGap = (i: number) => i >= 8 && i < 14;
  for (const [title, row] of [
    ["for some months, in which another account began", (i: number) => (isGap(i) ? {} : i < 8 ? ann : bob)],
    [
      "and its address, which changed meanwhile",
      (i: number) => (isGap(i) ? {} : i < 8 ? ann : { ...ann, email: "ann@two.example" }),
    ],
    ["from a date on", (i: number) => (i < 8 ? ann : {})],
    ["and the maintainers alone", (i: number) => ({ ...ann, maintainers: isGap(i) ? [] : i < 8 ? ["ann"] : ["bob"] })],
    [
      "and the repository, which moved meanwhile",
      (i: number) => ({ ...ann, repository: isGap(i) ? "" : `https://github.com/${i < 8 ? "ann" : "bob"}/left` }),
    ],
    [
      "and that it was a trusted publisher, by the address",
      (i: number) =>
        i < 8 ? ann : { by: "GitHub Actions", email: "npm-oidc-no-reply@github.com", maintainers: ["ann"] },
    ],
    [
      "and that it was a trusted publisher, by the account's earlier releases",
      (i: number) =>
        i < 14
          ? { by: "github", provenance: true, maintainers: ["ann"] }
          : { by: "GitHub Actions", provenance: true, maintainers: ["ann"] },
    ],
  ] as const) {
    it(title, () => {
      const document = registryDocument(rows(20, row)) as Document;
      const said = Object.keys(document.versions).flatMap((version, i) =>
        events(judge(document, version, Date.parse(dateOf(0, i)) + DAY)).map((rule) => `${version} ${rule}`),
      );
      assert.deepEqual(said, []);
    });
  }

  it("hides nothing of what happens long after it", () => {
    const document = registryDocument(rows(20, (i) => (i >= 2 && i < 6 ? {} : i < 19 ? ann : bob)));
    assert.deepEqual(events(judge(document, "1.19.0", Date.parse(dateOf(0, 19)) + DAY)), [
      "maintainers-replaced",
      "publisher-new",
    ]);
  });
});

describe("dates that are those of a mirror's own copies", () => {
  const SYNC = Date.parse("2026-01-20T08:00:00Z");
  const asOf = SYNC + 2 * DAY;
  const copy = (name: string, versions: number, apart: number, by = "ann", created = SYNC): DocumentRows => ({
    name,
    every: { by, maintainers: [by], repository: `https://github.com/${by}/${name}` },
    releases: Array.from({ length: versions }, (_, i) => ({
      version: `1.${i}.0`,
      at: new Date(SYNC + i * apart).toISOString(),
    })),
    created: new Date(created).toISOString(),
  });
  const about = (rows: DocumentRows, version: string, more: readonly DocumentRows[] = [], when = asOf) => {
    const assessment = judge(registryDocument(rows), version, when, more.map(registryDocument));
    const rules = assessment?.findings.map(({ rule }) => rule) ?? [];
    return {
      rules: rules.filter((rule) => /^(release-|package-|publisher-|patch-)/.test(rule)),
      open: open(assessment),
    };
  };

  for (const [title, rows] of [
    ["the same for all versions", copy("left", 6, 0)],
    ["some milliseconds apart", copy("left", 30, 7)],
    ["the same for all versions, but for when it was created", copy("left", 6, 0, "ann", SYNC + 30_000)],
  ] as const) {
    it(`are none of publication: ${title}`, () => {
      const { rules, open: ids } = about(rows, "1.5.0");
      assert.deepEqual(rules, []);
      assert.ok(ids.includes("registry.time"));
    });
  }

  it("leave those of later releases as they are, and are no part of a wave", () => {
    const rows = copy("left", 20, 0);
    const later = { version: "1.20.0", at: new Date(SYNC + 60 * 60 * 1000).toISOString(), by: "eve" };
    const { rules, open: ids } = about({ ...rows, releases: [...rows.releases, later] }, "1.20.0");
    assert.deepEqual(rules, ["publisher-new", "release-young"]);
    assert.ok(ids.includes("registry.time"));
  });

  it("are believed where releases follow each other as fast as somebody can publish", () => {
    const { rules } = about(copy("left", 6, 20_000), "1.5.0");
    assert.deepEqual(rules.sort(), ["package-young", "release-burst", "release-young"]);
  });

  it("show by the packages beside where each has one version only", () => {
    const others = Array.from({ length: 12 }, (_, i) => copy(`other${i}`, 1, 0, i % 4 === 0 ? "ann" : `owner${i}`));
    assert.deepEqual(about(copy("left", 1, 0), "1.0.0", others).rules, []);
    assert.deepEqual(about(copy("left", 2, 30_000), "1.1.0", others).rules, []);
    // The same account publishes three packages within the hour, and all others here are old.
    const old = others.map((each, i) => (i % 4 === 0 && i < 12 ? each : { ...each, created: "2020-01-01" }));
    assert.ok(about(copy("left", 1, 0), "1.0.0", old).rules.includes("publisher-burst"));
  });

  it("do not make a name anew where its releases are older", () => {
    const rows: DocumentRows = {
      ...copy("left", 0, 0),
      releases: [0, 1, 2, 3].map((i) => ({ version: `1.${i}.0`, at: `202${i}-03-01` })),
    };
    assert.deepEqual(about(rows, "1.3.0").rules, []);
    const revived = { ...rows, releases: [{ version: "2.0.0", at: moment(new Date(SYNC).toISOString()) }] };
    const before = { "1.0.0": "2020-03-01", "1.1.0": "2021-03-01" };
    assert.ok(about({ ...revived, pulled: before }, "2.0.0").rules.includes("package-revived"));
  });
});

describe("records of two registries", () => {
  const at = "2026-01-20T08:00:00Z";
  const asOf = Date.parse(at) + DAY;
  const burst = (name: string): DocumentRows => ({
    name,
    every: { by: "ann", repository: `https://github.com/o/${name}` },
    releases: [
      { version: "1.0.0", at: `2020-0${name.length}-01` },
      { version: "1.1.0", at },
    ],
  });

  for (const [title, registries, expected] of [
    ["count together where they are of one", ["one", "one", "one"], ["publisher-burst"]],
    ["are not compared: the same account name is two accounts", ["one", "two", "two"], []],
  ] as const) {
    it(title, () => {
      const [own, ...others] = ["a", "bb", "ccc"].map(burst);
      assert.ok(own !== undefined);
      const judged = assess(
        evidence(own, "1.1.0", { registryUrl: `https://${registries[0]}.example/` }),
        context({
          asOf,
          beside: others.map((rows, i) => ({
            history: history(rows),
            version: "1.1.0",
            registry: `https://${registries[i + 1]}.example/`,
          })),
        }),
      );
      assert.deepEqual(
        events(judged).filter((rule) => rule === "publisher-burst"),
        expected,
      );
    });
  }

  it("are kept apart where a workspace takes from both", async () => {
    const names = ["@one/a", "@one/b", "@two/c"];
    const documents = Object.fromEntries(
      names.map((name) => [
        name,
        packumentOf(name, [
          { version: "1.0.0", daysAgo: 900 + name.charCodeAt(5) },
          { version: "1.1.0", daysAgo: 1 },
        ]),
      ]),
    );
    const rulesOf = async (isOther: (name: string) => boolean) => {
      const files = {
        "/app/package.json": JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, "*"])) }),
        "/app/package-lock.json": JSON.stringify({
          lockfileVersion: 3,
          packages: Object.fromEntries(names.map((name) => [`node_modules/${name}`, { version: "1.1.0" }])),
        }),
      };
      const world = {
        ...fakeWorld({ documents, files }),
        registry: (name: string) => ({
          url: isOther(name) ? "http://other.example/" : "http://registry.example/",
          headers: {},
          isPrivate: false,
        }),
      };
      const options = { asOf: undefined, deep: true, offline: false, settings: DEFAULT_SETTINGS, policy: undefined };
      const { packages } = await createTrustService(world).check("/app", options, never);
      return packages.flatMap(({ assessment }) => events(assessment).filter((rule) => rule === "publisher-burst"));
    };
    assert.equal((await rulesOf(() => false)).length, 3);
    assert.equal((await rulesOf((name) => name.startsWith("@two/"))).length, 0);
  });

  it("do not tell that a look-alike is of the same hands as what it looks like", () => {
    const meant: DocumentRows = {
      name: "express",
      every: { by: "ann" },
      releases: [{ version: "4.0.0", at: "2015-01-01" }],
    };
    const rows: DocumentRows = {
      name: "expresss",
      every: { by: "ann" },
      releases: [{ version: "1.0.0", at: "2026-01-18" }],
    };
    const about = (differs: Parameters<typeof evidence>[2]) =>
      assess(evidence(rows, "1.0.0", { meant: found(history(meant)), ...differs }), context({ asOf })).findings.some(
        ({ rule }) => rule === "lookalike",
      );
    assert.deepEqual([about({}), about({ meantIsElsewhere: true })], [false, true]);
  });
});
