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
    const found = await diagnostics(document, (now) => now.some(({ severity }) => severity === 0));
    assert.deepEqual(
      found.map(({ range, severity }) => [document.getText(range), severity]),
      [["^2.0.0", vscode.DiagnosticSeverity.Error]],
    );
  });
});
