import assert from "node:assert/strict";
import { createLines } from "../../server/src/core/present/position";

describe("createLines", () => {
  const cases: readonly { title: string; text: string; offset: number; line: number; column: number }[] = [
    { title: "the start", text: "ab\ncd", offset: 0, line: 1, column: 1 },
    { title: "the line end itself", text: "ab\ncd", offset: 2, line: 1, column: 3 },
    { title: "the start of a line", text: "ab\ncd", offset: 3, line: 2, column: 1 },
    { title: "the end", text: "ab\ncd", offset: 5, line: 2, column: 3 },
    { title: "the end behind a last line break", text: "ab\n", offset: 3, line: 2, column: 1 },
    { title: "a line after CRLF", text: "a\r\nb", offset: 3, line: 2, column: 1 },
    { title: "a line after CR alone", text: "a\rb\nc", offset: 4, line: 3, column: 1 },
    { title: "a place behind a character of two units", text: "😀x", offset: 2, line: 1, column: 3 },
    { title: "an empty text", text: "", offset: 0, line: 1, column: 1 },
    { title: "an offset before the text", text: "ab", offset: -5, line: 1, column: 1 },
    { title: "an offset behind the text", text: "a\nb", offset: 99, line: 2, column: 2 },
  ];
  for (const { title, text, offset, line, column } of cases) {
    it(`places ${title}`, () => {
      assert.deepEqual(createLines(text).at(offset), { line, column });
    });
  }

  it("counts as one who steps through the text does", () => {
    const text = "a\n\r\nbb\r\r\n\nccc\rd";
    const lines = createLines(text);
    let expected = { line: 1, column: 1 };
    for (let offset = 0; offset <= text.length; offset++) {
      assert.deepEqual(lines.at(offset), expected, `at ${offset}`);
      const ends = text[offset] === "\n" || (text[offset] === "\r" && text[offset + 1] !== "\n");
      expected = ends ? { line: expected.line + 1, column: 1 } : { ...expected, column: expected.column + 1 };
    }
  });
});
