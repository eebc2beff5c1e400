import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { build } from "esbuild";

const run = promisify(execFile);

/** A place for the bundle and for texts, and a way to run the bundle in a new process each time. */
export interface FreshProcesses {
  readonly folder: string;
  /** What the process printed, as JSON. */
  run(args: readonly string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** Bundles a script as the product is bundled, so that all of its contenders are loaded alike. */
export async function createFreshProcesses(script: string): Promise<FreshProcesses> {
  const folder = await mkdtemp(join(tmpdir(), "custody-bench-"));
  const outfile = join(folder, "contender.cjs");
  await build({
    entryPoints: [resolve(import.meta.dirname, script)],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    mainFields: ["module", "main"],
    logLevel: "warning",
  });
  return {
    folder,
    async run(args) {
      const { stdout } = await run(process.execPath, ["--expose-gc", outfile, ...args], { maxBuffer: 1e8 });
      return JSON.parse(stdout);
    },
    close: () => rm(folder, { recursive: true }),
  };
}
