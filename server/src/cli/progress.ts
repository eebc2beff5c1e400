import type { Io } from "./io";

const EVERY_MS = 100;

/** A line on a terminal that counts up and is wiped away in the end; nothing where messages go to a file. */
export interface Progress {
  show(done: number, total: number): void;
  clear(): void;
}

export function createProgress(io: Io, isQuiet: boolean): Progress {
  const isShown = io.terminal.messages && !isQuiet;
  let shownAt = 0;
  return {
    show(done, total) {
      if (isShown && io.now() - shownAt >= EVERY_MS) {
        shownAt = io.now();
        io.say(`\r\u001B[Kchecking ${done.toLocaleString("en-US")} of ${total.toLocaleString("en-US")}`);
      }
    },
    clear() {
      if (shownAt > 0) {
        io.say("\r\u001B[K");
      }
    },
  };
}
