import { Disposable, languages, StatusBarAlignment, type TextEditor, ThemeColor, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type FileStatus, JUDGED_FILES, STATUS_NOTIFICATION } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";

const FILES = JUDGED_FILES.map((name) => ({
  scheme: "file",
  pattern: `**/${name}`,
}));

/** Says in words how the file in the active editor stands; out of the way over all other files. */
export function createStatusItem(client: LanguageClient): Disposable {
  const item = window.createStatusBarItem("custody.status", StatusBarAlignment.Right, 100);
  item.name = "Custody";
  item.command = { command: COMMANDS.recheck, title: "Check again" };
  const statuses = new Map<string, FileStatus>();
  show(window.activeTextEditor);

  return Disposable.from(
    item,
    client.onNotification(STATUS_NOTIFICATION, (status: FileStatus) => {
      if (status.state === "closed") {
        statuses.delete(status.uri);
      } else {
        statuses.set(status.uri, status);
      }
      show(window.activeTextEditor);
    }),
    window.onDidChangeActiveTextEditor(show),
  );

  function show(editor: TextEditor | undefined): void {
    const isOurs = editor !== undefined && languages.match(FILES, editor.document) > 0;
    const status = isOurs ? statuses.get(client.code2ProtocolConverter.asUri(editor.document.uri)) : undefined;
    if (status === undefined) {
      item.hide();
      return;
    }
    const words = toWords(status);
    item.text = status.state === "checking" ? `$(sync~spin) Custody: ${words}` : `Custody: ${words}`;
    item.tooltip = ["Click to check again.", ...status.reasons.map((reason) => `Not checked: ${reason}`)].join("\n");
    item.backgroundColor = status.counts.error > 0 ? new ThemeColor("statusBarItem.warningBackground") : undefined;
    item.accessibilityInformation = { label: `Custody: ${words}` };
    item.show();
  }
}

/** `1 at risk, 40 clear`, or what stands in the way of saying so. */
function toWords({ state, counts, pending }: FileStatus): string {
  const known = [
    say(counts.error, "at risk"),
    say(counts.warning, "to look at"),
    say(counts.transferred, "transferred"),
    say(counts.info, "to know"),
    say(counts.accepted, "accepted"),
    say(counts.clear, "clear"),
    say(counts.unchecked, "unchecked"),
  ].flat();
  if (state === "checking") {
    return ["checking…", ...say(pending, "to go"), ...known].join(", ");
  }
  return known.length === 0 ? "nothing to judge" : known.join(", ");
}

function say(n: number, what: string): string[] {
  return n === 0 ? [] : [`${n.toLocaleString("en-US")} ${what}`];
}
