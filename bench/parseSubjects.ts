import { existsSync, readdirSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { bigBunLock } from "../test/support/bigBunLock";
import { bigLockfile } from "../test/support/bigLockfile";
import { bigPnpmLock } from "../test/support/bigPnpmLock";
import { bigYarnBerryLock, bigYarnClassicLock } from "../test/support/bigYarnLock";

const RECORDED = resolve(import.meta.dirname, "../../shared/corpus/lockfiles");

/** A lockfile to be read, and who else can read it. */
export interface ParseSubject {
  readonly title: string;
  readonly path: string;
  readonly others: readonly string[];
}

/** Formats that are read, each with what its lockfiles are made by where a large one is wanted. */
export const GENERATORS = [
  { title: "npm-v3", file: "package-lock.json", generate: bigLockfile },
  { title: "yarn-v1", file: "yarn.lock", generate: bigYarnClassicLock },
  { title: "yarn-berry", file: "yarn.lock", generate: bigYarnBerryLock },
  { title: "pnpm-v9", file: "pnpm-lock.yaml", generate: bigPnpmLock },
  { title: "bun", file: "bun.lock", generate: bigBunLock },
] as const;

/** The recorded lockfiles, or a generated one of npm where those are absent. */
export async function parseSubjects(folder: string): Promise<readonly ParseSubject[]> {
  if (!existsSync(RECORDED)) {
    return [
      { title: "npm-v3 (generated)", path: await generateFile(folder, "npm-v3", 2500), others: othersFor("npm-v3") },
    ];
  }
  return readdirSync(RECORDED)
    .filter((title) => existsSync(join(RECORDED, title, "expected.tsv")))
    .map((title) => {
      const file = readdirSync(join(RECORDED, title)).find((name) => name !== "expected.tsv") ?? "";
      return { title, path: join(RECORDED, title, file), others: othersFor(title) };
    });
}

/** Writes a generated lockfile of one of the formats, and answers its path. */
export async function generateFile(folder: string, title: string, entries: number): Promise<string> {
  const format = GENERATORS.find((one) => one.title === title);
  if (format === undefined) {
    throw new Error(`nothing makes lockfiles of ${title}`);
  }
  const place = join(folder, `${title}-${entries}`);
  await mkdir(place, { recursive: true });
  await writeFile(join(place, format.file), format.generate(entries, 7));
  return join(place, format.file);
}

function othersFor(title: string): readonly string[] {
  if (title.startsWith("npm-v1")) {
    // lockparse refuses those.
    return ["JSON.parse", "jsonc-parser"];
  }
  if (title.startsWith("npm")) {
    return ["lockparse", "JSON.parse", "jsonc-parser"];
  }
  if (title.startsWith("bun")) {
    return ["lockparse", "jsonc-parser"];
  }
  return title.startsWith("yarn-v1") ? ["lockparse"] : ["lockparse", "yaml"];
}
