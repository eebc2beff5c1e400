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

const brief = (report: DocumentReport) =>
  readNotes(report, { ageIsSet: false, rulePage: () => undefined, policyPage: "custody-json.md" }).map(
    ({ level, code, message }) => `${level} ${code}: ${message}`,
  );

describe("the notes of a document", () => {
  it("name the first fault as a warning, and every notice as an information", () => {
    assert.deepEqual(brief(REPORT), ["warning unreadable: broken", "info lockfile: two lockfiles"]);
  });

  it("name every fault of a policy, since each stands for itself", () => {
    assert.deepEqual(brief({ ...REPORT, kind: "policy" }), [
      "warning policy: broken",
      "warning policy: broken by that",
      "info policy: two lockfiles",
    ]);
  });

  it("keep a notice while someone types, and not the faults that are mended", () => {
    const { problems } = carryOver(REPORT, parsePackageJson("{}"));
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["two lockfiles"],
    );
  });
});
