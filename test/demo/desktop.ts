import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { run } from "../e2e/children";

/** A VS Code window on the desktop, with user data and extensions of its own. */
export interface DesktopOptions {
  readonly code: string;
  readonly folder: string;
  readonly file: string;
  readonly extension: string;
  /** Where its settings and state live; one window of one demo each, so that each has its own environment. */
  readonly state: string;
  readonly env: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, unknown>>;
}

/**
 * The desktop VS Code's command; undefined where there is none that could open a window.
 *
 * In a terminal of a remote window `code` is another program, which takes no user data of ours; in WSL it belongs to
 * the Windows outside; and on Linux a window needs a display.
 */
export function findCode(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string | undefined {
  const isRemote = env.VSCODE_IPC_HOOK_CLI !== undefined || env.WSL_DISTRO_NAME !== undefined;
  const isBlind = platform === "linux" && !env.DISPLAY && !env.WAYLAND_DISPLAY;
  if (isRemote || isBlind || env.CUSTODY_VSCODE === "server") {
    return undefined;
  }
  const name = platform === "win32" ? "code.cmd" : "code";
  return (env.PATH ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path));
}

/** Opens a window and gives what closes it. */
export async function openDesktop(options: DesktopOptions): Promise<{ close(): Promise<void> }> {
  const { code, state, folder, file, extension } = options;
  await mkdir(join(state, "user/User"), { recursive: true });
  await writeFile(join(state, "user/User/settings.json"), JSON.stringify(options.settings, null, 2));
  const { code: exit, output } = await run(
    code,
    [
      ...["--new-window", "--user-data-dir", join(state, "user"), "--extensions-dir", join(state, "extensions")],
      ...[`--extensionDevelopmentPath=${extension}`, folder, file],
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    ],
    { env: { ...ownEnvironment(process.env), ...options.env }, shell: process.platform === "win32" },
  );
  if (exit !== 0) {
    throw new Error(`VS Code (${code}) did not open: ${output.trim()}`);
  }
  return { close: () => closeWindow(state) };
}

/** Started from VS Code's own terminal, the new window must not take itself for a part of the old one. */
function ownEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([key]) => !/^(VSCODE_|ELECTRON_)/.test(key)));
}

/** VS Code notes the process that uses a user data folder in the folder itself. */
async function closeWindow(state: string): Promise<void> {
  const lock = await readFile(join(state, "user/code.lock"), "utf8").catch(() => "");
  const pid = Number(lock.trim());
  if (Number.isInteger(pid) && pid > 1) {
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // The person has closed the window before.
    }
  }
}
