import assert from "node:assert/strict";
import type { Dependency, History, Release } from "../../server/src/core/model";
import { parseNpmLock } from "../../server/src/core/parse/npmLock";
import { findLocked, highestAdmitted, satisfies } from "../../server/src/core/resolve/resolveVersion";

const NOW = Date.UTC(2026, 0, 31);
const DAY = 24 * 60 * 60 * 1000;

describe("findLocked", () => {
  const lockfile = parseNpmLock(
    JSON.stringify({
      lockfileVersion: 3,
      packages: {
        "": { workspaces: ["packages/*"] },
        "packages/a": {},
        "packages/b": {},
        "node_modules/b": { resolved: "packages/b", link: true },
        "node_modules/x": { version: "1.0.0" },
        "node_modules/other": { name: "real", version: "3.0.0" },
        "node_modules/y": { version: "1.0.0" },
        "node_modules/y/node_modules/x": { version: "9.0.0" },
        "packages/a/node_modules/x": { version: "2.0.0" },
        "../far/node_modules/x": { version: "5.0.0" },
      },
    }),
  );
  const cases: readonly { title: string; from: string; key: string; version: string | undefined }[] = [
    { title: "the root's own", from: "", key: "x", version: "1.0.0" },
    { title: "a member's own before the root's", from: "packages/a", key: "x", version: "2.0.0" },
    { title: "the root's for a member without its own", from: "packages/b", key: "x", version: "1.0.0" },
    { title: "an alias by its key", from: "", key: "other", version: "3.0.0" },
    { title: "nothing by the name behind an alias", from: "", key: "real", version: undefined },
    { title: "no entry for a workspace member", from: "packages/a", key: "b", version: undefined },
    { title: "nothing for a name that is not locked", from: "", key: "z", version: undefined },
    { title: "the root's for a folder that the lockfile does not know", from: "docs/site", key: "x", version: "1.0.0" },
    { title: "a folder's own outside of the root", from: "../far", key: "x", version: "5.0.0" },
    { title: "nothing of the root's for a folder outside of it", from: "../far", key: "y", version: undefined },
    { title: "nothing for a name of Object.prototype", from: "", key: "constructor", version: undefined },
  ];
  for (const { title, from, key, version } of cases) {
    it(`finds ${title}`, () => {
      assert.equal(findLocked(lockfile, from, dependency(key))?.version, version);
    });
  }

  it("finds the entries at the top of version 1", () => {
    const nested = { x: { version: "1.0.0", dependencies: { x: { version: "2.0.0" } } } };
    const old = parseNpmLock(JSON.stringify({ lockfileVersion: 1, dependencies: nested }));
    assert.equal(findLocked(old, "", dependency("x"))?.version, "1.0.0");
  });
});

describe("satisfies", () => {
  const cases: readonly [version: string, range: string, expected: boolean | undefined][] = [
    ["1.2.3", "^1.0.0", true],
    ["2.0.0", "^1.0.0", false],
    ["1.2.3", "1.2.3", true],
    ["1.2.3", "", true],
    ["1.2.3-rc.1", "*", true],
    ["1.2.3-rc.1", "^1.0.0", false],
    ["1.2.3-rc.2", "^1.2.3-rc.1", true],
    ["1.2.4-rc.1", "^1.2.3-rc.1", false],
    ["1.2.3-rc.1", "<2.0.0", false],
    ["1.5.0", "1.0.0 - 2.0.0", true],
    ["0.9.0", "^1 || ~0.9.0", true],
    ["1.2.3", "v1.2.3", true],
    ["1.2.3", ">= 1.2", true],
    ["not a version", "^1.0.0", false],
    ["1.2.3", "latest", undefined],
    ["1.2.3", "next-11", undefined],
    ["1.2.3", "not a range", undefined],
  ];
  for (const [version, range, expected] of cases) {
    it(`answers ${expected} for ${version} in "${range}"`, () => {
      assert.equal(satisfies(version, range), expected);
    });
  }

  it("takes no endless range for one", () => {
    assert.equal(satisfies("1.0.0", "1 ".repeat(300_000)), undefined);
  });
});

describe("highestAdmitted", () => {
  const releases: Record<string, number | undefined> = {
    "1.0.0": 900,
    "1.1.0": 400,
    "1.2.0": 100,
    "1.3.0": 1,
    "2.0.0-rc.1": 50,
    "2.0.0": 10,
    "0.1.0": undefined,
  };
  const history = makeHistory(releases, { latest: "1.2.0", next: "2.0.0", beta: "2.0.0-rc.1", new: "1.3.0" });

  const cases: readonly { title: string; range: string; days: number; expected: string | undefined }[] = [
    {
      title: "latest where the range admits it, though there is a higher one",
      range: "^1.0.0",
      days: 0,
      expected: "1.2.0",
    },
    { title: "the highest where the range does not admit latest", range: "^2.0.0", days: 0, expected: "2.0.0" },
    { title: "the highest that is old enough", range: ">=1.0.0", days: 200, expected: "1.1.0" },
    { title: "an exact version", range: "1.3.0", days: 0, expected: "1.3.0" },
    { title: "no exact version that is too young", range: "1.3.0", days: 3, expected: undefined },
    { title: "latest for anything", range: "*", days: 0, expected: "1.2.0" },
    { title: "latest for nothing written", range: "", days: 0, expected: "1.2.0" },
    { title: "a tag", range: "next", days: 0, expected: "2.0.0" },
    { title: "a tag of a prerelease", range: "beta", days: 0, expected: "2.0.0-rc.1" },
    { title: "the highest before a tag that is too young", range: "new", days: 3, expected: "1.2.0" },
    { title: "a release without a date", range: "^0.1.0", days: 3, expected: "0.1.0" },
    { title: "no prerelease for a range that names none", range: ">1.3.0 <2.0.0", days: 0, expected: undefined },
    { title: "nothing for a tag that there is not", range: "canary", days: 0, expected: undefined },
    { title: "nothing for a tag of Object.prototype's", range: "constructor", days: 0, expected: undefined },
  ];
  for (const { title, range, days, expected } of cases) {
    it(`gives ${title}`, () => {
      assert.equal(highestAdmitted(range, history, NOW, days * DAY), expected);
    });
  }

  it("does not know what was published later", () => {
    assert.equal(highestAdmitted("*", history, NOW - 300 * DAY, 0), "1.1.0");
    assert.equal(highestAdmitted("^2.0.0", history, NOW - 300 * DAY, 0), undefined);
  });

  it("gives a deprecated release only where there is no other", () => {
    const old = makeHistory({ "1.0.0": 900, "1.1.0": 800 }, { latest: "1.1.0" }, ["1.1.0"]);
    assert.equal(highestAdmitted("^1.0.0", old, NOW, 0), "1.0.0");
    assert.equal(highestAdmitted("^1.1.0", old, NOW, 0), "1.1.0");
  });

  it("gives nothing for a tag whose version is not served any more", () => {
    assert.equal(highestAdmitted("next", makeHistory({ "1.0.0": 900 }, { next: "2.0.0" }), NOW, 0), undefined);
  });

  it("is not confused by versions that are none", () => {
    assert.equal(highestAdmitted("*", makeHistory({ latest: 3, "1.0.0": 3 }, {}), NOW, 0), "1.0.0");
  });
});

function dependency(key: string): Dependency {
  const span = { start: 0, end: 0 };
  const section = "dependencies";
  return { key, name: key, spec: "*", range: "*", source: "registry", section, nameSpan: span, specSpan: span };
}

/** Version → days ago, or undefined where the registry gives no date. */
function makeHistory(
  versions: Readonly<Record<string, number | undefined>>,
  distTags: Readonly<Record<string, string>>,
  deprecated: readonly string[] = [],
): History {
  const releases = Object.entries(versions).map(
    ([version, days]): Release => ({
      version,
      publishedAt: days === undefined ? undefined : NOW - days * DAY,
      publisher: undefined,
      maintainers: undefined,
      evidence: 0,
      provenance: false,
      scripts: {},
      gyp: false,
      dependencies: [],
      bins: [],
      repository: undefined,
      gitHead: false,
      deprecated: deprecated.includes(version) ? "use another" : undefined,
    }),
  );
  return {
    name: "x",
    releases,
    pulled: [],
    created: undefined,
    lastStamp: undefined,
    distTags,
    maintainers: undefined,
    holder: undefined,
    gives: { time: true, publisher: false, maintainers: false },
  };
}
