import assert from "node:assert/strict";
import { assertCompared, assertSentence } from "../support/sentence";
import { hasCorpus, readCases } from "./corpus";
import { type CaseResult, isSeenWith, judgeCase } from "./measures";

/** What was reached; better is welcome, worse is a regression. `npm run calibrate` prints the whole picture. */
const REACHED = { releases: 37, incidents: 18 };

describe("the cases of the corpus", () => {
  if (!hasCorpus) {
    it("are judged (../shared/corpus is absent)");
    return;
  }

  let results: readonly CaseResult[] = [];
  before(() => {
    results = readCases().map((each) => judgeCase(each));
  });
  const takeovers = () => results.filter((result) => result.case.label === "takeover");

  it("are all judged, each sentence within its length", () => {
    assert.ok(results.length >= 90);
    for (const { assessment } of results) {
      assert.ok(assessment.summary.length <= 200);
      for (const finding of assessment.findings) {
        assertSentence(finding.rule, finding.what);
        assertCompared(finding);
      }
    }
  });

  it(`show at least ${REACHED.releases} of 41 takeover releases`, () => {
    assert.ok(takeovers().filter(({ isRaised }) => isRaised).length >= REACHED.releases);
  });

  it(`show all ${REACHED.incidents} incidents`, () => {
    const seen = new Set(takeovers().flatMap((result) => (result.isRaised ? (result.case.incident ?? []) : [])));
    assert.ok(seen.size >= REACHED.incidents);
  });

  it("raise no benign release", () => {
    assert.deepEqual(names(results.filter((result) => result.case.label === "benign" && result.isRaised)), []);
  });

  it("fire no signal that must not be there", () => {
    assert.deepEqual(names(results.filter(({ forbidden }) => forbidden.length > 0)), []);
  });

  it("fire every signal that is expected", () => {
    assert.deepEqual(names(results.filter(({ missed }) => missed.length > 0)), []);
  });

  it("show every package of a wave where a workspace locks several of them", () => {
    const quiet = takeovers().filter((result) => {
      const beside = takeovers()
        .map((other) => other.case)
        .filter((other) => isSeenWith(other, result.case));
      return beside.length >= 2 && !judgeCase(result.case, beside).isRaised;
    });
    assert.deepEqual(names(quiet), []);
  });

  it("stay silent about benign releases that are locked together", () => {
    const benign = results.filter((result) => result.case.label === "benign");
    const loud = benign.filter((result) => {
      const beside = benign.map((other) => other.case).filter((other) => other.package !== result.case.package);
      return judgeCase(result.case, beside.slice(0, 10)).isRaised;
    });
    assert.deepEqual(names(loud), []);
  });
});

function names(results: readonly CaseResult[]): readonly string[] {
  return results.map((result) => result.case.id);
}
