import Mocha from "mocha";
import type { Results } from "./results";

/** Runs files of tests in this process, silently; the same in Node and in an extension host. */
export async function runMocha(files: readonly string[]): Promise<Results> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: Mocha.reporters.Base });
  files.forEach((file) => void mocha.addFile(file));
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    const passed: string[] = [];
    const failed: { title: string; reason: string }[] = [];
    const skipped: string[] = [];
    mocha
      .run(() => resolve({ passed, failed, skipped }))
      .on("pass", (test) => passed.push(test.fullTitle()))
      .on("pending", (test) => skipped.push(test.fullTitle()))
      .on("fail", (test, error: Error) =>
        failed.push({ title: test.fullTitle(), reason: error.stack ?? String(error) }),
      );
  });
}
