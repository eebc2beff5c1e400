import assert from "node:assert/strict";
import { specifierAt } from "../../client/src/specifierAt";

/** What is found at each `|`; the bars are taken out first. */
function check(marked: string, expected: string | undefined): void {
  const [before = "", ...rest] = marked.split("|");
  const text = before + rest.join("");
  let offset = before.length;
  for (const part of rest) {
    const found = specifierAt(text, offset);
    assert.equal(found?.text, expected);
    if (found !== undefined) {
      assert.equal(text.slice(found.start, found.end), found.text);
    }
    offset += part.length;
  }
}

describe("the specifier of an import", () => {
  for (const [what, marked, expected] of [
    ["after from", 'import { a } from "|le|ft|";', "left"],
    ["after from, without blanks", "import{a}from'|left'", "left"],
    ["after a type import", "import type A from 'le|ft'", "left"],
    ["of an export", "export * from '@acme/|kit/button'", "@acme/kit/button"],
    ["of an import for its effects", "import '|left'", "left"],
    ["of a dynamic import", "await import(`left|`)", "left"],
    ["behind a bundler's hint", "import(/* webpackChunkName: 'x' */ '|left')", "left"],
    ["of require", "const a = require('|left')", "left"],
    ["of require.resolve", "require.resolve('|left/package.json')", "left/package.json"],
    ["of import.meta.resolve", "import.meta.resolve('|left')", "left"],
    ["of TypeScript's import with require", "import a = require('|left');", "left"],
    ["of a reference", '/// <reference types="|left" />', "left"],
    ["on a line below", 'import {\n  a,\n} from\n  "|left";', "left"],
    ["of the second import in a line", 'import "a"; import "|b";', "b"],
    ["within a script of Vue", "<script setup>\nimport A from '|left'\n</script>", "left"],
    ["is not one before its quote", 'import| { a } fr|om "left"', undefined],
    ["is not one behind it", 'import "left"; |', undefined],
    ["is not one with a variable in it", "import(`./|$" + "{name}`)", undefined],
    ["is not one of another function", "acquire('|left')", undefined],
    ["is not one of a method", "loader.require('|left')", undefined],
    ["is not one of a plain string", "const a = 'le|ft'", undefined],
    ["is not one across lines", "from '|left\n'", undefined],
  ] as const) {
    it(what, () => check(marked, expected));
  }

  it("is looked for in time that grows with the text", () => {
    assert.equal(specifierAt(`${"from ".repeat(50_000)}"`, 10), undefined);
    assert.equal(specifierAt(`import(/*${"*".repeat(50_000)}`, 10), undefined);
  });
});
