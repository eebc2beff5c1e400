import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { parsePackageJson } from "../../server/src/core/parse/packageJson";
import { fixture } from "../support/fixture";
import { createRandom } from "../support/random";

const OWN = readFileSync("test/fixtures/lockfiles/package.json", "utf8");

/** Asserts that the caret notes draw the dependencies and problems, in the order of the text. */
function check(source: string): void {
  const { text, notes } = fixture(source);
  const { dependencies, problems } = parsePackageJson(text);
  const found = [
    ...dependencies.map(({ specSpan, name, range, source: from }) => ({
      ...specSpan,
      text: `${name} ${range ?? "-"} ${from}`,
    })),
    ...problems.map(({ span, message }) => ({ ...span, text: message })),
  ];
  assert.deepEqual(
    found.toSorted((a, b) => a.start - b.start),
    notes,
  );
}

describe("parsePackageJson", () => {
  it("points at each spec, in all four sections", () =>
    check(`{
  "name": "app",
  "dependencies": {
    "left": "^1.0.0",
//           ^^^^^^ left ^1.0.0 registry
    "odd": "npm:is-odd@^3.0.0",
//          ^^^^^^^^^^^^^^^^^ is-odd ^3.0.0 registry
    "tool": "acme/tool#v1",
//           ^^^^^^^^^^^^ tool - git
    "next": "next"
//           ^^^^ next next registry
  },
  "devDependencies": { "near": "file:../near" },
//                              ^^^^^^^^^^^^ near - file
  "peerDependencies": { "host": ">=1" },
//                               ^^^ host >=1 registry
  "optionalDependencies": { "far": "https://files.example/far.tgz" }
//                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ far - tarball
}`));

  it("uses the last of two equal keys, as npm does", () =>
    check(`{
  "dependencies": {
    "a": "1",
    "a": "2"
//   ^ "a" is given twice here. Package managers use this one and ignore the one before. Remove one of them.
//        ^ a 2 registry
  }
}`));

  it("uses the last of two equal sections, as npm does", () =>
    check(`{
  "dependencies": { "a": "1" },
  "dependencies": { "b": "2" }
// ^^^^^^^^^^^^ "dependencies" is given twice. Package managers use this one and ignore the one before. Merge the two.
//                        ^ b 2 registry
}`));

  it("says which spec is no text", () =>
    check(`{ "dependencies": {
    "a": 1,
//       ^ The version of "a" should be text in quotes. This dependency is not judged.
    "b": "2"
//        ^ b 2 registry
} }`));

  it("reads on where a brace is missing", () =>
    check(`{
  "dependencies": {
    "a": "1",
//        ^ a 1 registry
  "devDependencies": {
//^^^^^^^^^^^^^^^^^ A closing brace "}" is missing before this. Package managers refuse package.json like this; what could be read is judged all the same. Add it.
    "b": "2"
//        ^ b 2 registry
  }
}`));

  it("names the marks of a merge, and reads both sides", () => {
    const text = `{
  "dependencies": {
    "a": "1",
<<<<<<< HEAD
    "b": "2",
    "c": "3"
||||||| base
    "b": "0"
=======
    "b": "4"
>>>>>>> theirs
  }
}`;
    const { dependencies, problems } = parsePackageJson(text);
    assert.deepEqual(
      dependencies.map(({ key, spec, specSpan }) => [key, spec, text.slice(specSpan.start, specSpan.end)]),
      [
        ["a", "1", "1"],
        ["b", "2", "2"],
        ["c", "3", "3"],
        ["b", "4", "4"],
      ],
    );
    const [problem, ...others] = problems;
    assert.deepEqual(others, []);
    assert.match(problem?.message ?? "", /^An unfinished merge left its marks here\./);
    assert.equal(text.slice(problem?.span.start, problem?.span.end), "<<<<<<< HEAD");
  });

  const cases: readonly { title: string; text: string; keys: readonly string[]; broken?: true }[] = [
    { title: "no text at all", text: "", keys: [], broken: true },
    { title: "nothing but blanks", text: " \r\n ", keys: [], broken: true },
    { title: "no dependencies", text: "{}", keys: [] },
    { title: "an array for a root", text: '["a"]', keys: [], broken: true },
    { title: "a string for a root", text: '"a"', keys: [], broken: true },
    { title: "a byte-order mark", text: '\ufeff{"dependencies":{"a":"1"}}', keys: ["a"] },
    { title: "CRLF", text: '{\r\n"dependencies": {\r\n"a": "1",\r\n"b": "2"\r\n}\r\n}\r\n', keys: ["a", "b"] },
    { title: "a key still being typed", text: '{"dependencies":{"a":"1","b', keys: ["a"], broken: true },
    { title: "a spec still being typed", text: '{"dependencies":{"a":"1","b":"^2', keys: ["a", "b"], broken: true },
    { title: "a spec not typed yet", text: '{"dependencies":{"a":,"b":"2"}}', keys: ["b"], broken: true },
    { title: "a spec not typed yet, on its line", text: '{"dependencies":{"a":\n"b":"2"}}', keys: ["b"], broken: true },
    { title: "a colon not typed yet", text: '{"dependencies":{"a"\n,"b":"2"}}', keys: ["b"], broken: true },
    { title: "a quote not closed yet", text: '{"dependencies":{"a":"1,\n"b":"2"\n}}', keys: ["a", "b"], broken: true },
    { title: "a missing comma", text: '{"dependencies":{"a":"1"\n"b":"2"}}', keys: ["a", "b"], broken: true },
    { title: "a trailing comma", text: '{"dependencies":{"a":"1",}}', keys: ["a"], broken: true },
    { title: "comments", text: '{/* x */"dependencies":{"a":"1" // y\n}}', keys: ["a"], broken: true },
    { title: "a brace too many", text: '{"x":{}},"dependencies":{"a":"1"}}', keys: ["a"], broken: true },
    { title: "a section that is an array", text: '{"dependencies":["a"]}', keys: [], broken: true },
    { title: "a broken script", text: '{"scripts":{"x":"1",},"dependencies":{"a":"1"}}', keys: ["a"], broken: true },
    { title: "a name of Object.prototype", text: '{"dependencies":{"__proto__":"1"}}', keys: ["__proto__"] },
    { title: "escapes in a key", text: '{"dependencies":{"\\u0061\\/b":"1"}}', keys: ["a/b"] },
    { title: "a section named inside another object", text: '{"x":{"dependencies":{"a":"1"}}}', keys: [] },
    {
      title: "the same name in two sections",
      text: '{"dependencies":{"a":"1"},"peerDependencies":{"a":"1"}}',
      keys: ["a", "a"],
    },
  ];
  for (const { title, text, keys, broken = false } of cases) {
    it(`reads ${title}`, () => {
      const manifest = parsePackageJson(text);
      assert.deepEqual(
        manifest.dependencies.map(({ key }) => key),
        keys,
      );
      assert.equal(manifest.problems.length, broken ? 1 : 0);
      assert.equal(manifest.kind, "package-json");
    });
  }

  it("decodes what is escaped, and keeps the spans on the text as written", () => {
    const text = '{"dependencies":{"\\u0061":"\\u005e1.0.0"}}';
    const [dependency] = parsePackageJson(text).dependencies;
    assert.ok(dependency);
    assert.deepEqual([dependency.name, dependency.spec, dependency.range], ["a", "^1.0.0", "^1.0.0"]);
    assert.equal(text.slice(dependency.nameSpan.start, dependency.nameSpan.end), "\\u0061");
    assert.equal(text.slice(dependency.specSpan.start, dependency.specSpan.end), "\\u005e1.0.0");
  });

  it("reads name, version and workspaces, as an array and as an object", () => {
    const { name, version, workspaces } = parsePackageJson(
      '{"name":"x","version":"1.0.0","workspaces":["a/*","!a/b"]}',
    );
    assert.deepEqual([name, version, workspaces], ["x", "1.0.0", ["a/*", "!a/b"]]);
    assert.deepEqual(parsePackageJson('{"workspaces":{"nohoist":["x"],"packages":["a"]}}').workspaces, ["a"]);
  });

  it("keeps the spans inside the quotes, for every prefix that typing produces", () => {
    for (let end = 0; end <= OWN.length; end++) {
      const typed = OWN.slice(0, end);
      const { dependencies, problems } = parsePackageJson(typed);
      for (const { key, nameSpan, spec, specSpan } of dependencies) {
        assert.equal(typed.slice(nameSpan.start, nameSpan.end), key, typed);
        assert.equal(typed.slice(specSpan.start, specSpan.end), spec, typed);
      }
      assert.equal(problems.length, end < OWN.trimEnd().length ? 1 : 0, typed);
    }
  });

  it("keeps the spans inside the text, whatever is broken", () => {
    const random = createRandom(11);
    for (let round = 0; round < 2000; round++) {
      const at = random.below(OWN.length);
      const text =
        OWN.slice(0, at) +
        random.pick(["", "{", "}", '"', ",", "\n", ":", "\\", "<<<<<<<\n"]) +
        OWN.slice(at + random.below(3));
      const { dependencies, problems } = parsePackageJson(text);
      assert.ok(problems.length <= 2, text);
      for (const { key, spec, nameSpan, specSpan } of dependencies) {
        if (!text.includes("\\")) {
          assert.equal(text.slice(nameSpan.start, nameSpan.end), key, text);
          assert.equal(text.slice(specSpan.start, specSpan.end), spec, text);
        }
      }
      for (const { span } of problems) {
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, text);
      }
    }
  });

  it("survives nesting of 10,000", () => {
    const deep = `{"x":${"[".repeat(10_000)}${"]".repeat(10_000)},"dependencies":{"a":"1"}}`;
    assert.deepEqual([parsePackageJson(deep).dependencies.length, parsePackageJson(deep).problems], [1, []]);
    assert.equal(parsePackageJson('{"dependencies":'.repeat(10_000)).problems.length > 0, true);
  });
});
