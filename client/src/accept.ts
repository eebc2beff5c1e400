import { l10n, window, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import {
  ACCEPT_REQUEST,
  type AcceptParams,
  type AcceptQuestion,
  type AcceptResult,
} from "../../server/src/lsp/protocol";

/**
 * Asks why and until when a release is accepted, and writes that into custody.json. The server says at each keystroke
 * what is wrong with an answer; whoever leaves a box by Escape writes nothing.
 */
export async function accept(client: LanguageClient, question: AcceptQuestion): Promise<void> {
  const reason = await window.showInputBox({
    title: l10n.t("Accept {0} in custody.json ({1} of {2})", question.package, 1, 2),
    prompt: l10n.t("Why is it accepted? Written into custody.json, for those who read it later."),
    placeHolder: l10n.t("such as: slip of the release workflow, see the project's issue 42"),
    ignoreFocusOut: true,
    validateInput: (typed) => faultOf("reason", { ...question, reason: typed }),
  });
  if (reason === undefined) {
    return;
  }
  const until = await window.showInputBox({
    title: l10n.t("Accept {0} in custody.json ({1} of {2})", question.package, 2, 2),
    prompt: l10n.t("Until when? The last day on which it is accepted, YYYY-MM-DD; then its findings show again."),
    value: question.until,
    ignoreFocusOut: true,
    validateInput: (typed) => faultOf("until", { ...question, reason, until: typed.trim() }),
  });
  if (until === undefined) {
    return;
  }
  const result = await ask({ ...question, reason: reason.trim(), until: until.trim() });
  const isWritten = result !== null && "edit" in result && (await apply(result));
  if (!isWritten) {
    const why = result !== null && "refused" in result ? result.refused : l10n.t("custody.json could not be changed.");
    await window.showErrorMessage(l10n.t("{0} is not accepted: {1}", question.package, why));
  }

  async function faultOf(field: "reason" | "until", params: AcceptParams): Promise<string | undefined> {
    const result = await ask(params);
    return result !== null && "refused" in result && (result.field === field || result.field === undefined)
      ? result.refused
      : undefined;
  }

  function ask(params: AcceptParams): Promise<AcceptResult | null> {
    return client.sendRequest<AcceptResult | null>(ACCEPT_REQUEST, params);
  }

  async function apply({ edit }: Extract<AcceptResult, { readonly edit: unknown }>): Promise<boolean> {
    // A refactoring is saved with the setting "files.refactoring.autoSave", which is on by itself: what is accepted holds.
    return workspace.applyEdit(await client.protocol2CodeConverter.asWorkspaceEdit(edit), { isRefactoring: true });
  }
}
