import assert from "node:assert/strict";
import { untilAborted } from "../../server/src/core/untilAborted";

describe("a wait for shared work", () => {
  it("ends with the work, well or badly", async () => {
    const { signal } = new AbortController();
    assert.equal(await untilAborted(Promise.resolve(1), signal), 1);
    const error = new Error("no");
    await assert.rejects(untilAborted(Promise.reject(error), signal), error);
  });

  it("ends for all that wait under one signal when that comes, and for nobody under another", async () => {
    const [own, other] = [new AbortController(), new AbortController()];
    const work = Promise.withResolvers<number>();
    const waits = [untilAborted(work.promise, own.signal), untilAborted(work.promise, own.signal)];
    const patient = untilAborted(work.promise, other.signal);
    own.abort(new Error("a newer text"));
    for (const wait of waits) {
      await assert.rejects(wait, /a newer text/);
    }
    work.resolve(2);
    assert.equal(await patient, 2);
  });

  it("begins anew under a signal that others have waited under before", async () => {
    const { signal, abort } = controller();
    await untilAborted(Promise.resolve(), signal);
    const wait = untilAborted(new Promise(() => undefined), signal);
    abort();
    await assert.rejects(wait, { name: "AbortError" });
    await assert.rejects(untilAborted(new Promise(() => undefined), signal), { name: "AbortError" });
  });

  it("leaves one listener at the signal while there are many, and none afterwards", async () => {
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (type: string, listener: () => void) => {
      listeners += 1;
      add(type, listener);
    };
    signal.removeEventListener = (type: string, listener: () => void) => {
      listeners -= 1;
      remove(type, listener);
    };
    const work = Promise.withResolvers<void>();
    const waits = Array.from({ length: 100 }, () => untilAborted(work.promise, signal));
    assert.equal(listeners, 1);
    work.resolve();
    await Promise.all(waits);
    assert.equal(listeners, 0);
  });
});

function controller(): { readonly signal: AbortSignal; abort(): void } {
  const own = new AbortController();
  return { signal: own.signal, abort: () => own.abort() };
}
