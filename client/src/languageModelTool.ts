import {
  type Disposable,
  LanguageModelTextPart,
  type LanguageModelTool,
  LanguageModelToolResult,
  l10n,
  lm,
  Uri,
  window,
  workspace,
} from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { CHECK_PACKAGE_REQUEST, type CheckPackageParams } from "../../server/src/lsp/protocol";

/** As package.json names it. */
const TOOL = "custody_checkPackage";

interface Input {
  readonly name: string;
  readonly version?: string;
}

/** Lets an assistant ask about a package before it adds it: the same judgement, without any text of the package. */
export function registerLanguageModelTool(client: LanguageClient): Disposable {
  const tool: LanguageModelTool<Input> = {
    prepareInvocation({ input: { name, version } }) {
      const release = version === undefined ? name : `${name}@${version}`;
      return { invocationMessage: l10n.t("Asking Custody about {0}", release) };
    },

    async invoke({ input }, token) {
      await client.start();
      const params: CheckPackageParams = { uri: whereFrom(client), ...input };
      const answer: unknown = await client.sendRequest(CHECK_PACKAGE_REQUEST, params, token);
      const text = answer === null ? "That is not the name of an npm package." : JSON.stringify(answer);
      return new LanguageModelToolResult([new LanguageModelTextPart(text)]);
    },
  };
  return lm.registerTool(TOOL, tool);
}

/** The folder that somebody works in decides which registry is asked, and which names are private. */
function whereFrom(client: LanguageClient): string {
  const active = window.activeTextEditor?.document.uri;
  const folder = (active && workspace.getWorkspaceFolder(active)) ?? workspace.workspaceFolders?.[0];
  const uri = folder === undefined ? Uri.file("/package.json") : Uri.joinPath(folder.uri, "package.json");
  return client.code2ProtocolConverter.asUri(uri);
}
