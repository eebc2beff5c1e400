import { type Connection, DidChangeWatchedFilesNotification } from "vscode-languageserver";
import { baseName, parentOf } from "../core/filePath";
import { toUri } from "./paths";
import type { Log } from "./request";

/**
 * Has the client tell when files outside of the workspace change: the user's own configuration. Each is asked for once; a
 * client that cannot watch them tells nothing, and what changed is found when a file is next looked at.
 */
export function createConfigWatch(
  connection: Connection,
  canWatch: boolean,
  log: Log,
): (files: readonly string[]) => void {
  const watched = new Set<string>();

  return (files) => {
    const news = canWatch ? files.filter((file) => !watched.has(file)) : [];
    for (const file of news) {
      watched.add(file);
    }
    const watchers = news.flatMap((file) => {
      const path = file.replaceAll("\\", "/");
      const folder = parentOf(path);
      return folder === undefined ? [] : [{ globPattern: { baseUri: toUri(folder), pattern: baseName(path) } }];
    });
    if (watchers.length > 0) {
      connection.client
        .register(DidChangeWatchedFilesNotification.type, { watchers })
        .catch((error) => log.error("Registering for changes of configuration files failed", error));
    }
  };
}
