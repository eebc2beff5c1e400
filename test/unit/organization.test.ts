import assert from "node:assert/strict";
import { createOrganization, type KeptPolicy, type PolicyKeeper } from "../../server/src/core/policy/organization";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { fakeWorld, NOW, ok } from "../support/world";

const ADDRESS = "https://policies.example/custody.json";
const STRICT = { levels: { deprecated: "error" } };
const KEPT: KeptPolicy = {
  text: '{"levels":{"deprecated":"warning"}}',
  validator: '"v1"',
  asOf: Date.UTC(2026, 0, 30),
};

function open(source: string, answer: (request: HttpRequest) => HttpAnswer, kept?: KeptPolicy, files = {}) {
  let now = NOW;
  let stored = kept;
  const sent: HttpRequest[] = [];
  const world = fakeWorld({
    files,
    now: () => now,
    answer: (request) => {
      sent.push(request);
      return answer(request);
    },
  });
  const keeper: PolicyKeeper = {
    read: async () => stored,
    write: (_, policy) => {
      stored = policy;
    },
  };
  return {
    reader: createOrganization(source, world, keeper),
    sent,
    kept: () => stored,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

const refuse = (): HttpAnswer => assert.fail("nobody is to be asked");

describe("the policy of an organisation", () => {
  const places: readonly { title: string; source: string; text?: string; level?: string; notice?: RegExp }[] = [
    { title: "is read from a file", source: "/etc/custody.json", text: JSON.stringify(STRICT), level: "error" },
    {
      title: "is read from a file of Windows",
      source: "C:\\custody.json",
      text: JSON.stringify(STRICT),
      level: "error",
    },
    {
      title: "is not known where there is no such file",
      source: "/etc/custody.json",
      notice: /\/etc\/custody\.json, could not be read: there is no such file.*strict defaults hold/,
    },
    {
      title: "is not known where the file is no JSON",
      source: "/etc/custody.json",
      text: '{"levels": {',
      notice: /not one JSON object/,
    },
    {
      title: "is not known where it is named by a relative path",
      source: "custody.json",
      notice: /absolute path, or an https address/,
    },
    {
      title: "is not asked for over plain http",
      source: "http://policies.example/custody.json",
      notice: /https address/,
    },
    {
      title: "is not asked for with a password, and that is not shown",
      source: "https://ann:secret@policies.example/",
      notice: /^(?!.*secret).*https address without a password/,
    },
    {
      title: "counts as far as it can be read, and the rest is said",
      source: "/etc/custody.json",
      text: '{"levels": {"deprecated": "error"}, "mayLosen": []}',
      level: "error",
      notice: /not applied as a whole: .*"mayLosen"/,
    },
    {
      title: "may leave only some keys to repositories",
      source: "/etc/custody.json",
      text: '{"mayLoosen": ["levels", "privateScopes"]}',
      notice: /"mayLoosen" should be a list of .*"privateScopes"/,
    },
  ];
  for (const { title, source, text, level, notice = /^$/ } of places) {
    it(title, async () => {
      const { reader } = open(source, refuse, undefined, text === undefined ? {} : { [source]: text });
      const found = await reader.latest(false);
      assert.equal(found.policy?.levels.deprecated, level);
      assert.match(found.notice ?? "", notice);
    });
  }

  const answers: readonly {
    title: string;
    answer: HttpAnswer;
    kept?: KeptPolicy;
    /** The level of `deprecated`; undefined: the policy is not known. */
    level: string | undefined;
    notice?: RegExp;
    keeps?: string;
  }[] = [
    { title: "is fetched and kept", answer: { ...ok(STRICT), validator: '"v2"' }, level: "error", keeps: '"v2"' },
    {
      title: "is fetched instead of the one that was kept",
      answer: { ...ok(STRICT), validator: '"v2"' },
      kept: KEPT,
      level: "error",
      keeps: '"v2"',
    },
    {
      title: "holds where it is unchanged",
      answer: { status: 304, json: undefined, bytes: 0 },
      kept: KEPT,
      level: "warning",
      keeps: '"v1"',
    },
    {
      title: "is the kept one where nobody answers",
      answer: { failed: "policies.example: took longer than 15 s" },
      kept: KEPT,
      level: "warning",
      notice: /took longer than 15 s\. The one of 2026-01-30 holds/,
      keeps: '"v1"',
    },
    {
      title: "is the kept one where it is gone",
      answer: { status: 404, json: undefined, bytes: 0 },
      kept: KEPT,
      level: "warning",
      notice: /answered 404.*holds/,
      keeps: '"v1"',
    },
    {
      title: "is the kept one where the answer is something else",
      answer: ok(["levels"]),
      kept: KEPT,
      level: "warning",
      notice: /not one JSON object.*holds/,
      keeps: '"v1"',
    },
    {
      title: "is not known where nobody answers and none was kept",
      answer: { failed: "policies.example: refused the connection" },
      level: undefined,
      notice: /refused the connection.*strict defaults hold/,
    },
    {
      title: "is not known where access is refused and none was kept",
      answer: { status: 403, json: undefined, bytes: 0 },
      level: undefined,
      notice: /access refused \(403\)/,
    },
    {
      title: "is not known where 304 is answered to a plain question",
      answer: { status: 304, json: undefined, bytes: 0 },
      level: undefined,
      notice: /answered 304/,
    },
  ];
  for (const { title, answer, kept, level, notice = /^$/, keeps } of answers) {
    it(title, async () => {
      const { reader, sent, kept: stored } = open(ADDRESS, () => answer, kept);
      const found = await reader.confirmed(false);
      assert.equal(found.policy?.levels.deprecated, level);
      assert.match(found.notice ?? "", notice);
      assert.equal(stored()?.validator, keeps);
      assert.deepEqual(
        sent.map(({ method, url, source, headers }) => [method, url, source, headers["if-none-match"]]),
        [["GET", ADDRESS, "policy", kept?.validator]],
      );
    });
  }

  it("holds at once where one was kept, and is asked for again behind that", async () => {
    const { reader, sent, pass } = open(ADDRESS, () => ok(STRICT), KEPT);
    assert.equal((await reader.latest(false)).policy?.levels.deprecated, "warning");
    assert.equal(sent.length, 1);
    await reader.confirmed(false);
    assert.equal((await reader.latest(false)).policy?.levels.deprecated, "error");
    pass(9 * 60_000);
    await reader.latest(false);
    assert.equal(sent.length, 1, "ten minutes have not passed");
    pass(2 * 60_000);
    await reader.latest(false);
    assert.equal(sent.length, 2);
  });

  it("is the same object while its text is the same, since verdicts are remembered by it", async () => {
    const { reader } = open(ADDRESS, () => ok(STRICT));
    const first = await reader.confirmed(false);
    assert.equal((await reader.confirmed(false)).policy, first.policy);
    assert.equal((await reader.latest(false)).policy, first.policy);
  });

  it("is the kept one while offline, and nobody is asked", async () => {
    assert.equal((await open(ADDRESS, refuse, KEPT).reader.confirmed(true)).policy?.levels.deprecated, "warning");
    const none = await open(ADDRESS, refuse).reader.latest(true);
    assert.equal(none.policy, undefined);
    assert.match(none.notice ?? "", /offline.*strict defaults hold/);
  });

  it("is asked for once, however many wait", async () => {
    const { reader, sent } = open(ADDRESS, () => ok(STRICT));
    await Promise.all([reader.latest(false), reader.latest(false), reader.confirmed(false)]);
    assert.equal(sent.length, 1);
  });
});
