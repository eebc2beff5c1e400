import { readFile } from "node:fs/promises";
import type { Locate } from "../core/present/formats/checkJson";
import { createLines } from "../core/present/position";

/** Reads the files whose places are to be printed, but for `texts`. An offset in a file that is gone stands at its start. */
export async function readPlaces(
  files: ReadonlySet<string>,
  texts: ReadonlyMap<string, string> = new Map(),
): Promise<Locate> {
  const read = [...files].map(async (file) => {
    const text = texts.get(file) ?? (await readFile(file, "utf8").catch(() => ""));
    return [file, createLines(text)] as const;
  });
  const lines = new Map(await Promise.all(read));
  return (file, offset) => lines.get(file)?.at(offset) ?? { line: 1, column: 1 };
}
