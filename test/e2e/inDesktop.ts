import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  downloadAndUnzipVSCode,
  runTests,
  runVSCodeCommand,
  SilentReporter,
  TestRunFailedError,
} from "@vscode/test-electron";
import { CACHE } from "./fetched";
import type { HostRunner } from "./hostRun";
import { CALM } from "./server";

const DOWNLOAD = {
  version: process.env.CUSTODY_VSCODE_VERSION ?? "stable",
  cachePath: CACHE,
  timeout: 5000,
  reporter: new SilentReporter(),
};

/** Gives VS Code for the desktop, downloaded once; rejects within seconds where its download cannot be reached. */
export function ensureDesktop(): Promise<string> {
  return downloadAndUnzipVSCode(DOWNLOAD);
}

/** Runs a suite in VS Code for the desktop, with settings and state of its own. */
export const runInDesktop: HostRunner = async ({ testsPath, extension, extensionsDir, workspace, env }) => {
  const state = await mkdtemp(join(tmpdir(), "custody-desktop-"));
  try {
    await mkdir(join(state, "User"));
    await writeFile(join(state, "User/settings.json"), JSON.stringify(CALM));
    const code = await runTests({
      ...DOWNLOAD,
      extensionDevelopmentPath: extension,
      extensionTestsPath: testsPath,
      extensionTestsEnv: { ...env },
      launchArgs: [
        workspace,
        ...["--user-data-dir", state],
        ...["--extensions-dir", extensionsDir ?? join(state, "extensions")],
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    });
    return { code, log: "" };
  } catch (error) {
    if (error instanceof TestRunFailedError) {
      return { code: error.code ?? 1, log: error.message };
    }
    throw error;
  } finally {
    await rm(state, { recursive: true, force: true, maxRetries: 5 });
  }
};

/** Installs a packaged extension with `code --install-extension`. */
export async function installInDesktop(vsix: string, extensionsDir: string): Promise<void> {
  await runVSCodeCommand(["--install-extension", vsix, "--extensions-dir", extensionsDir], DOWNLOAD);
}
