import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../shared/corpus/", import.meta.url));

/** False where the shared corpus is not beside the project: tests that need it are then skipped by name. */
export const hasCorpus = existsSync(`${ROOT}cases/cases.jsonl`);

/** One judged release of the case corpus; see its README. */
export interface Case {
  readonly id: string;
  readonly package: string;
  readonly version: string;
  readonly asOf: string;
  readonly label: "takeover" | "benign";
  readonly incident?: string;
  readonly expectSignals: readonly string[];
  readonly mustNot: readonly string[];
  readonly packument: string;
  readonly real: boolean;
  readonly context?: { readonly dependencyCreated?: Readonly<Record<string, string>> };
}

export function readCases(): readonly Case[] {
  return readFileSync(`${ROOT}cases/cases.jsonl`, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line): Case => JSON.parse(line));
}

export function readCaseDocument({ real, packument }: Case): unknown {
  return JSON.parse(readFileSync(`${ROOT}${real ? "packuments" : "cases/packuments"}/${packument}`, "utf8"));
}

/** Folders of whole registry documents of ordinary packages. */
export const FOLDERS = ["histories", "packuments", "modern"] as const;
export type Folder = (typeof FOLDERS)[number];

/** Each document of a folder, parsed, one at a time: together they are too large to be kept. */
export function* readDocuments(folder: Folder): Generator<{ readonly file: string; readonly document: unknown }> {
  for (const { file, bytes } of readDocumentBytes(folder)) {
    yield { file, document: JSON.parse(bytes.toString()) };
  }
}

/** The same as they stand on disk. */
export function* readDocumentBytes(
  folder: Folder | "cases/packuments",
): Generator<{ readonly file: string; readonly bytes: Buffer }> {
  for (const file of readdirSync(`${ROOT}${folder}`).sort()) {
    if (file.endsWith(".json")) {
      yield { file, bytes: readFileSync(`${ROOT}${folder}/${file}`) };
    }
  }
}
