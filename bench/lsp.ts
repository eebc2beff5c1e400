import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { RequestType0, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { generatedSource } from "../test/replica/generatedSource";
import { startReplica } from "../test/replica/replica";
import { connectClient } from "../test/support/lspClient";
import { weakness } from "./calmPackages";
import { measure, renderTimings } from "./measure";

const SERVER = resolve(import.meta.dirname, "../server/src/main.ts");
const COUNT = 300;
const AS_OF = Date.UTC(2026, 0, 31);
const AIM_MS = 50;
const WEAK = 12;

/**
 * From an edit of a package.json of 300 locked dependencies to its whole diagnostics, through the protocol, with
 * everything already answered once; beside what the protocol itself takes, and a plain JSON.parse of the same text.
 */
async function main(): Promise<void> {
  const source = generatedSource({ count: COUNT, until: AS_OF });
  const newest = source.newest();
  const advisories = newest.slice(0, WEAK).map(weakness);
  const replica = await startReplica({ own: false, documents: [source], advisories, asOf: AS_OF });
  const folder = await mkdtemp(join(tmpdir(), "custody-bench-"));
  const uri = pathToFileURL(join(folder, "package.json")).href;
  const dependencies = Object.fromEntries(newest.map(({ name, version }) => [name, `^${version}`]));
  await writeFile(join(folder, "package-lock.json"), lockfileOf(newest, dependencies));
  const server = spawn(process.execPath, ["--import", "tsx", SERVER, "--stdio"], {
    env: { ...process.env, ...replica.environment() },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const client = await connectClient(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin), {
    folders: [pathToFileURL(folder).href],
  });
  await client.open(JSON.stringify({ name: "bench", description: "", dependencies }, undefined, 2), uri);

  const cold = performance.now();
  await client.until(() => client.statuses.at(-1)?.state === "checked");
  const coldMs = performance.now() - cold;
  const status = client.statuses.at(-1);
  const judged = Object.values(status?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  const asked = replica.requests.length;

  let widened = false;
  const contestants = [
    { name: "an empty request and its answer", run: () => client.connection.sendRequest(PING).catch(() => undefined) },
    { name: "JSON.parse of the text", run: () => JSON.parse(client.textOf(uri)) },
    {
      name: "a key pressed, its diagnostics whole",
      async run() {
        await edit('"description": "', '"description": "x');
      },
    },
    {
      name: "a dependency changed, its diagnostics whole",
      async run() {
        widened = !widened;
        const [from, to] = widened ? [': "^', ': "~'] : [': "~', ': "^'];
        await edit(from, to);
      },
    },
  ];
  const title = `lsp: ${judged} of ${COUNT} dependencies judged; cold ${coldMs.toFixed(0)} ms, ${asked} requests; aim ${AIM_MS} ms an edit`;
  console.log(renderTimings(title, await measure(contestants, { rounds: 60, warmUp: 10 })));
  console.log(`requests sent while typing: ${replica.requests.length - asked}\n`);

  async function edit(from: string, to: string): Promise<void> {
    const before = client.statuses.length;
    await client.change(from, to, uri);
    await client.until(() => client.statuses.slice(before).some(({ state }) => state === "checked"));
    const answer = await client.pull(undefined, uri);
    if (answer.kind !== "full" || answer.items.length !== WEAK) {
      throw new Error(`expected ${WEAK} diagnostics: ${JSON.stringify(answer).slice(0, 300)}`);
    }
  }

  const gone = once(server, "exit");
  client.dispose();
  server.kill();
  await gone;
  await replica.close();
  await rm(folder, { recursive: true });
}

function lockfileOf(
  locked: readonly { name: string; version: string }[],
  dependencies: Record<string, string>,
): string {
  const packages = locked.map(({ name, version }) => [`node_modules/${name}`, { version, integrity: "sha512-AA==" }]);
  return JSON.stringify({
    name: "bench",
    lockfileVersion: 3,
    packages: { "": { name: "bench", dependencies }, ...Object.fromEntries(packages) },
  });
}

/** No server knows it: what comes back at once is the cost of the way there and back. */
const PING = new RequestType0<null, void>("bench/ping");

void main();
