import assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnostics, open, rangeOf } from "./editor";
import { measured, startProbes, stopProbes } from "./measure";

/** What no keystroke should wait for. */
const FRAME_MS = 16;

const isError = ({ severity }: vscode.Diagnostic): boolean => severity === vscode.DiagnosticSeverity.Error;

describe("typing in a manifest of three hundred dependencies", () => {
  before(startProbes);
  after(stopProbes);

  it("keeps the one error where it belongs, key by key", async () => {
    const { document, selection } = await measured("a manifest of 300 dependencies opened", async () => {
      const editor = await open("package.json");
      await diagnostics(editor.document, (found) => found.some(isError));
      return editor;
    });
    assert.ok(selection.isEmpty);
    const end = rangeOf(document, '"a-part-of-a-whole-0"').start;
    const editor = await vscode.window.showTextDocument(document);
    editor.selection = new vscode.Selection(end, end);
    const typed = '"one-more": "^1.0.0",';
    await measured(
      `${typed.length} keys typed`,
      async () => {
        for (const key of typed) {
          await vscode.commands.executeCommand("type", { text: key });
        }
      },
      FRAME_MS,
    );
    const errors = (await diagnostics(document, (found) => found.some(isError))).filter(isError);
    assert.deepEqual(
      errors.map(({ range }) => document.lineAt(range.start.line).text.trim()),
      ['"handed-over": "^2.1.0",'],
    );
    assert.match(document.getText(), /one-more/);
  });
});
