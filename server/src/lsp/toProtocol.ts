import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Hover,
  MarkupKind,
  type Range,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Span } from "../core/model";
import type { ClientSupport } from "./capabilities";

/** One line of the Problems panel, before it has a position. */
export interface Note {
  readonly span: Span;
  readonly level: "error" | "warning" | "info";
  readonly code: string;
  /** The page about the code. */
  readonly page: string | undefined;
  readonly message: string;
  readonly related: readonly string[];
  /** How the text itself is shown: struck out, or faded. */
  readonly look?: "deprecated" | "unused" | undefined;
}

const TAGS = { deprecated: DiagnosticTag.Deprecated, unused: DiagnosticTag.Unnecessary } as const;

const SEVERITIES: Readonly<Record<Note["level"], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
};

/** The only maker of ranges: offsets inside, positions outside. */
export function toRange(document: TextDocument, { start, end }: Span): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

/** A client that cannot show related information gets it as further lines of the message. */
export function toDiagnostic(document: TextDocument, note: Note, client: ClientSupport): Diagnostic {
  const range = toRange(document, note.span);
  const { level, code, page, related, look } = note;
  const message = client.relatedInformation ? note.message : [note.message, ...related].join("\n");
  return {
    range,
    severity: SEVERITIES[level],
    source: "custody",
    code,
    ...(page !== undefined && client.codeDescription ? { codeDescription: { href: page } } : {}),
    message,
    ...(look !== undefined && client.diagnosticTags.includes(TAGS[look]) ? { tags: [TAGS[look]] } : {}),
    ...(client.relatedInformation && related.length > 0
      ? { relatedInformation: related.map((text) => ({ location: { uri: document.uri, range }, message: text })) }
      : {}),
  };
}

export function toHover(document: TextDocument, span: Span, markdown: string, client: ClientSupport): Hover {
  const kind = client.markdownHover ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: markdown }, range: toRange(document, span) };
}

export function toCodeAction(
  title: string,
  deed: Pick<CodeAction, "edit" | "command">,
  isPreferred: boolean,
  diagnostics: readonly Diagnostic[],
  client: ClientSupport,
  kind: CodeActionKind = CodeActionKind.QuickFix,
): CodeAction {
  return {
    title,
    kind,
    ...(diagnostics.length > 0 ? { diagnostics: [...diagnostics] } : {}),
    ...(isPreferred && client.preferredCodeActions ? { isPreferred: true } : {}),
    ...deed,
  };
}
