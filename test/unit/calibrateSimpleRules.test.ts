import assert from "node:assert/strict";
import { SIMPLE_RULES, simpleRulesOf } from "../calibrate/simpleRules";
import { at, evidence } from "../support/evidence";
import type { ReleaseRow } from "../support/releases";

const LATE = "2025-01-01";

function firesFor(
  releases: readonly ReleaseRow[],
  asOf = LATE,
  version = releases.at(-1)?.version ?? "",
): readonly string[] {
  return simpleRulesOf(evidence({ name: "left", releases }, version), at(asOf));
}

describe("the simple rules of other tools", () => {
  const rows: readonly { title: string; releases: readonly ReleaseRow[]; fires: readonly string[]; asOf?: string }[] = [
    {
      title: "have nothing to say of an ordinary release",
      releases: [
        { version: "1.0.0", at: "2024-01-01", by: "ann", provenance: true, repository: "github:ann/left" },
        { version: "1.0.1", at: "2024-02-01", by: "ann", provenance: true, repository: "github:ann/left" },
      ],
      fires: [],
    },
    {
      title: "have nothing to say of a first release",
      releases: [{ version: "1.0.0", at: "2024-01-01", by: "ann" }],
      fires: [],
    },
    {
      title: "know a new publisher, in whatever case the name is written",
      releases: [
        { version: "1.0.0", at: "2024-01-01", by: "ann" },
        { version: "1.0.1", at: "2024-02-01", by: "Ann" },
        { version: "1.0.2", at: "2024-03-01", by: "bob" },
      ],
      fires: ["new publisher"],
    },
    {
      title: "know a downgrade across lines, as pnpm does",
      releases: [
        { version: "1.0.0", at: "2024-01-01", by: "ann" },
        { version: "2.0.0", at: "2024-02-01", by: "ann", provenance: true },
        { version: "1.0.1", at: "2024-03-01", by: "ann" },
      ],
      fires: ["trust downgrade as pnpm has it"],
    },
    {
      title: "leave pre-releases out of the downgrade of a stable release",
      releases: [
        { version: "1.0.0", at: "2024-01-01", by: "ann" },
        { version: "2.0.0-rc.1", at: "2024-02-01", by: "ann", provenance: true },
        { version: "1.0.1", at: "2024-03-01", by: "ann" },
      ],
      fires: [],
    },
    {
      title: "know an install script that was not there before the wave",
      releases: [
        { version: "1.0.0", at: "2024-01-01", by: "ann" },
        { version: "1.0.1", at: "2024-02-01T12:00:00Z", by: "ann", scripts: { preinstall: "node x.js" } },
        { version: "1.0.2", at: "2024-02-01T13:00:00Z", by: "ann", scripts: { preinstall: "node x.js" } },
      ],
      fires: ["new install script"],
    },
    {
      title: "know a release of the last day",
      releases: [
        { version: "1.0.0", at: "2024-01-01", by: "ann" },
        { version: "1.0.1", at: "2024-12-31T20:00:00Z", by: "ann" },
      ],
      fires: ["24 h cooldown"],
    },
    {
      title: "know another repository",
      releases: [
        { version: "1.0.0", at: "2024-01-01", by: "ann", repository: "github:ann/left" },
        { version: "1.0.1", at: "2024-02-01", by: "ann", repository: "github:bob/left" },
      ],
      fires: ["repository differs"],
    },
    {
      title: "know two releases within ten minutes",
      releases: [
        { version: "1.0.0", at: "2024-01-01T12:00:00Z", by: "ann" },
        { version: "1.0.1", at: "2024-01-01T12:09:00Z", by: "ann" },
      ],
      fires: ["two releases within 10 minutes"],
    },
  ];
  for (const { title, releases, fires, asOf } of rows) {
    it(title, () => assert.deepEqual(firesFor(releases, asOf), fires));
  }

  it("see nothing of what came after the moment", () => {
    const releases = [
      { version: "1.0.0", at: "2024-01-01T12:00:00Z", by: "ann" },
      { version: "1.0.1", at: "2024-01-01T12:09:00Z", by: "ann" },
    ];
    assert.deepEqual(firesFor(releases, "2024-01-01T12:05:00Z", "1.0.0"), ["24 h cooldown"]);
    assert.deepEqual(firesFor(releases, "2024-01-03", "1.0.0"), ["two releases within 10 minutes"]);
  });

  it("have each a name of its own", () => {
    assert.equal(new Set(SIMPLE_RULES.map(({ name }) => name)).size, SIMPLE_RULES.length);
  });
});
