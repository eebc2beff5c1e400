import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { renderStalls } from "../test/support/stalls";
import { EACH, IMPORTERS, manifestOf, writeManyImporters } from "./manyImporters";
import { measure, renderTimings } from "./measure";
import { startServerProcess } from "./serverProcess";

const AIM_MS = 20;
const LIMIT_MS = 50;

/**
 * From an edit of one member's package.json, in a pnpm workspace of a thousand members, to its whole diagnostics,
 * through the protocol, with everything already answered once: only that member is looked at.
 */
async function main(): Promise<void> {
  const { folder, replica, lockfile, first: edited, weak, close } = await writeManyImporters();
  const server = await startServerProcess(folder, replica.environment());
  const { client } = server;
  const uri = pathToFileURL(join(folder, edited.path, "package.json")).href;

  const began = performance.now();
  const since = Date.now();
  await client.open(manifestOf(edited.path, edited.dependencies), uri);
  await client.until(() => client.statuses.at(-1)?.state === "checked");
  const coldMs = performance.now() - began;
  await wait(20);
  const cold = renderStalls(await server.stalls(since), LIMIT_MS);
  const asked = replica.requests.length;

  let widened = false;
  const contestants = [
    { name: "JSON.parse of the manifest", run: () => JSON.parse(client.textOf(uri)) },
    { name: "a key pressed, its diagnostics whole", run: () => edit('"description": "', '"description": "x') },
    {
      name: "a dependency changed, its diagnostics whole",
      run() {
        widened = !widened;
        return widened ? edit(': "^', ': "~') : edit(': "~', ': "^');
      },
    },
  ];
  const typing = Date.now();
  const timings = await measure(contestants, { rounds: 40, warmUp: 10 });
  const title = `importers: ${IMPORTERS} members of ${EACH} dependencies, lockfile of ${(lockfile.length / 1e6).toFixed(1)} MB; cold ${coldMs.toFixed(0)} ms (${cold}); aim ${AIM_MS} ms an edit`;
  console.log(renderTimings(title, timings));
  await wait(20);
  console.log(
    `  while typing: ${renderStalls(await server.stalls(typing), LIMIT_MS)}; requests sent: ${replica.requests.length - asked}\n`,
  );

  async function edit(from: string, to: string): Promise<void> {
    const before = client.statuses.length;
    await client.change(from, to, uri);
    await client.until(() => client.statuses.slice(before).some(({ state }) => state === "checked"));
    const answer = await client.pull(undefined, uri);
    if (answer.kind !== "full" || answer.items.length < weak.length) {
      throw new Error(`expected ${weak.length} diagnostics: ${JSON.stringify(answer).slice(0, 300)}`);
    }
  }

  await server.close();
  await close();
}

void main();
