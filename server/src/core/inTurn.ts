import type { Steps } from "./steps";
import type { World } from "./world";

/** Lets others have their turn where it is time for that, and ends with `abort.reason` where nobody waits any more. */
export async function giveWay({ breathe }: Pick<World, "breathe">, abort: AbortSignal): Promise<void> {
  const pause = breathe();
  if (pause !== undefined) {
    await pause;
    abort.throwIfAborted();
  }
}

/** Does the same for each item, in order, and gives way in between: thousands of them stop nobody for long. */
export async function eachInTurn<T>(
  items: Iterable<T>,
  run: (item: T) => void,
  { breathe }: Pick<World, "breathe">,
  abort: AbortSignal,
): Promise<void> {
  for (const item of items) {
    const pause = breathe();
    if (pause !== undefined) {
      await pause;
      abort.throwIfAborted();
    }
    run(item);
  }
}

/** Does work that has parts, and gives way between them. */
export async function stepsInTurn<Result>(steps: Steps<Result>, { breathe }: Pick<World, "breathe">): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) {
      return step.value;
    }
    await breathe();
  }
}
