import assert from "node:assert/strict";
import { assess } from "../../server/src/core/assess/assess";
import type { Evidence, Level } from "../../server/src/core/model";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { advisory, context, evidence, found, SILENT, UNASKED } from "../support/evidence";
import type { DocumentRows } from "../support/releases";

const rows: DocumentRows = {
  name: "@ann/left",
  every: { by: "ann", maintainers: ["ann"] },
  releases: [
    { version: "1.0.0", at: "2024-01-01" },
    { version: "1.1.0", at: "2025-01-01" },
  ],
};
const answered = {
  advisories: found([]),
  depsDev: found({ publishedAt: undefined, deprecated: undefined, attestedRepository: undefined }),
} satisfies Partial<Evidence>;
const bare = { version: "1.1.0" };
const absent = { status: "absent", asOf: 0 } as const;
const noHistory = { ...answered, history: absent, depsDev: absent };

interface Row {
  readonly title: string;
  readonly differs: Partial<Evidence>;
  readonly document?: DocumentRows;
  readonly level: Level;
  readonly unchecked: readonly string[];
}

describe("what could not be checked", () => {
  const cases: readonly Row[] = [
    { title: "nothing, where all sources answered", differs: answered, level: "clear", unchecked: [] },
    {
      title: "sources that are not asked by design leave the level alone",
      differs: { advisories: UNASKED, depsDev: UNASKED },
      level: "clear",
      unchecked: ["osv", "depsdev"],
    },
    {
      title: "a feed that did not answer is never clear",
      differs: { ...answered, advisories: SILENT },
      level: "unchecked",
      unchecked: ["osv"],
    },
    {
      title: "so with deps.dev",
      differs: { ...answered, depsDev: SILENT },
      level: "unchecked",
      unchecked: ["depsdev"],
    },
    {
      title: "so with the registry",
      differs: { ...answered, history: SILENT },
      level: "unchecked",
      unchecked: ["registry"],
    },
    {
      title: "a registry that is not asked for a transitive package",
      differs: { ...answered, history: UNASKED },
      level: "clear",
      unchecked: ["registry"],
    },
    {
      title: "a version that the document does not hold",
      differs: { ...answered, subject: { name: "@ann/left", version: "9.9.9" } },
      level: "unchecked",
      unchecked: ["registry"],
    },
    {
      title: "publishers that the registry leaves out",
      differs: answered,
      document: { ...rows, every: {} },
      level: "clear",
      unchecked: ["registry.publisher"],
    },
    {
      title: "dates that the registry leaves out",
      differs: answered,
      document: { ...rows, releases: [{ version: "1.0.0" }, bare] },
      level: "clear",
      unchecked: ["registry.time"],
    },
    {
      title: "a package that does not exist is no missing answer",
      differs: noHistory,
      level: "warning",
      unchecked: [],
    },
    {
      title: "a package that its registry does not have, while deps.dev knows this very release",
      differs: { ...noHistory, depsDev: answered.depsDev },
      level: "unchecked",
      unchecked: ["registry"],
    },
    {
      title: "a record that could not be read",
      differs: { ...answered, advisories: found([advisory({ id: "GHSA-1", detailed: false })]) },
      level: "info",
      unchecked: ["osv"],
    },
    {
      title: "since when a new dependency exists",
      differs: { ...answered, dependencyCreated: new Map([["baby", SILENT]]) },
      document: {
        ...rows,
        releases: [...rows.releases.slice(0, 1), { ...bare, at: "2025-01-01", dependencies: { baby: "1" } }],
      },
      level: "unchecked",
      unchecked: ["dependency-age"],
    },
  ];
  for (const { title, differs, document = rows, level, unchecked } of cases) {
    it(`${title}: ${level}`, () => {
      const assessment = assess(evidence(document, "1.1.0", differs), context());
      assert.equal(assessment.level, level);
      assert.deepEqual(
        assessment.unchecked.map(({ id }) => id),
        unchecked,
      );
      assert.equal(assessment.score === undefined, level === "unchecked");
    });
  }

  it("never takes a finding back", () => {
    const pulled = { ...rows, pulled: { "1.0.5": "2024-06-01" } };
    const silent = evidence(pulled, "1.0.5", { advisories: SILENT, depsDev: SILENT });
    assert.equal(assess(silent, context()).level, "error");
    const known = evidence(rows, "1.1.0", {
      history: SILENT,
      advisories: found([advisory({ malware: true, exact: true })]),
    });
    assert.equal(assess(known, context()).level, "error");
  });

  it("says nothing about a private name that its registry does not have", () => {
    const settings = { ...DEFAULT_SETTINGS, privateScopes: ["@ann"] };
    const { level, findings, unchecked } = assess(evidence(rows, "1.1.0", noHistory), context({ settings }));
    assert.deepEqual([level, findings, unchecked.map(({ id }) => id)], ["unchecked", [], ["registry"]]);
  });

  it("fills dates in from deps.dev where the registry has none", () => {
    const young = found({ publishedAt: context().asOf - 1000, deprecated: undefined, attestedRepository: undefined });
    const document = { ...rows, releases: [bare] };
    const { findings } = assess(evidence(document, "1.1.0", { ...answered, depsDev: young }), context());
    assert.deepEqual(
      findings.map(({ rule }) => rule),
      ["release-young"],
    );
  });
});
