import { commands, Disposable, l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { REVIEWED_NOTIFICATION, type ReviewFindings } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";
import { readChangeNodes } from "./findingNodes";
import { createNodeTree } from "./nodeTree";

/** The view's id in package.json, and the context that shows it. */
const VIEW = "custody.changes";
const IS_SHOWN = "custody.hasReview";

/** What the last review came to, below the findings, until it is closed. */
export function createChangesView(client: LanguageClient): Disposable {
  const tree = createNodeTree(VIEW);

  return Disposable.from(
    tree,
    client.onNotification(REVIEWED_NOTIFICATION, show),
    commands.registerCommand(COMMANDS.closeReview, () => commands.executeCommand("setContext", IS_SHOWN, false)),
  );

  function show(review: ReviewFindings): void {
    tree.view.description = l10n.t("since {0}", review.base);
    tree.view.message = review.summary;
    tree.list(readChangeNodes(review));
    void commands.executeCommand("setContext", IS_SHOWN, true);
  }
}
