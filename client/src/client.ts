import {
  ColorThemeKind,
  Disposable,
  type ExtensionContext,
  l10n,
  languages,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";
import { LanguageClient, type LanguageClientOptions, TransportKind } from "vscode-languageclient/node";
import {
  type InitializationOptions,
  JUDGED_FILES,
  THEME_NOTIFICATION,
  type ThemeKind,
  type ThemeParams,
  TRUST_NOTIFICATION,
  type TrustParams,
} from "../../server/src/lsp/protocol";
import { codeCacheIn, forgetOtherCode } from "./codeCache";
import { COMMANDS } from "./commands";
import { sayThereIsNone } from "./findings";
import { readNetwork } from "./network";
import { sampleFolder } from "./sample";

const SELECTOR = [...JUDGED_FILES, "custody.json"].map((name) => ({
  scheme: "file",
  pattern: `**/${name}`,
}));

/** The client of our server, which runs as a process of its own beside the extension host. */
export function createClient(context: ExtensionContext): LanguageClient {
  const module = context.asAbsolutePath("dist/server.js");
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR,
    initializationOptions: (): InitializationOptions => ({
      pictures: toThemeKind(window.activeColorTheme.kind),
      trusted: workspace.isTrusted,
      showFindings: "custody.findings.focus",
      sample: sampleFolder(context).toString(),
      network: readNetwork(),
      showsDiagnosticsInHover: true,
      listens: true,
      canFetch: true,
      accept: COMMANDS.accept,
      copyReport: COMMANDS.copyReport,
      rulePages: Uri.joinPath(context.extensionUri, "docs", "rules").toString(),
    }),
    markdown: { isTrusted: false, supportHtml: false },
  };
  const { version }: { readonly version: string } = context.extension.packageJSON;
  const storage = context.globalStorageUri.fsPath;
  void forgetOtherCode(storage, version);
  const env = codeCacheIn(storage, version, process.env);
  const server = { module, transport: TransportKind.ipc, options: { execArgv: [SMALL_STEPS], env } };
  return new LanguageClient("custody", "Custody", server, options);
}

/** What the server does for itself under plain Node: the space for new objects stays small; see `smallHeap.ts`. */
const SMALL_STEPS = "--max-semi-space-size=2";

/** How long a window that opens is left alone where none of our files is shown in it. */
const QUIET_MS = 1000;
/** Each place is spelled out: ripgrep, by which VS Code looks for files, knows no alternative that is empty. */
const ANY_OF_OURS = `{${["", "*/", "*/*/"].flatMap((below) => JUDGED_FILES.map((name) => below + name)).join()}}`;

/**
 * Starts the server with the first document that is its own, or once the window has come to rest and there is anything
 * to judge, and keeps it informed of theme and trust.
 */
export function startWhenNeeded(client: LanguageClient, context: ExtensionContext): void {
  context.subscriptions.push(
    client,
    window.onDidChangeActiveColorTheme(({ kind }) => {
      const params: ThemeParams = { pictures: toThemeKind(kind) };
      return notify(client, THEME_NOTIFICATION, params);
    }),
    workspace.onDidGrantWorkspaceTrust(() => {
      const params: TrustParams = { trusted: true };
      return notify(client, TRUST_NOTIFICATION, params);
    }),
  );
  if (workspace.textDocuments.some(isOurs)) {
    void start(client);
    return;
  }
  let isStarted = false;
  const timer = setTimeout(look, QUIET_MS);
  const watcher = workspace.createFileSystemWatcher(`**/{${JUDGED_FILES.join()}}`, false, true, true);
  const waiting = Disposable.from(
    { dispose: () => clearTimeout(timer) },
    watcher,
    workspace.onDidOpenTextDocument((document) => {
      if (isOurs(document)) {
        go();
      }
    }),
    // A folder that is added, and a file that is written, may be the first that there is anything to judge in.
    workspace.onDidChangeWorkspaceFolders(look),
    watcher.onDidCreate(look),
  );
  context.subscriptions.push(waiting);

  async function look(): Promise<void> {
    const [found] = await workspace.findFiles(ANY_OF_OURS, "**/node_modules/**", 1);
    if (found !== undefined) {
      go();
    } else if (!isStarted) {
      sayThereIsNone();
    }
  }

  function go(): void {
    waiting.dispose();
    if (!isStarted) {
      isStarted = true;
      void start(client);
    }
  }
}

function isOurs(document: TextDocument): boolean {
  return languages.match(SELECTOR, document) > 0;
}

/** Where the server does not start, that is said once: silence would look like a clean bill of health. */
async function start(client: LanguageClient): Promise<void> {
  try {
    await client.start();
  } catch (error) {
    client.error("The language server did not start", error, false);
    await window.showErrorMessage(
      l10n.t(
        "Custody could not start its language server, so nothing is checked. The output channel “Custody” says why.",
      ),
    );
  }
}

/** A server that is not running needs no news: it is told everything when it starts. */
async function notify(client: LanguageClient, name: string, params: ThemeParams | TrustParams): Promise<void> {
  if (client.isRunning()) {
    await client.sendNotification(name, params);
  }
}

function toThemeKind(kind: ColorThemeKind): ThemeKind {
  switch (kind) {
    case ColorThemeKind.Light:
      return "light";
    case ColorThemeKind.Dark:
      return "dark";
    case ColorThemeKind.HighContrast:
      return "high-contrast-dark";
    case ColorThemeKind.HighContrastLight:
      return "high-contrast-light";
  }
}
