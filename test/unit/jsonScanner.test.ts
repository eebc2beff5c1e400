import assert from "node:assert/strict";
import { JsonScanner } from "../../server/src/core/parse/json/jsonScanner";
import { createRandom } from "../support/random";

/** Builds what the scanner reads, as JSON.parse would. */
function build(scanner: JsonScanner): unknown {
  if (scanner.enterObject()) {
    const entries: [string, unknown][] = [];
    while (scanner.nextKey()) {
      const key = scanner.key();
      entries.push([key, build(scanner)]);
    }
    return Object.fromEntries(entries);
  }
  if (scanner.enterArray()) {
    const items: unknown[] = [];
    while (scanner.nextItem()) {
      items.push(build(scanner));
    }
    return items;
  }
  if (scanner.peek() === "string") {
    return scanner.readString();
  }
  const literal = scanner.readLiteral();
  return literal === undefined ? undefined : JSON.parse(literal);
}

function skim(text: string): JsonScanner {
  const scanner = new JsonScanner(text, "the text");
  scanner.skipValue();
  while (scanner.hasMore()) {
    scanner.skipValue();
    scanner.nextKey();
  }
  return scanner;
}

describe("JsonScanner", () => {
  const sound: readonly [title: string, text: string][] = [
    ["an empty object", "{}"],
    ["nested containers", '{"a":{"b":[1,{"c":[]}]},"d":[[],[{}]]}'],
    ["literals", '[true,false,null,0,-1.5e+10,"x"]'],
    ["escapes", '{"\\u0061\\n":"\\"\\\\\\/\\ud83d\\ude00"}'],
    ["blanks of every kind", ' \t\r\n{ "a" :\r\n1 , "b":\t2 } \n'],
    ["names of Object.prototype", '{"constructor":1,"toString":{"hasOwnProperty":2}}'],
  ];
  for (const [title, text] of sound) {
    it(`reads ${title} as JSON.parse does`, () => {
      const scanner = new JsonScanner(text, "the text");
      assert.deepEqual(build(scanner), JSON.parse(text));
      assert.equal(scanner.hasMore(), false);
      assert.equal(scanner.problem, undefined);
      assert.equal(skim(text).problem, undefined);
    });
  }

  const broken: readonly { title: string; text: string; at: string; says: RegExp }[] = [
    { title: "a missing comma", text: '{"a":1 "b":2}', at: '"', says: /^A comma is missing/ },
    { title: "a missing comma in an array", text: "[1 2]", at: "2", says: /^A comma is missing/ },
    { title: "a comma before a brace", text: '{"a":1,}', at: "}", says: /^A comma too many/ },
    { title: "two commas", text: '{"a":1,,"b":2}', at: ",", says: /^A comma too many/ },
    { title: "a missing colon", text: '{"a" 1}', at: '"a', says: /^A colon or a value is missing/ },
    { title: "a missing value", text: '{"a":}', at: "}", says: /^A colon or a value is missing/ },
    { title: "a key for a value", text: '{"a":"b":1}', at: "a", says: /^A colon or a value is missing/ },
    { title: "an unclosed string", text: '{"a":"b\n}', at: '"b', says: /^A closing quote is missing/ },
    { title: "an unclosed object", text: '{"a":1', at: "1", says: /^The text ends/ },
    { title: "an unclosed array in an object", text: '{"a":[1}', at: "}", says: /^A closing bracket/ },
    { title: "a line comment", text: '{"a":1} // x', at: "// x", says: /^A comment/ },
    { title: "a block comment", text: '{/* x */"a":1}', at: "/* x */", says: /^A comment/ },
    { title: "text after the end", text: "{} x", at: "x", says: /^There is more text/ },
    { title: "a bare word", text: '{"a":yes}', at: "yes", says: /^This is not JSON/ },
    { title: "a bare key", text: "{a:1}", at: "a", says: /^This is not JSON/ },
    { title: "a number with a leading zero", text: "[01]", at: "01", says: /^This is not JSON/ },
    { title: "single quotes", text: "{'a':1}", at: "'a'", says: /^This is not JSON/ },
    { title: "an escape that is none", text: '["\\x41"]', at: "\\x", says: /^A backslash/ },
    { title: "a tab inside quotes", text: '["a\tb"]', at: "\t", says: /^A control character/ },
  ];
  for (const { title, text, at, says } of broken) {
    it(`names ${title}, and where it is`, () => {
      const { problem } = skim(text);
      assert.match(problem?.message ?? "", says);
      assert.equal(text.slice(problem?.span.start, problem?.span.end), at);
      assert.throws(() => JSON.parse(text), "the case is broken for JSON.parse too");
    });
  }

  it("accepts exactly what JSON.parse accepts", () => {
    const random = createRandom(3);
    const pieces = ["{", "}", "[", "]", ",", ":", '"a"', '"b', "1", "true", " ", "\n", '"', "\\", "null", "-"] as const;
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + random.below(8) }, () => random.pick(pieces)).join("");
      const { problem } = skim(text);
      assert.equal(problem === undefined && text.trim() !== "", isJson(text), JSON.stringify(text));
    }
  });

  it("steps over nesting of a million brackets", () => {
    const { problem } = skim("[".repeat(1_000_000));
    assert.match(problem?.message ?? "", /more than 100,000 deep/);
    assert.equal(skim("[".repeat(50_000) + "]".repeat(50_000)).problem, undefined);
    assert.match(skim('{"a":'.repeat(200_000)).problem?.message ?? "", /more than 100,000 deep/);
  });

  it("takes no longer than the text is long, whatever is broken", () => {
    for (const piece of ["{", "}", "]", '"', '"a', '"a":', '"a":"b":', ",", ":", "/*", "//", "\\", "[}", "{]", "x "]) {
      // Were the time quadratic, this would run into the time limit by far.
      assert.notEqual(skim(`{${piece.repeat(300_000)}`).problem, undefined, piece);
    }
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
