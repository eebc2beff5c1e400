import assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnostics, hover, open } from "./editor";
import { measured, startProbes, stopProbes } from "./measure";

const isError = ({ severity }: vscode.Diagnostic): boolean => severity === vscode.DiagnosticSeverity.Error;

describe("a lockfile of thousands of packages in VS Code", () => {
  let document: vscode.TextDocument;

  before(async () => {
    await startProbes();
    await measured("the server started, and a small manifest", async () => {
      const { document: manifest } = await open("package.json");
      assert.ok((await diagnostics(manifest, (found) => found.length > 0)).length > 0, "a word about its comment");
    });
  });

  after(stopProbes);

  it("has its one error on the line of the package, soon after it was opened", async () => {
    await measured("the lockfile opened", async () => {
      ({ document } = await open("pnpm-lock.yaml"));
      await diagnostics(document, (found) => found.some(isError));
    });
    assert.ok(document.lineCount > 20_000, `${document.lineCount} lines`);
    const errors = (await diagnostics(document, (found) => found.some(isError))).filter(isError);
    assert.deepEqual(
      errors.map(({ range }) => document.lineAt(range.start.line).text),
      ["  handed-over@2.1.0:"],
    );
  });

  it("shows there in a hover who holds the package", async () => {
    const place = placeOf("handed-over@2.1.0");
    const shown = await measured("hover", () => hover(document, place));
    assert.match(shown, /handed.{0,2}over\*\* 2\.1\.0/);
    assert.match(shown, /bertil/);
  });

  it("keeps its error on the package while lines are typed above", async () => {
    const { line } = placeOf("handed-over@2.1.0").start;
    for (let typed = 1; typed <= 5; typed++) {
      await measured("a line typed", async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(0, 0), "# a line\n");
        assert.ok(await vscode.workspace.applyEdit(edit));
        const moved = await diagnostics(document, (found) =>
          found.some((one) => isError(one) && one.range.start.line === line + typed),
        );
        assert.equal(moved.filter(isError).length, 1);
      });
    }
  });

  /** The key among the packages; it stands a second time among the snapshots. */
  function placeOf(text: string): vscode.Range {
    const start = document.positionAt(document.getText().indexOf(text));
    return new vscode.Range(start, start.translate(0, text.length));
  }
});
