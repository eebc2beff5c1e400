import assert from "node:assert/strict";
import { replayDocument } from "../../server/src/core/judge";
import { assertCompared, assertSentence } from "../support/sentence";
import { FOLDERS, hasCorpus, readDocuments } from "./corpus";

describe("what is said of every release of the corpus", () => {
  for (const folder of FOLDERS) {
    if (!hasCorpus) {
      it(`is read in ${folder} (../shared/corpus is absent)`);
      continue;
    }

    it(`is one sentence that names who, when and compared with what, in ${folder}`, function () {
      this.timeout(120_000);
      let findings = 0;
      for (const { document } of readDocuments(folder)) {
        for (const { assessment } of replayDocument(document, {}) ?? []) {
          assert.ok(assessment.summary.length <= 200, assessment.summary);
          findings += assessment.findings.length;
          for (const finding of assessment.findings) {
            assertSentence(finding.rule, finding.what);
            assertCompared(finding);
          }
        }
      }
      assert.ok(findings > 5000, `${findings} findings`);
    });
  }
});
