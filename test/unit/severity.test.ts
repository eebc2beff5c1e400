import assert from "node:assert/strict";
import { cvss3Score, readSeverity, severityOf } from "../../server/src/core/lookup/severity";

describe("severity", () => {
  /** Scores as published with these vectors; the first three are examples of FIRST's own guide. */
  const vectors: readonly (readonly [vector: string, score: number | undefined, word: string | undefined])[] = [
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", 6.1, "moderate"],
    ["CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:C/C:L/I:L/A:N", 6.4, "moderate"],
    ["CVSS:3.0/AV:L/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N", 2.5, "low"],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "critical"],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10, "critical"],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", 7.5, "high"],
    ["CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:C/C:H/I:N/A:N", 6.8, "moderate"],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0, undefined],
    ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:P/RL:O", 9.8, "critical"],
    ["CVSS:3.1/AV:N/AC:L", undefined, undefined],
    ["CVSS:3.1/AV:constructor/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", undefined, undefined],
    ["CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", undefined, undefined],
    ["AV:N/AC:L/Au:N/C:P/I:P/A:P", undefined, undefined],
    ["", undefined, undefined],
  ];
  for (const [vector, score, word] of vectors) {
    it(`reads "${vector}" as ${score ?? "nothing"}`, () => {
      assert.equal(cvss3Score(vector), score);
      assert.equal(severityOf(vector), word);
    });
  }

  it("reads the words of the databases, and no others", () => {
    assert.equal(readSeverity("MODERATE"), "moderate");
    assert.equal(readSeverity("Medium"), "moderate");
    assert.equal(readSeverity("CRITICAL"), "critical");
    assert.equal(readSeverity("constructor"), undefined);
    assert.equal(readSeverity(9.8), undefined);
  });
});
