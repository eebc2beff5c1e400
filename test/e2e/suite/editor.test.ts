import assert from "node:assert/strict";
import * as vscode from "vscode";
import { MANIFEST } from "../project";
import { applyFix, codeActions, diagnostics, hover, isAtRisk, open, rangeOf } from "./editor";

describe("package.json in VS Code", () => {
  let document: vscode.TextDocument;
  let found: readonly vscode.Diagnostic[];

  before(async () => {
    ({ document } = await open("package.json"));
    found = await diagnostics(document, isAtRisk);
  });

  it("has an error under the version of the package that has changed hands, and nothing against the quiet one", () => {
    assert.deepEqual(
      found.map(({ range, severity }) => [document.getText(range), severity]),
      [
        ["// the reason is in the wiki", vscode.DiagnosticSeverity.Warning],
        ["^2.0.0", vscode.DiagnosticSeverity.Error],
      ],
    );
  });

  it("is asked about where the user says, whatever the workspace's settings name", () => {
    const settings = vscode.workspace.getConfiguration(undefined, document.uri);
    assert.deepEqual(settings.get("custody.endpoints"), {});
    assert.equal(settings.get("custody.registryIsMirror"), "ask");
    assert.ok(!String(settings.get("http.proxy") ?? "").includes("evil"));
    assert.notEqual(settings.get("http.proxyStrictSSL"), false);
  });

  it("says in the Problems panel what that release brought, by a rule that links to its page", async () => {
    // How old what it brought is, comes in a layer of its own.
    const isWhole = ({ message }: vscode.Diagnostic) => /^handed-over 2\.1\.0: .*brought-along/.test(message);
    const whole = await diagnostics(document, (now) => now.some(isWhole));
    const { code } = whole.find(isWhole) ?? assert.fail(whole.map(({ message }) => message).join("\n"));
    assert.ok(typeof code === "object", `The code ${String(code)} should be a link`);
    assert.match(String(code.value), /^[a-z]+(-[a-z]+)+$/);
    assert.match(code.target.path, new RegExp(`/${code.value}(\\.md)?$`));
  });

  for (const text of ["handed-over", "^2.0.0"]) {
    it(`shows who holds the package in a hover on ${text}`, async () => {
      const shown = await hover(document, rangeOf(document, text));
      assert.match(shown, /handed.{0,2}over\*\* 2\.1\.0/);
      assert.match(shown, /bertil/);
      assert.match(shown, /!\[[^\]]+\]\(data:image\/svg\+xml;base64,/, "the picture of the releases");
      assert.doesNotMatch(shown, /\]\(command:/);
    });
  }

  it("shows a quiet package as clear", async () => {
    assert.match(await hover(document, rangeOf(document, "quiet-one")), /quiet.{0,2}one\*\* 1\.2\.0[^\n]*clear/);
  });

  it("shows the same hover where source code imports the package, and none on a file or a plain string", async () => {
    const { document: source } = await open("index.ts");
    const shown = await hover(source, rangeOf(source, "handed-over/lib"));
    assert.match(shown, /handed.{0,2}over\*\* 2\.1\.0/);
    assert.match(shown, /bertil/);
    assert.match(shown, /!\[[^\]]+\]\(data:image\/svg\+xml;base64,/);
    for (const other of ["./quiet-one", '"handed-over")']) {
      assert.doesNotMatch(await hover(source, rangeOf(source, other)), /\*\* \d+\.\d+/);
    }
    await open("package.json");
  });

  for (const [name, text] of [
    ["old.cjs", 'const hand = require("handed-over");\n'],
    ["lazy.mjs", 'const hand = await import("handed-over");\n'],
    ["view.jsx", 'import { Hand } from "handed-over";\nexport const view = <Hand />;\n'],
    ["view.tsx", 'import type { Hand } from "handed-over";\nexport const view = (hand: Hand) => <b>{hand}</b>;\n'],
    ["page.vue", '<script setup>\nimport { hand } from "handed-over";\n</script>\n<template>{{ hand }}</template>\n'],
    ["part.svelte", '<script>\n  import { hand } from "handed-over";\n</script>\n<p>{hand}</p>\n'],
  ] as const) {
    it(`shows it in ${name}`, async () => {
      const [folder] = vscode.workspace.workspaceFolders ?? [];
      assert.ok(folder);
      const uri = vscode.Uri.joinPath(folder.uri, name);
      await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
      const { document: source } = await open(name);
      const shown = await hover(source, rangeOf(source, "handed-over"));
      assert.match(shown, /handed.{0,2}over\*\* 2\.1\.0/);
      assert.equal(shown.match(/data:image/g)?.length, 1, "it is said once");
      await vscode.workspace.fs.delete(uri);
      await open("package.json");
    });
  }

  it("tells an assistant what to do about a package, and nothing that the package says", async () => {
    const ask = async (input: object): Promise<string> => {
      const { content } = await vscode.lm.invokeTool("custody_checkPackage", { input, toolInvocationToken: undefined });
      return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : "")).join("");
    };
    const answer = JSON.parse(await ask({ name: "handed-over" }));
    assert.equal(answer.version, "2.1.0");
    assert.equal(answer.level, "error");
    assert.equal(answer.publisher, "bertil");
    assert.equal(answer.instead, "2.0.4");
    assert.match(answer.advice, /^Do not add or install this version\. Use 2\.0\.4 instead\./);
    assert.doesNotMatch(JSON.stringify(answer), /setup\.js|postinstall "/);
    assert.equal(JSON.parse(await ask({ name: "quiet-one", version: "1.2.0" })).level, "clear");
    assert.match(await ask({ name: "../../etc" }), /not the name/);
  });

  it("rolls back to the last sound release, keeps all else as it was written, and takes it back with one undo", async () => {
    const fix = await applyFix(document, rangeOf(document, "^2.0.0"), /^Roll back/);
    assert.equal(fix.isPreferred, true);
    assert.equal(document.getText(), MANIFEST.replace("^2.0.0", "2.0.4"));
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), MANIFEST);
  });

  it("pins to the locked version, keeps all else as it was written, and takes it back with one undo", async () => {
    const fix = await applyFix(document, rangeOf(document, "^1.0.0"), /^Pin/);
    assert.notEqual(fix.isPreferred, true);
    assert.equal(document.getText(), MANIFEST.replace("^1.0.0", "1.2.0"));
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), MANIFEST);
  });

  it("offers no pin to a version that is at risk", async () => {
    const titles = (await codeActions(document, rangeOf(document, "^2.0.0"))).map(({ title }) => title);
    assert.ok(titles.length > 0 && !titles.some((title) => /\bpin\b/i.test(title)), titles.join("\n"));
  });

  it("pins all that is sound by a source action, and takes it back with one undo", async () => {
    const kind = vscode.CodeActionKind.Source.append("custody");
    const actions = await codeActions(document, rangeOf(document, "^1.0.0"), kind);
    const [action, ...others] = actions;
    assert.deepEqual(others, []);
    assert.equal(
      action?.title,
      "Pin 1 dependency to its locked version (1 is at warning or above, and stays), then run npm install",
    );
    assert.ok(action.edit && (await vscode.workspace.applyEdit(action.edit)));
    assert.equal(document.getText(), MANIFEST.replace("^1.0.0", "1.2.0"));
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), MANIFEST);
  });

  it("withdraws the error once the version is another, though the file is not saved", async () => {
    await applyFix(document, rangeOf(document, "^2.0.0"), /^Roll back/);
    const after = await diagnostics(document, (now) => !isAtRisk(now));
    assert.equal(isAtRisk(after), false);
    await vscode.commands.executeCommand("undo");
    assert.ok(isAtRisk(await diagnostics(document, isAtRisk)));
  });
});

describe("package-lock.json in VS Code", () => {
  it("has the error on the entry of the package, and the reason in its hover", async () => {
    const { document } = await open("package-lock.json");
    const found = await diagnostics(document, isAtRisk);
    const errors = found.filter(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
    const [at = assert.fail()] = errors
      .map(({ range }) => range)
      .filter((range) => /handed-over/.test(lineOf(document, range)));
    assert.match(document.getText(at), /^(node_modules\/)?handed-over$/);
    assert.match(await hover(document, at), /2\.1\.0[\s\S]*bertil/);
  });
});

function lineOf(document: vscode.TextDocument, { start }: vscode.Range): string {
  return document.lineAt(start.line).text;
}
