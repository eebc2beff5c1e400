import assert from "node:assert/strict";
import * as vscode from "vscode";
import { NPM_FOLDER, PNPM_FOLDER } from "../twoFolders";
import { applyFix, diagnostics, diagnosticsChange, hover, isAtRisk, keyOf, rangeOf, ruleOf } from "./editor";

describe("a workspace of two folders in VS Code", () => {
  it("judges each by its own lockfile, policy and settings, while none of their files is open", async () => {
    assert.deepEqual(await saidIn(NPM_FOLDER, (said) => said.length === 1), [
      // Its settings switch one rule off, and its policy accepts what came along.
      { file: "package.json", package: "handed-over 2.1.0", isError: true, lacks: ["young-dependency-added"] },
    ]);
    assert.deepEqual(await saidIn(PNPM_FOLDER, (said) => said.length === 2), [
      { file: "pnpm-lock.yaml", package: "brought-along 1.0.0", isError: false, lacks: [] },
      { file: "pnpm-lock.yaml", package: "handed-over 2.1.0", isError: true, lacks: ["trust-downgraded"] },
    ]);
    // Its pnpm lets a day pass where nobody says otherwise.
    assert.deepEqual(
      [NPM_FOLDER, PNPM_FOLDER].map((folder) => ofFolder(folder).filter(isRefusal).length),
      [0, 2],
    );
  });

  it("shows in a hover what the folder of the file holds, and what holds there", async () => {
    const npm = await openIn(NPM_FOLDER, "package-lock.json");
    await diagnostics(npm, isAtRisk);
    assert.match(await hover(npm, rangeOf(npm, "node_modules/brought-along")), /read line by line/);
    const pnpm = await openIn(PNPM_FOLDER, "pnpm-lock.yaml");
    await diagnostics(pnpm, isAtRisk);
    const shown = await hover(pnpm, keyOf(pnpm, "brought-along@1.0.0"));
    assert.match(shown, /@whole\/one > carrier > handed-over > brought-along/);
    assert.doesNotMatch(shown, /read line by line/);
  });

  it("leads away from the release in the form and in the file of the folder's own package manager", async () => {
    const npm = await openIn(NPM_FOLDER, "package.json");
    await diagnostics(npm, isAtRisk);
    const rollBack = await applyFix(npm, rangeOf(npm, "^2.0.0"), /^Roll back/);
    assert.deepEqual(filesOf(rollBack), [`${NPM_FOLDER}/package.json`]);
    await vscode.commands.executeCommand("undo");

    const pnpm = await openIn(PNPM_FOLDER, "pnpm-lock.yaml");
    await diagnostics(pnpm, isAtRisk);
    const override = await applyFix(pnpm, keyOf(pnpm, "handed-over@2.1.0"), /^Override handed-over/);
    assert.deepEqual(filesOf(override), [`${PNPM_FOLDER}/pnpm-workspace.yaml`]);
    await openIn(PNPM_FOLDER, "pnpm-workspace.yaml");
    await vscode.commands.executeCommand("undo");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("says nothing more of a folder whose settings switch it off, and leaves the other alone", async () => {
    const settings = vscode.workspace.getConfiguration("custody", folderOf(NPM_FOLDER).uri);
    await settings.update("enable", false, vscode.ConfigurationTarget.WorkspaceFolder);
    assert.deepEqual(await saidIn(NPM_FOLDER, (said) => said.length === 0), []);
    assert.equal((await saidIn(PNPM_FOLDER, (said) => said.length === 2)).length, 2);
    await settings.update("enable", undefined, vscode.ConfigurationTarget.WorkspaceFolder);
    assert.equal((await saidIn(NPM_FOLDER, (said) => said.length === 1)).length, 1);
  });

  it("forgets a folder that is taken out of the window, and judges it again once it is back", async () => {
    const { uri, index } = folderOf(PNPM_FOLDER);
    await foldersChange(() => vscode.workspace.updateWorkspaceFolders(index, 1));
    assert.deepEqual(await saidIn(PNPM_FOLDER, (said) => said.length === 0), []);
    assert.equal((await saidIn(NPM_FOLDER, (said) => said.length === 1)).length, 1);
    await foldersChange(() => vscode.workspace.updateWorkspaceFolders(index, 0, { uri }));
    assert.deepEqual(
      (await saidIn(PNPM_FOLDER, (said) => said.length === 2)).map((said) => said.package),
      ["brought-along 1.0.0", "handed-over 2.1.0"],
    );
  });
});

/** A diagnostic, as far as folders differ in it. */
interface Said {
  readonly file: string;
  readonly package: string;
  readonly isError: boolean;
  /** Of the rules that speak of the release in question, those that do not here. */
  readonly lacks: readonly string[];
}

const COMPARED = ["young-dependency-added", "trust-downgraded"];

/** What is said of the packages of a folder, once it is as expected; where it never is, what was said last. */
async function saidIn(folder: string, isExpected: (said: readonly Said[]) => boolean): Promise<readonly Said[]> {
  const look = (): readonly Said[] =>
    ofFolder(folder)
      .filter((one) => !isRefusal(one))
      .map(readSaid)
      .sort((one, other) => one.package.localeCompare(other.package));
  await diagnosticsChange(() => isExpected(look()));
  return look();
}

type Found = readonly [file: string, diagnostic: vscode.Diagnostic];

/** All our diagnostics of a folder now, with the file in it. */
function ofFolder(folder: string): readonly Found[] {
  return vscode.languages
    .getDiagnostics()
    .filter(([{ path }]) => path.includes(`/${folder}/`))
    .flatMap(([{ path }, found]) =>
      found
        .filter(({ source }) => source === "custody")
        .map((one): Found => [path.slice(path.indexOf(`/${folder}/`) + folder.length + 2), one]),
    );
}

/** What the folder's package manager will refuse. */
function isRefusal([, diagnostic]: Found): boolean {
  return ruleOf(diagnostic) === "install";
}

function readSaid([file, diagnostic]: Found): Said {
  const { message, severity, relatedInformation = [] } = diagnostic;
  const told = [`(${ruleOf(diagnostic)})`, ...relatedInformation.map((related) => related.message)].join(" ");
  const isError = severity === vscode.DiagnosticSeverity.Error;
  const [name = ""] = message.split(":");
  const lacks = isError ? COMPARED.filter((each) => !told.includes(`(${each})`)) : [];
  return { file, package: name, isError, lacks };
}

function folderOf(name: string): vscode.WorkspaceFolder {
  const folder = vscode.workspace.workspaceFolders?.find((each) => each.name === name);
  return folder ?? assert.fail(`${name} should be a folder of the window`);
}

async function openIn(folder: string, name: string): Promise<vscode.TextDocument> {
  const uri = vscode.Uri.joinPath(folderOf(folder).uri, name);
  return (await vscode.window.showTextDocument(uri, { preview: false })).document;
}

/** What a fix changes, as the window calls it. */
function filesOf({ edit }: vscode.CodeAction): readonly string[] {
  return edit?.entries().map(([uri]) => vscode.workspace.asRelativePath(uri, true)) ?? [];
}

async function foldersChange(change: () => boolean): Promise<void> {
  const changed = new Promise<void>((resolve) => {
    const listener = vscode.workspace.onDidChangeWorkspaceFolders(() => {
      listener.dispose();
      resolve();
    });
  });
  assert.ok(change());
  await changed;
}
