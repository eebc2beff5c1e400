import assert from "node:assert/strict";
import { parsePackageJson } from "../../server/src/core/parse/packageJson";
import type { DocumentReport } from "../../server/src/core/service";
import { carryOver } from "../../server/src/lsp/carryOver";
import { readNotes } from "../../server/src/lsp/notes";

const span = { start: 0, end: 0 };
const REPORT: DocumentReport = {
  kind: "manifest",
  asOf: 0,
  entries: [],
  problems: [
    { message: "broken", span },
    { message: "broken by that", span },
    { message: "two lockfiles", span, notice: true },
  ],
  pending: 0,
};

const brief = (allProblems: boolean) =>
  readNotes(REPORT, { ageIsSet: false, rulePage: () => undefined, allProblems }).map(
    ({ level, code, message }) => `${level} ${code}: ${message}`,
  );

describe("the notes of a document", () => {
  it("name the first fault as a warning, and every notice as an information", () => {
    assert.deepEqual(brief(false), ["warning unreadable: broken", "info lockfile: two lockfiles"]);
    assert.equal(brief(true).length, 3);
  });

  it("keep a notice while someone types, and not the faults that are mended", () => {
    const { problems } = carryOver(REPORT, parsePackageJson("{}"));
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["two lockfiles"],
    );
  });
});
