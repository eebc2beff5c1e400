import { commands, Disposable, l10n } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { REVIEWED_NOTIFICATION, type ReviewFindings } from "../../server/src/lsp/protocol";
import { COMMANDS } from "./commands";
import { readChangeNodes } from "./findingNodes";
import type { NodeTree } from "./nodeTree";

/** The context that shows the view; see package.json. */
const IS_SHOWN = "custody.hasReview";

/** What the last review came to, below the findings, until it is closed. */
export function fillChangesView({ view, list }: NodeTree, client: LanguageClient): Disposable {
  return Disposable.from(
    client.onNotification(REVIEWED_NOTIFICATION, show),
    commands.registerCommand(COMMANDS.closeReview, () => commands.executeCommand("setContext", IS_SHOWN, false)),
  );

  function show(review: ReviewFindings): void {
    view.description = l10n.t("since {0}", review.base);
    view.message = review.summary;
    list(readChangeNodes(review));
    void commands.executeCommand("setContext", IS_SHOWN, true);
  }
}
