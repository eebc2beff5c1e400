import assert from "node:assert/strict";
import type { PackageReport } from "../../server/src/core/model";
import { diagnosticMessage, readDiagnostic } from "../../server/src/core/present/diagnostic";
import { assessment, finding, report } from "../support/service";

const NEW_HANDS = finding("publisher-new", "warning", "first release by mallory.");
const SILENCE = finding("release-after-silence", "none", "nothing for 26 months before");
const YOUNG = finding("release-young", "info", "published 5 h ago");
const OLD = finding("deprecated", "info", "deprecated: use b");

describe("diagnosticMessage", () => {
  const said = assessment({ level: "warning", score: 40, summary: "first release by mallory.", findings: [NEW_HANDS] });
  const cases: readonly { title: string; differs: Partial<PackageReport>; message: string }[] = [
    {
      title: "says release and main reason, with one stop",
      differs: {},
      message: "a 1.0.0: first release by mallory.",
    },
    {
      title: "says what a range would resolve to",
      differs: { resolvedBy: "range" },
      message: "a (would resolve to 1.0.0 today): first release by mallory.",
    },
    {
      title: "says that it is installed",
      differs: { resolvedBy: "installed" },
      message: "a 1.0.0 (installed): first release by mallory.",
    },
    {
      title: "says where there is no way back",
      differs: { rollback: "none" },
      message: "a 1.0.0: first release by mallory. No sound earlier release to go back to.",
    },
    {
      title: "says what to go back to",
      differs: { rollback: { version: "0.9.0", publishedAt: undefined } },
      message: "a 1.0.0: first release by mallory. Roll back to 0.9.0.",
    },
    {
      title: "says what to override it with where others ask for it",
      differs: { rollback: { version: "0.9.0", publishedAt: undefined }, direct: false },
      message: "a 1.0.0: first release by mallory. Override it with 0.9.0.",
    },
    {
      title: "says what to go on to where that mends a weakness",
      differs: {
        rollback: "none",
        assessment: assessment({
          level: "error",
          score: 10,
          summary: "GHSA-1, critical",
          findings: [
            finding("vulnerable", "error", "GHSA-1, critical", { evidence: { fixed: "1.0.3", fixedChecked: true } }),
          ],
        }),
      },
      message: "a 1.0.0: GHSA-1, critical. Upgrade to 1.0.3.",
    },
  ];
  for (const { title, differs, message } of cases) {
    it(title, () => assert.equal(diagnosticMessage(report("a", "1.0.0", { assessment: said, ...differs })), message));
  }

  it("keeps hostile text on one short line", () => {
    const summary = `x\n\u202E${"y".repeat(5000)}`;
    const message = diagnosticMessage(report("a", "1.0.0", { assessment: { ...said, summary } }));
    assert.ok(message.length < 400 && !/[\n\u202E]/.test(message), message);
  });
});

describe("readDiagnostic", () => {
  const level = (differs: Parameters<typeof assessment>[0], more: Partial<PackageReport> = {}) =>
    report("a", "1.0.0", { assessment: assessment(differs), ...more });
  const cases: readonly {
    title: string;
    of: PackageReport;
    ageIsSet?: true;
    says: readonly [string, readonly string[]] | undefined;
  }[] = [
    { title: "nothing of what is clear", of: level({ level: "clear", findings: [SILENCE] }), says: undefined },
    { title: "nothing of what is unchecked", of: level({ level: "unchecked" }), says: undefined },
    { title: "nothing of youth alone", of: level({ level: "info", findings: [YOUNG, SILENCE] }), says: undefined },
    {
      title: "youth where an age is set",
      of: level({ level: "info", findings: [YOUNG] }),
      ageIsSet: true,
      says: ["release-young", []],
    },
    {
      title: "what stands beside youth",
      of: level({ level: "info", findings: [YOUNG, OLD] }),
      says: ["deprecated", []],
    },
    {
      title: "the further findings of a conjunction, those without a level of their own too",
      of: level({ level: "warning", findings: [NEW_HANDS, SILENCE] }),
      says: ["publisher-new", ["nothing for 26 months before (release-after-silence)."]],
    },
    {
      title: "nothing of what is accepted",
      of: level({ level: "warning", findings: [NEW_HANDS] }, { accepted: { rules: [], reason: "", until: "" } }),
      says: undefined,
    },
  ];
  for (const { title, of, ageIsSet = false, says } of cases) {
    it(`says ${title}`, () => {
      const found = readDiagnostic(of, { ageIsSet });
      assert.deepEqual(found && [found.rule, found.related], says);
    });
  }
});
