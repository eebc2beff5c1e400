import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { DocumentReport } from "../../server/src/core/service";
import { type Analyse, createAnalyses } from "../../server/src/lsp/analyses";

const REPORT: DocumentReport = { kind: "manifest", asOf: 0, entries: [], problems: [], pending: 0 };

/** Analyses that end when the test says so; `previous` holds what each was given to show meanwhile. */
function start() {
  const previous: (DocumentReport | undefined)[] = [];
  const ends: ((report: DocumentReport) => void)[] = [];
  const analyse: Analyse = (_document, before) => {
    previous.push(before);
    return new Promise((resolve) => ends.push(resolve));
  };
  const analyses = createAnalyses(analyse, () => undefined);
  return { analyses, previous, end: (run: number, report: DocumentReport) => ends[run]?.(report) };
}

describe("the analyses of a document", () => {
  it("show the last answer however often the circumstances change before a new one is there", async () => {
    const { analyses, previous, end } = start();
    const document = TextDocument.create("file:///w/package.json", "json", 1, "{}");
    const first = analyses.of(document);
    end(0, REPORT);
    await first.finished;
    for (const _ of [1, 2, 3]) {
      analyses.invalidate();
      analyses.of(document);
    }
    assert.deepEqual(previous, [undefined, REPORT, REPORT, REPORT]);
  });

  it("show the last answer however much is typed before a new one is there", async () => {
    const { analyses, previous, end } = start();
    const document = TextDocument.create("file:///w/package.json", "json", 1, "{}");
    const first = analyses.of(document);
    end(0, REPORT);
    await first.finished;
    for (const version of [2, 3, 4]) {
      TextDocument.update(document, [{ text: "{ }" }], version);
      analyses.of(document);
    }
    assert.deepEqual(previous, [undefined, REPORT, REPORT, REPORT]);
  });
});
