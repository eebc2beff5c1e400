import assert from "node:assert/strict";
import type { HttpRequest } from "../../server/src/core/world";
import type { Outcome } from "../../server/src/platform/http";
import type { FailureExtent } from "../../server/src/platform/httpFailure";
import { withPatience } from "../../server/src/platform/patience";

const never = new AbortController().signal;
const request = (host = "one.example"): HttpRequest => ({
  source: "registry",
  method: "GET",
  url: `https://${host}/a`,
  headers: {},
  body: undefined,
});

const answered = (status: number, retryAfter?: string): Outcome => ({
  answer: { status, json: {}, bytes: 2 },
  retryAfter,
});
const failed = (reason: string, isPassing: boolean, extent: FailureExtent = "host"): Outcome => ({
  failure: { reason, isPassing, extent },
});
const RESET = failed("reset", true);
const NO_HOST = failed("no such host", false, "offline");
const HTML = failed("HTML", false);
const TOO_LARGE = failed("too large", false, "answer");
const OFFLINE = { failed: "no such host", extent: "offline" } as const;

/** Answers in turn, the last one for ever; a clock that only waiting moves, and no chance but the one that is given. */
function bench(outcomes: readonly Outcome[], random = 0.5) {
  let now = Date.UTC(2026, 0, 1);
  const waits: number[] = [];
  let sent = 0;
  const send = withPatience(async () => outcomes[Math.min(sent++, outcomes.length - 1)] ?? assert.fail(), {
    now: () => now,
    random: () => random,
    async wait(milliseconds) {
      waits.push(milliseconds);
      now += milliseconds;
    },
  });
  return {
    send,
    waits,
    sent: () => sent,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

const sound = (attempts: number) => ({ status: 200, json: {}, bytes: 2, attempts });
const refused = (status: number, attempts: number) => ({ status, json: {}, bytes: 2, attempts });

describe("patience", () => {
  const cases: readonly {
    readonly title: string;
    readonly outcomes: readonly Outcome[];
    readonly expected: unknown;
    readonly waits?: readonly number[];
    readonly random?: number;
  }[] = [
    { title: "takes an answer", outcomes: [answered(200)], expected: sound(1) },
    { title: "takes a 404", outcomes: [answered(404)], expected: refused(404, 1) },
    { title: "takes a 403", outcomes: [answered(403)], expected: refused(403, 1) },
    {
      title: "takes a 501, which says that the question is not known",
      outcomes: [answered(501)],
      expected: refused(501, 1),
    },
    { title: "tries again after a reset", outcomes: [RESET, answered(200)], expected: sound(2), waits: [400] },
    {
      title: "tries again after trouble on the other side",
      outcomes: [answered(503), answered(200)],
      expected: sound(2),
      waits: [400],
    },
    {
      title: "waits twice as long before the third try",
      outcomes: [RESET, RESET, answered(200)],
      expected: sound(3),
      waits: [400, 800],
    },
    {
      title: "waits half as long at least",
      outcomes: [RESET, RESET, answered(200)],
      expected: sound(3),
      waits: [200, 400],
      random: 0,
    },
    {
      title: "tries three times at most",
      outcomes: [RESET],
      expected: { failed: "reset", attempts: 3 },
      waits: [400, 800],
    },
    {
      title: "waits as long as it is asked to, in seconds",
      outcomes: [answered(429, "2"), answered(200)],
      expected: sound(2),
      waits: [2000],
      random: 0,
    },
    {
      title: "waits a little longer than it is asked to, each question another while",
      outcomes: [answered(429, "2"), answered(200)],
      expected: sound(2),
      waits: [2200],
    },
    {
      title: "waits as long as it is asked to, by a date",
      outcomes: [answered(503, "Thu, 01 Jan 2026 00:00:05 GMT"), answered(200)],
      expected: sound(2),
      waits: [5000],
      random: 0,
    },
    {
      title: "does not wait for a date that is past",
      outcomes: [answered(503, "Wed, 31 Dec 2025 00:00:00 GMT"), answered(200)],
      expected: sound(2),
      waits: [0],
      random: 0,
    },
    { title: "does not wait a minute", outcomes: [answered(429, "60")], expected: refused(429, 1) },
    {
      title: "does not understand nonsense, and waits a little",
      outcomes: [answered(429, "soon"), answered(200)],
      expected: sound(2),
      waits: [400],
    },
    {
      title: "does not ask again for what would come again",
      outcomes: [HTML],
      expected: { failed: "HTML", attempts: 1 },
    },
    {
      title: "says what is the answer's own fault",
      outcomes: [TOO_LARGE],
      expected: { failed: "too large", extent: "answer", attempts: 1 },
    },
    {
      title: "does not look up a host again that is not there, and says that there may be no network",
      outcomes: [NO_HOST],
      expected: { ...OFFLINE, attempts: 1 },
    },
  ];
  for (const { title, outcomes, expected, waits = [], random } of cases) {
    it(title, async () => {
      const { send, waits: waited } = bench(outcomes, random);
      assert.deepEqual(await send(request(), never), expected);
      assert.deepEqual(waited, waits);
    });
  }

  it("puts a batch again, too", async () => {
    const { send } = bench([answered(429, "1"), answered(200)]);
    assert.deepEqual(await send({ ...request(), method: "POST", body: { queries: [] } }, never), sound(2));
  });

  it("gives a host up after five failures, so that the rest need not wait for them", async () => {
    const { send, sent } = bench([NO_HOST]);
    for (let i = 0; i < 300; i++) {
      assert.deepEqual(await send(request(), never), { ...OFFLINE, attempts: i < 5 ? 1 : 0 });
    }
    assert.equal(sent(), 5);
  });

  it("counts tries, whatever they are for, and does not wait for one that will not be made", async () => {
    const { send, sent, waits } = bench([RESET]);
    await send(request(), never);
    assert.deepEqual(await send(request(), never), { failed: "reset", attempts: 2 });
    assert.deepEqual([sent(), waits], [5, [400, 800, 400]]);
  });

  it("gives up a host whose every answer is a page, or trouble", async () => {
    for (const outcome of [HTML, answered(500), answered(429)]) {
      const { send, sent } = bench([outcome]);
      for (let i = 0; i < 20; i++) {
        await send(request(), never);
      }
      assert.equal(sent(), 5);
    }
  });

  it("says of a host that is given up what it said last", async () => {
    const { send } = bench([answered(429)]);
    for (let i = 0; i < 5; i++) {
      await send(request(), never);
    }
    assert.deepEqual(await send(request(), never), { failed: "one.example: too many requests (429)", attempts: 0 });
  });

  it("looks again after ten seconds, once, and then after twice as long, up to a minute", async () => {
    const { send, sent, pass } = bench([NO_HOST]);
    const ask = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await send(request(), never);
      }
    };
    await ask(20);
    const looks: number[] = [];
    for (const seconds of [9, 1, 19, 1, 39, 1, 59, 1, 59, 1]) {
      pass(seconds * 1000);
      const before = sent();
      await ask(10);
      looks.push(sent() - before);
    }
    assert.deepEqual(looks, [0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  it("trusts the first answer", async () => {
    const { send, sent, pass } = bench([...Array<Outcome>(5).fill(NO_HOST), answered(200), NO_HOST, answered(200)]);
    for (let i = 0; i < 20; i++) {
      await send(request(), never);
    }
    pass(10_000);
    for (let i = 0; i < 3; i++) {
      await send(request(), never);
    }
    assert.equal(sent(), 8);
  });

  it("lets one question look while the others wait for what it finds", async () => {
    for (const [found, expected, total] of [
      [answered(200), sound(1), 15],
      [NO_HOST, { ...OFFLINE, attempts: 0 }, 6],
    ] as const) {
      let now = 0;
      let sent = 0;
      let answer: (outcome: Outcome) => void = () => assert.fail();
      const send = withPatience(
        () => {
          sent += 1;
          return sent === 6
            ? new Promise((resolve) => {
                answer = resolve;
              })
            : Promise.resolve(sent < 6 ? NO_HOST : answered(200));
        },
        { now: () => now, random: () => 0, wait: async () => undefined },
      );
      for (let i = 0; i < 5; i++) {
        await send(request(), never);
      }
      now = 10_000;
      const asked = Array.from({ length: 10 }, () => send(request(), never));
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(sent, 6);
      answer(found);
      assert.deepEqual((await Promise.all(asked)).slice(1), Array(9).fill(expected));
      assert.equal(sent, total);
    }
  });

  it("leaves a host alone for as long as it asks to be, from the first time on", async () => {
    const { send, sent, pass } = bench([answered(429, "60"), answered(200)]);
    await send(request(), never);
    pass(59_000);
    assert.deepEqual(await send(request(), never), { failed: "one.example: too many requests (429)", attempts: 0 });
    assert.equal(sent(), 1);
    pass(1_000);
    assert.deepEqual(await send(request(), never), sound(1));
  });

  it("does not believe a host that wants to be left alone for a year", async () => {
    const { send, pass } = bench([answered(503, "31536000"), answered(200)]);
    await send(request(), never);
    pass(60 * 60_000);
    assert.deepEqual(await send(request(), never), sound(1));
  });

  it("makes the questions of others wait where one was asked to", async () => {
    let now = 0;
    const sentAt: number[] = [];
    const send = withPatience(
      async () => {
        sentAt.push(now);
        return sentAt.length === 1 ? answered(429, "3") : answered(200);
      },
      {
        now: () => now,
        random: () => 0,
        // Whoever waits until the same moment waits at the same time.
        async wait(milliseconds) {
          const until = now + milliseconds;
          await new Promise((resolve) => setImmediate(resolve));
          now = Math.max(now, until);
        },
      },
    );
    const first = send(request(), never);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, send(request(), never), send(request(), never)]);
    assert.deepEqual(sentAt, [0, 3000, 3000, 3000]);
  });

  it("does not hold against a host what is one answer's own fault", async () => {
    const { send, sent } = bench([TOO_LARGE]);
    for (let i = 0; i < 20; i++) {
      await send(request(), never);
    }
    assert.equal(sent(), 20);
  });

  it("holds failures against that host and that source only", async () => {
    const sentTo: string[] = [];
    const send = withPatience(
      async ({ url, source }) => {
        sentTo.push(`${source} ${new URL(url).host}`);
        return url.includes("one.") && source === "registry" ? NO_HOST : answered(200);
      },
      { now: () => 0, random: () => 0, wait: async () => undefined },
    );
    for (let i = 0; i < 10; i++) {
      await send(request("one.example"), never);
      await send(request("two.example"), never);
      await send({ ...request("one.example"), source: "osv" }, never);
    }
    const count = (to: string) => sentTo.filter((one) => one === to).length;
    assert.deepEqual(
      [count("registry one.example"), count("registry two.example"), count("osv one.example")],
      [5, 10, 10],
    );
  });

  it("stops waiting when the caller does", async () => {
    const controller = new AbortController();
    const reason = new Error("the next keystroke");
    const send = withPatience(async () => RESET, {
      now: () => 0,
      random: () => 0,
      async wait(_, abort) {
        controller.abort(reason);
        abort.throwIfAborted();
      },
    });
    await assert.rejects(send(request(), controller.signal), reason);
  });
});
