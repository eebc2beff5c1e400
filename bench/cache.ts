import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toHistoryText } from "../server/src/core/lookup/historyText";
import { readPackument } from "../server/src/core/lookup/packument";
import type { Shelf } from "../server/src/core/world";
import { generatedSource } from "../test/replica/generatedSource";
import { cacheStores } from "./cacheStores";
import { measure, renderTimings } from "./measure";

const UNTIL = Date.now();

const SMALL: Shelf = { kind: "versions", schema: 1, url: "https://depsdev.example", owner: "" };
const HISTORIES: Shelf = { kind: "histories", schema: 1, url: "https://registry.example/", owner: "" };

/**
 * The store of the cache on disk beside those that it was chosen among: answers of the size that they have, written as
 * they come in and read as a check asks for them. What a warm cache does for a check is measured in scan.ts.
 */
async function main(): Promise<void> {
  await stores("small answers", SMALL, smallTexts(5_000), 5_000);
  await stores("small answers, of which few are asked for", SMALL, smallTexts(200_000), 1_686);
  await stores("release histories", HISTORIES, historyTexts(5_000), 1_389);
}

async function stores(what: string, shelf: Shelf, texts: ReadonlyMap<string, string>, asked: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "custody-bench-"));
  const every = texts.size / asked;
  const keys = Array.from({ length: asked }, (_, i) => [...texts.keys()][Math.floor(i * every)] ?? "");
  try {
    // What takes minutes to write is no candidate for so many.
    const contenders = (await cacheStores(folder, shelf)).filter((_, i) => texts.size <= 10_000 || i < 2);
    const writing = await measure(
      contenders.map(({ name, write }) => ({ name, run: () => write(texts) })),
      { rounds: 1, warmUp: 0 },
    );
    console.log(renderTimings(`cache: ${texts.size} ${what} written`, writing));
    const reading = await measure(
      contenders.map(({ name, read }) => ({
        name,
        async run() {
          if ((await read(keys)) !== asked) {
            throw new Error(`${name} has lost answers`);
          }
        },
      })),
      { rounds: 7, warmUp: 2 },
    );
    console.log(`${renderTimings(`cache: ${asked} of ${texts.size} ${what} read`, reading)}\n`);
  } finally {
    await rm(folder, { recursive: true });
  }
}

function smallTexts(count: number): ReadonlyMap<string, string> {
  return new Map(
    Array.from({ length: count }, (_, i) => [
      `@scope-${i % 97}/package-number-${i}@1.${i % 50}.0`,
      JSON.stringify({ publishedAt: 1.7e12 + i, attestedRepository: `github.com/owner/name-${i}` }),
    ]),
  );
}

function historyTexts(count: number): ReadonlyMap<string, string> {
  const source = generatedSource({ count, until: UNTIL });
  return new Map(
    source.names().flatMap((name) => {
      const history = readPackument(source.find(name, UNTIL)?.document);
      return history === undefined ? [] : [[name, toHistoryText(history)]];
    }),
  );
}

void main();
