/** Thrown where a task waited for its turn so long that nobody wants its result any more. */
export class AbandonedError extends Error {
  override readonly name = "AbandonedError";
}

export interface Limit {
  /** Runs a task when it is its turn; `isWanted` is asked then, and not again once the task has begun. */
  run<T>(key: string, isWanted: () => boolean, task: () => Promise<T>): Promise<T>;
  /** How many may run at once from now on. */
  resize(count: number): void;
  /** Lets the task with this key, waiting or still to come, go before all others, until the answer is called. */
  hurry(key: string): () => void;
}

interface Waiter {
  start: (() => void) | undefined;
}

/** Lets at most `count` tasks run at once: first those that somebody is in a hurry for, then first come, first served. */
export function createLimit(count: number): Limit {
  let most = count;
  const urgent: Waiter[] = [];
  const usual: Waiter[] = [];
  const byKey = new Map<string, Waiter>();
  const hurried = new Map<string, number>();
  let running = 0;

  return {
    async run(key, isWanted, task) {
      if (running < most) {
        running += 1;
      } else {
        await turn(key);
      }
      try {
        if (!isWanted()) {
          throw new AbandonedError("nobody waits for this any more");
        }
        return await task();
      } finally {
        next();
      }
    },

    resize(count) {
      most = count;
      while (running < most && start()) {
        running += 1;
      }
    },

    hurry(key) {
      hurried.set(key, (hurried.get(key) ?? 0) + 1);
      const waiter = byKey.get(key);
      if (waiter !== undefined) {
        urgent.push(waiter);
      }
      return () => {
        const left = (hurried.get(key) ?? 1) - 1;
        if (left > 0) {
          hurried.set(key, left);
        } else {
          hurried.delete(key);
        }
      };
    },
  };

  function turn(key: string): Promise<void> {
    return new Promise((resolve) => {
      const waiter: Waiter = {
        start() {
          waiter.start = undefined;
          if (byKey.get(key) === waiter) {
            byKey.delete(key);
          }
          resolve();
        },
      };
      byKey.set(key, waiter);
      (hurried.has(key) ? urgent : usual).push(waiter);
    });
  }

  function next(): void {
    running -= 1;
    if (running < most && start()) {
      running += 1;
    }
  }

  /** Lets the next one go. Who went before its turn stands in the other line, too, and is passed over there. */
  function start(): boolean {
    for (let waiter = urgent.shift() ?? usual.shift(); waiter !== undefined; waiter = urgent.shift() ?? usual.shift()) {
      if (waiter.start !== undefined) {
        waiter.start();
        return true;
      }
    }
    return false;
  }
}
