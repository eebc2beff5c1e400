import { CodeLensRefreshRequest, type Connection, type InlayHint, type TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { DocumentReport } from "../core/service";
import { untilAborted } from "../core/untilAborted";
import { type Analyses, type Analysis, bestOf } from "./analyses";
import type { ClientSupport } from "./capabilities";
import type { Circumstances, CircumstancesSource } from "./circumstances";
import { toCodeLenses } from "./codeLenses";
import { type InlayHintsContext, resolveInlayHint, toInlayHints } from "./inlayHints";
import { createRefresh } from "./refresh";
import { type Log, request, Superseded } from "./request";

/**
 * What is drawn beside the text: inlay hints and code lenses. The client asks for them once and not again while the text
 * stays, so that it is told when there is something else to draw; only then, since every time is a flicker.
 */
export interface AnnotationsDoor {
  /** More is known about a document. */
  progressed(document: TextDocument, analysis: Analysis): void;
  closed(uri: string): void;
  /** Settings may have changed. */
  invalidated(): void;
}

export interface AnnotationsContext extends InlayHintsContext {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: Analyses;
  readonly circumstances: CircumstancesSource;
  readonly log: Log;
  /** How long an answer may wait to be complete. */
  readonly patience: () => Promise<void>;
  /** The client's command that shows all findings; undefined where it has none. */
  readonly showFindings: string | undefined;
}

export function createAnnotations(context: AnnotationsContext, client: ClientSupport): AnnotationsDoor {
  const { connection, documents, analyses, circumstances, log, patience, showFindings } = context;
  const hints = createShown(
    client.refreshHints
      ? createRefresh("inlay hints", () => connection.languages.inlayHint.refresh(), log)
      : () => undefined,
  );
  const lenses = createShown(
    client.refreshLenses
      ? createRefresh("code lenses", () => connection.sendRequest(CodeLensRefreshRequest.type), log)
      : () => undefined,
  );

  if (client.inlayHints) {
    connection.languages.inlayHint.on(
      request(log, "Inlay hints", [], async ({ textDocument: { uri }, range }, abort) => {
        const { document, report, found } = await look(uri, hints, abort);
        return document && report && found ? toInlayHints(document, report, found, range, client) : [];
      }),
    );
    connection.languages.inlayHint.resolve((hint, token) =>
      request(log, "Inlay hint", hint, (asked: InlayHint, abort) => resolveInlayHint(asked, context, abort))(
        hint,
        token,
      ),
    );
  }
  if (client.codeLenses) {
    connection.onCodeLens(
      request(log, "Code lenses", [], async ({ textDocument: { uri } }, abort) => {
        const { document, report, found } = await look(uri, lenses, abort);
        return document && report && found ? toCodeLenses(document, report, found, showFindings) : [];
      }),
    );
  }

  return {
    progressed({ uri }, analysis) {
      const report = analysis.latest();
      hints.progressed(uri, report);
      lenses.progressed(uri, report);
    },
    closed(uri) {
      hints.closed(uri);
      lenses.closed(uri);
    },
    invalidated() {
      hints.invalidated();
      lenses.invalidated();
    },
  };

  /** What is known of an open document by the end of patience. */
  async function look(
    uri: string,
    shown: Shown,
    abort: AbortSignal,
  ): Promise<{
    readonly document?: TextDocument;
    readonly report?: DocumentReport | undefined;
    readonly found?: Circumstances | undefined;
  }> {
    const document = documents.get(uri);
    if (document === undefined) {
      return {};
    }
    const { version } = document;
    const found = await circumstances.of(uri);
    const analysis = analyses.of(document);
    await untilAborted(bestOf(analysis, patience), abort);
    if (documents.get(uri)?.version !== version) {
      throw new Superseded();
    }
    // Read and remembered in one step: progress in between would be taken for drawn already.
    const report = analysis.latest();
    shown.answered(uri, report);
    return { document, report, found };
  }
}

/** Remembers of each document what it was last drawn from. */
interface Shown {
  answered(uri: string, report: DocumentReport | undefined): void;
  progressed(uri: string, report: DocumentReport | undefined): void;
  closed(uri: string): void;
  invalidated(): void;
}

function createShown(refresh: () => void): Shown {
  const drawn = new Map<string, string>();
  return {
    answered: (uri, report) => void drawn.set(uri, essence(report)),
    progressed(uri, report) {
      const known = drawn.get(uri);
      if (known !== undefined && report !== undefined && known !== essence(report)) {
        refresh();
      }
    },
    closed: (uri) => void drawn.delete(uri),
    invalidated() {
      if (drawn.size > 0) {
        refresh();
      }
    },
  };
}

/** All that hints and lenses depend on, but the places: equal for reports that look the same. */
function essence(report: DocumentReport | undefined): string {
  const lines = (report?.entries ?? []).map(({ report: found, open }) => {
    if (found === undefined) {
      return open?.why ?? "?";
    }
    const { subject, assessment, accepted } = found;
    const { level, score, findings } = assessment;
    return `${subject.name}@${subject.version} ${level} ${score} ${findings[0]?.rule} ${accepted === undefined}`;
  });
  return lines.join("\n");
}
