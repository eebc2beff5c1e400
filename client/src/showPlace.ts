import { Range, Uri, window } from "vscode";
import type { PlaceInFile } from "../../server/src/lsp/protocol";

/** Opens a file with the cursor on a place of it. */
export async function showPlace({ uri, range: { start, end } }: PlaceInFile): Promise<void> {
  const selection = new Range(start.line, start.character, start.line, start.character);
  const editor = await window.showTextDocument(Uri.parse(uri), { selection });
  editor.revealRange(new Range(start.line, start.character, end.line, end.character));
}
