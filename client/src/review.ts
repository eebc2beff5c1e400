import {
  commands,
  Disposable,
  l10n,
  type QuickPickItem,
  StatusBarAlignment,
  type WorkspaceFolder,
  window,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { LOCKFILES } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";
import { answerFromGit, type Repository, repositoryOf } from "./git";
import { type Base, chooseFolder, type Reports } from "./reportPanel";

/** "Custody: Review Lockfile Changes": what has changed since a commit, judged; offered when a lockfile changes on disk. */
export function registerReview(client: LanguageClient, reports: Reports): Disposable {
  answerFromGit(client);
  const offer = window.createStatusBarItem("custody.review", StatusBarAlignment.Right, 99);
  offer.name = l10n.t("Custody: Review");
  offer.text = `$(git-compare) ${l10n.t("Custody: review lockfile changes")}`;
  offer.tooltip = l10n.t("A lockfile has changed on disk. Judge only what is new since the last commit.");
  offer.command = { command: COMMANDS.reviewChanges, title: l10n.t("Review"), arguments: ["HEAD"] };
  const watcher = workspace.createFileSystemWatcher(`**/{${LOCKFILES.join()}}`, true, false, true);

  return Disposable.from(
    offer,
    watcher,
    watcher.onDidChange(async (uri) => {
      if (!uri.path.includes("/node_modules/") && (await repositoryOf(uri)) !== undefined) {
        offer.show();
      }
    }),
    commands.registerCommand(COMMANDS.reviewChanges, async (ref?: unknown) => {
      const folder = await chooseFolder();
      if (folder !== undefined) {
        const base = await chooseBase(folder, typeof ref === "string" ? ref : undefined);
        if (base !== undefined) {
          offer.hide();
          await reports.show(folder, base);
        }
      }
    }),
  );
}

async function chooseBase(folder: WorkspaceFolder, ref: string | undefined): Promise<Base | undefined> {
  const repository = await repositoryOf(folder.uri);
  if (repository === undefined) {
    await window.showInformationMessage(
      workspace.isTrusted
        ? l10n.t(
            "{0} stands in no git repository that VS Code has opened, so there is nothing to compare with.",
            folder.name,
          )
        : l10n.t("Git is not asked in Restricted Mode. Trust the workspace to review what has changed in it."),
    );
    return undefined;
  }
  const name = ref ?? (await pick(repository));
  if (name === undefined || name === "HEAD") {
    return name === undefined ? undefined : { name, ref: name };
  }
  // What has come to the other branch since both parted is not held against this one.
  const parted = await repository.getMergeBase("HEAD", name).catch(() => undefined);
  return { name, ref: parted ?? name };
}

async function pick(repository: Repository): Promise<string | undefined> {
  const branches = await repository.getBranches({ remote: true }).catch(() => []);
  const other: QuickPickItem = { label: l10n.t("Another commit…") };
  const items: readonly QuickPickItem[] = [
    { label: "HEAD", description: l10n.t("what is not committed yet") },
    ...branches.flatMap(({ name }) => (name === undefined ? [] : [{ label: name }])),
    other,
  ];
  const chosen = await window.showQuickPick(items, { title: l10n.t("Custody: what to compare with") });
  return chosen === other
    ? await window.showInputBox({ prompt: l10n.t("A commit, a tag or a branch"), placeHolder: "v1.2.0" })
    : chosen?.label;
}
