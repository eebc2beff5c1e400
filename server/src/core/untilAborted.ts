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
    abort.addEventListener("abort", stop, { once: true });
    work.then(resolve, reject).finally(() => abort.removeEventListener("abort", stop));
  });
}
