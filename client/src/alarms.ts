import { commands, type Disposable, type ExtensionContext, l10n, Uri, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { ALARM_NOTIFICATION, type Alarm, type AlarmParams } from "../../server/src/lsp/protocol";
import { showPlace } from "./showPlace";

const KNOWN = "custody.alarms";
/** A year of bad luck; the oldest go first. */
const MOST_KNOWN = 1000;

/**
 * The only popup there is: a direct dependency is at risk. Each finding pops up once ever, in whatever window; what
 * comes together pops up together.
 */
export function registerAlarms(client: LanguageClient, context: ExtensionContext): Disposable {
  return client.onNotification(ALARM_NOTIFICATION, async ({ alarms }: AlarmParams) => {
    const known = context.globalState.get<readonly string[]>(KNOWN, []);
    const news = alarms.filter(({ key }) => !known.includes(key));
    const [first] = news;
    if (first !== undefined) {
      await context.globalState.update(KNOWN, [...known, ...news.map(({ key }) => key)].slice(-MOST_KNOWN));
      await popUp(first, news.length - 1, context);
    }
  });
}

async function popUp({ message, place }: Alarm, more: number, { extensionUri }: ExtensionContext): Promise<void> {
  const show = l10n.t("Show");
  const now = l10n.t("What to Do Now");
  const others = more === 1 ? l10n.t("1 more is at risk.") : l10n.t("{0} more are at risk.", more);
  const chosen = await window.showErrorMessage(
    [l10n.t("A dependency is at risk: {0}", message), ...(more === 0 ? [] : [others])].join(" "),
    show,
    now,
  );
  if (chosen === show) {
    await showPlace(place);
  } else if (chosen === now) {
    await commands.executeCommand("markdown.showPreview", Uri.joinPath(extensionUri, "docs", "what-to-do-now.md"));
  }
}
