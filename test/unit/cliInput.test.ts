import assert from "node:assert/strict";
import { readEndpoints } from "../../server/src/cli/endpoints";
import { beginsAsObject } from "../../server/src/cli/files";
import { readMoment } from "../../server/src/cli/moment";
import { nearest } from "../../server/src/core/nearest";

describe("readMoment", () => {
  const good: readonly [text: string, iso: string][] = [
    ["2026-03-31", "2026-03-31T00:00:00.000Z"],
    ["2026-03-31T00:30:00Z", "2026-03-31T00:30:00.000Z"],
    ["2026-03-31T00:30:00.5Z", "2026-03-31T00:30:00.500Z"],
    ["2026-03-31T00:30:00.123456Z", "2026-03-31T00:30:00.123Z"],
    ["2026-03-31T00:30", "2026-03-31T00:30:00.000Z"],
    ["2026-03-31 00:30:00", "2026-03-31T00:30:00.000Z"],
    ["2026-03-31T02:30:00+02:00", "2026-03-31T00:30:00.000Z"],
    ["2026-03-30T19:30:00-0500", "2026-03-31T00:30:00.000Z"],
    ["2024-02-29", "2024-02-29T00:00:00.000Z"],
  ];
  for (const [text, iso] of good) {
    it(`reads ${text}`, () => assert.equal(new Date(readMoment(text, "--at")).toISOString(), iso));
  }

  for (const text of [
    "yesterday",
    "",
    "2026",
    "2026-3-1",
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-03-31T25:00:00Z",
    "2026-03-31T00:30:00Zulu",
    "31.03.2026",
    "1774916940000",
    "+002026-03-31",
  ]) {
    it(`refuses "${text}" and says what it expects`, () => {
      assert.throws(() => readMoment(text, "--at"), {
        name: "UsageError",
        message: `--at expects a moment such as 2026-03-31 or 2026-03-31T00:30:00Z, not "${text}"`,
      });
    });
  }
});

describe("readEndpoints", () => {
  it("takes options before the environment, and drops the last slash", () => {
    const environment = {
      CUSTODY_ENDPOINT_OSV: "http://osv.example/",
      CUSTODY_ENDPOINT_REGISTRY: "http://old.example",
    };
    assert.deepEqual(readEndpoints(["registry=https://new.example/npm/"], undefined, environment), {
      osv: "http://osv.example",
      registry: "https://new.example/npm",
    });
  });

  it("takes --registry for the registry", () => {
    assert.deepEqual(
      readEndpoints(["depsdev=http://a.example"], "http://b.example", { CUSTODY_ENDPOINT_SCORECARD: "" }),
      {
        depsdev: "http://a.example",
        registry: "http://b.example",
      },
    );
  });

  for (const [pair, says] of [
    ["http://a.example", /^--endpoint expects one of registry=URL, osv=URL, depsdev=URL, scorecard=URL, not "http/],
    ["npm=http://a.example", /^--endpoint expects one of registry=URL/],
    ["osv", /^--endpoint expects one of registry=URL/],
    ["osv=", /^--endpoint osv expects an http or https address, not ""$/],
    ["osv=localhost:80", /^--endpoint osv expects an http or https address/],
    ["osv=file:///etc", /^--endpoint osv expects an http or https address/],
  ] as const) {
    it(`refuses "${pair}"`, () => {
      assert.throws(() => readEndpoints([pair], undefined, {}), { name: "UsageError", message: says });
    });
  }

  it("refuses a bad address in the environment by the variable's name", () => {
    assert.throws(() => readEndpoints([], undefined, { CUSTODY_ENDPOINT_OSV: "osv" }), {
      message: 'CUSTODY_ENDPOINT_OSV expects an http or https address, not "osv"',
    });
  });
});

describe("nearest", () => {
  for (const [typed, meant] of [
    ["chekc", "check"],
    ["judg", "judge"],
    ["rep", "replay"],
    ["xyzzy", undefined],
    ["", undefined],
  ] as const) {
    it(`takes "${typed}" for ${meant ?? "nothing known"}`, () => {
      assert.equal(nearest(typed, ["check", "explain", "inspect", "judge", "replay"]), meant);
    });
  }
});

describe("beginsAsObject", () => {
  for (const [text, begins] of [
    ['{ "name": "x", "dep', true],
    ["{}", true],
    ['\uFEFF{"a":1}', true],
    ['<<<<<<< HEAD\n{ "name": "x" }', true],
    ['{\n<<<<<<< HEAD\n  "a": 1\n=======\n', true],
    ["", false],
    ["  \n", false],
    ["hello", false],
    ["{ hello", false],
    ["{", false],
    ["[]", false],
    ['"name": "x"', false],
    ["lockfileVersion: '9.0'\n", false],
  ] as const) {
    it(`says ${begins} of ${JSON.stringify(text)}`, () => assert.equal(beginsAsObject(text), begins));
  }
});
