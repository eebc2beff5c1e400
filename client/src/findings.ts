import { commands, type Disposable, type Event, EventEmitter } from "vscode";
import { type LanguageClient, State } from "vscode-languageclient/node";
import {
  FINDINGS_CHANGED_NOTIFICATION,
  FINDINGS_REQUEST,
  type FindingsProgress,
  type WorkspaceFindings,
} from "../../server/src/lsp/protocol";

/** The server runs no more, or could not be started; one that was not needed yet is no such. */
export function isStopped(state: State): boolean {
  return state === State.Stopped || state === State.StartFailed;
}

/** What is known of the workspace, as the server last said. */
export interface Findings extends Disposable {
  readonly onDidChange: Event<void>;
  readonly current: WorkspaceFindings;
}

const NOTHING: WorkspaceFindings = { phase: "waiting", done: 0, total: 0, revision: 0, projects: [] };

export function createFindings(client: LanguageClient): Findings {
  const changed = new EventEmitter<void>();
  let current = NOTHING;
  let isAsking = false;
  let isDown = false;

  const listening = [
    client.onNotification(FINDINGS_CHANGED_NOTIFICATION, (progress: FindingsProgress) => {
      const isNews = progress.revision !== current.revision;
      // What was known before is no result of a look that is done by now.
      if (!isNews || progress.phase !== "done") {
        set({ ...current, ...progress, revision: current.revision });
      }
      if (isNews) {
        void ask();
      }
    }),
    client.onDidChangeState(({ newState }) => {
      isDown = isStopped(newState);
      if (newState !== State.Running) {
        set(NOTHING);
      }
    }),
  ];

  return {
    onDidChange: changed.event,
    get current() {
      return current;
    },
    dispose() {
      for (const one of [...listening, changed]) {
        one.dispose();
      }
    },
  };

  /** One question at a time: what changes meanwhile is told of once more. */
  async function ask(): Promise<void> {
    if (isAsking) {
      return;
    }
    isAsking = true;
    try {
      set(await client.sendRequest<WorkspaceFindings>(FINDINGS_REQUEST));
    } catch (error) {
      client.error("Asking for the findings failed", error, false);
    } finally {
      isAsking = false;
    }
  }

  function set(next: WorkspaceFindings): void {
    current = next;
    say(isDown ? "down" : stateOf(next));
    changed.fire();
  }
}

/** Which words stand where there is nothing to list; see `viewsWelcome` in package.json. */
type Shown = "down" | "checking" | "stopped" | "none" | "bare" | "offline" | "unlocked" | "clear";

/** There is no file to judge, so that no server was started that could say so. */
export function sayThereIsNone(): void {
  say("none");
}

function say(state: Shown): void {
  void commands.executeCommand("setContext", "custody.state", state);
}

function stateOf({ phase, projects }: WorkspaceFindings): Shown {
  if (phase === "stopped") {
    return "stopped";
  }
  if (phase !== "done") {
    return "checking";
  }
  if (projects.length === 0) {
    return "none";
  }
  if (projects.some(({ offline }) => offline)) {
    return "offline";
  }
  if (projects.every(({ counts }) => Object.values(counts).every((count) => count === 0))) {
    return "bare";
  }
  return projects.every(({ hasLockfile }) => hasLockfile) ? "clear" : "unlocked";
}
