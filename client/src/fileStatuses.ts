import { type Disposable, type Event, EventEmitter, languages, type TextEditor } from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import { type FileStatus, JUDGED_FILES, STATUS_NOTIFICATION } from "../../server/src/lsp/protocol";
import { isStopped } from "./findings";

/** The files that are judged, as VS Code selects documents. */
export const FILES = JUDGED_FILES.map((name) => ({ scheme: "file", pattern: `**/${name}` }));

/** How the open files stand, as the server last said. A client hears each notification once, so that all ask here. */
export interface FileStatuses extends Disposable {
  readonly onDidChange: Event<void>;
  /** The server has stopped: nothing is known of any file. */
  readonly isDown: boolean;
  all(): Iterable<FileStatus>;
  /** Of the file in an editor; undefined where it is not judged, or nothing was said yet. */
  of(editor: TextEditor | undefined): FileStatus | undefined;
}

export function createFileStatuses(client: LanguageClient): FileStatuses {
  const statuses = new Map<string, FileStatus>();
  const changed = new EventEmitter<void>();
  let isDown = false;
  const state = client.onDidChangeState(({ newState }) => {
    isDown = isStopped(newState);
    if (newState !== State.Running) {
      statuses.clear();
      changed.fire();
    }
  });
  const listening = client.onNotification(STATUS_NOTIFICATION, (status: FileStatus) => {
    if (status.state === "closed") {
      statuses.delete(status.uri);
    } else {
      statuses.set(status.uri, status);
    }
    changed.fire();
  });

  return {
    onDidChange: changed.event,
    get isDown() {
      return isDown;
    },
    all: () => statuses.values(),
    of(editor) {
      const isOurs = editor !== undefined && languages.match(FILES, editor.document) > 0;
      return isOurs ? statuses.get(client.code2ProtocolConverter.asUri(editor.document.uri)) : undefined;
    },
    dispose() {
      state.dispose();
      listening.dispose();
      changed.dispose();
    },
  };
}
