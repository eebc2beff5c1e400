import type { CodeAction } from "vscode-languageserver";
import type { FileChange } from "../core/fix";
import { pinAllEdits } from "../core/present/edits/pinAll";
import type { DocumentReport } from "../core/service";
import type { Circumstances } from "./circumstances";

/** The kind of the action that pins a whole manifest. Not part of "source.fixAll": nobody pins by saving. */
export const PIN_ALL = "source.custody.pinAll";

/** Whether a client asks for the kind, by itself or by one that it is part of; without a wish only fixes are given. */
export function isAskedFor(kind: string, only: readonly string[] | undefined): boolean {
  return only?.some((wanted) => wanted === "" || kind === wanted || kind.startsWith(`${wanted}.`)) === true;
}

/** Pins all of a manifest to what is locked; nothing where that is not known yet, or there is nothing to pin. */
export function pinAll(
  report: DocumentReport,
  { path }: Pick<Circumstances, "path">,
  text: string,
): { readonly title: string; readonly changes: readonly FileChange[]; readonly kind: CodeAction["kind"] } | undefined {
  const pins = report.kind === "manifest" && report.pending === 0 ? pinAllEdits(report.entries) : undefined;
  return pins && { title: pins.title, changes: [{ path, text, edits: pins.edits }], kind: PIN_ALL };
}
