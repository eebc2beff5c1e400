import assert from "node:assert/strict";
import { parseDuration } from "../../server/src/core/duration";

describe("parseDuration", () => {
  const cases: readonly (readonly [text: string, milliseconds: number | undefined])[] = [
    ["3 days", 259_200_000],
    ["1 day", 86_400_000],
    ["90 minutes", 5_400_000],
    ["2 weeks", 1_209_600_000],
    ["0", 0],
    ["0 days", 0],
    ["3days", undefined],
    ["3", undefined],
    ["-1 days", undefined],
    ["1.5 hours", undefined],
    ["a week", undefined],
    ["3 months", undefined],
    ["", undefined],
  ];
  for (const [text, milliseconds] of cases) {
    it(`reads "${text}" as ${milliseconds ?? "nothing"}`, () => assert.equal(parseDuration(text), milliseconds));
  }
});
