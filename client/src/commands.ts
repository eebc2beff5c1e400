import {
  type CodeAction,
  CodeActionKind,
  commands,
  type Disposable,
  l10n,
  ProgressLocation,
  window,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  type AcceptQuestion,
  CLEAR_CACHE_REQUEST,
  type CopiedReportParams,
  DOCTOR_REQUEST,
  type DoctorParams,
  RECHECK_REQUEST,
  SHOW_CACHE_REQUEST,
} from "../../server/src/lsp/protocol";
import { accept } from "./accept";
import { copyReport } from "./copyReport";
import { createTextPages, type TextPages } from "./textPages";

/** Every command of the extension; package.json gives their titles, and a test keeps the two equal. */
export const COMMANDS = {
  recheck: "custody.recheck",
  sayWhatRegistryServes: "custody.sayWhatRegistryServes",
  accept: "custody.accept",
  copyReport: "custody.copyReport",
  restartServer: "custody.restartServer",
  showOutput: "custody.showOutput",
  showReport: "custody.showReport",
  reviewChanges: "custody.reviewChanges",
  openSample: "custody.openSample",
  showSampleFinding: "custody.showSampleFinding",
  openManifest: "custody.openManifest",
  showCache: "custody.showCache",
  clearCache: "custody.clearCache",
  checkConnection: "custody.checkConnection",
  closeReview: "custody.closeReview",
  fixFinding: "custody.fixFinding",
  mendFinding: "custody.mendFinding",
  acceptFinding: "custody.acceptFinding",
  copyFinding: "custody.copyFinding",
  showFindingRule: "custody.showFindingRule",
} as const;

export function registerCommands(client: LanguageClient): readonly Disposable[] {
  const pages = createTextPages();
  return [
    pages,
    commands.registerCommand(COMMANDS.recheck, () => recheck(client)),
    commands.registerCommand(COMMANDS.accept, (question?: AcceptQuestion) =>
      question === undefined ? runHere(COMMANDS.accept) : accept(client, question),
    ),
    commands.registerCommand(COMMANDS.copyReport, (params?: CopiedReportParams) => copyReport(client, params)),
    commands.registerCommand(COMMANDS.restartServer, () => (client.isRunning() ? client.restart() : client.start())),
    commands.registerCommand(COMMANDS.showOutput, () => client.outputChannel.show()),
    commands.registerCommand(COMMANDS.showCache, () => tellCache(client, pages, SHOW_CACHE_REQUEST)),
    commands.registerCommand(COMMANDS.clearCache, () => tellCache(client, pages, CLEAR_CACHE_REQUEST)),
    commands.registerCommand(COMMANDS.checkConnection, () => checkConnection(client, pages)),
  ];
}

/** Without an argument, as from the command palette, a command is about the line of the cursor: its quick fix knows more. */
async function runHere(command: string): Promise<void> {
  const { document, selection } = window.activeTextEditor ?? {};
  const actions =
    document === undefined
      ? []
      : await commands.executeCommand<readonly CodeAction[]>(
          "vscode.executeCodeActionProvider",
          document.uri,
          selection,
          CodeActionKind.QuickFix.value,
        );
  const found = actions.find((action) => action.command?.command === command)?.command;
  if (found === undefined) {
    await window.showInformationMessage(l10n.t("Custody has found nothing on this line, or it is accepted already."));
  } else {
    await commands.executeCommand(found.command, ...(found.arguments ?? []));
  }
}

/** Forgets what was answered and asks every source again; a server that is not there yet, or any more, is started. */
async function recheck(client: LanguageClient): Promise<void> {
  if (client.isRunning()) {
    await client.sendRequest(RECHECK_REQUEST);
  } else {
    await client.start();
  }
}

/** Asks each source once and shows who is asked, by whose say, and whether all answer. */
async function checkConnection(client: LanguageClient, pages: TextPages): Promise<void> {
  const { activeTextEditor } = window;
  const own = activeTextEditor && workspace.getWorkspaceFolder(activeTextEditor.document.uri);
  const folder = own ?? workspace.workspaceFolders?.[0];
  if (folder === undefined) {
    // The palette offers it only where a folder is open.
    return;
  }
  const progress = {
    location: ProgressLocation.Notification,
    title: l10n.t("Custody: checking the connection"),
    cancellable: true,
  };
  const text = await window.withProgress(progress, async (_, cancelled) => {
    if (!client.isRunning()) {
      await client.start();
    }
    const params: DoctorParams = { uri: folder.uri.toString() };
    return client.sendRequest<string | null>(DOCTOR_REQUEST, params, cancelled).catch((error: unknown) => {
      if (cancelled.isCancellationRequested) {
        return null;
      }
      throw error;
    });
  });
  if (text !== null) {
    await pages.show(l10n.t("Custody: Connection"), text);
  }
}

/** Shows what is kept on disk. */
async function tellCache(client: LanguageClient, pages: TextPages, request: string): Promise<void> {
  if (!client.isRunning()) {
    await client.start();
  }
  await pages.show(l10n.t("Custody: Cache"), await client.sendRequest<string>(request));
}
