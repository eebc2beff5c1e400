import { env, l10n, window } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { COPIED_REPORT_REQUEST, type CopiedReport, type CopiedReportParams } from "../../server/src/lsp/protocol";

/** How long the status bar says that it is done. */
const SHOWN_MS = 4000;

/** Puts the evidence about the release on a line on the clipboard; nothing is sent. Without a line, that of the cursor. */
export async function copyReport(client: LanguageClient, params: CopiedReportParams | undefined): Promise<void> {
  const report = await ask(client, params ?? here(client));
  if (report === null) {
    await window.showInformationMessage(
      l10n.t("Custody knows of no release on this line, so that nothing was copied."),
    );
    return;
  }
  await env.clipboard.writeText(report.text);
  window.setStatusBarMessage(l10n.t("Custody: the report is on the clipboard"), SHOWN_MS);
}

async function ask(client: LanguageClient, params: CopiedReportParams | undefined): Promise<CopiedReport | null> {
  return params === undefined || !client.isRunning() ? null : client.sendRequest(COPIED_REPORT_REQUEST, params);
}

function here({ code2ProtocolConverter }: LanguageClient): CopiedReportParams | undefined {
  const { document, selection } = window.activeTextEditor ?? {};
  return document === undefined || selection === undefined
    ? undefined
    : {
        uri: code2ProtocolConverter.asUri(document.uri),
        position: code2ProtocolConverter.asPosition(selection.active),
      };
}
