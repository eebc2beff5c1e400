import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { renderCopiedReport } from "../core/present/formats/copiedReport";
import { isRecord } from "../core/settings";
import type { Analyses } from "./analyses";
import type { CircumstancesSource } from "./circumstances";
import { findEntry, wholeReport } from "./lookedAt";
import type { CopiedReport, CopiedReportParams } from "./protocol";

/** Position in, the evidence about its line as text out; null where the line has none. */
export function copiedReportHandler(context: {
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: Analyses;
  readonly circumstances: CircumstancesSource;
  readonly version: string;
  now(): number;
}): (params: CopiedReportParams, abort: AbortSignal) => Promise<CopiedReport | null> {
  const { documents, analyses, circumstances, version, now } = context;
  return async (params, abort) => {
    const document = isRecord(params) && isRecord(params.position) ? documents.get(params.uri) : undefined;
    const found = document && (await circumstances.of(document.uri));
    if (document === undefined || found === undefined) {
      return null;
    }
    const offset = document.offsetAt(params.position);
    const entry = await findEntry(analyses.of(document), offset, abort);
    const report = entry && (await wholeReport(entry, found, document.getText(), abort));
    return report === undefined ? null : { text: renderCopiedReport(report, now(), version) };
  };
}
