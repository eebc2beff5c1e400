import type { CodeLens } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { isManifest } from "../core/isManifest";
import { readBlockLenses, readFileLens } from "../core/present/lens";
import type { DocumentReport } from "../core/service";
import type { Circumstances } from "./circumstances";
import { toRange } from "./toProtocol";

/** The counts above each block of a manifest, or above a whole lockfile. */
export function toCodeLenses(
  document: TextDocument,
  { entries }: DocumentReport,
  { path, service, configuration }: Circumstances,
  showFindings: string | undefined,
): CodeLens[] {
  const parsed = configuration.codeLens ? service.inspect(path, document.getText()) : undefined;
  if (parsed === undefined) {
    return [];
  }
  const lenses = isManifest(parsed) ? readBlockLenses(parsed, entries) : readFileLens(entries);
  return lenses.map(({ span, title }) => ({
    range: toRange(document, span),
    // Without a command a client would show nothing; one without a name only says its title.
    command: { title, command: showFindings ?? "" },
  }));
}
