import assert from "node:assert/strict";
import * as vscode from "vscode";

const DEADLINE_MS = 40_000;

/** Opens a file of the workspace in the one editor that there is. */
export async function open(name: string): Promise<vscode.TextEditor> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(folder, "VS Code should have opened the suite's workspace");
  return vscode.window.showTextDocument(vscode.Uri.joinPath(folder.uri, name), { preview: false });
}

/** Custody's diagnostics of a document, once they are as expected; where they never are, the last ones seen. */
export async function diagnostics(
  { uri }: vscode.TextDocument,
  expected: (found: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const look = (): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(uri).filter(({ source }) => source === "custody");
  await diagnosticsChange(() => expected(look()));
  return look();
}

/** Waits until the diagnostics are as expected, whosever they are; not for ever. */
export function diagnosticsChange(isExpected: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const settle = (): void => {
      clearTimeout(late);
      subscription.dispose();
      resolve();
    };
    const late = setTimeout(settle, DEADLINE_MS);
    const subscription = vscode.languages.onDidChangeDiagnostics(() => {
      if (isExpected()) {
        settle();
      }
    });
    if (isExpected()) {
      settle();
    }
  });
}

/** The rule that a diagnostic stands for, whether or not its code is a link. */
export function ruleOf({ code }: vscode.Diagnostic): string {
  return String(typeof code === "object" ? code.value : code);
}

/** Whether a package is at risk. */
export function isAtRisk(found: readonly vscode.Diagnostic[]): boolean {
  return found.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error);
}

/** The key of a package among those of a pnpm-lock.yaml; it stands further up and down too. */
export function keyOf(document: vscode.TextDocument, key: string): vscode.Range {
  const start = document.positionAt(document.getText().indexOf(`  ${key}:`) + 2);
  return new vscode.Range(start, start.translate(0, key.length));
}

/** The place of the only occurrence of a text. */
export function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
  const start = document.getText().indexOf(text);
  assert.ok(start !== -1 && document.getText().indexOf(text, start + 1) === -1, `${text} should stand there once`);
  return new vscode.Range(document.positionAt(start), document.positionAt(start + text.length));
}

/** All that a hover says there, of every extension that says something. */
export async function hover({ uri }: vscode.TextDocument, { start }: vscode.Range): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>("vscode.executeHoverProvider", uri, start);
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (typeof content === "string" ? content : content.value))
    .join("\n");
}

/**
 * What is offered there, once anything is. VS Code drops what it has asked for when another extension comes up in between,
 * with nothing or with an error of that name, and asks again: so does this, though not for ever.
 */
export async function codeActions(
  { uri }: vscode.TextDocument,
  range: vscode.Range,
  { value }: vscode.CodeActionKind = vscode.CodeActionKind.QuickFix,
): Promise<readonly vscode.CodeAction[]> {
  const deadline = Date.now() + DEADLINE_MS;
  let offered: readonly vscode.CodeAction[] = [];
  while (offered.length === 0 && Date.now() < deadline) {
    offered = await ask().then((actions) => actions, orDropped);
  }
  return offered;

  function ask(): Thenable<readonly vscode.CodeAction[]> {
    return vscode.commands.executeCommand("vscode.executeCodeActionProvider", uri, range, value, 20);
  }

  function orDropped(error: unknown): readonly [] {
    assert.equal(error instanceof Error && error.name, "Canceled", String(error));
    return [];
  }
}

/** Applies the one quick fix there with such a title, as the lightbulb does. */
export async function applyFix(
  document: vscode.TextDocument,
  range: vscode.Range,
  title: RegExp,
): Promise<vscode.CodeAction> {
  const fixes = await codeActions(document, range);
  const [fix, ...others] = fixes.filter((candidate) => title.test(candidate.title));
  const offered = `One of ${JSON.stringify(fixes.map((one) => one.title))} is ${title}`;
  assert.ok(fix?.edit && others.length === 0, offered);
  assert.ok(await vscode.workspace.applyEdit(fix.edit));
  return fix;
}
