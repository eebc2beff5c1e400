import type { Hover, HoverParams, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { parentOf } from "../core/filePath";
import { readDiagnostic } from "../core/present/diagnostic";
import { type HoverOptions, renderHover, renderUnjudged } from "../core/present/hover/hover";
import { MARKDOWN, PLAIN_TEXT } from "../core/present/hover/markup";
import type { DocumentEntry } from "../core/service";
import type { Analyses } from "./analyses";
import type { ClientSupport } from "./capabilities";
import type { Circumstances, CircumstancesSource } from "./circumstances";
import { findInstalled, findLockedInstalled } from "./installed";
import { findEntry, wholeReport } from "./lookedAt";
import { type NoteOptions, packageNote } from "./notes";
import type { ThemeKind } from "./protocol";
import { Superseded } from "./request";
import { toHover } from "./toProtocol";

export interface HoverContext {
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: Analyses;
  readonly circumstances: CircumstancesSource;
  readonly client: ClientSupport;
  now(): number;
  /** Whether the client shows the diagnostics of a place above its hover. */
  readonly showsDiagnostics?: boolean | undefined;
  pictures(): ThemeKind | undefined;
  rulePage(rule: string): string | undefined;
}

/** Position in, offset down; text up, range out. A hover may wait for the network: typing does not. */
export function hoverHandler(
  context: HoverContext,
): (params: HoverParams, abort: AbortSignal) => Promise<Hover | null> {
  const { documents, analyses, circumstances, showsDiagnostics = false, rulePage } = context;
  return async ({ textDocument, position }, abort) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) {
      return null;
    }
    const { version } = document;
    const offset = document.offsetAt(position);
    const entry = await findEntry(analyses.of(document), offset, abort);
    if (entry === undefined) {
      return null;
    }
    const found = await circumstances.of(document.uri);
    const isTold = showsDiagnostics && found !== undefined && isToldAt(offset, entry, { ...found, rulePage });
    const text = found && (await hoverText({ ...context, isTold }, entry, found, document.getText(), abort));
    if (documents.get(textDocument.uri)?.version !== version) {
      throw new Superseded();
    }
    const span = { start: entry.span.start, end: Math.max(entry.span.end, entry.versionSpan.end) };
    return text === undefined ? null : toHover(document, span, text, context.client);
  };
}

type HoverTextContext = Pick<HoverContext, "client" | "pictures" | "now" | "rulePage"> & Pick<HoverOptions, "isTold">;

/** Whether the diagnostic of a release covers a place. */
function isToldAt(offset: number, entry: DocumentEntry, options: Pick<NoteOptions, "ageIsSet" | "rulePage">): boolean {
  const found = entry.report && readDiagnostic(entry.report, options);
  const span = found && packageNote(entry, found, options).span;
  return span !== undefined && span.start <= offset && offset <= span.end;
}

/** What a hover says of an entry; `text` is that of the manifest or lockfile at `found.path`. */
export async function hoverText(
  { client, pictures, now, rulePage, isTold = false }: HoverTextContext,
  entry: DocumentEntry,
  found: Circumstances,
  text: string,
  abort: AbortSignal,
): Promise<string | undefined> {
  const { dependency, locked, note, refusals } = entry;
  const markup = client.markdownHover ? MARKDOWN : PLAIN_TEXT;
  const report = await wholeReport(entry, found, text, abort);
  if (report === undefined) {
    return dependency && note && renderUnjudged(dependency.key, dependency.spec, note.text, markup);
  }
  const paths =
    dependency === undefined && locked !== undefined
      ? await found.service.paths(found.path, text, locked.id)
      : report.paths;
  const whole = { ...report, paths };
  // What has been found out since is not told by the diagnostic.
  const isToldWhole = isTold && report.assessment === entry.report?.assessment;
  const isGrave = whole.assessment.level === "error";
  return renderHover(whole, {
    markup,
    pictures: pictures(),
    isTold: isToldWhole,
    asOf: (found.now ?? now)(),
    rulePage,
    note: sayNotes(note, refusals),
    installed: isGrave ? { ...(await installedOf(entry, found)), ignoresScripts: found.ignoresScripts } : undefined,
  });
}

/** What it would come to is nothing to say of what will be refused. */
function sayNotes(note: DocumentEntry["note"], refusals: DocumentEntry["refusals"] = []): string | undefined {
  const noted = note === undefined || (note.level === "none" && refusals.length > 0) ? [] : [note.text];
  const said = [...noted, ...refusals.map(({ text }) => text)];
  return said.length === 0 ? undefined : said.join(" ");
}

function installedOf({ locked, dependency }: DocumentEntry, found: Circumstances) {
  const folder = parentOf(found.path) ?? "/";
  return dependency === undefined && locked !== undefined
    ? findLockedInstalled(folder, locked, found.readFile)
    : findInstalled(folder, dependency?.key ?? "", found.readFile);
}
