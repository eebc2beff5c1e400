import { CancellationTokenSource, type Connection } from "vscode-languageserver";
import type { EditorFetch } from "../core/editorNetwork";
import { FETCH_ORIGINS_NOTIFICATION, FETCH_REQUEST, type FetchAnswer, type FetchOriginsParams } from "./protocol";

/** The client of a connection as one that puts requests. */
export function createEditorFetch(connection: Connection): EditorFetch {
  const told = new Set<string>();

  return {
    allow(origins) {
      const news = origins.filter((origin) => !told.has(origin));
      if (news.length > 0) {
        for (const origin of news) {
          told.add(origin);
        }
        const params: FetchOriginsParams = { origins: news };
        void connection.sendNotification(FETCH_ORIGINS_NOTIFICATION, params);
      }
    },

    async ask(request, signal) {
      signal.throwIfAborted();
      const source = new CancellationTokenSource();
      const cancel = () => source.cancel();
      signal.addEventListener("abort", cancel);
      try {
        const answer = await connection.sendRequest<FetchAnswer>(FETCH_REQUEST, request, source.token);
        signal.throwIfAborted();
        return answer;
      } finally {
        signal.removeEventListener("abort", cancel);
        source.dispose();
      }
    },
  };
}
