import assert from "node:assert/strict";
import { readPackument } from "../../server/src/core/lookup/packument";
import { pinEdit, replaceEdit, rollbackEdit, upgradeEdit } from "../../server/src/core/present/edits/edits";
import { findWayOut } from "../../server/src/core/present/wayOut";
import { highestAdmitted } from "../../server/src/core/resolve/resolveVersion";
import type { DocumentEntry } from "../../server/src/core/service";
import { type CheckOptions, createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { never } from "../support/lookupWorld";
import { type DocumentRelease, fakeWorld, NOW, ok, packumentOf } from "../support/world";

const OPTIONS: CheckOptions = {
  asOf: undefined,
  deep: false,
  offline: false,
  settings: DEFAULT_SETTINGS,
  policy: undefined,
};

/** Ten calm releases, 1.0.0 to 1.9.0, and what a test adds. */
const calm = (name: string, ...more: readonly DocumentRelease[]) =>
  packumentOf(name, [
    ...Array.from({ length: 10 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 1000 - i * 60 })),
    ...more,
  ]);

/** A release that another account made, with a script: at warning or above by itself. */
const taken = (version: string, daysAgo: number): DocumentRelease => ({
  version,
  daysAgo,
  by: "mallory",
  more: { scripts: { postinstall: "node steal.js" } },
});

interface Scenario {
  readonly documents: Readonly<Record<string, unknown>>;
  /** `name@version` → ids of OSV. */
  readonly hits?: Readonly<Record<string, readonly string[]>>;
  /** OSV's id → the version that mends it. */
  readonly fixed?: Readonly<Record<string, string>>;
  /** What package.json asks for, and what it is locked to. */
  readonly asked: readonly [key: string, spec: string, locked: string];
}

/** Every release that a fix of the one dependency leads to, once the package manager has run. */
async function leadsTo({ documents, hits = {}, fixed = {}, asked: [key, spec, locked] }: Scenario) {
  const text = JSON.stringify({ dependencies: { [key]: spec } });
  const lock = {
    lockfileVersion: 3,
    packages: { "": { dependencies: { [key]: spec } }, [`node_modules/${key}`]: { version: locked } },
  };
  const world = fakeWorld({
    files: { "/app/package.json": text, "/app/package-lock.json": JSON.stringify(lock) },
    documents,
    answer: (request) => (request.source === "osv" ? osv(request) : undefined),
  });
  const service = createTrustService(world);
  const report = await service.document("/app/package.json", text, OPTIONS, never);
  const [entry] = report?.entries ?? [];
  assert.ok(entry?.report !== undefined && entry.dependency !== undefined);
  const offered = [...written(entry), ...wayOut(entry)];
  const reached = await Promise.all(
    offered.map(async ({ title, name, spec: wanted }) => {
      const history = readPackument(documents[name]);
      assert.ok(history !== undefined, name);
      const version = highestAdmitted(wanted, history, NOW, 0) ?? assert.fail(`${title} leads nowhere`);
      const { assessment } = await service.explain(name, version, OPTIONS, never);
      return { title, spec: wanted, reaches: version, level: assessment.level };
    }),
  );
  return { level: entry.report.assessment.level, fixes: reached };

  function osv({ method, url, body }: HttpRequest): HttpAnswer {
    if (method === "GET") {
      const id = url.slice(url.lastIndexOf("/") + 1);
      const at = Object.entries(hits).flatMap(([one, ids]) => (ids.includes(id) ? one.split("@") : []));
      const [name = "", version = ""] = at;
      const events = [{ introduced: "0" }, ...(fixed[id] === undefined ? [] : [{ fixed: fixed[id] }])];
      const affected = [
        { package: { name, ecosystem: "npm" }, versions: [version], ranges: [{ type: "SEMVER", events }] },
      ];
      const severity = { database_specific: { severity: "HIGH" } };
      return ok({ id, modified: "2026-01-01T00:00:00Z", published: "2025-12-01T00:00:00Z", affected, ...severity });
    }
    const { queries } = body as {
      readonly queries: readonly { readonly package: { readonly name: string }; readonly version: string }[];
    };
    const results = queries.map(({ package: { name }, version }) => ({
      vulns: (hits[`${name}@${version}`] ?? []).map((id) => ({ id, modified: "2026-01-01T00:00:00Z" })),
    }));
    return ok({ results });
  }
}

function written({ dependency, report }: DocumentEntry) {
  if (dependency === undefined || report === undefined) {
    return [];
  }
  const name = report.subject.name;
  const edits = [pinEdit, rollbackEdit, upgradeEdit].flatMap((fix) => fix(dependency, report) ?? []);
  const replaced = replaceEdit(dependency, report, () => false);
  const meant = replaced?.edits[0]?.newText;
  return [
    ...edits.map(({ title, newText }) => ({ title, name, spec: newText })),
    ...(replaced === undefined || meant === undefined
      ? []
      : [{ title: replaced.title, name: meant, spec: replaced.edits[1]?.newText ?? dependency.spec }]),
  ];
}

/** What an override of the same release would name. */
function wayOut({ report }: DocumentEntry) {
  const way = report && findWayOut(report);
  if (report === undefined || way === undefined || way.direction === "nowhere") {
    return [];
  }
  const spec = way.direction === "back" ? way.to.version : way.version;
  return [{ title: "override", name: report.subject.name, spec }];
}

describe("no fix leads to a release that is at warning or above", () => {
  const scenarios: readonly (Scenario & { readonly title: string; readonly titles: readonly string[] })[] = [
    {
      title: "a pin of what is locked",
      documents: { a: calm("a") },
      asked: ["a", "^1.0.0", "1.9.0"],
      titles: ["Pin a to 1.9.0 (locked), then run npm install"],
    },
    {
      title: "a step back over a second release of the same hands",
      documents: { a: calm("a", taken("1.10.0", 1.01), taken("1.10.1", 1)) },
      asked: ["a", "^1.0.0", "1.10.1"],
      titles: ["Roll back a to 1.9.0, then run npm install", "override"],
    },
    {
      title: "a step back over a release that OSV lists as malicious",
      documents: { a: calm("a", taken("1.10.0", 1)) },
      hits: { "a@1.9.0": ["MAL-2026-1"] },
      asked: ["a", "^1.0.0", "1.10.0"],
      titles: ["Roll back a to 1.8.0, then run npm install", "override"],
    },
    {
      title: "an upgrade whose caret would admit only sound releases",
      documents: { a: calm("a") },
      hits: { "a@1.2.0": ["GHSA-1"] },
      fixed: { "GHSA-1": "1.3.0" },
      asked: ["a", "^1.2.0", "1.2.0"],
      titles: ["Upgrade a to 1.3.0, then run npm install", "override"],
    },
    {
      title: "an upgrade whose caret would admit a release that was taken over",
      documents: { a: calm("a", taken("1.10.0", 1)) },
      hits: { "a@1.2.0": ["GHSA-1"] },
      fixed: { "GHSA-1": "1.3.0" },
      asked: ["a", "^1.2.0", "1.2.0"],
      titles: ["Upgrade a to 1.3.0, then run npm install", "override"],
    },
    {
      title: "an upgrade whose caret would admit a release that OSV lists as malicious",
      documents: { a: calm("a") },
      hits: { "a@1.2.0": ["GHSA-1"], "a@1.9.0": ["MAL-2026-1"] },
      fixed: { "GHSA-1": "1.3.0" },
      asked: ["a", "^1.2.0", "1.2.0"],
      titles: ["Upgrade a to 1.3.0, then run npm install", "override"],
    },
    {
      title: "an upgrade past a mending release that was itself taken over",
      documents: { a: calm("a", taken("2.0.0", 30), { version: "2.0.1", daysAgo: 20 }) },
      hits: { "a@1.9.0": ["GHSA-1"] },
      fixed: { "GHSA-1": "2.0.0" },
      asked: ["a", "^1.0.0", "1.9.0"],
      titles: ["Upgrade a to 2.0.1, then run npm install", "override"],
    },
    {
      title: "a look-alike's replacement by the latest release of the package meant",
      documents: {
        lodahs: packumentOf("lodahs", [{ version: "1.0.0", daysAgo: 3, by: "eve" }]),
        lodash: calm("lodash"),
      },
      asked: ["lodahs", "^1.0.0", "1.0.0"],
      titles: ["Replace lodahs by lodash ^1.0.0, then run npm install"],
    },
    {
      title: "a look-alike's replacement where the latest release of the package meant was taken over",
      documents: {
        lodahs: packumentOf("lodahs", [{ version: "1.0.0", daysAgo: 3, by: "eve" }]),
        lodash: calm("lodash", taken("1.10.0", 1)),
      },
      asked: ["lodahs", "^1.0.0", "1.0.0"],
      titles: ["Replace lodahs by lodash 1.9.0, then run npm install"],
    },
    {
      title: "a look-alike's replacement where OSV lists the latest release of the package meant as malicious",
      documents: {
        lodahs: packumentOf("lodahs", [{ version: "1.0.0", daysAgo: 3, by: "eve" }]),
        lodash: calm("lodash"),
      },
      hits: { "lodash@1.9.0": ["MAL-2026-1"] },
      asked: ["lodahs", "^1.0.0", "1.0.0"],
      titles: ["Replace lodahs by lodash 1.8.0, then run npm install"],
    },
  ];
  for (const { title, titles, ...scenario } of scenarios) {
    it(title, async () => {
      const { fixes } = await leadsTo(scenario);
      assert.deepEqual(
        fixes.map((fix) => fix.title),
        titles,
      );
      for (const fix of fixes) {
        assert.ok(fix.level === "clear" || fix.level === "info", JSON.stringify(fix));
      }
    });
  }
});
