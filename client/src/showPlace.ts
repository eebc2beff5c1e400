import { type Command, l10n, Range, type TextEditor, Uri, window } from "vscode";
import type { PlaceInFile } from "../../server/src/lsp/protocol";

/** Opens a file with the cursor on a place of it. */
export async function showPlace(place: PlaceInFile): Promise<TextEditor> {
  const editor = await window.showTextDocument(Uri.parse(place.uri), { selection: startOf(place) });
  const { start, end } = place.range;
  editor.revealRange(new Range(start.line, start.character, end.line, end.character));
  return editor;
}

/** The same as a command of VS Code, for what is clicked. */
export function openPlace(place: PlaceInFile | undefined): Command | undefined {
  return (
    place && {
      command: "vscode.open",
      title: l10n.t("Show"),
      arguments: [Uri.parse(place.uri), { selection: startOf(place) }],
    }
  );
}

/** Where the cursor goes: nothing is selected, so that a key pressed by mistake replaces nothing. */
function startOf({ range: { start } }: PlaceInFile): Range {
  return new Range(start.line, start.character, start.line, start.character);
}
