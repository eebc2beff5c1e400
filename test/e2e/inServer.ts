import { chromium } from "playwright-core";
import { ensureChromium } from "./chromium";
import type { HostRun, HostRunner } from "./hostRun";
import { startVsCodeServer } from "./server";

const DEADLINE_MS = 180_000;

/** Runs a suite in the extension host of VS Code's server, with a headless browser as its window. */
export const runInServer: HostRunner = async ({ testsPath, extension, extensionsDir, workspace, env }) => {
  const browserFound = await ensureChromium((line) => process.stderr.write(`${line}\n`));
  const server = await startVsCodeServer({
    workspace,
    env,
    extensionDevelopmentPath: extension,
    extensionTestsPath: testsPath,
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
  });
  const browser = await chromium.launch({
    executablePath: browserFound.executablePath,
    args: [...browserFound.args],
    env: { ...process.env, ...browserFound.env },
  });
  try {
    const page = await browser.newPage();
    const printed: string[] = [];
    const code = await new Promise<number>((resolve, reject) => {
      const late = setTimeout(
        () => reject(new Error(`The suite had not ended after ${DEADLINE_MS / 1000} s.\n${tail(printed)}`)),
        DEADLINE_MS,
      );
      const settle = (exitCode: number): void => {
        clearTimeout(late);
        resolve(exitCode);
      };
      page.on("crash", () => reject(new Error(`The browser's page crashed.\n${tail(printed)}`)));
      Promise.all([
        page.exposeFunction("codeAutomationLog", (type: string, args: readonly unknown[]) => {
          printed.push(firstLine(`${type}: ${args.map(String).join(" ")}`));
        }),
        page.exposeFunction("codeAutomationExit", settle),
      ])
        .then(() => page.goto(server.url))
        .catch(reject);
    });
    return { code, log: tail(printed) } satisfies HostRun;
  } finally {
    await browser.close();
    await server.close();
  }
};

function tail(lines: readonly string[]): string {
  return lines.slice(-40).join("\n");
}

/** Without the native modules that nobody needs here, VS Code logs long stacks that would hide what matters. */
function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 300);
}
