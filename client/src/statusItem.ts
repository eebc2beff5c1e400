import { Disposable, LanguageStatusSeverity, languages, type TextEditor, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { type FileStatus, STATUS_NOTIFICATION } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";

const FILES = ["package.json", "package-lock.json", "npm-shrinkwrap.json"];

/** Says in words how the open file stands, among the language's status items. */
export function createStatusItem(client: LanguageClient): Disposable {
  const selector = FILES.map((name) => ({ scheme: "file", pattern: `**/${name}` }));
  const item = languages.createLanguageStatusItem("custody.status", selector);
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
    const uri = editor && client.code2ProtocolConverter.asUri(editor.document.uri);
    const status = uri === undefined ? undefined : statuses.get(uri);
    item.text = status === undefined ? "Custody" : `Custody: ${toWords(status)}`;
    item.detail = status?.reasons.join("; ") ?? "";
    item.busy = status?.state === "checking";
    item.severity = severityOf(status);
  }
}

/** `1 at risk, 40 clear`, or what stands in the way of saying so. */
function toWords({ state, counts, pending }: FileStatus): string {
  const known = [
    say(counts.error, "at risk"),
    say(counts.warning, "to look at"),
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

function severityOf(status: FileStatus | undefined): LanguageStatusSeverity {
  if (status !== undefined && status.counts.error > 0) {
    return LanguageStatusSeverity.Error;
  }
  const needsAttention = status !== undefined && status.counts.warning + status.counts.unchecked > 0;
  return needsAttention ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
}
