import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One run of a program, from its start to its end. */
export interface Run {
  /** By the clock, in milliseconds. */
  readonly wall: number;
  /** Computing time of all its threads, in milliseconds; NaN where /usr/bin/time is not installed. */
  readonly cpu: number;
  /** The most memory it had, in MB; NaN likewise. */
  readonly memory: number;
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const TIME = "/usr/bin/time";

/** Runs a program in a home of its own, which it finds empty unless it is given one. */
export async function run(
  command: readonly string[],
  {
    cwd,
    environment,
    home,
  }: { readonly cwd: string; readonly environment: Readonly<Record<string, string>>; readonly home?: string },
): Promise<Run> {
  const scratch = await mkdtemp(join(tmpdir(), "custody-run-"));
  const own = home ?? join(scratch, "home");
  const report = join(scratch, "time");
  const timed = existsSync(TIME) ? [TIME, "-o", report, "-f", "%U %S %M", "--", ...command] : command;
  const [file = "", ...args] = timed;
  const began = performance.now();
  const child = spawn(file, args, {
    cwd,
    env: { ...plainEnvironment(own), ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, code] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    new Promise<number>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (exit) => resolve(exit ?? -1));
    }),
  ]);
  const wall = performance.now() - began;
  const said = await readFile(report, "utf8").catch(() => "");
  const [user, system, peak] = (said.trim().split("\n").at(-1) ?? "").split(" ").map(Number);
  await rm(scratch, { recursive: true, force: true });
  return {
    wall,
    cpu: ((user ?? Number.NaN) + (system ?? Number.NaN)) * 1000,
    memory: (peak ?? Number.NaN) / 1024,
    code,
    stdout,
    stderr,
  };
}

/** Nothing of the caller's configuration reaches the program. */
export function plainEnvironment(home: string): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? "",
    CI: "true",
    HOME: home,
    XDG_CACHE_HOME: join(home, "cache"),
    XDG_DATA_HOME: join(home, "data"),
    XDG_STATE_HOME: join(home, "state"),
    XDG_CONFIG_HOME: join(home, "config"),
  };
}

async function textOf(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
