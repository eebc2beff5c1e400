/** Long work in parts: each `yield` is a place where others may have their turn; see `inTurn.ts`. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

/** Does it in one go, where nobody else waits. */
export function inOneGo<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
  }
}
