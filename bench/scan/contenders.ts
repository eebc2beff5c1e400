import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { startServerProcess } from "../serverProcess";
import type { ScanReplica } from "./replica";
import type { ReplicaStats } from "./replicaProcess";
import { plainEnvironment, type Run, run } from "./run";
import type { ScanProject } from "./workspace";

/** What one contender did once with one project. */
export interface Result extends Pick<Run, "wall" | "cpu" | "memory"> {
  readonly asked: ReplicaStats;
  /** What the answer covers, in words. */
  readonly covered: string;
}

export interface Contender {
  readonly name: string;
  run(project: ScanProject, replica: ScanReplica, home: string | undefined): Promise<Result>;
}

/** pnpm as it verifies a lockfile: the age and the trust evidence of each package, before it would fetch anything. */
export function pnpmContender(program: string): Contender {
  const command = [program, "install", "--frozen-lockfile", "--lockfile-only", "--reporter=ndjson"];
  return {
    name: "pnpm: age and trust evidence verified",
    async run({ folder, lockfile, names }, replica, home) {
      // It writes the lockfile anew in its own way of quoting.
      await writeFile(join(folder, "pnpm-lock.yaml"), lockfile);
      const done = await run(command, { cwd: folder, environment: {}, ...(home === undefined ? {} : { home }) });
      if (done.code !== 0) {
        throw new Error(`pnpm ended with ${done.code}: ${done.stdout.slice(-600)}${done.stderr.slice(-600)}`);
      }
      return { ...done, asked: await replica.stats(), covered: `age and evidence of ${names} names` };
    },
  };
}

/** The command line, with the options of one kind of check. */
export function checkContender(name: string, cli: string, options: readonly string[]): Contender {
  return {
    name,
    async run({ folder }, replica, home) {
      const command = [process.execPath, cli, "check", folder, "--format", "json", "--fail-on", "never", ...options];
      const environment = replica.environment();
      const done = await run(command, { cwd: folder, environment, ...(home === undefined ? {} : { home }) });
      if (done.code !== 0) {
        throw new Error(`custody ended with ${done.code}: ${done.stderr.slice(-600)}`);
      }
      const { summary } = JSON.parse(done.stdout);
      const asked = await replica.stats();
      const left = summary.unchecked === 0 ? "" : `, ${summary.unchecked} unchecked`;
      const covered = `advisories of ${summary.packages} releases, histories of ${asked.requests.registry ?? 0} names${left}`;
      return { ...done, asked, covered };
    },
  };
}

/** The language server, from its start to the first diagnostics of the opened lockfile, which come from the batches. */
export function editorContender(module: string): Contender {
  return {
    name: "custody in the editor: first answer",
    async run({ folder, lockfile, entries }, replica, home) {
      const scratch = await mkdtemp(join(tmpdir(), "custody-home-"));
      const environment = { ...plainEnvironment(home ?? scratch), ...replica.environment() };
      const began = performance.now();
      const server = await startServerProcess(folder, environment, { module, isProbed: false });
      const uri = pathToFileURL(join(folder, "pnpm-lock.yaml")).href;
      await server.client.open(lockfile, uri);
      for (;;) {
        const { refreshes } = server.client;
        const answer = await server.client.pull(undefined, uri);
        if (answer.kind === "full" && answer.items.length > 0) {
          break;
        }
        await server.client.until(() => server.client.refreshes > refreshes);
      }
      const wall = performance.now() - began;
      const asked = await replica.stats();
      const { cpu, memory } = await server.usage();
      await server.close();
      await replica.stats();
      await rm(scratch, { recursive: true });
      return { wall, cpu, memory, asked, covered: `ids of advisories of ${entries} releases` };
    },
  };
}

/** Takes from a home what pnpm remembers of lockfiles that it has verified, and leaves the documents. */
export async function forgetVerdicts(home: string): Promise<void> {
  const file = join(home, "cache", "pnpm", "lockfile-verified.jsonl");
  if (!existsSync(file)) {
    throw new Error(`pnpm keeps its verdicts elsewhere than in ${file}`);
  }
  await rm(file);
}
