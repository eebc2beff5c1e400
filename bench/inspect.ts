import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseTree } from "jsonc-parser";
import { parseNpmLock } from "../server/src/core/parse/npmLock";
import { shortestPaths } from "../server/src/core/resolve/paths";
import { bigLockfile } from "../test/support/bigLockfile";
import { measure, renderTimings } from "./measure";

const RECORDED = resolve(import.meta.dirname, "../../shared/corpus/lockfiles/npm-v3-documentation/package-lock.json");

/** Reading a large lockfile with the place of each entry, against JSON.parse (no places) and jsonc-parser (a tree). */
async function main(): Promise<void> {
  const isRecorded = existsSync(RECORDED);
  const text = isRecorded ? readFileSync(RECORDED, "utf8") : bigLockfile(3100, 1);
  const origin = isRecorded ? "a recorded one" : "a generated one";
  const contestants = [
    { name: "JSON.parse", run: () => JSON.parse(text) },
    { name: "parseNpmLock", run: () => parseNpmLock(text) },
    { name: "jsonc-parser parseTree", run: () => parseTree(text) },
  ];
  const title = `inspect: a lockfile of ${(text.length / 1e6).toFixed(2)} MB (${origin}), positions included`;
  console.log(renderTimings(title, await measure(contestants, { rounds: 30, warmUp: 5 })));

  const lockfile = parseNpmLock(text);
  const first = performance.now();
  const { length } = lockfile.packages;
  for (const { id } of lockfile.packages) {
    shortestPaths(lockfile, id, 5);
  }
  console.log(`paths: 5 for each of its ${length} packages in ${(performance.now() - first).toFixed(1)} ms\n`);

  const huge = bigLockfile(100_000, 2);
  const hugeContestants = [
    { name: "JSON.parse", run: () => JSON.parse(huge) },
    { name: "parseNpmLock", run: () => parseNpmLock(huge) },
  ];
  const hugeTitle = `inspect: a generated lockfile of ${(huge.length / 1e6).toFixed(0)} MB, 100,000 packages`;
  console.log(renderTimings(hugeTitle, await measure(hugeContestants, { rounds: 3, warmUp: 1 })));
}

void main();
