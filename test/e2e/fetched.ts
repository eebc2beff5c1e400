import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { npmCommand, withThisNode } from "../support/npm";
import { run } from "./children";

/** Where the things that tests and demo fetch are kept; git ignores it, and `@vscode/test-electron` uses it too. */
export const CACHE = resolve(import.meta.dirname, "../../.vscode-test");

const MARK = "complete.json";

/** What is fetched from the npm registry for tests and demo alone: an exact version with the hash of its bytes. */
export interface Pinned {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
  /** Versions of its dependencies, where what it asks for itself cannot be had everywhere. */
  readonly overrides?: Readonly<Record<string, string>>;
}

/**
 * Gives the folder that `fill` fills, once: later calls find it and need no network.
 *
 * It is filled beside its place and renamed when complete, so one that was interrupted or belongs to another version
 * is made again, never used.
 */
export async function fetchOnce(
  place: string,
  what: Pinned,
  say: (line: string) => void,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(CACHE, place);
  if (await isComplete(folder, what)) {
    return folder;
  }
  const began = Date.now();
  await sweep(place);
  const partial = `${folder}.partial-${process.pid}`;
  await mkdir(partial, { recursive: true });
  try {
    await fill(partial);
    await writeFile(join(partial, MARK), JSON.stringify(what));
    if (!(await isComplete(folder, what))) {
      await rm(folder, { recursive: true, force: true });
      await rename(partial, folder);
    }
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
  say(`${what.name} ${what.version} is ready after ${Math.round((Date.now() - began) / 1000)} s`);
  return folder;
}

/** Installs one package, without running any script of its or of its dependencies, and checks its bytes. */
export async function installPinned(
  folder: string,
  { name, version, integrity, overrides = {} }: Pinned,
): Promise<string> {
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ private: true, overrides })}\n`);
  await npm(folder, ["install", "--no-package-lock", `${name}@${version}`]);
  const lock: unknown = JSON.parse(await readFile(join(folder, "node_modules/.package-lock.json"), "utf8"));
  const found = integrityOf(lock, `node_modules/${name}`);
  if (found !== integrity) {
    throw new Error(`${name}@${version} should have the integrity ${integrity}, but the registry gave ${found}.`);
  }
  return join(folder, "node_modules", name);
}

/** Runs npm with the Node that runs this, so that one too old for the machine's packages does not matter. */
export async function npm(folder: string, args: readonly string[]): Promise<void> {
  const quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--engine-strict=false", "--loglevel=error"];
  const [command, all] = npmCommand([...args, ...quiet, "--prefix", folder]);
  const { code, output } = await run(command, all, { cwd: folder, env: withThisNode() });
  if (code !== 0) {
    throw new Error(`npm ${args.join(" ")} failed in ${folder}:\n${output.trim()}`);
  }
}

/** Removes what runs that were interrupted have left half-filled. */
async function sweep(place: string): Promise<void> {
  for (const name of await readdir(CACHE).catch(() => [])) {
    const owner = name.startsWith(`${place}.partial-`) ? Number(name.split("-").at(-1)) : undefined;
    if (owner !== undefined && !isRunning(owner)) {
      await rm(join(CACHE, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return pid !== process.pid;
  } catch {
    return false;
  }
}

async function isComplete(folder: string, what: Pinned): Promise<boolean> {
  const mark = join(folder, MARK);
  return existsSync(mark) && (await readFile(mark, "utf8")) === JSON.stringify(what);
}

function integrityOf(lock: unknown, key: string): unknown {
  const { packages = {} } = lock as { packages?: Record<string, { integrity?: string } | undefined> };
  return packages[key]?.integrity;
}
