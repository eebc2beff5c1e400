import assert from "node:assert/strict";
import { type OverrideGrammar, parseSelector } from "../../server/src/core/parse/manifest/overrides";

describe("parseSelector", () => {
  const cases: readonly [
    grammar: OverrideGrammar,
    key: string,
    parents: readonly string[],
    name: string,
    when?: string,
  ][] = [
    ["npm", "a", [], "a"],
    ["npm", " a ", [], "a"],
    ["npm", "a@^1.0.0 || 2", [], "a", "^1.0.0 || 2"],
    ["npm", "a@", [], "a"],
    ["npm", "@s/a", [], "@s/a"],
    ["npm", "@s/a@1 - 2", [], "@s/a", "1 - 2"],
    ["npm", "a@npm:b@1", [], "a", "npm:b@1"],
    ["npm", "__proto__", [], "__proto__"],

    ["pnpm", "a", [], "a"],
    ["pnpm", "@s/a@>=1 <2", [], "@s/a", ">=1 <2"],
    ["pnpm", "a@1 || >3", [], "a", "1 || >3"],
    ["pnpm", "p>a", ["p"], "a"],
    ["pnpm", "p@1.x>a@>2", ["p@1.x"], "a", ">2"],
    ["pnpm", "@s/p@>=1 >2>@s/a", ["@s/p@>=1 >2"], "@s/a"],
    ["pnpm", "g>p>a", ["g", "p"], "a"],

    ["resolutions", "a", [], "a"],
    ["resolutions", "@s/a", [], "@s/a"],
    ["resolutions", "**/a", [], "a"],
    ["resolutions", "**/@s/a", [], "@s/a"],
    ["resolutions", "p/a", ["p"], "a"],
    ["resolutions", "p/**/a", ["p"], "a"],
    ["resolutions", "g/p/a", ["g", "p"], "a"],
    ["resolutions", "@s/p/@t/a", ["@s/p"], "@t/a"],
    ["resolutions", "p@^1/a", ["p@^1"], "a"],
    ["resolutions", "@s/p@npm:1.0.0/a@npm:^2", ["@s/p@npm:1.0.0"], "a", "npm:^2"],
    ["resolutions", "a@npm:>=2", [], "a", "npm:>=2"],
    ["resolutions", "a@>=2", [], "a", ">=2"],
    ["resolutions", "p>a", ["p"], "a"],
  ];
  for (const [grammar, key, parents, name, when] of cases) {
    it(`reads ${grammar}'s "${key}"`, () => assert.deepEqual(parseSelector(key, grammar), { name, parents, when }));
  }

  const nameless: readonly [grammar: OverrideGrammar, key: string][] = [
    ["npm", ""],
    ["npm", "@"],
    ["npm", "@s/"],
    ["npm", "p/a"],
    ["pnpm", "p>"],
    ["resolutions", "**"],
    ["resolutions", "p/**"],
    ["resolutions", "a/"],
    ["resolutions", "/a"],
    ["resolutions", "@s"],
    ["resolutions", "p//a"],
  ];
  for (const [grammar, key] of nameless) {
    it(`finds no name in ${grammar}'s "${key}"`, () => assert.equal(parseSelector(key, grammar), undefined));
  }

  it("takes no key for a trap", () => {
    for (const grammar of ["npm", "pnpm", "resolutions"] as const) {
      for (const part of ["@", "a/", "a>", "@a/", "**/", "a@", " ", ">"]) {
        parseSelector(part.repeat(50_000), grammar);
      }
    }
  });
});
