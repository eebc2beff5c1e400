import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Lockfile } from "../../server/src/core/model";
import { formatOf } from "../../server/src/core/parse/formats";
import { JsonFields } from "../../server/src/core/parse/json/jsonFields";
import { PlainText } from "../../server/src/core/parse/json/plainText";
import { bigBunLock } from "../support/bigBunLock";
import { bigLockfile } from "../support/bigLockfile";
import { createRandom } from "../support/random";

const FIXTURES = "test/fixtures/lockfiles";
const RECORDED = resolve(import.meta.dirname, "../../../shared/corpus/lockfiles");

/** A control character anywhere in a text, as here behind its end, keeps the scanner from all of its shortcuts. */
const WITHOUT_SHORTCUTS = "\u0001";

/** Fixtures and generated lockfiles, and the recorded ones where those are. */
function texts(): readonly (readonly [file: string, text: string])[] {
  const fixtures = readdirSync(FIXTURES)
    .filter((name) => name.startsWith("npm"))
    .map((name) => ["package-lock.json", readFileSync(`${FIXTURES}/${name}`, "utf8")] as const);
  const folders = existsSync(RECORDED) ? readdirSync(RECORDED).filter((name) => /^(?:npm|bun)-/.test(name)) : [];
  const recorded = folders.map((folder) => {
    const file = folder.startsWith("bun") ? "bun.lock" : "package-lock.json";
    return [file, readFileSync(resolve(RECORDED, folder, file), "utf8")] as const;
  });
  return [...fixtures, ["package-lock.json", bigLockfile(60, 3)], ["bun.lock", bigBunLock(60, 3)], ...recorded];
}

function parse(file: string, text: string): Lockfile {
  const format = formatOf(file);
  return format?.kind === "lockfile" ? format.parse(text) : assert.fail(file);
}

const reindent = (unit: string) => (text: string) =>
  text.replace(/^(?: {2})+/gm, (blanks) => unit.repeat(blanks.length / 2));

/** Other ways to write the same, and what no package manager writes. */
const variations: readonly [title: string, vary: (text: string) => string][] = [
  ["as it is", (text) => text],
  ["indented with four blanks", reindent("    ")],
  ["indented with tabs", reindent("\t")],
  ["not indented", reindent("")],
  ["with line ends of Windows", (text) => text.replaceAll("\n", "\r\n")],
  ["with line ends of old Macs", (text) => text.replaceAll("\n", "\r")],
  ["with a byte order mark", (text) => `\ufeff${text}`],
  ["on one line", (text) => text.replaceAll("\n", " ")],
  ["without blanks behind colons", (text) => text.replaceAll('": ', '":')],
  ["with blanks before colons and commas", (text) => text.replaceAll('": ', '" : ').replaceAll('",', '" ,')],
  ["with escapes in its values", (text) => text.replaceAll("sha512", "sh\\u0061512")],
  [
    "with escapes in its fields",
    (text) => text.replaceAll('"version', '"\\u0076ersion').replaceAll('"dep', '"\\u0064ep'),
  ],
  ["with escapes in its keys", (text) => text.replaceAll("node_modules", "node\\u005fmodules")],
  [
    "with fields given twice",
    (text) => text.replaceAll('"dev": true', '"dev": true, "version": "9.9.9", "dev": false'),
  ],
  [
    "with fields in the place of others",
    (text) => text.replaceAll('"integrity"', '"resolved"').replace(/"version"/g, '"license"'),
  ],
  [
    "with fields of Object.prototype",
    (text) => text.replaceAll('"license"', '"__proto__"').replaceAll('"dev"', '"constructor"'),
  ],
  ["with tabs in its strings", (text) => text.replaceAll("MIT", "M\tT")],
  [
    "with a conflict",
    (text) => text.replace(/\n {4}"/, '\n<<<<<<< HEAD\n    "').replace(/\n {2}\}/, "\n=======\n>>>>>>> other\n  }"),
  ],
];

describe("the shortcuts of the scanner", () => {
  for (const [title, vary] of variations) {
    it(`read a lockfile ${title} as it is read without them`, () => {
      for (const [file, sound] of texts()) {
        assertSame(file, vary(sound));
      }
    });
  }

  it("read damaged lockfiles as they are read without them", () => {
    const random = createRandom(17);
    for (const [file, sound] of texts()) {
      for (let round = 0; round < (sound.length > 100_000 ? 5 : 100); round++) {
        let damaged = sound;
        for (let hit = 0; hit < 3; hit++) {
          // What stands at the end shall stay, since there the mark is set.
          const at = random.below(damaged.length - 40);
          const patch = random.pick([
            "",
            "{",
            "}",
            '"',
            ",",
            ":",
            "]",
            "\n",
            "\\",
            "\t",
            "\r",
            "//",
            '\n    "',
            "true",
          ]);
          damaged = damaged.slice(0, at) + patch + damaged.slice(at + random.below(30));
        }
        assertSame(file, damaged);
      }
    }
  });

  it("find the same entries however a lockfile is indented", () => {
    const spanless = ({ packages }: Lockfile) => packages.map(({ span, ...rest }) => rest);
    for (const [file, text] of texts()) {
      const expected = spanless(parse(file, text));
      for (const [title, vary] of variations.slice(1, 10)) {
        assert.deepEqual(spanless(parse(file, vary(text))), expected, `${basename(file)} ${title}`);
      }
    }
  });

  function assertSame(file: string, text: string): void {
    const quick = parse(file, text);
    const slow = parse(file, `${text}${WITHOUT_SHORTCUTS}`);
    assert.deepEqual(quick.packages, slow.packages);
    assert.deepEqual(quick.importers, slow.importers);
  }
});

describe("PlainText", () => {
  it("tells of any part whether it holds what cannot stand in a string as it is", () => {
    const random = createRandom(5);
    for (let round = 0; round < 300; round++) {
      const text = Array.from({ length: 40 }, () =>
        random.pick(["a", "é", "𝄞", '"', " ", " ", "a", "\n", "\t", "\r", "\\"]),
      ).join("");
      const plain = new PlainText(text);
      for (let ask = 0; ask < 20; ask++) {
        const start = random.below(text.length);
        const end = start + random.below(text.length - start);
        assert.equal(plain.isPlain(start, end), !/[\n\t\r\\]/.test(text.slice(start, end)), JSON.stringify(text));
      }
    }
  });

  it("finds every control character", () => {
    for (let code = 0; code < 32; code++) {
      const text = `ab${String.fromCharCode(code)}cd`;
      assert.equal(new PlainText(text).isPlain(0, text.length), false, String(code));
    }
    assert.equal(new PlainText("ab\u007fé\u2028").isPlain(0, 4), true);
  });
});

describe("JsonFields", () => {
  it("finds its names, and nothing else", () => {
    const names = ["dev", "version", "resolved", "requires", "", "a".repeat(40)];
    const fields = new JsonFields(names);
    for (const name of names) {
      assert.equal(fields.find(`"${name}"`, 1, name.length + 1), name);
    }
    for (const other of ["de", "devs", "Dev", "dev ", "versiom", "resolvee", "a".repeat(8), "constructor"]) {
      assert.equal(fields.find(`"${other}"`, 1, other.length + 1), "", other);
    }
  });
});
