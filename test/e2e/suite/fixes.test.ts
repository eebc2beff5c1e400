import assert from "node:assert/strict";
import * as vscode from "vscode";
import { WEAK_MANIFEST } from "../project";
import { applyFix, diagnostics, open, rangeOf, ruleOf } from "./editor";

/** What no other suite's project needs: a name that was not meant, and a weakness. */
describe("a manifest with a look-alike and a weakness in VS Code", () => {
  let document: vscode.TextDocument;

  before(async () => {
    ({ document } = await open("package.json"));
  });

  it("has the look-alike on its name, and puts the name meant in its place", async () => {
    await saysOf("expresss", "lookalike", "expresss", /^expresss 1\.0\.0: .*express\b/);
    const fix = await applyFix(document, rangeOf(document, "expresss"), /^Replace expresss by express\b/);
    assert.match(fix.title, /then run npm install/);
    assert.match(document.getText(), /\n {4}"express": "[^"]+",\n/);
    await takesBack();
  });

  it("has the weakness on its version, and goes on to the release that mends it", async () => {
    await saysOf(
      "weak-one",
      "vulnerable",
      "~1.0.0",
      /^weak-one 1\.0\.0: .*GHSA-2222-3333-4444.* Upgrade to 1\.0\.1\.$/,
    );
    await applyFix(document, rangeOf(document, "weak-one"), /^Upgrade weak-one to 1\.0\.1, then run npm install/);
    assert.equal(document.getText(), WEAK_MANIFEST.replace("~1.0.0", "~1.0.1"));
    await takesBack();
  });

  async function saysOf(name: string, rule: string, at: string, message: RegExp): Promise<void> {
    const { line } = rangeOf(document, name).start;
    const ofLine = (found: readonly vscode.Diagnostic[]) => found.filter(({ range }) => range.start.line === line);
    const [one] = ofLine(
      await diagnostics(document, (found) => ofLine(found).some((all) => message.test(all.message))),
    );
    assert.match(one?.message ?? "", message);
    assert.equal(one && document.getText(one.range).replaceAll('"', ""), at);
    assert.equal(one && ruleOf(one), rule);
  }

  async function takesBack(): Promise<void> {
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), WEAK_MANIFEST);
  }
});
