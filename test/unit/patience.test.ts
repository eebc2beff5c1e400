import assert from "node:assert/strict";
import type { HttpRequest } from "../../server/src/core/world";
import type { Outcome } from "../../server/src/platform/http";
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
const failed = (reason: string, isPassing: boolean, isUnreachable: boolean): Outcome => ({
  failure: { reason, isPassing, isUnreachable },
});
const RESET = failed("reset", true, false);
const REFUSED = failed("refused", true, true);
const NO_HOST = failed("no such host", false, true);
const HTML = failed("HTML", false, false);

/** Answers in turn, the last one for ever; a clock that only waiting moves. */
function bench(...outcomes: readonly Outcome[]) {
  let now = Date.UTC(2026, 0, 1);
  const waits: number[] = [];
  let sent = 0;
  const send = withPatience(async () => outcomes[Math.min(sent++, outcomes.length - 1)] ?? assert.fail(), {
    now: () => now,
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

describe("patience", () => {
  const cases: readonly {
    readonly title: string;
    readonly outcomes: readonly Outcome[];
    readonly expected: unknown;
    readonly waits?: readonly number[];
  }[] = [
    { title: "takes an answer", outcomes: [answered(200)], expected: { status: 200, json: {}, bytes: 2, attempts: 1 } },
    { title: "takes a 404", outcomes: [answered(404)], expected: { status: 404, json: {}, bytes: 2, attempts: 1 } },
    { title: "takes a 403", outcomes: [answered(403)], expected: { status: 403, json: {}, bytes: 2, attempts: 1 } },
    {
      title: "tries again after a reset",
      outcomes: [RESET, answered(200)],
      expected: { status: 200, json: {}, bytes: 2, attempts: 2 },
      waits: [400],
    },
    {
      title: "tries again after trouble on the other side",
      outcomes: [answered(503), answered(200)],
      expected: { status: 200, json: {}, bytes: 2, attempts: 2 },
      waits: [400],
    },
    {
      title: "waits as long as it is asked to, in seconds",
      outcomes: [answered(429, "2"), answered(200)],
      expected: { status: 200, json: {}, bytes: 2, attempts: 2 },
      waits: [2000],
    },
    {
      title: "waits as long as it is asked to, by a date",
      outcomes: [answered(503, "Thu, 01 Jan 2026 00:00:05 GMT"), answered(200)],
      expected: { status: 200, json: {}, bytes: 2, attempts: 2 },
      waits: [5000],
    },
    {
      title: "does not wait for a date that is past",
      outcomes: [answered(503, "Wed, 31 Dec 2025 00:00:00 GMT"), answered(200)],
      expected: { status: 200, json: {}, bytes: 2, attempts: 2 },
      waits: [0],
    },
    {
      title: "does not wait a minute",
      outcomes: [answered(429, "60")],
      expected: { status: 429, json: {}, bytes: 2, attempts: 1 },
    },
    {
      title: "does not understand nonsense, and waits a little",
      outcomes: [answered(429, "soon"), answered(200)],
      expected: { status: 200, json: {}, bytes: 2, attempts: 2 },
      waits: [400],
    },
    {
      title: "tries twice at most",
      outcomes: [RESET],
      expected: { failed: "reset", attempts: 2 },
      waits: [400],
    },
    {
      title: "does not ask again for what would come again",
      outcomes: [HTML],
      expected: { failed: "HTML", attempts: 1 },
    },
    {
      title: "does not look up a host again that is not there",
      outcomes: [NO_HOST],
      expected: { failed: "no such host", attempts: 1 },
    },
  ];
  for (const { title, outcomes, expected, waits = [] } of cases) {
    it(title, async () => {
      const { send, waits: waited } = bench(...outcomes);
      assert.deepEqual(await send(request(), never), expected);
      assert.deepEqual(waited, waits);
    });
  }

  it("gives a host up after five failures, so that the rest need not wait for them", async () => {
    const { send, sent } = bench(NO_HOST);
    for (let i = 0; i < 300; i++) {
      const expected = { failed: "no such host", attempts: i < 5 ? 1 : 0 };
      assert.deepEqual(await send(request(), never), expected);
    }
    assert.equal(sent(), 5);
  });

  it("does not try a second time once a host is given up", async () => {
    const { send, sent } = bench(REFUSED);
    for (let i = 0; i < 5; i++) {
      await send(request(), never);
    }
    assert.equal(sent(), 5);
  });

  it("looks again after half a minute, once, and trusts the first answer", async () => {
    const { send, sent, pass } = bench(...Array<Outcome>(6).fill(NO_HOST), answered(200), NO_HOST, answered(200));
    for (let i = 0; i < 20; i++) {
      await send(request(), never);
    }
    assert.equal(sent(), 5);
    pass(30_000);
    await send(request(), never);
    await send(request(), never);
    assert.equal(sent(), 6);
    pass(30_000);
    for (let i = 0; i < 3; i++) {
      await send(request(), never);
    }
    assert.equal(sent(), 9);
  });

  it("does not hold against a host what came from it", async () => {
    const { send, sent } = bench(HTML);
    for (let i = 0; i < 20; i++) {
      await send(request(), never);
    }
    assert.equal(sent(), 20);
  });

  it("holds a host's failures against that host only", async () => {
    const sentTo: string[] = [];
    const send = withPatience(
      async ({ url }) => {
        sentTo.push(new URL(url).host);
        return url.includes("one.") ? NO_HOST : answered(200);
      },
      { now: () => 0, wait: async () => undefined },
    );
    for (let i = 0; i < 10; i++) {
      await send(request("one.example"), never);
      await send(request("two.example"), never);
    }
    assert.equal(sentTo.filter((host) => host === "one.example").length, 5);
    assert.equal(sentTo.filter((host) => host === "two.example").length, 10);
  });

  it("stops waiting when the caller does", async () => {
    const controller = new AbortController();
    const reason = new Error("the next keystroke");
    const send = withPatience(async () => RESET, {
      now: () => 0,
      async wait(_, abort) {
        controller.abort(reason);
        abort.throwIfAborted();
      },
    });
    await assert.rejects(send(request(), controller.signal), reason);
  });
});
