/**
 * Waits for shared work until it is done or the caller's abort ends the wait, with `abort.reason`. The work itself goes on:
 * others may wait for it too, and where nobody does any more, that it ends badly is nobody's surprise.
 */
export function untilAborted<T>(work: Promise<T>, abort: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const stop = () => reject(abort.reason);
    if (abort.aborted) {
      // Nobody waits for it any more; that it ends badly is nobody's surprise.
      work.catch(() => undefined);
      stop();
      return;
    }
    const forget = whenAborted(abort, stop);
    work.then(
      (value) => {
        forget();
        resolve(value);
      },
      (error: unknown) => {
        forget();
        reject(error);
      },
    );
  });
}

interface Stops {
  readonly all: Set<() => void>;
  readonly run: () => void;
}

const waiting = new WeakMap<AbortSignal, Stops>();

/**
 * One listener for all that wait under the same signal: each that is added to a signal is compared with all before it, and
 * the questions about a project are thousands. What is given back ends the wait.
 */
function whenAborted(abort: AbortSignal, stop: () => void): () => void {
  const stops = waiting.get(abort) ?? begin(abort);
  stops.all.add(stop);
  return () => {
    stops.all.delete(stop);
    if (stops.all.size === 0) {
      abort.removeEventListener("abort", stops.run);
      waiting.delete(abort);
    }
  };
}

function begin(abort: AbortSignal): Stops {
  const all = new Set<() => void>();
  const run = () => {
    for (const stop of all) {
      stop();
    }
  };
  const stops = { all, run };
  abort.addEventListener("abort", run, { once: true });
  waiting.set(abort, stops);
  return stops;
}
