import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Replica } from "../replica/replica";
import { startBrowser } from "./browser";
import { run } from "./children";
import { installExtension, type ServerOptions, startVsCodeServer } from "./server";
import { packageExtension } from "./vsix";
import { openWorkbench, type Workbench } from "./workbench";
import { startWorld } from "./world";

type Environment = Readonly<Record<string, string | undefined>>;

/** Windows of VS Code with the extension as it is packaged, in a world of made-up packages. */
export interface Windows {
  /**
   * VS Code on a workspace, in a window of its own; see `closeAll`. The workspace's folder goes with the window.
   * `settings` are the user's, `machineSettings` what is scoped to the machine; `environment` changes where its server asks, given how it would; undefined takes a variable away.
   */
  openOn(
    workspace: string,
    settings?: Readonly<Record<string, unknown>>,
    environment?: (services: Environment) => Environment,
    machineSettings?: Readonly<Record<string, unknown>>,
  ): Promise<Workbench>;
  /** The same on a workspace that is no folder of any disk; the extension in that folder keeps it, and goes with the window. */
  openVirtual(uri: string, extension: string): Promise<Workbench>;
  /** The same without a workspace. */
  openEmpty(): Promise<Workbench>;
  /** All that was asked of the stand-in services so far, in order. */
  readonly requests: Replica["requests"];
  /** Ends our language servers that run now, as a crash would; gives how many they were. */
  crash(): Promise<number>;
  closeAll(): Promise<void>;
  end(): Promise<void>;
}

/** Packages and installs the extension, and starts all that its windows need. */
export async function startWindows(name: string): Promise<Windows> {
  const extensionsDir = await mkdtemp(join(tmpdir(), "custody-extensions-"));
  const vsix = resolve(import.meta.dirname, `../../out/${name}.vsix`);
  await packageExtension(vsix);
  await installExtension(vsix, extensionsDir);
  const [browser, replica]: [Awaited<ReturnType<typeof startBrowser>>, Replica] = await Promise.all([
    startBrowser(),
    startWorld(),
  ]);
  /** What is open, and is to be closed and removed, the last first. */
  let open: (() => Promise<unknown>)[] = [];
  const closeAll = async (): Promise<void> => {
    const closing = open.toReversed();
    open = [];
    for (const close of closing) {
      await close();
    }
  };

  const show = async (options: ServerOptions): Promise<Workbench> => {
    const server = await startVsCodeServer({ ...options, extensionsDir });
    open.push(() => server.close());
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, deviceScaleFactor: 2 });
    open.push(() => page.close());
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    return openWorkbench(page, server.url, options.workspace === undefined ? { isEmpty: true } : {});
  };

  return {
    openOn(workspace, settings = {}, environment = () => ({}), machineSettings = {}) {
      open.push(() => rm(dirname(workspace), { recursive: true, force: true }));
      const services = replica.environment();
      return show({ workspace, env: { ...services, ...environment(services) }, settings, machineSettings });
    },

    openVirtual(workspace, extensionDevelopmentPath) {
      open.push(() => rm(extensionDevelopmentPath, { recursive: true, force: true }));
      return show({ workspace, extensionDevelopmentPath, env: replica.environment() });
    },

    requests: replica.requests,

    openEmpty: () => show({ env: replica.environment() }),

    async crash() {
      const { output } = await run("ps", ["-eo", "pid=,args="], {});
      const ours = output
        .split("\n")
        .filter((line) => line.includes(`${extensionsDir}/`) && line.includes("server.js"));
      for (const line of ours) {
        process.kill(Number.parseInt(line, 10), "SIGKILL");
      }
      return ours.length;
    },

    closeAll,

    async end() {
      await closeAll();
      await browser.close();
      await replica.close();
      await rm(extensionsDir, { recursive: true, force: true });
    },
  };
}
