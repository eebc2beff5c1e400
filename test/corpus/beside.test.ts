import assert from "node:assert/strict";
import { judgeDocument, replayDocument } from "../../server/src/core/judge";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { createRandom } from "../support/random";
import { hasCorpus, readDocuments } from "./corpus";

const WORKSPACES = 12;
const PACKAGES = 60;
const MOMENTS = [2022, 2023, 2024, 2025].flatMap((year) => [2, 5, 8, 11].map((month) => Date.UTC(year, month, 9)));
/** What only several packages together can show. */
const COLLECTIVE: ReadonlySet<string> = new Set(["publisher-burst", "young-dependency-added"]);

describe("ordinary packages of the corpus beside each other", () => {
  if (!hasCorpus) {
    it("are silent together (../shared/corpus is absent)");
    return;
  }

  it("raise nothing together that they do not raise alone", function () {
    this.timeout(60_000);
    const documents = [...readDocuments("modern")].map(({ document }) => document);
    const random = createRandom(2);
    const raised: string[] = [];
    for (let i = 0; i < WORKSPACES; i++) {
      const asOf = MOMENTS[random.below(MOMENTS.length)] ?? 0;
      const drawn = Array.from({ length: PACKAGES }, () => documents[random.below(documents.length)]);
      const workspace = [...new Set(drawn)].flatMap((raw) => {
        const [newest] = replayDocument(raw, { at: asOf }) ?? [];
        return newest === undefined ? [] : [{ raw, version: newest.evidence.subject.version }];
      });
      for (const { raw, version } of workspace) {
        const beside = workspace.filter((other) => other.raw !== raw);
        const result = judgeDocument(raw, version, { asOf, created: new Map(), beside, settings: DEFAULT_SETTINGS });
        assert.ok(result.status === "judged");
        const { subject } = result.evidence;
        for (const { rule, level } of result.assessment.findings) {
          if (COLLECTIVE.has(rule) && (level === "warning" || level === "error")) {
            raised.push(`${subject.name} ${subject.version} as of ${new Date(asOf).toISOString()}: ${rule}`);
          }
        }
      }
    }
    assert.deepEqual(raised, []);
  });
});
