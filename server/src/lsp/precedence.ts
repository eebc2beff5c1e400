import { withResolver } from "./withResolver";

/**
 * Who goes first: what somebody waits for. Work that nobody waits for ends when that begins, so that neither the thread nor
 * the questions that it has not put yet stand in the way, and is taken up again from what was answered by then.
 */
export interface Precedence {
  /** Somebody waits for this work, until it has ended well or badly. */
  during<T>(work: Promise<T>): Promise<T>;
  readonly isTaken: boolean;
  /** Resolves when nobody waits for anything. */
  free(): Promise<void>;
  /** Comes as soon as somebody waits again. */
  taken(): AbortSignal;
}

export function createPrecedence(): Precedence {
  let waiting = 0;
  let next = new AbortController();
  let over = withResolver();

  return {
    during(work) {
      waiting += 1;
      if (waiting === 1) {
        over = withResolver();
        next.abort();
        next = new AbortController();
      }
      // The very promise is given back: whoever waits hears of its end no later than without us.
      work.then(end, end);
      return work;
    },
    get isTaken() {
      return waiting > 0;
    },
    async free() {
      while (waiting > 0) {
        await over.promise;
      }
    },
    taken: () => next.signal,
  };

  function end(): void {
    waiting -= 1;
    if (waiting === 0) {
      over.resolve();
    }
  }
}
