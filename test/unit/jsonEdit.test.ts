import assert from "node:assert/strict";
import { type Member, putInJson, type TextEdit } from "../../server/src/core/present/edits/jsonEdit";

/** Sets `a` to 1 in `overrides`, if nothing else is said. */
const A: readonly Member[] = [{ key: "overrides", value: [{ key: "a", value: "1.0.0" }] }];
const NESTED: readonly Member[] = [{ key: "overrides", value: [{ key: "p", value: [{ key: "a", value: "1.0.0" }] }] }];
const DEEP: readonly Member[] = [{ key: "pnpm", value: A }];

function apply(text: string, edits: readonly TextEdit[] | undefined): string | undefined {
  return edits?.reduceRight(
    (changed, { span, newText }) => changed.slice(0, span.start) + newText + changed.slice(span.end),
    text,
  );
}

describe("putInJson", () => {
  const cases: readonly { title: string; before: string; members?: readonly Member[]; after: string | undefined }[] = [
    {
      title: "makes the block at the end",
      before: '{\n  "name": "x"\n}\n',
      after: '{\n  "name": "x",\n  "overrides": {\n    "a": "1.0.0"\n  }\n}\n',
    },
    {
      title: "indents as the file does, by tabs",
      before: '{\n\t"name": "x"\n}',
      after: '{\n\t"name": "x",\n\t"overrides": {\n\t\t"a": "1.0.0"\n\t}\n}',
    },
    {
      title: "ends lines as the file does",
      before: '{\r\n    "name": "x"\r\n}\r\n',
      after: '{\r\n    "name": "x",\r\n    "overrides": {\r\n        "a": "1.0.0"\r\n    }\r\n}\r\n',
    },
    { title: "stays on one line", before: '{"name":"x"}', after: '{"name":"x","overrides":{"a":"1.0.0"}}' },
    {
      title: "stays on one line, with blanks",
      before: '{ "name": "x" }',
      after: '{ "name": "x", "overrides": { "a": "1.0.0" } }',
    },
    {
      title: "fills an empty file of one object",
      before: "{}",
      after: '{\n  "overrides": {\n    "a": "1.0.0"\n  }\n}',
    },
    {
      title: "fills an empty block",
      before: '{\n  "overrides": {},\n  "name": "x"\n}',
      after: '{\n  "overrides": {\n    "a": "1.0.0"\n  },\n  "name": "x"\n}',
    },
    {
      title: "adds to a block",
      before: '{\n  "overrides": {\n    "b": "2"\n  }\n}',
      after: '{\n  "overrides": {\n    "b": "2",\n    "a": "1.0.0"\n  }\n}',
    },
    {
      title: "adds to a block on one line",
      before: '{\n  "overrides": { "b": "2" }\n}',
      after: '{\n  "overrides": { "b": "2", "a": "1.0.0" }\n}',
    },
    {
      title: "keeps comments with what they are about, and a comma after the last one",
      before: '{\n  "overrides": {\n    "b": "2", // why\n  },\n}',
      after: '{\n  "overrides": {\n    "b": "2", // why\n    "a": "1.0.0",\n  },\n}',
    },
    {
      title: "puts the comma before a comment",
      before: '{\n  "overrides": {\n    "b": "2" // why\n  }\n}',
      after: '{\n  "overrides": {\n    "b": "2", // why\n    "a": "1.0.0"\n  }\n}',
    },
    {
      title: "replaces what stands",
      before: '{"overrides":{"a" : "2.0.0","b":"1"}}',
      after: '{"overrides":{"a" : "1.0.0","b":"1"}}',
    },
    {
      title: "of a key given twice, replaces the one that counts",
      before: '{"overrides":{"a":"2","a":"3"}}',
      after: '{"overrides":{"a":"2","a":"1.0.0"}}',
    },
    {
      title: "sets the dot of an object",
      before: '{"overrides":{"a":{".":"2","b":"1"}}}',
      after: '{"overrides":{"a":{".":"1.0.0","b":"1"}}}',
    },
    {
      title: "adds the dot to an object",
      before: '{"overrides":{"a":{"b":"1"}}}',
      after: '{"overrides":{"a":{"b":"1",".":"1.0.0"}}}',
    },
    {
      title: "nests below a parent",
      before: '{"overrides":{"p":{"b":"1"}}}',
      members: NESTED,
      after: '{"overrides":{"p":{"b":"1","a":"1.0.0"}}}',
    },
    {
      title: "keeps a parent's own override as its dot",
      before: '{\n  "overrides": {\n    "p": "3"\n  }\n}',
      members: NESTED,
      after: '{\n  "overrides": {\n    "p": {\n      ".": "3",\n      "a": "1.0.0"\n    }\n  }\n}',
    },
    {
      title: "makes a block within a block",
      before: '{\n  "pnpm": {\n    "x": 1\n  }\n}',
      members: DEEP,
      after: '{\n  "pnpm": {\n    "x": 1,\n    "overrides": {\n      "a": "1.0.0"\n    }\n  }\n}',
    },
    {
      title: "leaves a byte-order mark",
      before: '\ufeff{"name":"x"}',
      after: '\ufeff{"name":"x","overrides":{"a":"1.0.0"}}',
    },
    { title: "leaves a half-typed file", before: '{"name":"x", "over', after: undefined },
    {
      title: "leaves an unfinished merge",
      before: '{\n<<<<<<< ours\n"a":"1"\n=======\n>>>>>>> x\n}',
      after: undefined,
    },
    { title: "leaves a block that is none", before: '{"overrides":["a"]}', after: undefined },
    { title: "leaves a value that is none", before: '{"overrides":{"a":1}}', after: undefined },
    { title: "leaves what is nested beyond measure", before: `${'{"a":'.repeat(50_000)}`, after: undefined },
    { title: "leaves an empty file", before: "", after: undefined },
  ];
  for (const { title, before, members = A, after } of cases) {
    it(title, () => assert.equal(apply(before, putInJson(before, members)), after));
  }

  it("writes nothing into any prefix that typing produces", () => {
    const text = '{\n  "name": "x",\n  "overrides": {\n    "b": "2"\n  }\n}';
    for (let end = 0; end < text.length; end++) {
      assert.equal(putInJson(text.slice(0, end), A), undefined, text.slice(0, end));
    }
  });
});
