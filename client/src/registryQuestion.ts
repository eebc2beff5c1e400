import { Disposable, type LanguageStatusItem, LanguageStatusSeverity, l10n, languages } from "vscode";
import { COMMANDS } from "./commands";
import { FILES, type FileStatuses } from "./fileStatuses";

/**
 * Asks beside the file whether a registry serves public packages only, as long as nobody has said so: two lines in the
 * language status, each with the answer as its command. Never a popup, and gone once it is answered.
 */
export function createRegistryQuestion(statuses: FileStatuses): Disposable {
  let items: readonly LanguageStatusItem[] = [];

  return Disposable.from(
    statuses.onDidChange(() => show([...new Set([...statuses.all()].flatMap(({ undecided }) => undecided))])),
    { dispose: () => show([]) },
  );

  function show(hosts: readonly string[]): void {
    if (hosts.length === 0) {
      for (const item of items) {
        item.dispose();
      }
      items = [];
      return;
    }
    if (items.length === 0) {
      items = [
        createItem("custody.registryIsMirror.yes", COMMANDS.treatRegistryAsMirror, l10n.t("Yes, Public Packages Only")),
        createItem("custody.registryIsMirror.no", COMMANDS.treatRegistryAsPrivate, l10n.t("No, Keep Its Names There")),
      ];
    }
    const [question, consequence] = items;
    if (question !== undefined && consequence !== undefined) {
      question.text = l10n.t("Does {0} serve public packages only?", hosts.join(", "));
      question.detail = l10n.t("Until you say so, OSV and deps.dev hear of none of its names, and they are unchecked.");
      consequence.text = l10n.t("Does {0} serve private packages, too?", hosts.join(", "));
      consequence.detail = l10n.t("Then its names are asked of nobody else.");
    }
  }
}

function createItem(id: string, command: string, title: string): LanguageStatusItem {
  const item = languages.createLanguageStatusItem(id, FILES);
  item.name = l10n.t("Custody: Registry");
  item.severity = LanguageStatusSeverity.Warning;
  item.command = { command, title };
  return item;
}
