import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { run } from "../e2e/children";
import { type Moment, moments, startReplicaFor } from "../replica/moments";

/**
 * Writes the lockfiles of the demo's workspaces anew: the real npm, asking the replica at each moment. For whoever has
 * changed a workspace or the replica's data.
 */
export async function lockWorkspaces(say: (line: string) => void): Promise<void> {
  for (const moment of moments.filter(({ name, workspace }) => name === workspace)) {
    await lock(moment);
    say(`${moment.name}: locked`);
  }
}

async function lock(moment: Moment): Promise<void> {
  const workspace = resolve(import.meta.dirname, "workspaces", moment.workspace);
  const folder = await mkdtemp(join(tmpdir(), "custody-lock-"));
  await copyFile(join(workspace, "package.json"), join(folder, "package.json"));
  const replica = await startReplicaFor(moment.name);
  const { code, output } = await run(
    "npm",
    [
      ...["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
      ...["--omit-lockfile-registry-resolved", "--registry", replica.url("registry"), "--cache", join(folder, "cache")],
    ],
    { cwd: folder, env: process.env },
  );
  await replica.close();
  if (code !== 0) {
    throw new Error(`npm could not lock ${moment.name}:\n${output}`);
  }
  await copyFile(join(folder, "package-lock.json"), join(workspace, "package-lock.json"));
  await rm(folder, { recursive: true });
}
