import type { Log } from "./request";

/**
 * Asks the client to put its questions again: one such request at a time, and those that come up meanwhile become one
 * more. `what` is named in the log where it fails.
 */
export function createRefresh(what: string, send: () => Promise<void>, log: Log): () => void {
  let isSending = false;
  let isWanted = false;
  return () => {
    isWanted = true;
    if (!isSending) {
      void run();
    }
  };

  async function run(): Promise<void> {
    isSending = true;
    try {
      while (isWanted) {
        isWanted = false;
        await send();
      }
    } catch (error) {
      log.error(`Refreshing ${what} failed`, error);
    } finally {
      isSending = false;
    }
  }
}
