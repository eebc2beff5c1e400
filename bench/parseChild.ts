import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Lockfile } from "../server/src/core/model";
import { median } from "./measure";
import { contenders, readOurs } from "./parseContenders";

const WARM_UPS = 3;

/** What one process prints about one file. */
export interface ChildTiming {
  readonly ms: number;
  /** Only of ours: how many entries, and whether they are those that the package manager's own parser reads. */
  readonly entries?: number;
  readonly isExpected?: boolean;
}

export interface ChildMemory {
  readonly entries: number;
  /** Megabytes by which the process grew at most while it parsed; and what the result keeps of them. */
  readonly peak: number;
  readonly kept: number;
}

/** Runs in a process of its own: `time <file> <contender> <runs>` or `memory <file>`. */
async function main([task, path = "", name = "", runs = ""]: readonly string[]): Promise<void> {
  const text = readFileSync(path, "utf8");
  const answer = task === "memory" ? await weigh(text, path) : await time(text, path, name, Number(runs));
  console.log(JSON.stringify(answer));
}

async function time(text: string, path: string, name: string, runs: number): Promise<ChildTiming> {
  const file = basename(path);
  const times: number[] = [];
  const ours: Lockfile[] = [];
  for (let round = -WARM_UPS; round < runs; round++) {
    // What others give is not kept from one run to the next either.
    ours.length = 0;
    const start = performance.now();
    if (name === "ours") {
      ours[0] = readOurs(text, file);
    } else {
      await contenders[name]?.(text, file);
    }
    const elapsed = performance.now() - start;
    if (round >= 0) {
      times.push(elapsed);
    }
  }
  const ms = median(times);
  const [lockfile] = ours;
  return lockfile === undefined ? { ms } : { ms, entries: lockfile.packages.length, ...compare(lockfile, path) };
}

function compare({ packages }: Lockfile, path: string): { isExpected?: boolean } {
  const file = join(dirname(path), "expected.tsv");
  if (!existsSync(file)) {
    return {};
  }
  const expected = new Set(readFileSync(file, "utf8").trimEnd().split("\n"));
  const found = new Set(packages.map(({ name, version, source }) => [name, version, source].join("\t")));
  return { isExpected: found.size === expected.size && [...found].every((line) => expected.has(line)) };
}

/** Memory of the whole process, since what a parser leaves to the collector has to fit as well. */
async function weigh(text: string, path: string): Promise<ChildMemory> {
  const peak = new BigInt64Array(new SharedArrayBuffer(8));
  const watcher = new Worker(WATCH, { eval: true, workerData: peak });
  await new Promise((started) => watcher.once("message", started));
  collect();
  const before = process.memoryUsage();
  Atomics.store(peak, 0, 0n);
  const { packages } = readOurs(text, basename(path));
  const highest = Math.max(Number(Atomics.load(peak, 0)), process.memoryUsage.rss());
  collect();
  const kept = process.memoryUsage().heapUsed - before.heapUsed;
  await watcher.terminate();
  return { entries: packages.length, peak: (highest - before.rss) / 1e6, kept: kept / 1e6 };
}

/** Looks every millisecond, from beside, since the parser lets nobody in between. */
const WATCH = `
  const { parentPort, workerData: peak } = require("node:worker_threads");
  const idle = new Int32Array(new SharedArrayBuffer(4));
  parentPort.postMessage("started");
  for (;;) {
    const now = BigInt(process.memoryUsage.rss());
    if (now > Atomics.load(peak, 0)) Atomics.store(peak, 0, now);
    Atomics.wait(idle, 0, 0, 1);
  }
`;

function collect(): void {
  globalThis.gc?.();
  globalThis.gc?.();
}

void main(process.argv.slice(2));
