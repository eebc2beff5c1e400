import { type CancellationToken, Disposable, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  FETCH_ORIGINS_NOTIFICATION,
  FETCH_REQUEST,
  type FetchOriginsParams,
  type FetchParams,
  NETWORK_NOTIFICATION,
  type NetworkParams,
} from "../../server/src/lsp/protocol";
import { createEditorFetch } from "./editorFetch";

/** How VS Code is set to reach the network: the user's settings, whatever a workspace says. */
export function readNetwork(): NetworkParams {
  return {
    proxy: read<string>("proxy"),
    noProxy: read<readonly string[]>("noProxy"),
    proxyAuthorization: read<string | null>("proxyAuthorization") ?? undefined,
    proxySupport: read<string>("proxySupport"),
    proxyStrictSSL: read<boolean>("proxyStrictSSL"),
    systemCertificates: read<boolean>("systemCertificates"),
  };
}

function read<T>(key: string): T | undefined {
  const settings = workspace.getConfiguration("http");
  const found = settings.inspect<T>(key);
  const isWorkspaces = found?.workspaceValue !== undefined || found?.workspaceFolderValue !== undefined;
  return isWorkspaces ? (found?.globalValue ?? found?.defaultValue) : settings.get<T>(key);
}

/** Keeps the server informed of these settings, and puts the requests for it that find no other way. */
export function connectNetwork(client: LanguageClient): Disposable {
  const editorFetch = createEditorFetch((input, init) => fetch(input, init));

  return Disposable.from(
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("http") && client.isRunning()) {
        void client.sendNotification(NETWORK_NOTIFICATION, readNetwork());
      }
    }),
    client.onNotification(FETCH_ORIGINS_NOTIFICATION, ({ origins }: FetchOriginsParams) => editorFetch.allow(origins)),
    client.onRequest(FETCH_REQUEST, async (params: FetchParams, token: CancellationToken) => {
      const controller = new AbortController();
      const listener = token.onCancellationRequested(() => controller.abort());
      try {
        return await editorFetch.answer(params, controller.signal);
      } finally {
        listener.dispose();
      }
    }),
  );
}
