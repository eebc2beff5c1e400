import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { untilAborted } from "../core/untilAborted";
import { type Analyses, bestOf } from "./analyses";
import type { ClientSupport } from "./capabilities";
import type { CircumstancesSource } from "./circumstances";
import { entriesIn } from "./entryAt";
import type { OpenDocuments } from "./openDocuments";
import { MEND_KIND } from "./protocol";
import { Superseded } from "./request";
import { isAskedFor, PIN_ALL, pinAll } from "./sourceActions";
import { acceptSteps, installSteps, reportSteps, type Step, stepsFrom, stepsOf } from "./steps";
import { toCodeAction, toRange } from "./toProtocol";
import { toWorkspaceEdit } from "./workspaceEdit";

export interface CodeActionContext {
  readonly documents: TextDocuments<TextDocument>;
  readonly open: OpenDocuments;
  readonly analyses: Analyses;
  readonly circumstances: CircumstancesSource;
  readonly client: ClientSupport;
  now(): number;
  patience(): Promise<void>;
  /** The client's command that asks why and until when a release is accepted. */
  readonly acceptCommand: string | undefined;
  /** The client's command that copies the report on a release. */
  readonly reportCommand: string | undefined;
}

/** A selection of a whole lockfile asks for no more than a person can read. */
const MOST_ENTRIES = 20;

/**
 * The fixes for what is under the cursor, dependencies and problems of the text, computed from the text and the evidence at hand: nothing is
 * remembered from earlier diagnostics, and nobody waits for the network to see a light bulb.
 */
export function codeActionHandler(
  context: CodeActionContext,
): (params: CodeActionParams, abort: AbortSignal) => Promise<CodeAction[]> {
  const { documents, analyses, circumstances, open, client, patience } = context;
  return async ({ textDocument, range, context: { only, diagnostics } }, abort) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined || !(isWanted(only) || isAskedFor(PIN_ALL, only))) {
      return [];
    }
    const { version } = document;
    const text = document.getText();
    const analysis = analyses.of(document);
    // Who asks for an action of the whole file by its kind waits for the whole answer.
    const isOfFile = isAskedFor(PIN_ALL, only);
    const report = await untilAborted(isOfFile ? analysis.finished : bestOf(analysis, patience), abort);
    const found = await circumstances.of(document.uri);
    if (documents.get(textDocument.uri)?.version !== version) {
      throw new Superseded();
    }
    if (report === undefined || found === undefined) {
      return [];
    }
    const pins = isOfFile ? pinAll(report, found, text) : undefined;
    const ofFile = pins === undefined ? [] : toAction(pins, [], pins.kind);
    if (!isWanted(only)) {
      return [...ofFile];
    }
    const from = document.offsetAt(range.start);
    const to = document.offsetAt(range.end);
    const mended = report.problems
      .filter(({ span }) => span.start <= to && from <= span.end)
      .map((problem) => ({ spans: [problem.span], steps: stepsOf(problem, found, text) }));
    const taken = await Promise.all(
      entriesIn(report, from, to)
        .slice(0, MOST_ENTRIES)
        .map(async (entry) => ({
          spans: [entry.span, entry.versionSpan],
          steps: [
            ...(await stepsFrom(entry, report.entries, found, text)),
            ...(await installSteps(entry, found, text)),
            ...(await acceptSteps(entry, found, document, context)),
            ...reportSteps(entry, document, context),
          ],
        })),
    );
    if (documents.get(textDocument.uri)?.version !== version) {
      throw new Superseded();
    }
    const here = [...mended, ...taken].flatMap(({ spans, steps }) => {
      const starts = spans.map((span) => toRange(document, span).start);
      const isAbout = (one: Diagnostic) => starts.some((start) => isSame(one.range.start, start));
      const fixed = diagnostics.filter((one) => one.source === "custody" && isAbout(one));
      return steps.flatMap((step) => toAction(step, fixed, step.kind));
    });
    const isKind = ({ kind }: CodeAction) => isAskedFor(kind ?? CodeActionKind.QuickFix, only ?? [""]);
    return [...here.filter(isKind), ...ofFile];
  };

  function toAction(step: Step, fixed: readonly Diagnostic[], kind?: CodeActionKind): readonly CodeAction[] {
    const { title, preferred = false } = step;
    if ("ask" in step) {
      return [toCodeAction(title, { command: { title, ...step.ask } }, preferred, fixed, client, kind)];
    }
    const edit = toWorkspaceEdit(step.changes, open, client);
    return edit === undefined ? [] : [toCodeAction(title, { edit }, preferred, fixed, client, kind)];
  }
}

/** Whether fixes of a line are asked for, or those of one kind. */
function isWanted(only: readonly string[] | undefined): boolean {
  return only === undefined || isAskedFor(MEND_KIND, only);
}

function isSame(one: { line: number; character: number }, other: { line: number; character: number }): boolean {
  return one.line === other.line && one.character === other.character;
}
