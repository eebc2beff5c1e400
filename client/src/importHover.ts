import { type CancellationToken, type Disposable, Hover, languages, MarkdownString, Range, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { IMPORT_HOVER_REQUEST, type ImportHover, type ImportHoverParams } from "../../server/src/lsp/protocol";
import { specifierAt } from "./specifierAt";

const LANGUAGES = ["javascript", "javascriptreact", "typescript", "typescriptreact", "vue", "svelte", "astro", "mdx"];
/** Of these VS Code knows the language only with an extension for it, which not everybody has. */
const FILES = "**/*.{vue,svelte,astro,mdx}";

/** How many lines above an import's specifier its keyword may stand. */
const LINES_ABOVE = 2;

/**
 * The hover of a package where source code imports it. Only the specifier and the file's path reach the server: the
 * text of source files is not sent to it.
 */
export function registerImportHover(client: LanguageClient): Disposable {
  const selector = [...LANGUAGES.map((language) => ({ language })), { pattern: FILES }].map((one) => ({
    ...one,
    scheme: "file",
  }));
  return languages.registerHoverProvider(selector, {
    async provideHover(document, position, token) {
      if (!workspace.getConfiguration("custody", document).get("importHovers", true)) {
        return undefined;
      }
      const from = new Range(Math.max(0, position.line - LINES_ABOVE), 0, position.line + 1, 0);
      const start = document.offsetAt(from.start);
      const specifier = specifierAt(document.getText(from), document.offsetAt(position) - start);
      if (specifier === undefined) {
        return undefined;
      }
      const uri = client.code2ProtocolConverter.asUri(document.uri);
      const answer = await ask(client, { uri, specifier: specifier.text }, token);
      const range = new Range(document.positionAt(start + specifier.start), document.positionAt(start + specifier.end));
      return answer === null ? undefined : new Hover(new MarkdownString(answer.markdown), range);
    },
  });
}

/** Without the editor's own words about errors: a hover that cannot be had is none. */
async function ask(
  client: LanguageClient,
  params: ImportHoverParams,
  token: CancellationToken,
): Promise<ImportHover | null> {
  try {
    await client.start();
    return await client.sendRequest<ImportHover | null>(IMPORT_HOVER_REQUEST, params, token);
  } catch {
    return null;
  }
}
