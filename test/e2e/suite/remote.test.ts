import assert from "node:assert/strict";
import * as vscode from "vscode";
import { diagnostics, isAtRisk, open } from "./editor";

/**
 * The window is a browser's, and the files and the extension host are VS Code's server's: the same as in Remote SSH, WSL
 * and Dev Containers, for an extension.
 */
describe("a window whose files are on another machine", () => {
  const custody = vscode.extensions.all.find(({ id }) => id.endsWith(".custody"));
  const behind = new URL(process.env.CUSTODY_E2E_BEHIND ?? "");
  const front = new URL(process.env.CUSTODY_ENDPOINT_REGISTRY ?? "");
  const original = globalThis.fetch;
  const fetched: URL[] = [];

  before(() => {
    globalThis.fetch = (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      if (url.origin !== front.origin) {
        return original(input, init);
      }
      fetched.push(url);
      return original(new URL(url.pathname + url.search, behind), init);
    };
  });

  after(() => {
    globalThis.fetch = original;
  });

  it("has Custody where the files are, and the window elsewhere", () => {
    assert.notEqual(vscode.env.remoteName, undefined);
    assert.equal(vscode.env.uiKind, vscode.UIKind.Web);
    assert.equal(custody?.extensionKind, vscode.ExtensionKind.Workspace);
    assert.deepEqual(
      vscode.workspace.workspaceFolders?.map(({ uri }) => uri.scheme),
      ["file"],
    );
  });

  it("asks through the window's side for what the other machine finds no way to, and judges by the answer", async () => {
    const { document } = await open("package.json");
    await vscode.commands.executeCommand("custody.recheck");
    assert.ok(isAtRisk(await diagnostics(document, isAtRisk)));
    assert.ok(fetched.some(({ pathname }) => pathname.endsWith("/handed-over")));
  });

  it("knows a file by its path, though the window calls it by the other machine's name", async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    const authority = vscode.env.remoteName ?? "";
    const { document } = await open("package-lock.json");
    const asInTheWindow = document.uri.with({ scheme: "vscode-remote", authority });
    const again = await vscode.workspace.openTextDocument(asInTheWindow);
    assert.equal(again.uri.scheme, "file");
    assert.ok(again.uri.path.startsWith(`${folder?.uri.path}/`));
    assert.ok(isAtRisk(await diagnostics(again, isAtRisk)));
  });
});
