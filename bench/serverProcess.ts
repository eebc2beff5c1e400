import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  ExitNotification,
  ShutdownRequest,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { connectClient, type LspClient } from "../test/support/lspClient";
import { readStalls, type Stall } from "../test/support/stalls";
import { bundle } from "./scan/bundle";

const HERE = import.meta.dirname;

/** The server as users run it, in a process of its own, with a probe that tells how long its main thread was busy. */
export interface ServerProcess {
  readonly client: LspClient;
  stalls(since: number): Promise<readonly Stall[]>;
  usage(): Promise<Usage>;
  close(): Promise<void>;
}

/** What a process has used up to now; NaN where the system does not tell. */
export interface Usage {
  /** Computing time of all its threads, in milliseconds. */
  readonly cpu: number;
  /** The most memory it had, in MB. */
  readonly memory: number;
}

export interface ServerProcessOptions {
  /** The server as one file; bundled here where it is left out. */
  readonly module?: string;
  /** Told how long its main thread was busy, at the price of a timer of one millisecond; by default it is. */
  readonly isProbed?: boolean;
}

/** Starts the server. With CUSTODY_PROFILE a folder, a CPU profile is left there at its end. */
export async function startServerProcess(
  folder: string,
  environment: Readonly<Record<string, string>>,
  { module: given, isProbed = true }: ServerProcessOptions = {},
): Promise<ServerProcess> {
  const scratch = await mkdtemp(join(tmpdir(), "custody-server-"));
  const module = given ?? (await bundle("../server/src/main.ts", join(scratch, "server.js")));
  const probe = join(scratch, "stalls.jsonl");
  const profile = process.env.CUSTODY_PROFILE;
  const profiling = profile ? ["--cpu-prof", "--cpu-prof-interval=500", `--cpu-prof-dir=${profile}`] : [];
  const importing = isProbed ? ["--import", pathToFileURL(resolve(HERE, "../test/support/probe.mjs")).href] : [];
  const server = spawn(process.execPath, [...profiling, ...importing, module, "--stdio"], {
    env: { ...process.env, ...environment, ...(isProbed ? { CUSTODY_PROBE: probe } : {}) },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const client = await connectClient(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin), {
    folders: [pathToFileURL(folder).href],
  });
  return {
    client,
    stalls: (since) => readStalls(probe, since),
    usage: () => readUsage(server.pid ?? 0),
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

/** From Linux's /proc. */
async function readUsage(pid: number): Promise<Usage> {
  const [status, stat] = await Promise.all(
    ["status", "stat"].map((file) => readFile(`/proc/${pid}/${file}`, "utf8").catch(() => "")),
  );
  const [user, system] = (stat?.slice(stat.lastIndexOf(")") + 2) ?? "").split(" ").slice(11, 13).map(Number);
  const peak = Number(/VmHWM:\s+(\d+)/.exec(status ?? "")?.[1] ?? Number.NaN);
  // In hundredths of a second.
  return { cpu: ((user ?? Number.NaN) + (system ?? Number.NaN)) * 10, memory: peak / 1024 };
}
