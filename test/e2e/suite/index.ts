import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { runMocha } from "../runMocha";

/**
 * Called by VS Code in its extension host: runs the files of this folder that CUSTODY_E2E_FILES names, and leaves the
 * results where CUSTODY_E2E_RESULTS says, because an extension host has no terminal to print them to.
 */
export async function run(): Promise<void> {
  const { CUSTODY_E2E_FILES: files = "", CUSTODY_E2E_RESULTS: place = "" } = process.env;
  const results = await runMocha(files.split(",").map((file) => join(__dirname, file)));
  await writeFile(place, JSON.stringify(results));
  if (results.failed.length > 0) {
    throw new Error(`${results.failed.length} failed`);
  }
}
