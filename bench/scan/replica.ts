import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { bundle } from "./bundle";
import type { PreparedDocuments } from "./documents";
import { AS_OF } from "./documents";
import type { ReplicaStats } from "./replicaProcess";

/** The registry, OSV and deps.dev in a process of their own. */
export interface ScanReplica {
  readonly registry: string;
  /** What makes Custody ask it. */
  environment(): Readonly<Record<string, string>>;
  /** What was asked since this was last asked. */
  stats(): Promise<ReplicaStats>;
  close(): Promise<void>;
}

export async function startScanReplica(documents: PreparedDocuments, scratch: string): Promise<ScanReplica> {
  const module = await bundle("scan/replicaProcess.ts", join(scratch, "replica.cjs"));
  const child = fork(module, [documents.index, documents.file], { execArgv: ["--max-old-space-size=2048"] });
  const { port } = await message<{ port: number }>(child);
  const base = `http://127.0.0.1:${port}`;
  return {
    registry: `${base}/registry/`,
    environment: () => ({
      CUSTODY_ENDPOINT_REGISTRY: `${base}/registry/`,
      CUSTODY_ENDPOINT_OSV: `${base}/osv`,
      CUSTODY_ENDPOINT_DEPSDEV: `${base}/depsdev`,
      CUSTODY_AS_OF: new Date(AS_OF).toISOString(),
    }),
    async stats() {
      const answer = message<{ stats: ReplicaStats }>(child);
      child.send({});
      return (await answer).stats;
    },
    async close() {
      const gone = once(child, "exit");
      child.disconnect();
      await gone;
    },
  };
}

async function message<T>(child: ChildProcess): Promise<T> {
  const [said] = await once(child, "message");
  return said as T;
}
