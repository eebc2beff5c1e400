import { commands, Disposable, EventEmitter, l10n, type TreeDataProvider, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { REVIEWED_NOTIFICATION, type ReviewFindings } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";
import { toItem } from "./findingItems";
import { type FindingNode, readChangeNodes } from "./findingNodes";

/** The view's id in package.json, and the context that shows it. */
const VIEW = "custody.changes";
const IS_SHOWN = "custody.hasReview";

/** What the last review came to, below the findings, until it is closed. */
export function createChangesView(client: LanguageClient): Disposable {
  const changed = new EventEmitter<void>();
  let nodes: readonly FindingNode[] = [];
  const provider: TreeDataProvider<FindingNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: (node) => [...(node === undefined ? nodes : node.kind === "detail" ? [] : node.children)],
    getTreeItem: toItem,
  };
  const view = window.createTreeView(VIEW, { treeDataProvider: provider, showCollapseAll: true });

  return Disposable.from(
    view,
    changed,
    client.onNotification(REVIEWED_NOTIFICATION, show),
    commands.registerCommand(COMMANDS.closeReview, () => commands.executeCommand("setContext", IS_SHOWN, false)),
  );

  function show(review: ReviewFindings): void {
    view.description = l10n.t("since {0}", review.base);
    view.message = review.summary;
    nodes = readChangeNodes(review);
    changed.fire();
    void commands.executeCommand("setContext", IS_SHOWN, true);
  }
}
