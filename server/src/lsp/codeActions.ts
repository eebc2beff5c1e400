import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { pinEdit, rollbackEdit, upgradeEdit } from "../core/present/edits";
import type { DocumentEntry } from "../core/service";
import { untilAborted } from "../core/untilAborted";
import { type Analyses, bestOf } from "./analyses";
import type { ClientSupport } from "./capabilities";
import { entriesIn } from "./entryAt";
import { Superseded } from "./request";
import { toCodeAction, toRange } from "./toProtocol";

/**
 * The fixes for the dependencies under the cursor, computed from the text and the evidence at hand: nothing is
 * remembered from earlier diagnostics, and nobody waits for the network to see a light bulb.
 */
export function codeActionHandler(
  documents: TextDocuments<TextDocument>,
  analyses: Analyses,
  client: ClientSupport,
  patience: () => Promise<void>,
): (params: CodeActionParams, abort: AbortSignal) => Promise<CodeAction[]> {
  return async ({ textDocument, range, context }, abort) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined || !isWanted(context.only)) {
      return [];
    }
    const { version } = document;
    const analysis = analyses.of(document);
    const report = await untilAborted(bestOf(analysis, patience), abort);
    if (documents.get(textDocument.uri)?.version !== version) {
      throw new Superseded();
    }
    const touched = report && entriesIn(report, document.offsetAt(range.start), document.offsetAt(range.end));
    return (touched ?? []).flatMap((entry) => toActions(document, entry, context.diagnostics, client));
  };
}

function isWanted(only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((kind) => kind === "" || kind === CodeActionKind.QuickFix);
}

function toActions(
  document: TextDocument,
  { dependency, report, versionSpan }: DocumentEntry,
  diagnostics: readonly Diagnostic[],
  client: ClientSupport,
): readonly CodeAction[] {
  if (dependency === undefined || report === undefined) {
    return [];
  }
  const range = toRange(document, versionSpan);
  const fixed = diagnostics.filter(
    (diagnostic) => diagnostic.source === "custody" && isSame(diagnostic.range.start, range.start),
  );
  return [rollbackEdit, upgradeEdit, pinEdit].flatMap((fix) => {
    const edit = fix(dependency, report);
    return edit === undefined ? [] : toCodeAction(document, edit, fixed, client);
  });
}

function isSame(one: { line: number; character: number }, other: { line: number; character: number }): boolean {
  return one.line === other.line && one.character === other.character;
}
