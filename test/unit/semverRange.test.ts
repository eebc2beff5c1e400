import assert from "node:assert/strict";
import {
  type AffectedRange,
  contains,
  type EventKind,
  fixedAbove,
  isEverything,
  isOnly,
} from "../../server/src/core/lookup/semverRange";

/** "introduced 0, fixed 1.2.0" as events, in the order written. */
function range(text: string): AffectedRange {
  return text.split(", ").map((event) => {
    const [kind, version] = event.split(" ");
    return { kind: kind as EventKind, version: version ?? "" };
  });
}

describe("a range of OSV", () => {
  const cases: readonly {
    readonly title: string;
    readonly events: string;
    readonly holds: readonly string[];
    readonly leaves: readonly string[];
  }[] = [
    {
      title: "from the first version up to a fix",
      events: "introduced 0, fixed 1.2.0",
      holds: ["0.0.0", "0.0.0-alpha", "1.1.9", "1.2.0-rc.1"],
      leaves: ["1.2.0", "1.2.1", "2.0.0-beta"],
    },
    {
      title: "between two versions, pre-releases as they sort",
      events: "introduced 2.0.0, fixed 2.3.4",
      holds: ["2.0.0", "2.3.3", "2.3.4-0", "2.1.0-beta.2"],
      leaves: ["1.9.9", "2.0.0-rc.1", "2.3.4", "3.0.0"],
    },
    {
      title: "up to and with the last one affected",
      events: "introduced 1.0.0, last_affected 1.4.2",
      holds: ["1.0.0", "1.4.2", "1.4.2+build.7"],
      leaves: ["0.9.9", "1.4.3-0", "1.4.3"],
    },
    {
      title: "with no end",
      events: "introduced 3.0.0",
      holds: ["3.0.0", "99.0.0", "3.0.1-alpha"],
      leaves: ["2.9.9", "3.0.0-alpha"],
    },
    {
      title: "in two pieces",
      events: "introduced 0, fixed 1.0.1, introduced 2.0.0, fixed 2.0.5",
      holds: ["0.1.0", "1.0.0", "2.0.4"],
      leaves: ["1.0.1", "1.9.0", "2.0.5"],
    },
    {
      title: "in two pieces that are written in another order",
      events: "fixed 2.0.5, introduced 2.0.0, fixed 1.0.1, introduced 0",
      holds: ["1.0.0", "2.0.0"],
      leaves: ["1.0.1", "2.0.5"],
    },
    {
      title: "where a fix and the next fault share a version",
      events: "introduced 0, fixed 1.0.0, introduced 1.0.0, fixed 2.0.0",
      holds: ["0.9.0", "1.0.0", "1.9.0"],
      leaves: ["2.0.0"],
    },
    {
      title: "below a limit",
      events: "introduced 0, limit 2.0.0",
      holds: ["1.9.9", "2.0.0-rc.1"],
      leaves: ["2.0.0", "2.1.0"],
    },
    { title: "below a limit that is none", events: "introduced 1.0.0, limit *", holds: ["9.0.0"], leaves: ["0.9.0"] },
    {
      title: "below the wider of two limits",
      events: "introduced 0, limit 1.0.0, limit 2.0.0",
      holds: ["1.5.0"],
      leaves: ["2.0.0"],
    },
    {
      title: "with bounds that are not whole versions",
      events: "introduced 1.2, fixed 2",
      holds: ["1.2.0", "1.99.0"],
      leaves: ["1.1.9", "2.0.0"],
    },
    {
      title: "with a bound that is no version at all",
      events: "introduced what, fixed 2.0.0",
      holds: [],
      leaves: ["1.0.0"],
    },
    { title: "that was never introduced", events: "fixed 2.0.0", holds: [], leaves: ["1.0.0", "2.0.0"] },
    { title: "asked about something that is no version", events: "introduced 0", holds: [], leaves: ["latest", ""] },
    {
      title: "with an old spelling",
      events: "introduced 0, fixed v1.0.0",
      holds: ["v0.9.0", "=0.9.0"],
      leaves: ["v1.0.0"],
    },
  ];
  for (const { title, events, holds, leaves } of cases) {
    it(`is read ${title}`, () => {
      for (const version of holds) {
        assert.equal(contains(range(events), version), true, `${version} is in`);
      }
      for (const version of leaves) {
        assert.equal(contains(range(events), version), false, `${version} is out`);
      }
    });
  }

  it("names the smallest fix above a version", () => {
    const pieces = range("introduced 0, fixed 1.0.10, introduced 2.0.0, fixed 2.0.9, fixed 2.0.10");
    assert.equal(fixedAbove(pieces, "0.5.0"), "1.0.10");
    assert.equal(fixedAbove(pieces, "2.0.1"), "2.0.9");
    assert.equal(fixedAbove(pieces, "2.0.10"), undefined);
    assert.equal(fixedAbove(range("introduced 0, last_affected 3.0.0"), "1.0.0"), undefined);
  });

  it("means everything only from the first version on, with no end", () => {
    assert.equal(isEverything(range("introduced 0")), true);
    assert.equal(isEverything(range("introduced 1.0.0")), false);
    assert.equal(isEverything(range("introduced 0, fixed 1.0.0")), false);
  });

  it("means one version only where it begins and ends there", () => {
    assert.equal(isOnly(range("introduced 1.0.1, last_affected 1.0.1"), "1.0.1"), true);
    assert.equal(isOnly(range("introduced 1.0.0, last_affected 1.0.1"), "1.0.1"), false);
    assert.equal(isOnly(range("introduced 1.0.1, fixed 1.0.2"), "1.0.1"), false);
  });
});
