import type { Pauses } from "./workspaceDoor";

/** How long a question waits to be answered whole, before it is answered with what is known. */
const PATIENCE_MS = 25;

/** In front of a person; tests decide it themselves. */
export const PAUSES: Pauses = {
  quiet: () => pause(1000),
  long: () => pause(1000),
  breath: () => pause(250),
  settle: () => pause(250),
  again: () => pause(60 * 60 * 1000),
};

/** Not to the millisecond: those who lost a source together do not come back to it together. */
export async function waitAbout(milliseconds: number, abort: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds * (0.75 + Math.random() / 2));
    abort.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  abort.throwIfAborted();
}

export function waitShortly(): Promise<void> {
  return pause(PATIENCE_MS);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
