import assert from "node:assert/strict";
import { fixture } from "../support/fixture";

describe("fixture", () => {
  it("takes the carets out and points them at the line above", () => {
    const { text, notes } = fixture(`
{
  "a": "1",
//      ^ the version
//^^^ the key
  "b": "2"
//      ^
// no caret, no note
}`);
    assert.equal(text, '\n{\n  "a": "1",\n  "b": "2"\n// no caret, no note\n}');
    assert.deepEqual(
      notes.map(({ start, end, text: said }) => [text.slice(start, end), said]),
      [
        ["1", "the version"],
        ['"a"', "the key"],
        ["2", ""],
      ],
    );
  });
});
