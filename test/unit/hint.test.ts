import assert from "node:assert/strict";
import { hintOffset } from "../../server/src/core/present/hint";

describe("hintOffset", () => {
  const cases: readonly { title: string; text: string; at: string }[] = [
    { title: "the comma that ends a line", text: '"a": "SPEC",\n"b": "1"', at: '"a": "SPEC",' },
    { title: "a comma a blank away", text: '"a": "SPEC" ,\r\n', at: '"a": "SPEC" ,' },
    { title: "a comma with a comment behind it", text: '"a": "SPEC", // why\n', at: '"a": "SPEC",' },
    { title: "a comma with a comment of the other kind", text: '"a": "SPEC", /* why */\n', at: '"a": "SPEC",' },
    { title: "the comma at the end of the text", text: '"a": "SPEC",', at: '"a": "SPEC",' },
    { title: "the quote, where the line goes on", text: '"a": "SPEC", "b": "1"', at: '"a": "SPEC"' },
    { title: "the quote of the last one", text: '"a": "SPEC"\n}', at: '"a": "SPEC"' },
    { title: "the text, where no quote is typed yet", text: '"a": "SPEC\n}', at: '"a": "SPEC' },
    { title: "a plain text of YAML", text: "a: SPEC # why\n", at: "a: SPEC" },
    { title: "a quoted text of YAML", text: "a: 'SPEC'\n", at: "a: 'SPEC'" },
    { title: "the colon of a key", text: '  "SPEC": {\n', at: '  "SPEC":' },
    { title: "the colon of a plain key", text: "  SPEC:\n", at: "  SPEC:" },
  ];
  for (const { title, text, at } of cases) {
    it(`lies behind ${title}`, () => {
      const start = text.indexOf("SPEC");
      assert.equal(text.slice(0, hintOffset(text, { start, end: start + 4 })), at);
    });
  }
});
