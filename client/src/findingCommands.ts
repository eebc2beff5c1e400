import { type CodeAction, commands, type Disposable, l10n, Position, Range, Uri, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { MEND_KIND, type PlaceInFile } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";
import { copyReport } from "./copyReport";
import { type ChangeNode, type FindingNode, type PackageNode, placeOf } from "./findingNodes";
import type { NodeTree } from "./nodeTree";
import { showPlace } from "./showPlace";

/**
 * What can be done about a finding from the list: the quick fixes of its line, where that line is. A menu gives a command
 * its node; a key gives it the id of the list.
 */
export function registerFindingCommands(
  client: LanguageClient,
  extensionUri: Uri,
  lists: Readonly<Record<string, NodeTree>>,
): readonly Disposable[] {
  return [
    onPlace(COMMANDS.fixFinding, async (place) => {
      await showPlace(place);
      await commands.executeCommand("editor.action.quickFix");
    }),
    onPlace(COMMANDS.mendFinding, mend),
    onPlace(COMMANDS.acceptFinding, acceptAt),
    onPlace(COMMANDS.copyFinding, (place) => copyAt(client, place)),
    commands.registerCommand(COMMANDS.showFindingRule, (of: PackageNode | ChangeNode | string) => {
      const rule = typeof of === "string" ? of : of.finding?.reasons[0]?.rule;
      const page = Uri.joinPath(extensionUri, "docs", "rules", `${rule}.md`);
      return rule === undefined ? undefined : commands.executeCommand("markdown.showPreview", page);
    }),
  ];

  function onPlace(command: string, run: (place: PlaceInFile) => Promise<void>): Disposable {
    return commands.registerCommand(command, async (of?: FindingNode | string) => {
      const node = typeof of === "string" ? await lists[of]?.focused() : of;
      const place = node && placeOf(node);
      if (place !== undefined) {
        await run(place);
      }
    });
  }
}

/** Leads away from the release as its line's quick fix would. Nothing is saved, and one undo takes it back. */
async function mend(place: PlaceInFile): Promise<void> {
  await showPlace(place);
  const [action] = await actionsAt(place, MEND_KIND);
  if (action?.edit === undefined) {
    await window.showInformationMessage(
      l10n.t(
        "Custody knows of no sound release to go to from here. The hover on the line says why, and what else can be done.",
      ),
    );
    return;
  }
  await workspace.applyEdit(action.edit);
}

async function acceptAt(place: PlaceInFile): Promise<void> {
  await workspace.openTextDocument(Uri.parse(place.uri));
  const actions = await actionsAt(place);
  const found = actions.find(({ command }) => command?.command === COMMANDS.accept)?.command;
  if (found === undefined) {
    await window.showInformationMessage(l10n.t("There is nothing to accept on this line by now: look at it again."));
    return;
  }
  await commands.executeCommand(found.command, ...(found.arguments ?? []));
}

async function copyAt(client: LanguageClient, { uri, range: { start } }: PlaceInFile): Promise<void> {
  await workspace.openTextDocument(Uri.parse(uri));
  await copyReport(client, { uri, position: start });
}

async function actionsAt({ uri, range: { start } }: PlaceInFile, kind?: string): Promise<readonly CodeAction[]> {
  const at = new Position(start.line, start.character);
  const command = "vscode.executeCodeActionProvider";
  return commands.executeCommand<readonly CodeAction[]>(command, Uri.parse(uri), new Range(at, at), kind);
}
