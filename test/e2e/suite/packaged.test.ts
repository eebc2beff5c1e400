import assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnostics, open } from "./editor";

describe("the packaged extension, installed", () => {
  it("is the one that runs", async () => {
    const { document } = await open("package.json");
    await diagnostics(document, (found) => found.length > 0);
    const extension = vscode.extensions.getExtension("custody.custody");
    assert.ok(extension?.isActive, "custody.custody should be active");
    assert.ok(!extension.extensionPath.startsWith(process.env.CUSTODY_E2E_CHECKOUT ?? "/"), extension.extensionPath);
  });

  it("judges as the one in development does", async () => {
    const { document } = await open("package.json");
    const found = await diagnostics(document, (now) =>
      now.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error),
    );
    const [error] = found.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.equal(document.getText(error?.range), "^2.0.0");
    assert.ok(
      typeof error?.code === "object" && (await vscode.workspace.fs.stat(error.code.target)).size > 0,
      "its page",
    );
  });
});
