import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  DiagnosticSeverity,
  DiagnosticTag,
  type Hover,
  MarkupKind,
  type Range,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Location, Span } from "../core/model";
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
  /** The same at other places. */
  readonly elsewhere?: readonly { readonly message: string; readonly place: Location }[];
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

/**
 * A client that cannot show related information gets it as further lines of the message. `textOf` gives the texts of
 * other places.
 */
export function toDiagnostic(
  document: TextDocument,
  note: Note,
  client: ClientSupport,
  textOf: (file: string) => TextDocument | undefined = () => undefined,
): Diagnostic {
  const range = toRange(document, note.span);
  const { level, code, page, related, elsewhere = [], look } = note;
  const further = [...related, ...elsewhere.map((other) => other.message)];
  const message = client.relatedInformation ? note.message : [note.message, ...further].join("\n");
  return {
    range,
    severity: SEVERITIES[level],
    source: "custody",
    code,
    ...(page !== undefined && client.codeDescription ? { codeDescription: { href: page } } : {}),
    message,
    ...(look !== undefined && client.diagnosticTags.includes(TAGS[look]) ? { tags: [TAGS[look]] } : {}),
    ...(client.relatedInformation && further.length > 0 ? { relatedInformation: relatedOf() } : {}),
  };

  function relatedOf(): DiagnosticRelatedInformation[] {
    const here = { uri: document.uri, range };
    return [
      ...related.map((text) => ({ location: here, message: text })),
      ...elsewhere.map(({ message: text, place }) => {
        const other = textOf(place.file);
        return { location: other ? { uri: other.uri, range: toRange(other, place.span) } : here, message: text };
      }),
    ];
  }
}

export function toHover(document: TextDocument, span: Span, text: string, client: ClientSupport): Hover {
  const kind = client.markdownHover ? MarkupKind.Markdown : MarkupKind.PlainText;
  return { contents: { kind, value: text }, range: toRange(document, span) };
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
