import type { Connection, WorkDoneProgressServerReporter } from "vscode-languageserver";
import { count } from "../core/present/words";
import type { Log } from "./request";
import type { ScanState } from "./scans";

export interface ScanProgressContext {
  readonly connection: Connection;
  readonly log: Log;
  /** Resolves when a scan has gone on for long enough to be worth a word. */
  long(): Promise<void>;
  /** The user wants no more of it. */
  stop(): void;
}

/** Shows how far a scan is, with a way to stop it, as soon as it takes long; and nothing at all where it does not. */
export function createScanProgress({ connection, log, long, stop }: ScanProgressContext): (state: ScanState) => void {
  let reporter: WorkDoneProgressServerReporter | undefined;
  let latest: ScanState | undefined;
  let said: string | undefined;
  let isRunning = false;
  let run = 0;

  return (state) => {
    latest = state;
    const was = isRunning;
    isRunning = state.phase === "running";
    if (isRunning && !was) {
      run += 1;
      void begin(run);
    } else if (isRunning) {
      report(state);
    } else {
      reporter?.done();
      reporter = undefined;
    }
  };

  function report(state: ScanState): void {
    const words = wordsFor(state);
    if (reporter !== undefined && words !== said) {
      said = words;
      reporter.report(percentOf(state), words);
    }
  }

  async function begin(own: number): Promise<void> {
    try {
      await long();
      if (!isRunning || run !== own) {
        return;
      }
      const made = await connection.window.createWorkDoneProgress();
      // The protocol knows no end without a beginning.
      said = latest && wordsFor(latest);
      made.begin("Custody", latest && percentOf(latest), said, true);
      made.token.onCancellationRequested(stop);
      if (!isRunning || run !== own) {
        made.done();
        return;
      }
      reporter = made;
    } catch (error) {
      log.error("Showing the progress failed", error);
    }
  }
}

function percentOf({ done, total }: ScanState): number {
  return total === 0 ? 0 : Math.floor((100 * done) / total);
}

function wordsFor({ done, total }: ScanState): string {
  return total === 0
    ? "checking dependencies"
    : `checking ${done.toLocaleString("en-US")} of ${count(total, "package", "packages")}`;
}
