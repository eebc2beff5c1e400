import assert from "node:assert/strict";
import { type Ask, type CacheOptions, cached } from "../../server/src/core/lookup/cached";
import { createLimit } from "../../server/src/core/lookup/limit";
import type { Lookup } from "../../server/src/core/model";

const MINUTE = 60_000;
const never = new AbortController().signal;

/** A source whose answers are given by hand, and a clock that stands still until it is moved. */
function bench(differs: Partial<CacheOptions<string>> = {}) {
  let now = 1_000_000;
  const questions: { readonly keys: readonly string[]; answer(lookup: Lookup<string> | Error): void }[] = [];
  const ask: Ask<string> = (keys) =>
    new Promise((resolve, reject) => {
      questions.push({
        keys,
        answer: (lookup) =>
          lookup instanceof Error ? reject(lookup) : resolve(new Map(keys.map((key) => [key, lookup]))),
      });
    });
  const cache = cached(ask, {
    now: () => now,
    batchSize: 1,
    freshForMs: () => 5 * MINUTE,
    usableForMs: () => 60 * MINUTE,
    maxWeight: 100,
    weigh: () => 1,
    ...differs,
  });
  return {
    cache,
    questions,
    found: (value: string): Lookup<string> => ({ status: "found", value, asOf: now }),
    pass: (ms: number) => {
      now += ms;
    },
    one: async (key: string, abort = never) => (await cache.ask([key], abort)).get(key),
    /** Lets what was started run up to the source. */
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

const DOWN: Lookup<string> = { status: "unavailable", reason: "down" };

describe("a cached question", () => {
  it("is put once while it is under way, however many wait", async () => {
    const { one, questions, found, settle, cache } = bench();
    const waiting = [one("a"), one("a"), one("a")];
    await settle();
    assert.equal(questions.length, 1);
    questions[0]?.answer(found("yes"));
    const answers = await Promise.all(waiting);
    assert.deepEqual(answers, [found("yes"), found("yes"), found("yes")]);
    assert.equal(cache.hits(), 0);
  });

  it("is put again once the answer is no longer fresh", async () => {
    const { one, questions, found, pass, settle, cache } = bench();
    const first = one("a");
    await settle();
    questions[0]?.answer(found("old"));
    await first;
    pass(5 * MINUTE - 1);
    assert.deepEqual(await one("a"), await first);
    assert.equal(cache.hits(), 1);
    pass(1);
    const second = one("a");
    await settle();
    questions[1]?.answer(found("new"));
    assert.deepEqual(await second, found("new"));
    assert.equal(questions.length, 2);
  });

  it("gives what was known, with its age, while the source is down and that is usable", async () => {
    const { one, questions, found, pass, settle } = bench();
    const first = one("a");
    await settle();
    questions[0]?.answer(found("known"));
    const known = await first;
    pass(30 * MINUTE);
    const second = one("a");
    await settle();
    questions[1]?.answer(DOWN);
    assert.deepEqual(await second, known);
    pass(30 * MINUTE);
    const third = one("a");
    await settle();
    questions[2]?.answer(DOWN);
    assert.deepEqual(await third, DOWN);
  });

  it("never keeps that a source was down", async () => {
    const { one, questions, settle, cache } = bench();
    const first = one("a");
    await settle();
    questions[0]?.answer(DOWN);
    assert.deepEqual(await first, DOWN);
    assert.equal((await cache.recall(["a"], never)).get("a"), undefined);
    const second = one("a");
    await settle();
    assert.equal(questions.length, 2);
    questions[1]?.answer(DOWN);
    await second;
  });

  it("does not take an answer from the future for fresh", async () => {
    const { one, questions, found, pass, settle } = bench();
    const first = one("a");
    await settle();
    questions[0]?.answer(found("before the clock was set back"));
    await first;
    pass(-MINUTE);
    const second = one("a");
    await settle();
    assert.equal(questions.length, 2);
    questions[1]?.answer(found("now"));
    await second;
  });

  it("ends the wait of whoever aborts, and nobody else's", async () => {
    const { one, questions, found, settle } = bench();
    const controller = new AbortController();
    const mine = one("a", controller.signal);
    const theirs = one("a");
    await settle();
    const reason = new Error("typing goes on");
    controller.abort(reason);
    await assert.rejects(mine, reason);
    questions[0]?.answer(found("yes"));
    assert.equal((await theirs)?.status, "found");
    assert.equal(questions.length, 1);
  });

  it("runs on for the next who asks when all who waited are gone", async () => {
    const { one, questions, found, settle } = bench();
    const controller = new AbortController();
    const first = one("a", controller.signal);
    await settle();
    controller.abort();
    await assert.rejects(first);
    const second = one("a");
    await settle();
    assert.equal(questions.length, 1);
    questions[0]?.answer(found("yes"));
    assert.equal((await second)?.status, "found");
  });

  it("is not put at all for a caller that has already aborted", async () => {
    const { one, questions, settle } = bench();
    await assert.rejects(one("a", AbortSignal.abort(new Error("gone"))), /gone/);
    await settle();
    assert.equal(questions.length, 0);
  });

  it("is put in batches, each key once, over questions that overlap", async () => {
    const { cache, questions, found, settle } = bench({ batchSize: 2 });
    const first = cache.ask(["a", "b", "c", "a"], never);
    const second = cache.ask(["c", "d"], never);
    await settle();
    assert.deepEqual(
      questions.map(({ keys }) => keys),
      [["a", "b"], ["c"], ["d"]],
    );
    for (const question of questions) {
      question.answer(found(question.keys.join("")));
    }
    assert.deepEqual([...(await first).keys()].sort(), ["a", "b", "c"]);
    assert.deepEqual([...(await second).keys()].sort(), ["c", "d"]);
  });

  it("answers a key that the source left out as unavailable", async () => {
    const silent = cached<string>(async () => new Map(), {
      now: () => 0,
      batchSize: 9,
      freshForMs: () => 1,
      usableForMs: () => 1,
      maxWeight: 9,
      weigh: () => 1,
    });
    assert.equal((await silent.ask(["a"], never)).get("a")?.status, "unavailable");
  });

  it("passes a bug on to all who wait, and forgets the question", async () => {
    const { one, questions, found, settle } = bench();
    const waiting = [one("a"), one("a")];
    await settle();
    questions[0]?.answer(new TypeError("a bug"));
    for (const each of waiting) {
      await assert.rejects(each, /a bug/);
    }
    const again = one("a");
    await settle();
    questions[1]?.answer(found("yes"));
    assert.equal((await again)?.status, "found");
  });

  it("forgets the oldest answers beyond its weight", async () => {
    const { cache, questions, found, settle } = bench({ maxWeight: 2 });
    for (const key of ["a", "b", "c"]) {
      const answer = cache.ask([key], never);
      await settle();
      questions.at(-1)?.answer(found(key));
      await answer;
    }
    assert.equal((await cache.recall(["a"], never)).get("a"), undefined);
    assert.equal((await cache.recall(["c"], never)).get("c")?.status, "found");
  });
});

describe("a cached question behind a limit", () => {
  it("is dropped while it queues if nobody waits any more, and asked again for the next", async () => {
    const limit = createLimit(1);
    const sent: string[] = [];
    let finish: () => void = () => undefined;
    const cache = cached<string>(
      async ([key = ""], isWanted) =>
        limit.run(key, isWanted, async () => {
          sent.push(key);
          await new Promise<void>((resolve) => {
            finish = resolve;
          });
          return new Map([[key, { status: "found", value: key, asOf: 0 }]]);
        }),
      { now: () => 0, batchSize: 1, freshForMs: () => 1, usableForMs: () => 1, maxWeight: 9, weigh: () => 1 },
    );
    const settle = () => new Promise((resolve) => setImmediate(resolve));
    const controller = new AbortController();
    const busy = cache.ask(["busy"], never);
    const dropped = cache.ask(["dropped"], controller.signal);
    await settle();
    controller.abort();
    await assert.rejects(dropped);
    finish();
    await busy;
    await settle();
    assert.deepEqual(sent, ["busy"]);
    const wanted = cache.ask(["dropped"], never);
    await settle();
    finish();
    assert.equal((await wanted).get("dropped")?.status, "found");
    assert.deepEqual(sent, ["busy", "dropped"]);
  });

  it("lets no more run at once than it says, in the order they came", async () => {
    const limit = createLimit(2);
    const running: number[] = [];
    let most = 0;
    const order: number[] = [];
    await Promise.all(
      [1, 2, 3, 4, 5].map((id) =>
        limit.run(
          String(id),
          () => true,
          async () => {
            running.push(id);
            order.push(id);
            most = Math.max(most, running.length);
            await new Promise((resolve) => setImmediate(resolve));
            running.splice(running.indexOf(id), 1);
          },
        ),
      ),
    );
    assert.equal(most, 2);
    assert.deepEqual(order, [1, 2, 3, 4, 5]);
  });

  it("gives a failed task's turn to the next", async () => {
    const limit = createLimit(1);
    await assert.rejects(
      limit.run(
        "first",
        () => true,
        async () => {
          throw new Error("failed");
        },
      ),
    );
    assert.equal(
      await limit.run(
        "second",
        () => true,
        async () => "next",
      ),
      "next",
    );
  });
});
