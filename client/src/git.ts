import { extensions, Uri, workspace } from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { BASE_FILES_REQUEST, BASE_TEXT_REQUEST, type BaseParams, type BaseText } from "../../server/src/lsp/protocol";

/** What is used of VS Code's own git extension, version 1 of its API. */
export interface Repository {
  readonly rootUri: Uri;
  show(ref: string, path: string): Promise<string>;
  diffWith(ref: string): Promise<readonly { readonly uri: Uri; readonly originalUri: Uri }[]>;
  getMergeBase(ref: string, other: string): Promise<string | undefined>;
  getBranches(query: { readonly remote?: boolean }): Promise<readonly { readonly name?: string }[]>;
}

interface Git {
  getRepository(uri: Uri): Repository | null;
}

/** The repository of a folder; undefined where there is none, where git is off, and in Restricted Mode. */
export async function repositoryOf(folder: Uri): Promise<Repository | undefined> {
  if (!workspace.isTrusted) {
    return undefined;
  }
  const extension = extensions.getExtension<{ readonly enabled: boolean; getAPI(version: 1): Git }>("vscode.git");
  const exported = await extension?.activate();
  return exported?.enabled === true ? (exported.getAPI(1).getRepository(folder) ?? undefined) : undefined;
}

/** Answers the server's questions about the base of a review. */
export function answerFromGit(client: LanguageClient): void {
  client.onRequest(BASE_TEXT_REQUEST, ({ uri, base }: BaseParams): Promise<BaseText> => textAt(Uri.parse(uri), base));
  client.onRequest(BASE_FILES_REQUEST, async ({ uri, base }: BaseParams): Promise<readonly string[]> => {
    const repository = await repositoryOf(Uri.parse(uri));
    const changes = await repository?.diffWith(base).catch(() => []);
    return (changes ?? []).map(({ originalUri }) => client.code2ProtocolConverter.asUri(originalUri));
  });
}

async function textAt(file: Uri, base: string): Promise<BaseText> {
  const repository = await repositoryOf(file);
  if (repository === undefined) {
    return { unreadable: "it stands in no repository that VS Code's git has opened" };
  }
  try {
    return await repository.show(base, file.fsPath);
  } catch (error) {
    const said = error instanceof Error ? `${error.message} ${"stderr" in error ? String(error.stderr) : ""}` : "";
    const isAbsent = /UnknownPath|does not exist|exists on disk, but not in/i.test(`${said} ${codeOf(error)}`);
    return isAbsent ? null : { unreadable: "git could not tell what stood there" };
  }
}

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "gitErrorCode" in error ? String(error.gitErrorCode) : "";
}
