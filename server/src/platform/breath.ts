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

/**
 * Tells long work when to let others have their turn: as soon as the thread has not been free for a while. Of several that
 * wait, each goes on in a turn of its own, the longest waiting first.
 */
export function createBreath({ now, turn }: BreathClock = CLOCK): () => Promise<void> | undefined {
  const waiting: (() => void)[] = [];
  let free = now();

  return () => {
    if (now() - free < BUSY_MS) {
      return undefined;
    }
    return new Promise((resolve) => {
      waiting.push(resolve);
      if (waiting.length === 1) {
        void serve();
      }
    });
  };

  async function serve(): Promise<void> {
    while (waiting.length > 0) {
      await turn();
      free = now();
      waiting.shift()?.();
    }
  }
}
