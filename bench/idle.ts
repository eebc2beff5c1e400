import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type PreviousResultId,
  WorkspaceDiagnosticRequest,
} from "vscode-languageserver/node";
import { FINDINGS_REQUEST, type WorkspaceFindings } from "../server/src/lsp/protocol";
import type { LspClient } from "../test/support/lspClient";
import { renderStalls } from "../test/support/stalls";
import { EACH, IMPORTERS, type ManyImporters, writeManyImporters } from "./manyImporters";
import { type ServerProcess, startServerProcess } from "./serverProcess";

const IDLE_MS = 60_000;
const AIM_PERCENT = 0.1;
const LIMIT_MS = 50;
/** As VS Code's client waits after each answer before it asks again. */
const ASKS_AGAIN_MS = 2000;

/**
 * A workspace of a thousand members while none of its files is open: how long the server is busy with it, and what it
 * takes while nothing happens and the client asks for workspace diagnostics as VS Code does.
 */
async function main(): Promise<void> {
  const workspace = await writeManyImporters();
  console.log(`idle: ${IMPORTERS} members of ${EACH} dependencies, none of their files open`);
  const probed = await startServerProcess(workspace.folder, workspace.replica.environment());
  await look(probed, "first look");
  await change(probed.client, workspace);
  await look(probed, "after a change of the lockfile");
  await probed.close();
  await rest(await startServerProcess(workspace.folder, workspace.replica.environment(), { isProbed: false }));
  await workspace.close();
}

async function look(server: ServerProcess, name: string): Promise<void> {
  const [began, since, before] = [performance.now(), Date.now(), (await server.usage()).cpu];
  const { projects } = await whenDone(server.client);
  const { cpu, memory } = await server.usage();
  await wait(20);
  const found = projects.reduce((sum, { counts: { error, warning, info } }) => sum + error + warning + info, 0);
  console.log(
    `  ${name}: ${(performance.now() - began).toFixed(0)} ms by the clock, ${(cpu - before).toFixed(0)} ms computed, ${memory.toFixed(0)} MB, ${found} flagged; ${renderStalls(await server.stalls(since), LIMIT_MS)}`,
  );
}

async function rest(server: ServerProcess): Promise<void> {
  const { client } = server;
  let answers = 0;
  const asking = ask(client, () => {
    answers += 1;
  });
  await whenDone(client);
  // Until the client has the last of it, and what the look has left behind is cleared away.
  await wait(5 * ASKS_AGAIN_MS);
  const [began, before, known] = [performance.now(), (await server.usage()).cpu, answers];
  await wait(IDLE_MS);
  const share = (100 * ((await server.usage()).cpu - before)) / (performance.now() - began);
  console.log(
    `  at rest for ${IDLE_MS / 1000} s: ${share.toFixed(3)} % of one processor, ${answers - known} answers; aim ${AIM_PERCENT} %\n`,
  );
  await server.close();
  await asking;
}

/** Asks until the connection ends. */
async function ask(client: LspClient, onAnswer: () => void): Promise<void> {
  const ids = new Map<string, PreviousResultId>();
  try {
    for (;;) {
      const params = { identifier: "custody", previousResultIds: [...ids.values()] };
      const { items } = await client.connection.sendRequest(WorkspaceDiagnosticRequest.type, params);
      onAnswer();
      for (const { uri, resultId = "" } of items) {
        ids.set(uri, { uri, value: resultId });
      }
      await wait(ASKS_AGAIN_MS);
    }
  } catch {
    // The server has ended.
  }
}

async function whenDone(client: LspClient): Promise<WorkspaceFindings> {
  let news = client.news;
  for (;;) {
    const found: WorkspaceFindings = await client.connection.sendRequest(FINDINGS_REQUEST);
    if (found.phase === "done") {
      return found;
    }
    const before = news;
    await client.until(() => client.news > before);
    news = client.news;
  }
}

/** As a package manager writes it: another file takes its place. */
async function change(client: LspClient, { folder, lockfile }: ManyImporters): Promise<void> {
  const place = join(folder, "pnpm-lock.yaml");
  await writeFile(`${place}.new`, `${lockfile}\n`);
  await rename(`${place}.new`, place);
  const news = client.news;
  await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
    changes: [{ uri: pathToFileURL(place).href, type: FileChangeType.Changed }],
  });
  await client.until(() => client.news > news);
}

void main();
