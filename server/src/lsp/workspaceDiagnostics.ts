import {
  type Connection,
  type Diagnostic,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type TextDocuments,
  type WorkspaceDiagnosticParams,
  type WorkspaceDiagnosticReport,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { hashText } from "../core/textHash";
import type { ClientSupport } from "./capabilities";
import type { NoteOptions } from "./notes";
import { toUri } from "./paths";
import { readScanNotes } from "./scanNotes";
import type { ProjectScan, ScanState } from "./scans";
import { toDiagnostic } from "./toProtocol";

/**
 * The diagnostics of files that nobody looks at. Those of files that are shown are their documents' own: a client that
 * asks sees to that itself, since only it knows which of the open ones are shown.
 */
export interface WorkspaceDiagnosticsDoor {
  /** More is known of the workspace. */
  scanned(state: ScanState): void;
  opened(uri: string): void;
  closed(uri: string): void;
}

export interface WorkspaceDiagnosticsContext {
  readonly connection: Connection;
  readonly documents: TextDocuments<TextDocument>;
  readonly noteOptions: Omit<NoteOptions, "ageIsSet">;
  /** Gives the client the time to take in the last answer about a document that it has closed. */
  settle(): Promise<void>;
}

interface Said {
  readonly id: string;
  readonly items: readonly Diagnostic[];
}

const NOTHING: Said = { id: hashText("[]"), items: [] };

export function createWorkspaceDiagnostics(
  context: WorkspaceDiagnosticsContext,
  client: ClientSupport,
): WorkspaceDiagnosticsDoor {
  const { noteOptions, settle } = context;
  const byProject = new Map<ProjectScan, ReadonlyMap<string, Said>>();
  const said = new Map<string, Said>();
  /** Were open once: what the client has of them may be of then. */
  const seen = new Set<string>();
  const teller = client.pull ? createHeld(context, current) : createPush(context, current);

  return {
    scanned({ projects }) {
      if (projects.every((project) => byProject.has(project)) && projects.length === byProject.size) {
        return;
      }
      const known = new Map(byProject);
      byProject.clear();
      said.clear();
      for (const project of projects) {
        const ofProject = known.get(project) ?? diagnosticsOf(project, noteOptions, client);
        byProject.set(project, ofProject);
        for (const [uri, one] of ofProject) {
          said.set(uri, one);
        }
      }
      teller.tell();
    },
    opened(uri) {
      seen.add(uri);
      teller.opened(uri);
    },
    closed: (uri) => void settle().then(() => teller.closed(uri)),
  };

  /** What holds of each file that there is anything, or may have been anything, to say of. */
  function current(alsoOf: Iterable<string>): ReadonlyMap<string, Said> {
    const uris = new Set([...said.keys(), ...seen, ...alsoOf]);
    return new Map([...uris].map((uri) => [uri, said.get(uri) ?? NOTHING]));
  }
}

interface Teller {
  /** Says what has changed. */
  tell(): void;
  /** What the client has of a file is from now on its document's. */
  opened(uri: string): void;
  /** What the client has of a file was its document's: it is told what holds now. */
  closed(uri: string): void;
}

type Current = (alsoOf: Iterable<string>) => ReadonlyMap<string, Said>;

/**
 * Clients ask again soon after each answer: a question is held until there is something else to say than last time. Of
 * several, only the last is held.
 *
 * Of a file that is shown, a client remembers the answer about its document, and leaves ours aside: that it knows another
 * one is no reason to tell it the same again.
 */
function createHeld({ connection }: WorkspaceDiagnosticsContext, current: Current): Teller {
  const told = new Map<string, string>();
  const closed = new Set<string>();
  let held:
    | { readonly known: ReadonlyMap<string, string>; answer(report: WorkspaceDiagnosticReport): void }
    | undefined;

  connection.languages.diagnostics.onWorkspace((params, token) => {
    held?.answer({ items: [] });
    return new Promise((resolve) => {
      const own = { known: resultIds(params), answer: resolve };
      held = own;
      token.onCancellationRequested(() => {
        held = held === own ? undefined : held;
        resolve(new ResponseError(LSPErrorCodes.RequestCancelled, "Request cancelled"));
      });
      answerHeld();
    });
  });
  return {
    tell: answerHeld,
    opened: (uri) => void closed.delete(uri),
    closed(uri) {
      closed.add(uri);
      answerHeld();
    },
  };

  function answerHeld(): void {
    if (held === undefined) {
      return;
    }
    const { known, answer } = held;
    const items: WorkspaceDocumentDiagnosticReport[] = [];
    for (const [uri, { id, items: all }] of current(known.keys())) {
      if (closed.has(uri) || (known.get(uri) !== id && !(known.has(uri) && told.get(uri) === id))) {
        closed.delete(uri);
        items.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, resultId: id, items: [...all] });
        told.set(uri, id);
      }
    }
    if (items.length > 0) {
      held = undefined;
      answer({ items });
    }
  }
}

function resultIds({ previousResultIds }: WorkspaceDiagnosticParams): ReadonlyMap<string, string> {
  return new Map(previousResultIds.map(({ uri, value }) => [uri, value]));
}

/** Tells a client that does not ask. */
function createPush({ connection, documents }: WorkspaceDiagnosticsContext, current: Current): Teller {
  const told = new Map<string, string>();
  return { tell, opened: (uri) => void told.delete(uri), closed: tell };

  function tell(): void {
    for (const [uri, { id, items }] of current(told.keys())) {
      if (documents.get(uri) !== undefined) {
        continue;
      }
      const before = told.get(uri);
      if (before !== id && (before !== undefined || items.length > 0)) {
        void connection.sendDiagnostics({ uri, diagnostics: [...items] });
      }
      told.set(uri, id);
    }
  }
}

function diagnosticsOf(
  { report, found: { ageIsSet } }: ProjectScan,
  options: Omit<NoteOptions, "ageIsSet">,
  client: ClientSupport,
): ReadonlyMap<string, Said> {
  const texts = new Map<string, TextDocument>();
  const notes = readScanNotes(report, { ...options, ageIsSet });
  return new Map(
    [...notes].flatMap(([file, ofFile]) => {
      const document = textOf(file);
      if (document === undefined) {
        return [];
      }
      const items = ofFile.map((note) => toDiagnostic(document, note, client, textOf));
      return [[document.uri, { id: hashText(JSON.stringify(items)), items }] as const];
    }),
  );

  function textOf(file: string): TextDocument | undefined {
    const text = report.texts.get(file);
    const document =
      texts.get(file) ?? (text === undefined ? undefined : TextDocument.create(toUri(file), "", 0, text));
    if (document !== undefined) {
      texts.set(file, document);
    }
    return document;
  }
}
