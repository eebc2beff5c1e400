import type { Hover, HoverParams, TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { parentOf } from "../core/filePath";
import type { PackageReport } from "../core/model";
import { renderHover, renderUnjudged } from "../core/present/hover";
import { rankOf } from "../core/present/words";
import type { DocumentEntry } from "../core/service";
import { untilAborted } from "../core/untilAborted";
import type { Analyses, Analysis } from "./analyses";
import type { ClientSupport } from "./capabilities";
import type { Circumstances, CircumstancesSource } from "./circumstances";
import { entryAt } from "./entryAt";
import { findInstalled, findLockedInstalled } from "./installed";
import type { ThemeKind } from "./protocol";
import { Superseded } from "./request";
import { toHover } from "./toProtocol";

export interface HoverContext {
  readonly documents: TextDocuments<TextDocument>;
  readonly analyses: Analyses;
  readonly circumstances: CircumstancesSource;
  readonly client: ClientSupport;
  now(): number;
  pictures(): ThemeKind | undefined;
  rulePage(rule: string): string | undefined;
}

/** Position in, offset down; Markdown up, range out. A hover may wait for the network: typing does not. */
export function hoverHandler(
  context: HoverContext,
): (params: HoverParams, abort: AbortSignal) => Promise<Hover | null> {
  const { documents, analyses, circumstances } = context;
  return async ({ textDocument, position }, abort) => {
    const document = documents.get(textDocument.uri);
    if (document === undefined) {
      return null;
    }
    const { version } = document;
    const entry = await findEntry(analyses.of(document), document.offsetAt(position), abort);
    if (entry === undefined) {
      return null;
    }
    const found = await circumstances.of(document.uri);
    const text = found && (await hoverText(context, entry, found, document.getText(), abort));
    if (documents.get(textDocument.uri)?.version !== version) {
      throw new Superseded();
    }
    const span = { start: entry.span.start, end: Math.max(entry.span.end, entry.versionSpan.end) };
    return text === undefined ? null : toHover(document, span, text, context.client);
  };
}

/** What a hover says of an entry; `text` is that of the manifest or lockfile at `found.path`. */
export async function hoverText(
  { client, pictures, now, rulePage }: Pick<HoverContext, "client" | "pictures" | "now" | "rulePage">,
  entry: DocumentEntry,
  found: Circumstances,
  text: string,
  abort: AbortSignal,
): Promise<string | undefined> {
  const { report, dependency, locked, note } = entry;
  if (report === undefined) {
    return dependency && note && renderUnjudged(dependency.key, dependency.spec, note.text);
  }
  const paths =
    dependency === undefined && locked !== undefined
      ? await found.service.paths(found.path, text, locked.id)
      : report.paths;
  const whole = { ...(await withHistory(report, found, text, abort)), paths };
  const isGrave = whole.assessment.level === "error";
  return renderHover(whole, {
    pictures: client.markdownHover ? pictures() : undefined,
    asOf: (found.now ?? now)(),
    rulePage,
    note: note?.text,
    installed: isGrave ? { ...(await installedOf(entry, found)), ignoresScripts: found.ignoresScripts } : undefined,
  });
}

/** As soon as this one line is known; the others may still be on their way. */
async function findEntry(analysis: Analysis, offset: number, abort: AbortSignal): Promise<DocumentEntry | undefined> {
  await untilAborted(Promise.race([analysis.glanced, analysis.finished]), abort);
  const early = analysis.latest();
  const known = early && entryAt(early, offset);
  if (known?.report !== undefined || analysis.isFinished()) {
    return known;
  }
  return entryAt(await untilAborted(analysis.finished, abort), offset);
}

/** The registry document is not read for every locked package; for the one that is looked at it is. */
async function withHistory(
  report: PackageReport,
  found: Circumstances,
  text: string,
  abort: AbortSignal,
): Promise<PackageReport> {
  if (report.evidence.history.status !== "unasked" || found.configuration.offline) {
    return report;
  }
  const { service, policy, settings, path } = found;
  const { name, version } = report.subject;
  const options = { asOf: undefined, deep: true, offline: false, settings, policy };
  const deep = await service.explain(name, version, options, abort, { path, text });
  const evidence = { ...deep.evidence, locked: report.evidence.locked };
  // What the lockfile's own rules found is not seen by the release alone, so the worse of the two verdicts stands.
  const isWorse = rankOf(deep.assessment.level) <= rankOf(report.assessment.level);
  const { assessment, rollback, accepted } = isWorse ? deep : report;
  return { ...report, evidence, assessment, rollback, accepted };
}

function installedOf({ locked, dependency }: DocumentEntry, found: Circumstances) {
  const folder = parentOf(found.path) ?? "/";
  return dependency === undefined && locked !== undefined
    ? findLockedInstalled(folder, locked, found.readFile)
    : findInstalled(folder, dependency?.key ?? "", found.readFile);
}
