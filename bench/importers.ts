import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { startReplica } from "../test/replica/replica";
import { type BigPackage, bigPnpmLockfile } from "../test/support/bigPnpmLockfile";
import { renderStalls } from "../test/support/stalls";
import { calmDocuments, weakness } from "./calmPackages";
import { measure, renderTimings } from "./measure";
import { startServerProcess } from "./serverProcess";

const IMPORTERS = 1000;
const PACKAGES = 3000;
const EACH = 50;
const AS_OF = Date.UTC(2026, 0, 31);
const AIM_MS = 20;
const LIMIT_MS = 50;

/**
 * From an edit of one member's package.json, in a pnpm workspace of a thousand members, to its whole diagnostics,
 * through the protocol, with everything already answered once: only that member is looked at.
 */
async function main(): Promise<void> {
  const packages = Array.from({ length: PACKAGES }, (_, index): BigPackage => {
    return { name: `part-of-a-whole-${index}`, version: `1.${index % 30}.${index % 7}` };
  });
  const members = Array.from({ length: IMPORTERS }, (_, index) => ({
    path: `packages/member-${index}`,
    dependencies: Array.from({ length: EACH }, (__, one) => packages[(index * 7 + one * 61) % PACKAGES]).flatMap(
      (entry) => entry ?? [],
    ),
  }));
  const [edited = { path: "", dependencies: [] }] = members;
  const weak = edited.dependencies.slice(0, 3);
  const replica = await startReplica({
    own: false,
    documents: [calmDocuments(packages)],
    advisories: weak.map(weakness),
    asOf: AS_OF,
  });
  const lockfile = bigPnpmLockfile(packages, [{ path: ".", dependencies: [] }, ...members], 1);
  const folder = await mkdtemp(join(tmpdir(), "custody-bench-"));
  await writeFile(join(folder, "pnpm-lock.yaml"), lockfile);
  await writeFile(join(folder, "pnpm-workspace.yaml"), "packages:\n  - packages/*\n");
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "bench", private: true }));
  for (const { path, dependencies } of members) {
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(join(folder, path, "package.json"), manifestOf(path, dependencies));
  }
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
  await replica.close();
  await rm(folder, { recursive: true });
}

function manifestOf(path: string, dependencies: readonly BigPackage[]): string {
  const asked = Object.fromEntries(dependencies.map(({ name, version }) => [name, `^${version}`]));
  return JSON.stringify({ name: path.replace("/", "-"), description: "", dependencies: asked }, undefined, 2);
}

void main();
