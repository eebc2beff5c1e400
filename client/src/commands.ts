import { commands, type Disposable, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { RECHECK_REQUEST } from "../../server/src/lsp/protocol";

/** Every command of the extension; package.json gives their titles, and a test keeps the two equal. */
export const COMMANDS = {
  recheck: "custody.recheck",
  restartServer: "custody.restartServer",
  showOutput: "custody.showOutput",
} as const;

export function registerCommands(client: LanguageClient): readonly Disposable[] {
  return [
    commands.registerCommand(COMMANDS.recheck, () => recheck(client)),
    commands.registerCommand(COMMANDS.restartServer, () => client.restart()),
    commands.registerCommand(COMMANDS.showOutput, () => client.outputChannel.show()),
  ];
}

/** Forgets what was answered and asks every source again. */
async function recheck(client: LanguageClient): Promise<void> {
  if (client.isRunning()) {
    await client.sendRequest(RECHECK_REQUEST);
  } else {
    await window.showWarningMessage(
      "Custody's language server is not running. Restart it with “Custody: Restart Server”.",
    );
  }
}
