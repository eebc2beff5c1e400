import {
  type Hover,
  type HoverParams,
  type InlayHint,
  MarkupContent,
  Position,
  type Range,
} from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { hintOffset, readHint } from "../core/present/hint";
import type { DocumentReport } from "../core/service";
import { isRecord } from "../core/settings";
import type { ClientSupport } from "./capabilities";
import type { Circumstances } from "./circumstances";
import { toRange } from "./toProtocol";

export interface InlayHintsContext {
  /** What a hover on a place says. */
  hover(params: HoverParams, abort: AbortSignal): Promise<Hover | null>;
}

/** The hints in a part of a document. */
export function toInlayHints(
  document: TextDocument,
  { entries }: DocumentReport,
  { configuration: { inlayHints: choice }, ageIsSet }: Pick<Circumstances, "configuration" | "ageIsSet">,
  range: Range,
  client: ClientSupport,
): InlayHint[] {
  if (choice === "off") {
    return [];
  }
  const text = document.getText();
  const from = document.offsetAt(range.start);
  const to = document.offsetAt(range.end);
  return entries.flatMap(({ span, versionSpan, report }) => {
    const end = Math.max(span.end, versionSpan.end);
    const hint = report !== undefined && from <= end && end <= to ? readHint(report, { choice, ageIsSet }) : undefined;
    if (hint === undefined) {
      return [];
    }
    const data: HintData = { uri: document.uri, position: toRange(document, span).start };
    return {
      position: document.positionAt(hintOffset(text, { start: span.start, end })),
      label: hint.label,
      tooltip: hint.tooltip,
      paddingLeft: true,
      ...(client.resolvesTooltips ? { data } : {}),
    };
  });
}

/** Puts what the hover on the package says in the place of the sentence, once somebody rests on the hint. */
export async function resolveInlayHint(
  hint: InlayHint,
  { hover }: InlayHintsContext,
  abort: AbortSignal,
): Promise<InlayHint> {
  const data = readData(hint.data);
  if (data === undefined) {
    return hint;
  }
  const said = await hover({ textDocument: { uri: data.uri }, position: data.position }, abort);
  return MarkupContent.is(said?.contents) ? { ...hint, tooltip: said.contents } : hint;
}

interface HintData {
  readonly uri: string;
  readonly position: Position;
}

function readData(raw: unknown): HintData | undefined {
  return isRecord(raw) && typeof raw.uri === "string" && Position.is(raw.position)
    ? { uri: raw.uri, position: raw.position }
    : undefined;
}
