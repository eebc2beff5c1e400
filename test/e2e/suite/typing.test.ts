import assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnostics, open, rangeOf } from "./editor";
import { measured, startProbes, stopProbes } from "./measure";

/** What no keystroke should wait for. */
const FRAME_MS = 16;

const isError = ({ severity }: vscode.Diagnostic): boolean => severity === vscode.DiagnosticSeverity.Error;

describe("typing in a manifest of three hundred dependencies", () => {
  before(async () => {
    // VS Code itself would complete names from a registry and fetch the schema, for longer than all that is measured here.
    const settings = vscode.workspace.getConfiguration();
    for (const key of ["npm.fetchOnlinePackageInfo", "json.schemaDownload.enable", "editor.quickSuggestions"]) {
      await settings.update(key, false, vscode.ConfigurationTarget.Global);
    }
    await startProbes();
  });
  after(stopProbes);

  it("keeps the one error where it belongs, key by key", async () => {
    const { document, selection } = await measured("a manifest of 300 dependencies opened", async () => {
      const editor = await open("package.json");
      await diagnostics(editor.document, (found) => found.some(isError));
      return editor;
    });
    assert.ok(selection.isEmpty);
    const end = rangeOf(document, '"a-part-of-a-whole-0"').start;
    const typed = '"one-more": "^1.0.0",';
    for (const [what, uri] of [
      ["in a copy that is not ours", vscode.Uri.joinPath(document.uri, "../a-copy.json")],
      ["in the manifest", document.uri],
    ] as const) {
      if (uri !== document.uri) {
        await vscode.workspace.fs.copy(document.uri, uri);
      }
      const editor = await vscode.window.showTextDocument(uri);
      editor.selection = new vscode.Selection(end, end);
      await measured(`${typed.length} keys typed ${what}`, () => type(typed), FRAME_MS);
    }
    const errors = (await diagnostics(document, (found) => found.some(isError))).filter(isError);
    assert.deepEqual(
      errors.map(({ range }) => document.lineAt(range.start.line).text.trim()),
      ['"handed-over": "^2.1.0",'],
    );
    assert.match(document.getText(), /one-more/);
  });
});

async function type(text: string): Promise<void> {
  for (const key of text) {
    await vscode.commands.executeCommand("type", { text: key });
  }
}
