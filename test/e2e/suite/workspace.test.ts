import assert from "node:assert/strict";
import * as vscode from "vscode";
import { PNPM_WORKSPACE } from "../project";
import { applyFix, diagnostics, hover, isAtRisk, keyOf, open, rangeOf, ruleOf } from "./editor";

describe("a workspace of pnpm in VS Code", () => {
  it("has the error on the line of the transitive package in its lockfile, and says there why it is there", async () => {
    const { document } = await open("pnpm-lock.yaml");
    const found = await diagnostics(document, isAtRisk);
    const errors = found.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    assert.deepEqual(
      errors.map(({ range }) => document.getText(range)),
      ["2.1.0"],
    );
    const [{ range }] = [errors[0] ?? assert.fail()];
    const shown = await hover(document, range);
    assert.match(shown, /bertil/);
    assert.match(shown, /@whole\/one > carrier > handed-over/);
  });

  it("mends it from there by an override in pnpm-workspace.yaml, taken back with one undo", async () => {
    const { document } = await open("pnpm-lock.yaml");
    await diagnostics(document, isAtRisk);
    const key = keyOf(document, "handed-over@2.1.0");
    const fix = await applyFix(document, key, /^Override handed-over/);
    assert.equal(fix.isPreferred, true);
    const { document: settings } = await open("pnpm-workspace.yaml");
    assert.match(settings.getText(), /\noverrides:\n {2}handed-over(?:@2\.1\.0|@\^2\.0\.0)?: 2\.0\.4\n/);
    assert.ok(settings.getText().startsWith(PNPM_WORKSPACE), "all else stays as it was written");
    await vscode.commands.executeCommand("undo");
    assert.equal(settings.getText(), PNPM_WORKSPACE);
  });

  it("shows the entry of a catalog as what is locked of it, in pnpm-workspace.yaml and where it is asked for", async () => {
    const { document: settings } = await open("pnpm-workspace.yaml");
    assert.match(await hover(settings, rangeOf(settings, "quiet-one")), /quiet.{0,2}one\*\* 1\.2\.0[^\n]*clear/);
    const { document: member } = await open("packages/one/package.json");
    assert.match(await hover(member, rangeOf(member, "catalog:")), /quiet.{0,2}one\*\* 1\.2\.0[^\n]*clear/);
  });

  it("says which locked release pnpm itself will refuse, and writes the exception that lets it through", async () => {
    const { document: settings } = await open("pnpm-workspace.yaml");
    const gated = `${PNPM_WORKSPACE}\n# ten years\nminimumReleaseAge: 5256000\n`;
    await rewrite(settings, gated);
    const { document } = await open("pnpm-lock.yaml");
    const key = keyOf(document, "quiet-one@1.2.0");
    const refused = (found: readonly vscode.Diagnostic[]) =>
      found.filter((one) => ruleOf(one) === "install" && key.contains(one.range));
    const [notice] = refused(await diagnostics(document, (found) => refused(found).length > 0));
    assert.match(
      notice?.message ?? "",
      /^The next pnpm install will refuse quiet-one 1\.2\.0, which is locked: published \d+ days ago, and minimumReleaseAge in pnpm-workspace\.yaml is 3650 days\./,
    );
    const fix = await applyFix(document, key, /^Let pnpm install quiet-one 1\.2\.0 now: exclude it in pnpm-workspace/);
    assert.notEqual(fix.isPreferred, true);
    assert.equal(settings.getText(), `${gated}\nminimumReleaseAgeExclude:\n  - quiet-one@1.2.0\n`);
    await settings.save();
    await diagnostics(document, (found) => refused(found).length === 0);
    assert.deepEqual(refused(vscode.languages.getDiagnostics(document.uri)), [], "and pnpm takes it");
    await rewrite(settings, PNPM_WORKSPACE);
  });
});

async function rewrite(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const end = document.positionAt(document.getText().length);
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
  assert.ok(await document.save());
}
