import assert from "node:assert/strict";
import { ReleaseAt } from "../../server/src/core/assess/history";
import { lineOf, readTimeline } from "../../server/src/core/assess/timeline";
import { at, history } from "../support/evidence";
import type { ReleaseRow } from "../support/releases";

function releaseAt(releases: readonly ReleaseRow[], version: string, asOf = "2026-01-01"): ReleaseAt {
  const timeline = readTimeline(history({ name: "left", releases }));
  const entry = timeline.byVersion.get(version);
  assert.ok(entry !== undefined);
  return new ReleaseAt(timeline, entry, at(asOf));
}

describe("a release line", () => {
  const rows: readonly [version: string, line: string][] = [
    ["1.2.3", "1"],
    ["14.0.0-rc.1", "14"],
    ["0.30.4", "0.30"],
    ["0.0.7", "0.0"],
    ["v2.0.0", "2"],
    ["not a version", "not a version"],
  ];
  for (const [version, line] of rows) {
    it(`of ${version} is ${line}`, () => assert.equal(lineOf(version), line));
  }
});

describe("the release to compare with", () => {
  const rows: readonly {
    title: string;
    releases: readonly ReleaseRow[];
    version: string;
    previous: string | undefined;
  }[] = [
    {
      title: "is the one before in its line, not the one before by date",
      releases: [
        { version: "1.0.0", at: "2024-01-01" },
        { version: "2.0.0", at: "2024-02-01" },
        { version: "1.0.1", at: "2024-03-01" },
      ],
      version: "1.0.1",
      previous: "1.0.0",
    },
    {
      title: "is the next lower version for the first of a line",
      releases: [
        { version: "1.0.0", at: "2024-01-01" },
        { version: "2.0.0", at: "2024-02-01" },
        { version: "1.0.1", at: "2024-03-01" },
        { version: "3.0.0", at: "2024-04-01" },
      ],
      version: "3.0.0",
      previous: "2.0.0",
    },
    {
      title: "is not one of the same hours",
      releases: [
        { version: "1.0.0", at: "2024-01-01" },
        { version: "1.0.1", at: "2024-03-01T10:00:00Z" },
        { version: "1.0.2", at: "2024-03-01T10:30:00Z" },
      ],
      version: "1.0.2",
      previous: "1.0.0",
    },
    {
      title: "is one of the same hours where there is no other",
      releases: [
        { version: "1.0.0", at: "2024-03-01T10:00:00Z" },
        { version: "1.0.1", at: "2024-03-01T10:30:00Z" },
      ],
      version: "1.0.1",
      previous: "1.0.0",
    },
    {
      title: "is none for the first",
      releases: [{ version: "1.0.0", at: "2024-01-01" }],
      version: "1.0.0",
      previous: undefined,
    },
  ];
  for (const { title, releases, version, previous } of rows) {
    it(title, () => assert.equal(releaseAt(releases, version).previous?.release.version, previous));
  }
});

describe("a release as of a moment", () => {
  const releases = [
    { version: "1.0.0", at: "2024-01-01" },
    { version: "1.0.1", at: "2024-02-01" },
    { version: "1.0.2", at: "2024-03-01" },
    { version: "1.0.3" },
  ];

  it("sees nothing that came later", () => {
    const later = [...releaseAt(releases, "1.0.0", "2024-02-15").later()];
    assert.deepEqual(
      later.map(({ release }) => release.version),
      ["1.0.1"],
    );
  });

  it("sees nothing that has no date", () => {
    const all = [...releaseAt(releases, "1.0.0").later()];
    assert.deepEqual(
      all.map(({ release }) => release.version),
      ["1.0.1", "1.0.2"],
    );
  });
});

describe("a timeline", () => {
  it("is sorted once for each history", () => {
    const one = history({ name: "left", releases: [{ version: "1.0.0", at: "2024-01-01" }] });
    assert.equal(readTimeline(one), readTimeline(one));
  });

  const orders: readonly { title: string; dates: readonly string[]; isInOrder: boolean }[] = [
    { title: "in order", dates: ["01", "02", "03", "04", "05", "06"], isInOrder: true },
    { title: "in order but for one", dates: ["01", "02", "04", "03", "05", "06", "07"], isInOrder: true },
    {
      title: "those of a mirror that fetched the newest first",
      dates: ["06", "05", "04", "03", "02", "01"],
      isInOrder: false,
    },
    { title: "too few to say", dates: ["03", "02", "01"], isInOrder: true },
  ];
  for (const { title, dates, isInOrder } of orders) {
    it(`${isInOrder ? "believes" : "does not believe"} dates that are ${title}`, () => {
      const releases = dates.map((day, patch) => ({ version: `1.0.${patch}`, at: `2025-03-${day}` }));
      assert.equal(history({ name: "left", releases }).gives.time, isInOrder);
    });
  }

  it("knows an account by its name in any case", () => {
    const { accounts } = readTimeline(
      history({
        name: "left",
        releases: [
          { version: "1.0.0", at: "2024-01-01", by: "Ann" },
          { version: "1.0.1", at: "2024-02-01", by: "ann" },
        ],
      }),
    );
    assert.equal(accounts.get("ann")?.length, 2);
  });
});
