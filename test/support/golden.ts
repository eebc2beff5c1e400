import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Compares with a file of test/fixtures that people review as prose; `UPDATE=1` writes it instead. */
export async function golden(name: string, actual: string): Promise<void> {
  const path = join(import.meta.dirname, "..", "fixtures", name.replaceAll(" ", "-").replaceAll(",", ""));
  if (process.env.UPDATE !== undefined) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, actual);
    return;
  }
  assert.equal(actual, await readFile(path, "utf8"));
}
