import {
  ConfigurationTarget,
  commands,
  Disposable,
  type LanguageStatusItem,
  LanguageStatusSeverity,
  l10n,
  languages,
  type QuickPickItem,
  window,
  workspace,
} from "vscode";
import { COMMANDS } from "./commands";
import { FILES, type FileStatuses } from "./fileStatuses";

/**
 * Asks beside the file what a registry serves, as long as nobody has said so: a line in the language status that leads to
 * the answers. Never a popup, and gone once it is answered.
 */
export function createRegistryQuestion(statuses: FileStatuses): Disposable {
  let hosts: readonly string[] = [];
  let item: LanguageStatusItem | undefined;

  return Disposable.from(
    statuses.onDidChange(() => {
      hosts = [...new Set([...statuses.all()].flatMap(({ undecided }) => undecided))];
      show();
    }),
    commands.registerCommand(COMMANDS.sayWhatRegistryServes, () => ask(hosts)),
    { dispose: () => item?.dispose() },
  );

  function show(): void {
    if (hosts.length === 0) {
      item?.dispose();
      item = undefined;
    } else {
      item ??= createItem();
    }
  }
}

/** A line of the status is cut where it is longer than the list is wide, and what it leads to with it. */
function createItem(): LanguageStatusItem {
  const item = languages.createLanguageStatusItem("custody.registryIsMirror", FILES);
  item.name = l10n.t("Custody: Registry");
  item.severity = LanguageStatusSeverity.Warning;
  item.text = l10n.t("What does your registry serve?");
  item.detail = l10n.t("some checks wait for that");
  item.command = { command: COMMANDS.sayWhatRegistryServes, title: l10n.t("Answer…") };
  return item;
}

/** The answer is written into the user's own settings: no workspace decides who hears of its names. */
async function ask(hosts: readonly string[]): Promise<void> {
  const answers: readonly (QuickPickItem & { readonly value: "yes" | "no" })[] = [
    {
      value: "yes",
      label: l10n.t("Public packages only"),
      detail: l10n.t("As a mirror does: OSV and deps.dev are asked about its names, but for private scopes."),
    },
    {
      value: "no",
      label: l10n.t("Private packages, too"),
      detail: l10n.t("Its names are told to nobody else, and what OSV and deps.dev know stays unchecked."),
    },
  ];
  const title =
    hosts.length === 0 ? l10n.t("What does your registry serve?") : l10n.t("What does {0} serve?", hosts.join(", "));
  const answer = await window.showQuickPick(answers, { title });
  if (answer !== undefined) {
    await workspace.getConfiguration("custody").update("registryIsMirror", answer.value, ConfigurationTarget.Global);
  }
}
