import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import {
  CodeActionRequest,
  DidChangeTextDocumentNotification,
  HoverRequest,
  type Position,
} from "vscode-languageserver/node";
import { parsePnpmLock } from "../server/src/core/parse/pnpmLock";
import { createLines } from "../server/src/core/present/position";
import type { DocumentSource } from "../test/replica/documents";
import { generatedSource } from "../test/replica/generatedSource";
import { startReplica } from "../test/replica/replica";
import { type BigPackage, bigPnpmLockfile } from "../test/support/bigPnpmLockfile";
import type { LspClient } from "../test/support/lspClient";
import { renderStalls } from "../test/support/stalls";
import { calmDocuments, weakness } from "./calmPackages";
import { exponentOf, measure, median, renderTimings } from "./measure";
import { startServerProcess, type Usage } from "./serverProcess";

const RECORDED = resolve(import.meta.dirname, "../../shared/corpus/lockfiles/pnpm-v9-many-deps/pnpm-lock.yaml");
const AS_OF = Date.UTC(2026, 0, 31);
/** No task of the server's main thread should take longer. */
const LIMIT_MS = 50;
/** One package in so many has a weakness, as in lockfiles that nobody has touched for a while. */
const WEAK_ONE_IN = 20;

/** Generated lockfiles, for growth. */
const SIZES = [200, 1686, 5000];
/** The most memory that the server should take for the largest of them. */
const MEMORY_MB = 200;

/**
 * `npx tsx bench/open.ts [growth]`: a lockfile of thousands of packages in the editor: opened for the first time and again,
 * edited, hovered over. What counts is the longest task of the server's main thread, and how soon the diagnostics are there;
 * and how all of it, memory included, grows with the number of packages.
 */
async function main(args: readonly string[]): Promise<void> {
  for (const project of args.includes("growth") ? [] : projects()) {
    await run(project);
  }
  await measureGrowth();
}

/** Opens a lockfile in a server of its own for each size, and prints what that took. */
async function measureGrowth(): Promise<void> {
  const points: (Usage & { readonly count: number })[] = [];
  for (const count of SIZES) {
    const { text, packages, documents } = generatedProject(count);
    const weak = packages.filter((_, index) => index % WEAK_ONE_IN === 0);
    const replica = await startReplica({
      own: false,
      documents: [documents],
      advisories: weak.map(weakness),
      asOf: AS_OF,
    });
    const folder = await mkdtemp(join(tmpdir(), "custody-bench-"));
    const uri = pathToFileURL(join(folder, "pnpm-lock.yaml")).href;
    await writeFile(join(folder, "pnpm-lock.yaml"), text);
    const server = await startServerProcess(folder, replica.environment());
    const idle = await server.usage();
    const since = Date.now();
    await server.client.open(text, uri);
    const { whole } = await settle(server.client, uri, performance.now());
    const opened = await server.usage();
    const stalls = await server.stalls(since);
    points.push({ count: packages.length, cpu: opened.cpu - idle.cpu, memory: opened.memory });
    console.log(
      `open: ${packages.length} packages: whole ${whole.toFixed(0)} ms, cpu ${(opened.cpu - idle.cpu).toFixed(0)} ms; ${renderStalls(stalls, LIMIT_MS)}; at most ${opened.memory.toFixed(0)} MB (${idle.memory.toFixed(0)} before; aim for ${SIZES.at(-1)}: ${MEMORY_MB})`,
    );
    await server.close();
    await replica.close();
    await rm(folder, { recursive: true });
  }
  const cpu = exponentOf(points.map(({ count, cpu }) => [count, cpu]));
  console.log(`open: computing time grows with exponent ${cpu.toFixed(2)}`);
}

async function run({ text, packages, documents, origin }: Project): Promise<void> {
  const weak = packages.filter((_, index) => index % WEAK_ONE_IN === 0);
  const replica = await startReplica({
    own: false,
    documents: [documents],
    advisories: weak.map(weakness),
    asOf: AS_OF,
  });
  const folder = await mkdtemp(join(tmpdir(), "custody-bench-"));
  const uri = pathToFileURL(join(folder, "pnpm-lock.yaml")).href;
  await writeFile(join(folder, "pnpm-lock.yaml"), text);
  const environment = { ...replica.environment(), CUSTODY_CACHE: join(folder, "cache") };
  const server = await startServerProcess(folder, environment);
  const { client } = server;
  const lines = createLines(text);
  let version = 1;

  console.log(
    `open: a pnpm lockfile of ${(text.length / 1e6).toFixed(2)} MB (${origin}), ${packages.length} packages, ${weak.length} of them weak; aim: no task over ${LIMIT_MS} ms`,
  );
  await phase("opened for the first time", 1, open);
  await phase("closed and opened again", 5, async () => {
    await client.close(uri);
    return open();
  });
  const digest = positionOf("integrity: sha512-", 18);
  await phase("a key pressed, waited for", 10, () => type(digest, "x"));
  await phase("ten keys pressed at once", 3, () => type(digest, ..."abcdefghij"));
  const middle = weak[weak.length >> 1] ?? { name: "", version: "" };
  await phase("a version changed", 5, () =>
    type(positionOf(`${middle.name}@${middle.version}`, middle.name.length + 1), "9"),
  );
  const calm = packages.find((entry) => !weak.includes(entry)) ?? middle;
  await phase("hover on a weak package", 5, () => hover(middle));
  await phase("hover on a quiet package", 5, () => hover(calm));
  await phase("quick fixes on a line", 5, async () => {
    const began = performance.now();
    const at = positionOf(`${calm.name}@${calm.version}`, 1);
    await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
    return { whole: performance.now() - began };
  });
  await openedAnew(5);
  const contestants = [
    { name: "parsePnpmLock of the text", run: () => parsePnpmLock(text) },
    { name: "JSON.parse(JSON.stringify(text))", run: () => JSON.parse(JSON.stringify(text)) },
  ];
  console.log(renderTimings("for comparison, warm", await measure(contestants, { rounds: 15, warmUp: 5 })));
  console.log("");

  await server.close();
  await replica.close();
  await rm(folder, { recursive: true });

  /** In windows that are started one after the other, each with what those before have kept. */
  async function openedAnew(rounds: number): Promise<void> {
    const all: { readonly first: number; readonly whole: number; readonly cpu: number }[] = [];
    for (let round = 0; round < rounds; round++) {
      const window = await startServerProcess(folder, environment, { isProbed: false });
      const before = (await window.usage()).cpu;
      let cpu = Number.NaN;
      const began = performance.now();
      await window.client.open(text, uri);
      const times = await settle(window.client, uri, began, async () => {
        cpu = (await window.usage()).cpu - before;
      });
      all.push({ first: times.first ?? Number.NaN, whole: times.whole, cpu });
      await window.close();
    }
    const of = (key: "first" | "whole" | "cpu") => median(all.map((one) => one[key])).toFixed(0);
    console.log(
      `  ${"opened in a new window".padEnd(26)} first diagnostics ${of("first")} ms, ${of("cpu")} ms of computing until then (aim for 1,686: 150), whole ${of("whole")} ms`,
    );
  }

  async function open(): Promise<Times> {
    const began = performance.now();
    await client.open(text, uri);
    return settle(client, uri, began);
  }

  async function type(at: Position, ...keys: readonly string[]): Promise<Times> {
    const began = performance.now();
    for (const key of keys) {
      version += 1;
      await client.connection.sendNotification(DidChangeTextDocumentNotification.type, {
        textDocument: { uri, version },
        contentChanges: [{ range: { start: at, end: at }, text: key }],
      });
    }
    return settle(client, uri, began);
  }

  async function hover(entry: BigPackage): Promise<Times> {
    const began = performance.now();
    const position = positionOf(`${entry.name}@${entry.version}`, 1);
    const shown = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
    if (shown === null) {
      throw new Error(`no hover on ${entry.name}`);
    }
    return { whole: performance.now() - began };
  }

  function positionOf(what: string, offset: number): Position {
    const { line, column } = lines.at(text.indexOf(what) + offset);
    return { line: line - 1, character: column - 1 };
  }

  async function phase(name: string, rounds: number, run: () => Promise<Times>): Promise<void> {
    const since = Date.now();
    const times: Times[] = [];
    for (let round = 0; round < rounds; round++) {
      times.push(await run());
    }
    // The probe writes when a task has ended.
    await wait(20);
    const stalls = await server.stalls(since);
    const of = (key: keyof Times) => times.flatMap((one) => one[key] ?? []);
    const first = of("first").length === 0 ? "" : `first diagnostics ${median(of("first")).toFixed(0)} ms, `;
    const memory = stalls.length === 0 ? "" : `; ${Math.round(Math.max(...stalls.map(({ rss }) => rss)) / 1e6)} MB`;
    console.log(
      `  ${name.padEnd(26)} ${first}whole ${median(of("whole")).toFixed(0)} ms; ${renderStalls(stalls, LIMIT_MS)}${memory}`,
    );
  }
}

interface Times {
  /** Until the first diagnostics were there. */
  readonly first?: number;
  readonly whole: number;
}

/** Asks for diagnostics as VS Code does: again whenever it is told to, until there is nothing more to come. */
async function settle(
  client: LspClient,
  uri: string,
  began: number,
  onFirst: () => Promise<void> = async () => undefined,
): Promise<Times> {
  const said = client.statuses.length;
  let first: number | undefined;
  for (;;) {
    const refreshes = client.refreshes;
    const isChecked = client.statuses.slice(said).some(({ state }) => state === "checked");
    const answer = await client.pull(undefined, uri);
    if (answer.kind === "full" && answer.items.length > 0 && first === undefined) {
      first = performance.now() - began;
      await onFirst();
    }
    if (isChecked) {
      return { ...(first === undefined ? {} : { first }), whole: performance.now() - began };
    }
    await client.until(
      () => client.refreshes > refreshes || client.statuses.slice(said).some(({ state }) => state === "checked"),
    );
  }
}

interface Project {
  readonly text: string;
  readonly packages: readonly BigPackage[];
  readonly documents: DocumentSource;
  readonly origin: string;
}

function generatedProject(count: number): Project {
  const source = generatedSource({ count, until: AS_OF });
  const packages = source.newest();
  const text = bigPnpmLockfile(packages, [{ path: ".", dependencies: packages.slice(0, 40) }], 1);
  return { text, packages, documents: source, origin: "a generated one, documents of usual sizes" };
}

/** A recorded lockfile whose packages have short histories, and a generated one with documents as large as real ones. */
function projects(): readonly Project[] {
  const generated = generatedProject(3860);
  if (!existsSync(RECORDED)) {
    return [generated];
  }
  const recorded = readFileSync(RECORDED, "utf8");
  const locked = parsePnpmLock(recorded).packages.filter(({ source: kind }) => kind === "registry");
  return [
    { text: recorded, packages: locked, documents: calmDocuments(locked), origin: "a recorded one, small documents" },
    generated,
  ];
}

void main(process.argv.slice(2));
