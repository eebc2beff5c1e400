/** Thrown where a task waited for its turn so long that nobody wants its result any more. */
export class AbandonedError extends Error {
  override readonly name = "AbandonedError";
}

/** Runs a task when it is its turn; `isWanted` is asked then, and not again once the task has begun. */
export type Limit = <T>(isWanted: () => boolean, task: () => Promise<T>) => Promise<T>;

/** Lets at most `count` tasks run at once, first come, first served. */
export function createLimit(count: number): Limit {
  const waiting: (() => void)[] = [];
  let running = 0;

  return async (isWanted, task) => {
    if (running < count) {
      running += 1;
    } else {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    }
    try {
      if (!isWanted()) {
        throw new AbandonedError("nobody waits for this any more");
      }
      return await task();
    } finally {
      const next = waiting.shift();
      if (next === undefined) {
        running -= 1;
      } else {
        next();
      }
    }
  };
}
