import { start } from "../e2e/children";
import { npmCommand, withThisNode } from "./npm";

/** How many tests came to what. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const SUMMARY = /^(\d+) passed, (\d+) failed, (\d+) skipped$/;

export function total(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** The last line of every run, for programs to read. */
export function summary({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * Runs a script of package.json that ends with a summary line, shows all else that it prints, and gives what the line
 * says.
 *
 * A script that fails without a failed test in its summary (it crashed, or never got to the line) is one failure.
 */
export async function runTests(script: string): Promise<Tally> {
  let tally: Tally | undefined;
  const code = await runScript(script, (line) => {
    const [, passed, failed, skipped] = SUMMARY.exec(line) ?? [];
    if (passed === undefined) {
      process.stdout.write(`${line}\n`);
    } else {
      tally = { passed: Number(passed), failed: Number(failed), skipped: Number(skipped) };
    }
  });
  if (tally === undefined || (code !== 0 && tally.failed === 0)) {
    process.stdout.write(`failed: npm run ${script} ended with ${code} and no failed test to show for it\n`);
    return total([tally ?? { passed: 0, failed: 0, skipped: 0 }, { passed: 0, failed: 1, skipped: 0 }]);
  }
  return tally;
}

/** Runs a script of package.json that is one test by itself: silent where it ends well, else all that it printed. */
export async function runCheck(script: string): Promise<Tally> {
  const lines: string[] = [];
  const code = await runScript(script, (line) => lines.push(line));
  if (code === 0) {
    return { passed: 1, failed: 0, skipped: 0 };
  }
  process.stdout.write(`failed: npm run ${script}\n${lines.join("\n")}\n`);
  return { passed: 0, failed: 1, skipped: 0 };
}

function runScript(script: string, print: (line: string) => void): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const [command, args] = npmCommand(["run", "--silent", script]);
    const child = start(command, args, { env: withThisNode(), stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [child.stdout, child.stderr]) {
      let rest = "";
      stream?.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        lines.forEach(print);
      });
      stream?.on("end", () => {
        if (rest !== "") {
          print(rest);
        }
      });
    }
    child.once("error", reject);
    child.once("close", resolve);
  });
}
