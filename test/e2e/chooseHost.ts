import type { HostRunner } from "./hostRun";
import { ensureDesktop, installInDesktop, runInDesktop } from "./inDesktop";
import { runInServer } from "./inServer";
import { ensureServer, installExtension } from "./server";

/** One of the two forms in which a real VS Code can be had. */
export interface Host {
  readonly run: HostRunner;
  install(vsix: string, extensionsDir: string): Promise<void>;
}

const server: Host = { run: runInServer, install: installExtension };
const desktop: Host = { run: runInDesktop, install: installInDesktop };

/**
 * VS Code for the desktop where there is a screen and its download can be reached, else VS Code's server; or the one
 * that CUSTODY_VSCODE names, and then no other.
 */
export async function chooseHost(say: (line: string) => void): Promise<Host> {
  const wanted = process.env.CUSTODY_VSCODE;
  switch (wanted) {
    case "desktop":
      await ensureDesktop();
      return desktop;
    case "server":
      return serverHost(say);
    case undefined:
    case "":
      break;
    default:
      throw new Error(`CUSTODY_VSCODE should be "server" or "desktop", but is ${JSON.stringify(wanted)}.`);
  }
  if (!hasScreen()) {
    say("VS Code's server is used, since there is no screen for the desktop's.");
    return serverHost(say);
  }
  try {
    await ensureDesktop();
    say("VS Code for the desktop is used.");
    return desktop;
  } catch (error) {
    say(`VS Code's server is used, since the desktop's cannot be downloaded (${reason(error)}).`);
    return serverHost(say);
  }
}

/** VS Code's server. */
export async function serverHost(say: (line: string) => void): Promise<Host> {
  await ensureServer(say);
  return server;
}

function hasScreen(): boolean {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return process.platform !== "linux" || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
