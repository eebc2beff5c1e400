import { resolve } from "node:path";
import { exitOnSignals } from "./e2e/host";
import { runCheck, runTests, summary, type Tally, total } from "./support/tally";

/**
 * `npm test`: all that can be known about this checkout on this machine, with one command.
 *
 * The last line is the sum of all runs, each check counting as one test. Whatever a run needs, it fetches itself from
 * the npm registry, once.
 */
async function main(): Promise<void> {
  exitOnSignals();
  process.chdir(resolve(import.meta.dirname, ".."));
  const began = Date.now();

  say("Build, types, lint, layers, dead code …");
  const build = await runCheck("build");
  const checks = await Promise.all([runCheck("check:types"), inOrder(["check:lint", "check:layers", "check:dead"])]);
  say("Tests without an editor …");
  const headless = await runTests("test:headless");
  say("Tests in a real VS Code …");
  const editor = await runTests("test:e2e");

  const all = total([build, ...checks, headless, editor]);
  say(`All of it took ${Math.round((Date.now() - began) / 1000)} s.`);
  process.stdout.write(`${summary(all)}\n`);
  process.exitCode = all.failed === 0 ? 0 : 1;
}

async function inOrder(scripts: readonly string[]): Promise<Tally> {
  const tallies: Tally[] = [];
  for (const script of scripts) {
    tallies.push(await runCheck(script));
  }
  return total(tallies);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

main().catch((error: unknown) => {
  process.stdout.write(
    `${error instanceof Error ? error.stack : String(error)}\n${summary({ passed: 0, failed: 1, skipped: 0 })}\n`,
  );
  process.exitCode = 1;
});
