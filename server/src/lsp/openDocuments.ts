import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { OpenText } from "../core/openTexts";
import { toPath } from "./paths";

/** The open documents by the paths of their files. */
export interface OpenDocuments {
  at(path: string): TextDocument | undefined;
  /** The text at a path, under an id that no other text of that path has had. */
  textAt(path: string): OpenText | undefined;
}

/** Follows the documents as they are opened and closed. */
export function createOpenDocuments(documents: TextDocuments<TextDocument>): OpenDocuments {
  const byPath = new Map<string, { readonly document: TextDocument; readonly opened: number }>();
  let opened = 0;
  documents.onDidOpen(({ document }) => {
    const path = toPath(document.uri);
    if (path !== undefined) {
      opened += 1;
      byPath.set(path, { document, opened });
    }
  });
  documents.onDidClose(({ document }) => {
    const path = toPath(document.uri);
    if (path !== undefined && byPath.get(path)?.document.uri === document.uri) {
      byPath.delete(path);
    }
  });

  return {
    at: (path) => byPath.get(path)?.document,
    textAt(path) {
      const found = byPath.get(path);
      return found && { id: `${found.opened} ${found.document.version}`, text: () => found.document.getText() };
    },
  };
}
