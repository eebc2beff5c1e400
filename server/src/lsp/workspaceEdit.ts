import type { CreateFile, TextDocumentEdit, TextEdit, WorkspaceEdit } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { FileChange } from "../core/fix";
import type { ClientSupport } from "./capabilities";
import type { OpenDocuments } from "./openDocuments";
import { toUri } from "./paths";
import { toRange } from "./toProtocol";

/**
 * One edit of several files, taken back with one undo. It names the version of each open document that it was made
 * for, where the client can check it; undefined where the client cannot do what is needed.
 */
export function toWorkspaceEdit(
  changes: readonly FileChange[],
  open: OpenDocuments,
  client: ClientSupport,
): WorkspaceEdit | undefined {
  const files = changes.map(({ path, text, edits }) => {
    const document = open.at(path);
    const uri = document?.uri ?? toUri(path);
    const counted = TextDocument.create(uri, "", 0, text ?? "");
    const textEdits = edits.map(({ span, newText }): TextEdit => ({ range: toRange(counted, span), newText }));
    return { uri, version: document?.version ?? null, isNew: text === undefined, textEdits };
  });
  if (!client.versionedEdits) {
    return files.some(({ isNew }) => isNew)
      ? undefined
      : { changes: Object.fromEntries(files.map(({ uri, textEdits }) => [uri, textEdits])) };
  }
  if (files.some(({ isNew }) => isNew) && !client.createsFiles) {
    return undefined;
  }
  return {
    documentChanges: files.flatMap(({ uri, version, isNew, textEdits }): (CreateFile | TextDocumentEdit)[] => [
      ...(isNew ? [{ kind: "create" as const, uri, options: { ignoreIfExists: true } }] : []),
      { textDocument: { uri, version }, edits: textEdits },
    ]),
  };
}
