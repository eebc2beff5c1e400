import assert from "node:assert/strict";
import { DEFAULT_SETTINGS, readSettings, type Settings } from "../../server/src/core/settings";

describe("readSettings", () => {
  const cases: readonly { title: string; raw: unknown; settings: Partial<Settings>; complaints: number }[] = [
    { title: "nothing at all", raw: undefined, settings: {}, complaints: 0 },
    { title: "a list instead of an object", raw: [], settings: {}, complaints: 0 },
    {
      title: "an age somebody set",
      raw: { minimumReleaseAge: "1 week" },
      settings: { minimumReleaseAgeMs: 604_800_000, minimumReleaseAgeIsSet: true },
      complaints: 0,
    },
    { title: "an age that is no duration", raw: { minimumReleaseAge: "a week" }, settings: {}, complaints: 1 },
    { title: "an age as a number", raw: { minimumReleaseAge: 3 }, settings: {}, complaints: 1 },
    {
      title: "levels, keeping the good ones",
      raw: { levels: { "publisher-new": "error", "release-young": "loud" } },
      settings: { levels: { "publisher-new": "error" } },
      complaints: 1,
    },
    {
      title: "private scopes",
      raw: { privateScopes: ["@acme"] },
      settings: { privateScopes: ["@acme"] },
      complaints: 0,
    },
    { title: "scopes without their @", raw: { privateScopes: ["acme"] }, settings: {}, complaints: 1 },
  ];
  for (const { title, raw, settings, complaints } of cases) {
    it(`reads ${title}`, () => {
      const said: string[] = [];
      assert.deepEqual(
        readSettings(raw, (message) => said.push(message)),
        { ...DEFAULT_SETTINGS, ...settings },
      );
      assert.equal(said.length, complaints, said.join("\n"));
    });
  }
});
