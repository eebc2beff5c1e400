import {
  type Connection,
  type Diagnostic,
  type DiagnosticServerCancellationData,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { DocumentReport } from "../core/service";
import { hashText } from "../core/textHash";
import { untilAborted } from "../core/untilAborted";
import { type Analyses, type Analysis, bestOf } from "./analyses";
import type { ClientSupport } from "./capabilities";
import { createRefresh } from "./refresh";
import { type Log, RETRIGGER, request, Superseded } from "./request";

/** How diagnostics reach the client: it asks, or it is told. Never both. */
export interface DiagnosticsDoor {
  /** A document was opened or changed. */
  changed(document: TextDocument): void;
  /** More is known about a document: another layer of answers, or all of them. */
  progressed(document: TextDocument, analysis: Analysis): void;
  closed(uri: string): void;
  /** What was said about open documents may not hold any more. */
  invalidated(): void;
}

export interface DiagnosticsContext {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: Analyses;
  readonly log: Log;
  /** How long an answer may wait to be complete before what is known by then is shown. */
  readonly patience: () => Promise<void>;
  toDiagnostics(document: TextDocument, report: DocumentReport): Promise<readonly Diagnostic[]>;
}

export function createDiagnostics(context: DiagnosticsContext, client: ClientSupport): DiagnosticsDoor {
  return client.pull ? createPull(context, client.refresh) : createPush(context);
}

/**
 * Answers the client's questions. A question gets what is known when patience ends; when the rest is in, the client is
 * told to ask again. A client that cannot be told waits for the whole answer.
 */
function createPull(context: DiagnosticsContext, canRefresh: boolean): DiagnosticsDoor {
  const { connection, documents, analyses, log, patience, toDiagnostics } = context;
  const answeredEarly = new WeakSet<Analysis>();
  const refresh = createRefresh("diagnostics", () => connection.languages.diagnostics.refresh(), log);
  const empty: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };

  connection.languages.diagnostics.on(request(log, "Diagnostics", empty, answer, retrigger));

  return {
    changed: (document) => void analyses.of(document),
    progressed(_document, analysis) {
      if (answeredEarly.has(analysis)) {
        refresh();
      }
    },
    closed: () => undefined,
    invalidated() {
      if (canRefresh) {
        refresh();
      }
    },
  };

  async function answer(params: DocumentDiagnosticParams, abort: AbortSignal): Promise<DocumentDiagnosticReport> {
    const { uri } = params.textDocument;
    const document = documents.get(uri);
    if (document === undefined) {
      return empty;
    }
    const { version } = document;
    const analysis = analyses.of(document);
    const report = await untilAborted(canRefresh ? bestOf(analysis, patience) : analysis.finished, abort);
    if (!analysis.isFinished()) {
      // The one that runs by now, since newer circumstances may have begun it anew.
      answeredEarly.add(analyses.of(document));
    }
    const items = report === undefined ? [] : [...(await toDiagnostics(document, report))];
    // The document is one object through all its versions: positions counted in a newer text are worthless.
    if (documents.get(uri)?.version !== version) {
      throw new Superseded();
    }
    if (items.length === 0 && report?.pending !== 0 && params.previousResultId !== undefined) {
      // Nothing is known yet: what stands there stays.
      return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: params.previousResultId };
    }
    const resultId = hashText(JSON.stringify(items));
    return resultId === params.previousResultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  }
}

function retrigger(): ResponseError<DiagnosticServerCancellationData> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, "The document has changed", RETRIGGER);
}

/** Tells a client that does not ask. What is said carries the version of the text that it was found in. */
function createPush({
  connection,
  documents,
  analyses,
  log,
  patience,
  toDiagnostics,
}: DiagnosticsContext): DiagnosticsDoor {
  /** How often something was said about a document: what takes longer to be put into words must not come after what is newer. */
  const turns = new WeakMap<TextDocument, number>();

  return {
    changed: (document) => void publish(document),
    progressed(document, analysis) {
      if (!analysis.isFinished()) {
        say(document, analysis.version, analysis.latest()).catch((error) => complain(document, error));
      }
    },
    closed: (uri) => void connection.sendDiagnostics({ uri, diagnostics: [] }),
    invalidated() {
      for (const document of documents.all()) {
        void publish(document);
      }
    },
  };

  async function publish(document: TextDocument): Promise<void> {
    const { version } = document;
    const analysis = analyses.of(document);
    try {
      await bestOf(analysis, patience);
      if (!analysis.isFinished()) {
        await say(document, version, analysis.latest());
      }
      await say(document, version, await analysis.finished);
    } catch (error) {
      complain(document, error);
    }
  }

  function complain({ uri }: TextDocument, error: unknown): void {
    if (!(error instanceof Superseded)) {
      log.error(`Diagnostics of ${uri} failed`, error);
    }
  }

  async function say(document: TextDocument, version: number, report: DocumentReport | undefined): Promise<void> {
    const turn = (turns.get(document) ?? 0) + 1;
    turns.set(document, turn);
    const diagnostics = report === undefined ? [] : await toDiagnostics(document, report);
    const isKnown = diagnostics.length > 0 || report?.pending === 0;
    if (isKnown && turns.get(document) === turn && documents.get(document.uri)?.version === version) {
      await connection.sendDiagnostics({ uri: document.uri, version, diagnostics: [...diagnostics] });
    }
  }
}
