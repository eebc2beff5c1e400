import assert from "node:assert/strict";
import type { Level, PackageReport } from "../../server/src/core/model";
import { readFindings } from "../../server/src/core/present/findings";
import { assessment, finding, report } from "../support/service";

const OPTIONS = { ageIsSet: false };

function flagged(name: string, level: Level, score: number): PackageReport {
  const findings = level === "clear" || level === "unchecked" ? [] : [finding("publisher-new", level, "by bob")];
  return report(name, "1.0.0", { assessment: assessment({ level, score, findings }) });
}

const read = (packages: readonly PackageReport[]) =>
  readFindings({ packages, unresolved: [], lockfile: "/w/package-lock.json" }, OPTIONS);

describe("the findings of a workspace", () => {
  it("stand worst first, accepted ones last, and leave out what is clear", () => {
    const accepted = { reason: "known", until: "2026-12-01", rules: ["publisher-new"] };
    const found = read([
      flagged("unsure", "unchecked", 90),
      flagged("calm", "clear", 99),
      { ...flagged("known", "error", 3), accepted } as PackageReport,
      flagged("odd", "warning", 41),
      flagged("bad", "error", 12),
      flagged("worse", "error", 2),
    ]);
    assert.deepEqual(
      found.map(({ name }) => name),
      ["worse", "bad", "odd", "unsure", "known"],
    );
  });

  it("of thousands are the worst that anybody looks through, and the ways are searched of few", () => {
    let searched = 0;
    const many = Array.from({ length: 4000 }, (_, index) =>
      Object.defineProperty(flagged(`p${index}`, "warning", index % 100), "paths", {
        get() {
          searched++;
          return [["app", "carrier"]];
        },
      }),
    );
    const found = read(many);
    assert.equal(found.length, 500);
    assert.ok(
      found.every(({ score }) => (score ?? 100) <= 12),
      "the worst",
    );
    assert.equal(searched, 100);
    assert.deepEqual(found[0]?.paths, [["app", "carrier"]]);
  });
});
