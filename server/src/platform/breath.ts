/** Below this nobody feels that the thread is busy, and what is shown still comes fast. */
const BUSY_MS = 10;

export interface BreathClock {
  now(): number;
  /** Resolves when what waited for the thread has had its turn. */
  turn(): Promise<void>;
}

const CLOCK: BreathClock = {
  now: () => performance.now(),
  // Twice, since messages are taken one a turn: whoever breathes last is not before the message that came meanwhile.
  turn: () => new Promise((resolve) => setImmediate(() => setImmediate(resolve))),
};

/** Tells long work when to let others have their turn: as soon as the thread has not been free for a while. */
export function createBreath({ now, turn }: BreathClock = CLOCK): () => Promise<void> | undefined {
  let free = now();
  let pause: Promise<void> | undefined;

  return () => {
    if (pause === undefined && now() - free < BUSY_MS) {
      return undefined;
    }
    pause ??= rest();
    return pause;
  };

  async function rest(): Promise<void> {
    await turn();
    free = now();
    pause = undefined;
  }
}
