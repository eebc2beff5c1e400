import assert from "node:assert/strict";
import { PACKUMENT_FIELDS, readPackument } from "../../server/src/core/lookup/packument";
import type { Fields } from "../../server/src/core/world";
import { generatedSource } from "../replica/generatedSource";
import { assertSameReading, projected } from "../support/projection";
import { createRandom, type Random } from "../support/random";

const FIELDS: Fields = { a: "all", ab: { x: "all", yz: {} }, v: { "*": { a: "all", d: { e: "all" } } } };

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

describe("the JSON projector", () => {
  const texts: readonly [title: string, text: string][] = [
    ["nothing", ""],
    ["blanks", " \t\r\n"],
    ["a number", "-12.50e+3"],
    ["a number and blanks", "7 \n"],
    ["a string", '"v"'],
    ["a word", "null"],
    ["a list", '[{"a":1}]'],
    ["an empty object", "{}"],
    ["wanted and other fields", '{"x":[1,{"a":2}],"a":{"b":[true,null]},"abc":0,"ab":{"x":1,"y":2}}'],
    ["blanks of every kind", ' \t\r\n{ "a" :\r\n1 , "v"\t:{ "1" : { "a":2 , "d" : { } } } } \n'],
    ["a field that is written with an escape", '{"\\u0061":1,"v":{"1":{"\\u0064":{"\\u0065":2}}},"a\\u0062":{"x":3}}'],
    ["a field twice", '{"a":1,"v":{"1":{"a":1}},"a":2,"v":{"2":{"a":3,"a":4}}}'],
    ["an object and later something else", '{"v":{"1":{"a":1}},"v":7,"ab":{"x":1},"ab":"text"}'],
    ["something else and later an object", '{"v":[1],"v":{"1":{}},"ab":null,"ab":{"yz":{"q":1}}}'],
    ["lists and values where fields are wanted", '{"v":{"1":[1],"2":7,"3":null,"4":"x"},"ab":[{"x":1}]}'],
    ["keys that are numbers", '{"v":{"b":{"a":1},"2":{"a":2},"1":{"a":3},"b":{"a":4}}}'],
    [
      "names of Object.prototype",
      '{"v":{"__proto__":{"a":1},"constructor":{"a":2},"toString":{}},"__proto__":{"a":1}}',
    ],
    ["__proto__ in a value", '{"a":{"__proto__":{"polluted":1}}}'],
    ["lone surrogates", '{"a":"\\ud800","v":{"\\udfff":{"a":"\\ud83d"}}}'],
    ["a pair of surrogates", '{"a":"\\ud83d\\ude00 \u{1f600}"}'],
    ["huge and tiny numbers", '{"a":[1e999,-1e999,1e-999,123456789012345678901234567890,-0,0.1]}'],
    ["the same value again", '{"v":{"1":{"d":{"e":[1,"}"]}},"2":{"d":{"e":[1,"}"]}},"3":{"d":{"e":[1,"}]"]}}}}'],
    ["a value that begins as the one before", '{"v":{"1":{"a":1},"2":{"a":12},"3":{"a":"x"},"4":{"a":"xy"}}}'],
    ["a star as a key", '{"*":1,"v":{"*":{"a":1}}}'],
    ["an empty key", '{"":1,"v":{"":{"a":1}}}'],
    ["a brace in an ignored string", '{"x":"}{\\"","a":1}'],
    ["a byte-order mark", '\ufeff{"a":1}'],
    ["two byte-order marks", '\ufeff\ufeff{"a":1}'],
    ["a byte-order mark inside", '{"a":\ufeff1}'],
    ["a blank that is none to JSON", '{\u00a0"a":1}'],
    ["text after the end", '{"a":1} x'],
    ["two values", '{"a":1}{"a":2}'],
    ["a comma too many", '{"a":1,}'],
    ["a comma too many in an ignored list", '{"x":[1,],"a":1}'],
    ["a missing comma", '{"a":1 "x":2}'],
    ["a missing colon", '{"a" 1}'],
    ["a missing value", '{"a":}'],
    ["brackets that do not match", '{"x":[1}]'],
    ["a number with a zero before", '{"x":01}'],
    ["a number that begins with a plus", '{"x":+1}'],
    ["a number without digits", '{"x":-}'],
    ["a number that ends with a point", '{"x":1.}'],
    ["a number without an exponent", '{"x":1e}'],
    ["half a word", '{"x":nul}'],
    ["a word in capitals", '{"x":True}'],
    ["a control character in an ignored string", '{"x":"\u0001"}'],
    ["a zero in an ignored string", '{"x":"a\u0000b"}'],
    ["a zero between values", '{"x":1,\u0000"a":2}'],
    ["an escape that is none", '{"x":"\\q"}'],
    ["half an escape", '{"x":"\\u12"}'],
    ["a line comment", '{"a":1} // x'],
    ["single quotes", "{'a':1}"],
    ["HTML", "<!doctype html><p>Sign in"],
  ];
  for (const [title, text] of texts) {
    it(`reads ${title} as JSON.parse does, in whatever parts it comes`, () => {
      const bytes = bytesOf(text);
      for (const size of [bytes.length, 1, 2, 3, 7]) {
        assertSameReading(bytes, FIELDS, [size], `in parts of ${size}`);
      }
    });

    it(`reads ${title}, cut anywhere, as JSON.parse does`, () => {
      const bytes = bytesOf(text);
      for (let end = 0; end < bytes.length; end++) {
        assertSameReading(bytes.subarray(0, end), FIELDS, [5], `cut at ${end}`);
      }
    });
  }

  const broken: readonly [title: string, bytes: readonly number[]][] = [
    ["a byte that begins nothing", [0xff]],
    ["a letter cut before a quote", [0xc3]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["beyond the last letter", [0xf4, 0x90, 0x80, 0x80]],
    ["three of four bytes", [0xf0, 0x9f, 0x98]],
  ];
  for (const [title, bytes] of broken) {
    it(`reads UTF-8 with ${title} as TextDecoder does`, () => {
      const inside = [...bytesOf('{"x":"'), ...bytes, ...bytesOf('","a":"'), ...bytes, ...bytesOf('","v":{"')];
      const text = Uint8Array.from([...inside, ...bytes, ...bytesOf('":{"a":1}}}')]);
      assertSameReading(text, FIELDS, [1], "in strings and keys");
      assertSameReading(Uint8Array.from([...bytes, ...bytesOf('{"a":1}')]), FIELDS, [1], "before the value");
      assertSameReading(Uint8Array.from([...bytesOf('{"a":1}'), ...bytes]), FIELDS, [1], "behind the value");
    });
  }

  it("tells a text that ends too early from one that is broken", () => {
    assert.deepEqual(projected(bytesOf('{"a":1,"x":[1'), FIELDS, [4]), { failed: "cut" });
    assert.deepEqual(projected(bytesOf(""), FIELDS, [4]), { failed: "cut" });
    assert.deepEqual(projected(bytesOf('{"a":1,"x":]'), FIELDS, [4]), { failed: "broken" });
  });

  it("goes down a hundred thousand brackets and comes up again", () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const deep = `${open.repeat(100_000)}1${close.repeat(100_000)}`;
      const value = projected(bytesOf(`{"x":${deep},"a":1}`), FIELDS, [1000]);
      assert.deepEqual(value, { value: { a: 1 } });
      assert.deepEqual(projected(bytesOf(`{"x":${deep.slice(0, -1)}?,"a":1}`), FIELDS, [1000]), { failed: "broken" });
    }
  });

  it("reads a value of megabytes in small parts without starting over each time", () => {
    const text = bytesOf(`{"x":"${"a".repeat(8_000_000)}","a":${JSON.stringify("b".repeat(4_000_000))}}`);
    const reading = projected(text, FIELDS, [1024]);
    assert.ok("value" in reading);
    assert.equal(String((reading.value as Record<string, unknown>).a).length, 4_000_000);
  });

  it("gives one object for what is written alike in one member after another", () => {
    const dependencies = '{"left":"^1.0.0"}';
    const versions = ["1", "2", "3"].map((version) => `"${version}":{"dependencies":${dependencies}}`);
    const reading = projected(bytesOf(`{"name":"a","versions":{${versions.join()}}}`), PACKUMENT_FIELDS, [1e6]);
    assert.ok("value" in reading);
    const history = readPackument(reading.value);
    const [first, second, third] = (history?.releases ?? []).map((release) => release.dependencies);
    assert.deepEqual(first, [{ name: "left", spec: "^1.0.0", optional: false }]);
    assert.ok(first === second && second === third);
  });

  it("agrees with JSON.parse about any text, damaged or whole", () => {
    const random = createRandom(5);
    for (let round = 0; round < 4000; round++) {
      const text = bytesOf(madeText(random, 4));
      const bytes = random.below(3) === 0 ? text : damaged(text, random);
      const sizes = [1 + random.below(9), 1 + random.below(40), 1 + random.below(200)];
      assertSameReading(bytes, FIELDS, sizes, new TextDecoder().decode(bytes));
    }
  });

  it("reads a registry document as readPackument reads all of it, damaged or whole", () => {
    const source = generatedSource({ count: 40, until: Date.UTC(2026, 0, 31) });
    const random = createRandom(6);
    for (const name of source.names()) {
      const text = JSON.stringify(source.find(name, Number.POSITIVE_INFINITY)?.document);
      const bytes = bytesOf(text);
      const reading = projected(bytes, PACKUMENT_FIELDS, [1 + random.below(20_000), 1 + random.below(300)]);
      assert.ok("value" in reading);
      assert.deepEqual(readPackument(reading.value), readPackument(JSON.parse(text)));
      for (let round = 0; round < 5; round++) {
        assertSameReading(damaged(bytes.slice(0, 30_000), random), PACKUMENT_FIELDS, [4096], name);
      }
    }
  });
});

const KEYS = ["a", "ab", "v", "x", "d", "e", "yz", "1", "0", "__proto__", "\\u0061", "ä", "a\\n", ""] as const;
const SCALARS = ["1", "-0", "1.5e3", "true", "false", "null", '"x"', '"\\ud800"', '"}"', '"ä\\"[,"', '""'] as const;
const BLANKS = ["", "", "", " ", "\n\t"] as const;

function madeText(random: Random, depth: number): string {
  const blank = () => random.pick(BLANKS);
  const items = (of: () => string) => Array.from({ length: random.below(5) }, of).join(",");
  switch (depth === 0 ? 0 : random.below(6)) {
    case 0:
      return random.pick(SCALARS);
    case 1:
      return `[${items(() => `${blank()}${madeText(random, depth - 1)}${blank()}`)}]`;
    default: {
      const member = () =>
        `${blank()}"${random.pick(KEYS)}"${blank()}:${blank()}${madeText(random, depth - 1)}${blank()}`;
      return `{${items(member)}}`;
    }
  }
}

const ODD_BYTES = [0x00, 0x1f, 0x20, 0x22, 0x2c, 0x30, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d, 0x80, 0xc3, 0xff] as const;

function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.below(bytes.length + 1);
  switch (random.below(4)) {
    case 0:
      return bytes.slice(0, at);
    case 1:
      return Uint8Array.from([...bytes.subarray(0, at), random.pick(ODD_BYTES), ...bytes.subarray(at)]);
    case 2:
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + 1)]);
    default:
      return Uint8Array.from([...bytes.subarray(0, at), random.pick(ODD_BYTES), ...bytes.subarray(at + 1)]);
  }
}
