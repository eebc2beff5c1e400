import {
  type CancellationToken,
  commands,
  type Disposable,
  l10n,
  ProgressLocation,
  Selection,
  Uri,
  ViewColumn,
  type WebviewPanel,
  type WorkspaceFolder,
  window,
  workspace,
} from "vscode";
import { type LanguageClient, WorkDoneProgress } from "vscode-languageclient/node";
import { REPORT_REQUEST, type ReportMessage, type ReportParams } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";

/** "Custody: Show Report": a folder of the workspace, judged whole, on a page that filters, sorts and exports. */
export function registerReport(reports: Reports): Disposable {
  return commands.registerCommand(COMMANDS.showReport, async () => {
    const folder = await chooseFolder();
    if (folder !== undefined) {
      await reports.show(folder, undefined);
    }
  });
}

/** A commit to compare with, and how people call it. */
export interface Base {
  readonly ref: string;
  readonly name: string;
}

/** The pages that are open: one for each folder, and one for each base that it was compared with. */
export interface Reports {
  show(folder: WorkspaceFolder, base: Base | undefined): Promise<void>;
}

export function createReports(client: LanguageClient): Reports {
  const panels = new Map<string, WebviewPanel>();
  return { show: (folder, base) => showReport(client, { folder, base }, panels) };
}

/** What a page is about. */
interface Topic {
  readonly folder: WorkspaceFolder;
  /** Only what has changed since; undefined: all. */
  readonly base: Base | undefined;
}

/** The folder that somebody works in, where there are several. */
export async function chooseFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  if (folders.length === 0) {
    await window.showInformationMessage(
      l10n.t("Open the folder of a project first: the report is about all that it locks."),
    );
    return undefined;
  }
  const active = window.activeTextEditor?.document.uri;
  const around = active && workspace.getWorkspaceFolder(active);
  return around ?? (folders.length === 1 ? folders[0] : await window.showWorkspaceFolderPick());
}

async function showReport(client: LanguageClient, topic: Topic, panels: Map<string, WebviewPanel>): Promise<void> {
  const nonce = crypto.randomUUID();
  const { folder, base } = topic;
  const page = await ask(client, topic, { format: "page", nonce });
  if (page === undefined) {
    return;
  }
  const key = `${base?.ref ?? ""} ${folder.uri}`;
  const title =
    base === undefined ? l10n.t("Custody: {0}", folder.name) : l10n.t("Custody: changes in {0}", folder.name);
  let panel = panels.get(key);
  if (panel === undefined) {
    const created = window.createWebviewPanel("custody.report", title, ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [],
    });
    created.onDidDispose(() => panels.delete(key));
    created.webview.onDidReceiveMessage((message: ReportMessage) => answer(client, topic, message));
    panels.set(key, created);
    panel = created;
  }
  panel.webview.html = page;
  panel.reveal();
}

/** What the page asks for. It shows text of packages, so nothing but these two is done for it, within the workspace. */
async function answer(client: LanguageClient, topic: Topic, message: ReportMessage): Promise<void> {
  if (message.type === "open") {
    const uri = Uri.file(message.file);
    if (workspace.getWorkspaceFolder(uri) !== undefined) {
      const editor = await window.showTextDocument(uri, { viewColumn: ViewColumn.Beside });
      const { start } = editor.document.lineAt(Math.max(0, message.line - 1)).range;
      const at = start.translate(0, Math.max(0, message.column - 1));
      editor.selection = new Selection(at, at);
      editor.revealRange(editor.selection);
    }
    return;
  }
  const { format } = message;
  const target = await window.showSaveDialog({
    defaultUri: Uri.joinPath(topic.folder.uri, `custody-report.${format}`),
    filters: { [format.toUpperCase()]: [format] },
  });
  const text = target && (await ask(client, topic, { format }));
  if (target !== undefined && text !== undefined) {
    await workspace.fs.writeFile(target, new TextEncoder().encode(text));
  }
}

/** Undefined where it was cancelled, or could not be had; then the reason was said. */
async function ask(
  client: LanguageClient,
  { folder, base }: Topic,
  how: Pick<ReportParams, "format" | "nonce">,
): Promise<string | undefined> {
  await client.start();
  const location = ProgressLocation.Notification;
  const title = l10n.t("Custody: judging {0}", folder.name);
  return window.withProgress({ location, title, cancellable: true }, async (progress, token: CancellationToken) => {
    const workDoneToken = crypto.randomUUID();
    let percentage = 0;
    const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (value) => {
      if (value.kind === "report") {
        const { message = "", percentage: now = percentage } = value;
        progress.report({ message, increment: Math.max(0, now - percentage) });
        percentage = Math.max(percentage, now);
      }
    });
    try {
      const params: ReportParams = {
        uri: client.code2ProtocolConverter.asUri(folder.uri),
        workDoneToken,
        ...how,
        ...(base === undefined ? {} : { base: base.ref, baseName: base.name }),
      };
      const text = await client.sendRequest<string | null>(REPORT_REQUEST, params, token);
      return text ?? undefined;
    } catch (error) {
      if (!token.isCancellationRequested) {
        client.error("The report could not be made", error, false);
        await window.showErrorMessage(
          l10n.t("Custody could not make the report. The output channel “Custody” says why."),
        );
      }
      return undefined;
    } finally {
      listener.dispose();
    }
  });
}
