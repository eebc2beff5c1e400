import assert from "node:assert/strict";
import { watchOutages } from "../../server/src/core/outages";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";

const never = new AbortController().signal;
const request = (source: HttpRequest["source"], host = "one.example"): HttpRequest => ({
  source,
  method: "GET",
  url: `https://${host}/a`,
  headers: {},
  body: undefined,
});
const status = (code: number): HttpAnswer => ({ status: code, json: {}, bytes: 2 });
const REFUSED: HttpAnswer = { failed: "one.example: connection refused" };

/** Each question is answered when the test says so; the clock moves by hand. */
function bench() {
  let now = 1000;
  const open: ((answer: HttpAnswer) => void)[] = [];
  const watch = watchOutages({ now: () => now, send: () => new Promise((resolve) => void open.push(resolve)) });
  return {
    watch,
    pass(milliseconds: number) {
      now += milliseconds;
    },
    ask: (source: HttpRequest["source"] = "osv", host?: string) => {
      const answer = watch.send(request(source, host), never);
      const say = open.at(-1);
      return async (said: HttpAnswer) => {
        say?.(said);
        await answer;
      };
    },
  };
}

describe("an outage", () => {
  it("begins with the first question that gets no answer, and tells the last reason", async () => {
    const { watch, ask, pass } = bench();
    assert.deepEqual(watch.outages(), []);
    await ask()(REFUSED);
    pass(500);
    await ask()(status(503));
    assert.deepEqual(watch.outages(), [
      {
        id: "osv",
        host: "one.example",
        since: 1000,
        reason: "one.example: trouble on its side (503)",
        looksOffline: false,
      },
    ]);
  });

  const answers: readonly (readonly [title: string, answer: HttpAnswer, isOutage: boolean])[] = [
    ["an answer", status(200), false],
    ["what has not changed", status(304), false],
    ["there is none", status(404), false],
    ["a question that is not known", status(501), false],
    ["an answer that is too large", { failed: "too large", extent: "answer" }, false],
    ["a refusal", status(403), true],
    ["too many requests", status(429), true],
    ["trouble", status(500), true],
    ["silence", { failed: "timed out" }, true],
  ];
  for (const [title, answer, isOutage] of answers) {
    it(`is ${isOutage ? "" : "not "}what ${title} makes`, async () => {
      const { watch, ask } = bench();
      await ask()(answer);
      assert.equal(watch.outages().length === 1, isOutage);
    });
    if (!isOutage) {
      it(`is over with ${title}`, async () => {
        const { watch, ask } = bench();
        await ask()(REFUSED);
        await ask()(answer);
        assert.deepEqual(watch.outages(), []);
      });
    }
  }

  it("is of one source at one host", async () => {
    const { watch, ask } = bench();
    await ask("registry", "one.example")(REFUSED);
    await ask("registry", "two.example")(status(200));
    await ask("attestations", "one.example")(status(200));
    assert.deepEqual(
      watch.outages().map(({ id, host }) => `${id} ${host}`),
      ["registry one.example"],
    );
  });

  it("is not begun by a question that is given up after later ones were answered", async () => {
    const { watch, ask } = bench();
    const slow = ask();
    await ask()(status(200));
    await slow({ failed: "timed out" });
    assert.deepEqual(watch.outages(), []);
  });

  describe("looks like no network", () => {
    const gone = (host: string): HttpAnswer => ({ failed: `${host}: no such host`, extent: "offline" });
    const cases: readonly (readonly [title: string, said: readonly (readonly [string, HttpAnswer])[], boolean])[] = [
      [
        "where no host can be found",
        [
          ["one", gone("one")],
          ["two", gone("two")],
        ],
        true,
      ],
      [
        "where none can be found any more",
        [
          ["one", status(200)],
          ["one", gone("one")],
          ["two", gone("two")],
        ],
        true,
      ],
      [
        "where one that was there before has not been asked since",
        [
          ["three", status(200)],
          ["one", gone("one")],
          ["two", gone("two")],
        ],
        true,
      ],
      ["not where one host alone is missing", [["one", gone("one")]], false],
      [
        "not where another is there",
        [
          ["one", gone("one")],
          ["two", gone("two")],
          ["three", status(200)],
        ],
        false,
      ],
      [
        "not where a host is there and refuses",
        [
          ["one", gone("one")],
          ["two", gone("two")],
          ["three", REFUSED],
        ],
        false,
      ],
      ["not where all is well", [["one", status(200)]], false],
      [
        "not where it is back",
        [
          ["one", gone("one")],
          ["two", gone("two")],
          ["two", status(200)],
        ],
        false,
      ],
    ];
    for (const [title, said, expected] of cases) {
      it(title, async () => {
        const { watch, ask } = bench();
        for (const [host, answer] of said) {
          await ask("osv", `${host}.example`)(answer);
        }
        assert.equal(watch.isOffline(), expected);
      });
    }
  });
});
