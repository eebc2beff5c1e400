import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Diagnostic,
  type TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { FileChange } from "../core/fix";
import type { Problem } from "../core/model";
import { pinEdit, replaceEdit, rollbackEdit, upgradeEdit } from "../core/present/edits";
import { findWayOut } from "../core/present/wayOut";
import type { DocumentEntry } from "../core/service";
import { untilAborted } from "../core/untilAborted";
import { type Analyses, bestOf } from "./analyses";
import type { ClientSupport } from "./capabilities";
import type { Circumstances, CircumstancesSource } from "./circumstances";
import { entriesIn } from "./entryAt";
import type { OpenDocuments } from "./openDocuments";
import { Superseded } from "./request";
import { toCodeAction, toRange } from "./toProtocol";
import { toWorkspaceEdit } from "./workspaceEdit";

export interface CodeActionContext {
  readonly documents: TextDocuments<TextDocument>;
  readonly open: OpenDocuments;
  readonly analyses: Analyses;
  readonly circumstances: CircumstancesSource;
  readonly client: ClientSupport;
  patience(): Promise<void>;
}

/** A step that can be taken from one line. */
interface Step {
  readonly title: string;
  readonly changes: readonly FileChange[];
  readonly preferred: boolean;
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
    if (document === undefined || !isWanted(only)) {
      return [];
    }
    const { version } = document;
    const text = document.getText();
    const analysis = analyses.of(document);
    const report = await untilAborted(bestOf(analysis, patience), abort);
    const found = await circumstances.of(document.uri);
    if (documents.get(textDocument.uri)?.version !== version) {
      throw new Superseded();
    }
    if (report === undefined || found === undefined) {
      return [];
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
          steps: await stepsFrom(entry, report.entries, found, text),
        })),
    );
    if (documents.get(textDocument.uri)?.version !== version) {
      throw new Superseded();
    }
    return [...mended, ...taken].flatMap(({ spans, steps }) => {
      const starts = spans.map((span) => toRange(document, span).start);
      const isAbout = (one: Diagnostic) => starts.some((start) => isSame(one.range.start, start));
      const fixed = diagnostics.filter((one) => one.source === "custody" && isAbout(one));
      return steps.flatMap((step) => toAction(step, fixed));
    });
  };

  function toAction({ title, changes, preferred }: Step, fixed: readonly Diagnostic[]): readonly CodeAction[] {
    const edit = toWorkspaceEdit(changes, open, client);
    return edit === undefined ? [] : [toCodeAction(title, edit, preferred, fixed, client)];
  }
}

function isWanted(only: readonly string[] | undefined): boolean {
  return only === undefined || only.some((kind) => kind === "" || kind === CodeActionKind.QuickFix);
}

/** What mends a problem of the text itself. */
function stepsOf({ fixes = [] }: Problem, { path }: Circumstances, text: string): readonly Step[] {
  return fixes.map((fix) => ({ title: fix.title, preferred: false, changes: [{ path, text, edits: [fix] }] }));
}

async function stepsFrom(
  entry: DocumentEntry,
  all: readonly DocumentEntry[],
  found: Circumstances,
  text: string,
): Promise<readonly Step[]> {
  const { dependency, report } = entry;
  if (report === undefined) {
    return [];
  }
  const replacement =
    dependency && replaceEdit(dependency, report, (name) => all.some((other) => other.dependency?.key === name));
  if (replacement !== undefined) {
    const { title, edits } = replacement;
    return [{ title, preferred: false, changes: [{ path: found.path, text, edits }] }];
  }
  const here = [rollbackEdit, upgradeEdit, pinEdit].flatMap((fix): Step[] => {
    const edit = dependency && fix(dependency, report);
    return edit === undefined
      ? []
      : [{ title: edit.title, preferred: edit.preferred, changes: [{ path: found.path, text, edits: [edit] }] }];
  });
  return here.length > 0 ? here : stepElsewhere(entry, found, text);
}

/** What a line cannot mend itself is mended where it is decided: in another manifest, a catalog, or an override. */
async function stepElsewhere(
  { dependency, locked, report }: DocumentEntry,
  { service, path }: Circumstances,
  text: string,
): Promise<readonly Step[]> {
  const way = report && findWayOut(report);
  if (locked === undefined || way === undefined || way.direction === "nowhere" || dependency?.range !== undefined) {
    return [];
  }
  const fix = await service.fix(path, text, locked.id, way.direction === "back" ? way.to.version : way.version);
  const preferred = way.direction === "back" && report?.assessment.level === "error";
  return fix === undefined ? [] : [{ ...fix, preferred }];
}

function isSame(one: { line: number; character: number }, other: { line: number; character: number }): boolean {
  return one.line === other.line && one.character === other.character;
}
