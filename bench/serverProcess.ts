import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import {
  ExitNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { connectClient, type LspClient } from "../test/support/lspClient";
import { readStalls, type Stall } from "../test/support/stalls";

const HERE = import.meta.dirname;

/** The server as users run it, in a process of its own, with a probe that tells how long its main thread was busy. */
export interface ServerProcess {
  readonly client: LspClient;
  stalls(since: number): Promise<readonly Stall[]>;
  close(): Promise<void>;
}

/** Bundles the server and starts it. With CUSTODY_PROFILE a folder, a CPU profile is left there at its end. */
export async function startServerProcess(
  folder: string,
  environment: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const scratch = await mkdtemp(join(tmpdir(), "custody-server-"));
  const module = join(scratch, "server.js");
  await build({
    entryPoints: [resolve(HERE, "../server/src/main.ts")],
    outfile: module,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  const probe = join(scratch, "stalls.jsonl");
  const profile = process.env.CUSTODY_PROFILE;
  const profiling = profile ? ["--cpu-prof", "--cpu-prof-interval=500", `--cpu-prof-dir=${profile}`] : [];
  const importing = ["--import", pathToFileURL(resolve(HERE, "../test/support/probe.mjs")).href];
  const server = spawn(process.execPath, [...profiling, ...importing, module, "--stdio"], {
    env: { ...process.env, ...environment, CUSTODY_PROBE: probe },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const client = await connectClient(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin), {
    folders: [pathToFileURL(folder).href],
  });
  return {
    client,
    stalls: (since) => readStalls(probe, since),
    async close() {
      const gone = once(server, "exit");
      await client.connection.sendRequest(ShutdownRequest.type);
      await client.connection.sendNotification(ExitNotification.type);
      await gone;
      client.dispose();
      await rm(scratch, { recursive: true });
    },
  };
}
