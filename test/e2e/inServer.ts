import type { Page } from "playwright-core";
import { startBrowser } from "./browser";
import type { HostRun, HostRunner } from "./hostRun";
import { openWindow } from "./openWindow";
import { startVsCodeServer } from "./server";

const DEADLINE_MS = 180_000;

/** Runs a suite in the extension host of VS Code's server, with a headless browser as its window. */
export const runInServer: HostRunner = async ({ testsPath, extension, extensionsDir, workspace, env }) => {
  const server = await startVsCodeServer({
    workspace,
    env,
    extensionDevelopmentPath: extension,
    extensionTestsPath: testsPath,
    ...(extensionsDir === undefined ? {} : { extensionsDir }),
  });
  try {
    const browser = await startBrowser();
    try {
      return await runSuite(await browser.newPage(), server.url);
    } finally {
      await browser.close();
    }
  } finally {
    await server.close();
  }
};

/** VS Code's smoke-test driver calls two functions of the page: one to print, one when the suite has ended. */
async function runSuite(page: Page, url: string): Promise<HostRun> {
  const printed: string[] = [];
  const ended = new Promise<number>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`No end after ${DEADLINE_MS / 1000} s.`)), DEADLINE_MS);
    page.once("crash", () => reject(new Error("The browser's page crashed.")));
    page.once("close", () => clearTimeout(late));
    page.exposeFunction("codeAutomationExit", resolve).catch(reject);
  });
  await page.exposeFunction("codeAutomationLog", (type: string, args: readonly unknown[]) => {
    printed.push(firstLine(`${type}: ${args.map(String).join(" ")}`));
  });
  try {
    const [code] = await Promise.all([ended, openWindow(page, url)]);
    return { code, log: tail(printed) };
  } catch (error) {
    throw new Error(`${String(error)}\n${tail(printed)}`, { cause: error });
  }
}

function tail(lines: readonly string[]): string {
  return lines.slice(-40).join("\n");
}

/** Without the native modules that nobody needs here, VS Code logs long stacks that would hide what matters. */
function firstLine(text: string): string {
  return (text.split("\n", 1)[0] ?? "").slice(0, 300);
}
