import { joinPath } from "../core/filePath";
import type { ScanReport } from "../core/service";
import { type Circumstances, type CircumstancesSource, toCheckOptions } from "./circumstances";
import type { Folders } from "./folders";
import { toUri } from "./paths";
import type { Precedence } from "./precedence";
import type { Log } from "./request";

/** What is known of one project of the workspace. */
export interface ProjectScan {
  readonly report: ScanReport;
  readonly found: Circumstances;
}

/** Where the look at the workspace stands. */
export interface ScanState {
  /** `waiting` until it is quiet, `stopped` where the user has stopped it. */
  readonly phase: "waiting" | "running" | "done" | "stopped";
  /** Packages that need no answer any more, and all as far as is known. */
  readonly done: number;
  readonly total: number;
  /** By project; those of an earlier look stand until they are looked at again. */
  readonly projects: readonly ProjectScan[];
}

/** Looks at all projects of the workspace, and again when something has changed. */
export interface Scans {
  /** Something may have changed. What the user has stopped stays stopped. */
  changed(): void;
  /** The user wants to know, or has other settings. */
  asked(): void;
  stop(): void;
  readonly state: ScanState;
}

export interface ScansContext {
  readonly folders: Folders;
  readonly circumstances: CircumstancesSource;
  readonly log: Log;
  readonly precedence: Pick<Precedence, "isTaken" | "taken">;
  /** Resolves once nobody waits for anything else. */
  quiet(): Promise<void>;
  /** The state has changed. */
  onChange(state: ScanState): void;
}

export function createScans({ folders, circumstances, log, precedence, quiet, onChange }: ScansContext): Scans {
  let state: ScanState = { phase: "waiting", done: 0, total: 0, projects: [] };
  let controller: AbortController | undefined;

  return {
    changed() {
      if (state.phase !== "stopped") {
        restart();
      }
    },
    asked: restart,
    stop() {
      controller?.abort();
      controller = undefined;
      set({ phase: "stopped" });
    },
    get state() {
      return state;
    },
  };

  function restart(): void {
    controller?.abort();
    controller = new AbortController();
    void run(controller.signal);
  }

  async function run(abort: AbortSignal): Promise<void> {
    try {
      set({ phase: "waiting" });
      await quiet();
      abort.throwIfAborted();
      set({ phase: "running", done: 0, total: 0 });
      const roots = await scanAll(abort);
      set({ phase: "done", projects: state.projects.filter(({ report }) => roots.includes(report.root)) });
    } catch (error) {
      if (!abort.aborted) {
        log.error("Looking at the workspace failed", error);
        set({ phase: "done" });
      }
    }
  }

  /** The roots of the projects that there are. */
  async function scanAll(abort: AbortSignal): Promise<readonly string[]> {
    const roots: string[] = [];
    for (const folder of folders.roots()) {
      const outer = await at(folder);
      const isOthers = (path: string) => path !== folder && folders.roots().includes(path);
      for (const root of (await outer?.service.roots(folder, isOthers)) ?? []) {
        abort.throwIfAborted();
        if (await scanAside(root, folder, abort)) {
          roots.push(root);
        }
      }
    }
    abort.throwIfAborted();
    return roots;
  }

  /** Undefined where the user does not want to know. */
  async function at(folder: string): Promise<Circumstances | undefined> {
    const found = await circumstances.of(toUri(joinPath(folder, "package.json")));
    return found?.configuration.enable === true ? found : undefined;
  }

  /**
   * Makes way for whoever waits for something else, and begins again when nobody does: what was answered by then is
   * remembered. False where the user does not want to know.
   */
  async function scanAside(root: string, folder: string, abort: AbortSignal): Promise<boolean> {
    const before = { done: state.done, total: state.total };
    for (;;) {
      while (precedence.isTaken) {
        await quiet();
      }
      abort.throwIfAborted();
      const taken = precedence.taken();
      try {
        const found = await at(root);
        if (found !== undefined) {
          await scan(root, folder, found, before, AbortSignal.any([abort, taken]));
        }
        return found !== undefined;
      } catch (error) {
        if (abort.aborted || !taken.aborted) {
          throw error;
        }
      }
    }
  }

  async function scan(
    root: string,
    folder: string,
    found: Circumstances,
    before: Pick<ScanState, "done" | "total">,
    abort: AbortSignal,
  ): Promise<void> {
    const { service } = found;
    const options = {
      ...toCheckOptions(found),
      onProgress(done: number, total: number) {
        // What was counted before it made way is not counted again.
        if (!abort.aborted && before.done + done >= state.done) {
          set({ done: before.done + done, total: before.total + total });
        }
      },
    };
    const report = await service.scan(root, folder, options, abort, (early) => {
      // What was found out by an earlier look stays until all is known again: nothing goes and comes back.
      if (!abort.aborted && !state.projects.some((project) => project.report.root === root)) {
        put({ report: early, found });
      }
    });
    abort.throwIfAborted();
    put({ report, found });
  }

  function put(project: ProjectScan): void {
    const others = state.projects.filter(({ report }) => report.root !== project.report.root);
    set({ projects: [...others, project] });
  }

  function set(differs: Partial<ScanState>): void {
    state = { ...state, ...differs };
    onChange(state);
  }
}
