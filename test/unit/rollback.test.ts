import assert from "node:assert/strict";
import { assess } from "../../server/src/core/assess/assess";
import { findRollbacks } from "../../server/src/core/assess/rollback";
import type { Evidence, Rollback } from "../../server/src/core/model";
import type { AssessContext } from "../../server/src/core/settings";
import { at, context, evidence, found, history, SILENT } from "../support/evidence";
import type { DocumentRows, ReleaseRow } from "../support/releases";

const every = { by: "ann" } as const;
const BAD = { scripts: { postinstall: "node x.js" } } as const;

function findRollback(of: Evidence, how: AssessContext): Rollback | undefined {
  return findRollbacks(of, assess(of, how), how, 1)[0];
}

function rollback(
  releases: readonly ReleaseRow[],
  version: string,
  rest: Partial<DocumentRows> = {},
  asOf = "2026-01-01",
) {
  const rows = { name: "left", every, releases, ...rest };
  return findRollback(evidence(rows, version), context({ asOf: at(asOf) }))?.version;
}

describe("findRollbacks", () => {
  const good = [
    { version: "1.0.0", at: "2025-01-01" },
    { version: "1.1.0", at: "2025-02-01" },
    { version: "2.0.0", at: "2025-03-01" },
    { version: "2.1.0", at: "2025-04-01" },
  ];

  it("goes to the release before, in the same line", () => {
    assert.equal(rollback([...good, { version: "2.1.1", at: "2025-05-01", ...BAD }], "2.1.1"), "2.1.0");
  });

  it("goes behind the newcomer's own earlier releases, but not behind the line", () => {
    const theirs = [
      { version: "2.1.1", at: "2025-11-20", by: "ben" },
      { version: "2.1.2", at: "2025-12-01", by: "ben", ...BAD },
    ];
    assert.equal(rollback([...good, ...theirs], "2.1.2"), "2.1.0");
    const line = [
      { version: "3.0.0", at: "2025-11-20", by: "ben" },
      { version: "3.0.1", at: "2025-12-01", by: "ben", ...BAD },
    ];
    assert.equal(rollback([...good, ...line], "3.0.1"), "3.0.0");
  });

  it("stays in an old line", () => {
    assert.equal(rollback([...good, { version: "1.1.1", at: "2025-05-01", ...BAD }], "1.1.1"), "1.1.0");
  });

  it("passes over a release that is itself at warning", () => {
    const wave = [
      { version: "2.1.1", at: "2025-05-01T10:00:00Z", ...BAD },
      { version: "2.1.2", at: "2025-05-01T10:10:00Z", ...BAD },
    ];
    assert.equal(rollback([...good, ...wave], "2.1.2"), "2.1.0");
  });

  it("takes the newest of the lower lines for the first of its line", () => {
    assert.equal(rollback([...good, { version: "3.0.0", at: "2025-05-01", ...BAD }], "3.0.0"), "2.1.0");
  });

  it("offers no pre-release for a stable one", () => {
    const pre = { version: "2.1.1-rc.1", at: "2025-04-20" };
    assert.equal(rollback([...good, pre, { version: "2.1.1", at: "2025-05-01", ...BAD }], "2.1.1"), "2.1.0");
  });

  it("offers nothing that came later, nothing deprecated, and nothing pulled", () => {
    const releases = [
      { version: "1.0.0", at: "2025-01-01" },
      { version: "1.1.0", at: "2025-02-01", deprecated: "broken" },
      { version: "1.3.0", at: "2025-05-01", ...BAD },
      { version: "1.2.1", at: "2025-06-01" },
    ];
    assert.equal(rollback(releases, "1.3.0", { pulled: { "1.2.0": "2025-03-01" } }), "1.0.0");
  });

  it("goes back from a version that was pulled", () => {
    assert.equal(rollback(good, "2.1.1", { pulled: { "2.1.1": "2025-05-01" } }), "2.1.0");
  });

  it("finds none before the first release", () => {
    assert.equal(rollback([{ version: "1.0.0", at: "2025-01-01", ...BAD }], "1.0.0"), undefined);
  });

  it("finds none where the registry did not answer", () => {
    const silent = evidence({ name: "left", releases: [] }, "1.0.0", { history: SILENT });
    assert.equal(findRollback(silent, context()), undefined);
  });

  it("does not hold the advisories of one version against another", () => {
    const rows = { name: "left", every, releases: good };
    const pulledOnly = evidence(rows, "2.1.0", { history: found(history(rows)), advisories: SILENT });
    assert.equal(findRollback(pulledOnly, context())?.version, "2.0.0");
  });
});
