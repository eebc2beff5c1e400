import assert from "node:assert/strict";
import { parse } from "yaml";
import type { TextEdit } from "../../server/src/core/present/edits/jsonEdit";
import { putInYaml } from "../../server/src/core/present/edits/yamlEdit";
import type { Entry } from "../../server/src/core/present/edits/yamlText";

const A: readonly Entry[] = [["a", "1.0.0"]];

function apply(text: string, edits: readonly TextEdit[] | undefined): string | undefined {
  return edits?.reduceRight(
    (changed, { span, newText }) => changed.slice(0, span.start) + newText + changed.slice(span.end),
    text,
  );
}

describe("putInYaml", () => {
  const cases: readonly { title: string; before: string; entries?: readonly Entry[]; after: string | undefined }[] = [
    { title: "fills an empty file", before: "", after: "overrides:\n  a: 1.0.0\n" },
    { title: "adds to a file of comments", before: "# mine\n", after: "# mine\noverrides:\n  a: 1.0.0\n" },
    {
      title: "adds the block at the end",
      before: "packages:\n    - x/*\n",
      after: "packages:\n    - x/*\noverrides:\n    a: 1.0.0\n",
    },
    {
      title: "leaves a file without its last line's end so",
      before: "packages: [x]",
      after: "packages: [x]\noverrides:\n  a: 1.0.0",
    },
    {
      title: "sets the block apart where the others are",
      before: "packages:\n- x\n\ncatalog:\n  b: 1\n",
      after: "packages:\n- x\n\ncatalog:\n  b: 1\n\noverrides:\n  a: 1.0.0\n",
    },
    {
      title: "ends lines as the file does",
      before: "overrides:\r\n  b: 1\r\n",
      after: "overrides:\r\n  b: 1\r\n  a: 1.0.0\r\n",
    },
    {
      title: "adds to a block between others, and leaves comments",
      before: "overrides: # ours\n   b: 1 # why\n   # more\n\n# next\npackages: []\n",
      after: "overrides: # ours\n   b: 1 # why\n   a: 1.0.0\n   # more\n\n# next\npackages: []\n",
    },
    {
      title: "fills an empty block",
      before: "overrides:\npackages: []\n",
      after: "overrides:\n  a: 1.0.0\npackages: []\n",
    },
    {
      title: "replaces what stands",
      before: "overrides:\n  'a': \"2.0.0\" # why\n  b: 1\n",
      after: "overrides:\n  'a': \"1.0.0\" # why\n  b: 1\n",
    },
    { title: "replaces a removal", before: 'overrides:\n  a: "-"\n', after: 'overrides:\n  a: "1.0.0"\n' },
    { title: "adds to flow style", before: "overrides: {b: 1}\n", after: "overrides: {b: 1, a: 1.0.0}\n" },
    { title: "fills empty flow style", before: "overrides: {}\n", after: "overrides: { a: 1.0.0 }\n" },
    {
      title: "replaces in flow style",
      before: "overrides: { 'b@1': 1, a: '2' }\n",
      after: "overrides: { 'b@1': 1, a: '1.0.0' }\n",
    },
    {
      title: "adds to flow style over several lines",
      before: "overrides: {\n  b: 1,\n}\npackages: []\n",
      after: undefined,
    },
    {
      title: "quotes what would be no text",
      before: "overrides:\n  b: 1\n",
      entries: [
        ["@s/x@1.0.0", "1.0.1"],
        ["on", "1.0.0"],
        ["7", "1.0.0"],
        ["p@1>a", "1.0.0"],
      ],
      after: "overrides:\n  b: 1\n  '@s/x@1.0.0': 1.0.1\n  'on': 1.0.0\n  '7': 1.0.0\n  p@1>a: 1.0.0\n",
    },
    {
      title: "quotes as the file does",
      before: 'overrides:\n  "@s/b": "1"\n',
      entries: [["@s/x", "1.0.1"]],
      after: 'overrides:\n  "@s/b": "1"\n  "@s/x": 1.0.1\n',
    },
    { title: "leaves a key half typed", before: "packages: []\noverr", after: undefined },
    { title: "leaves a bracket that is open", before: "packages: [a\n", after: undefined },
    { title: "leaves several documents", before: "a: 1\n---\nb: 1\n", after: undefined },
    { title: "leaves anchors", before: "overrides: &x\n  b: 1\n", after: undefined },
    { title: "leaves a block that is a list", before: "overrides:\n  - b\n", after: undefined },
    { title: "leaves a block given twice", before: "overrides:\n  b: 1\noverrides:\n  c: 1\n", after: undefined },
    { title: "leaves tabs", before: "overrides:\n\tb: 1\n", after: undefined },
    { title: "leaves an unfinished merge", before: "<<<<<<< ours\na: 1\n=======\n>>>>>>> theirs\n", after: undefined },
    { title: "leaves a top that is no block", before: "{packages: []}\n", after: undefined },
  ];
  for (const { title, before, entries = A, after } of cases) {
    it(title, () => {
      const changed = apply(before, putInYaml(before, "overrides", entries));
      assert.equal(changed, after);
      if (changed !== undefined) {
        assert.deepEqual(parse(changed), {
          ...parse(before),
          overrides: { ...parse(before)?.overrides, ...Object.fromEntries(entries) },
        });
      }
    });
  }

  it("never makes YAML of another meaning, for every prefix that typing produces", () => {
    const text = "# x\npackages:\n  - 'a/*'\noverrides:\n  'b@1': \"2.0.0\" # y\n  c: {d: 1}\n";
    for (let end = 0; end <= text.length; end++) {
      const typed = text.slice(0, end);
      const changed = apply(typed, putInYaml(typed, "overrides", A));
      assert.ok(changed === undefined || parse(changed).overrides.a === "1.0.0", typed);
    }
  });
});
