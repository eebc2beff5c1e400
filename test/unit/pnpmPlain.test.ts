import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { parsePnpmLock } from "../../server/src/core/parse/pnpmLock";
import { createRandom } from "../support/random";

const CORPUS = "../shared/corpus/lockfiles";
const read = (version: string): string => readFileSync(`test/fixtures/lockfiles/pnpm-v${version}.yaml`, "utf8");
const FIXTURES = [read("5"), read("6"), read("9")] as const;

/** Other ways to write a lockfile, nearly all of them sound. */
const REWRITTEN: readonly (readonly [title: string, rewrite: (text: string) => string])[] = [
  ["as it is", (text) => text],
  ["with line ends of Windows", (text) => `\ufeff${text.replaceAll("\n", "\r\n")}`],
  ["indented twice as deep", (text) => text.replace(/^ +/gm, "$&$&")],
  ["indented as a whole", (text) => text.replace(/^(?=.)/gm, "  ")],
  ["in double quotes", (text) => text.replaceAll("'", '"')],
  ["without quotes", (text) => text.replaceAll("'", "")],
  ["without empty lines", (text) => text.replaceAll("\n\n", "\n")],
  ["with more empty lines", (text) => text.replaceAll("\n", "\n\n")],
  ["with blanks behind each line", (text) => text.replaceAll("\n", " \n")],
  ["with a comment behind each line", (text) => text.replaceAll("\n", " # a: b\n")],
  ["with a comment above each line", (text) => text.replaceAll("\n", "\n# a: b\n")],
  ["with values on lines of their own", (text) => text.replace(/^( +)(\S+:) (\{.*)$/gm, "$1$2\n$1  $3")],
  [
    "with what follows a value indented",
    (text) => text.replace(/^ {4}(engines|dev|optional): .*$/gm, "$&\n      a: b"),
  ],
  ["with keys behind question marks", (text) => text.replace(/^ {2}(\S+):$/gm, "  ? $1\n  :")],
  ["with each package twice", (text) => text.replace(/^ {2}\S+:\n(?: {4}.*\n)+/gm, "$&$&")],
  ["with its version at the end", (text) => text.replace(/^(lockfileVersion.*\n)([\s\S]*)/, "$2$1")],
  ["of another version", (text) => text.replace(/^lockfileVersion: .*/, "lockfileVersion: '6.0'")],
  ["without a version", (text) => text.replace(/^lockfileVersion.*/, "")],
];

const LETTERS = ["", "{", "}", "'", '"', ":", "|", "\t", "#", "(", ")", "@", "/", ",", "\\"] as const;
const LINES = ["\n", "\n\n", "  \n", "\n- a\n", "<<<<<<<\n", "---\n", "\n# a\n", "dev: true\n"] as const;
const DAMAGE = [...LETTERS, ...LINES, ": ", "? ", "- ", "  ", "    ", "{}", "link:"] as const;

function compare(text: string, title: string): void {
  const [plain, general] = [parsePnpmLock(text), parsePnpmLock(text, false)];
  try {
    assert.deepEqual(plain, general);
  } catch (error) {
    throw new Error(`${title}:\n${text.slice(0, 2000)}`, { cause: error });
  }
}

describe("packages as pnpm itself writes them", () => {
  for (const [title, rewrite] of REWRITTEN) {
    it(`are read like all others in a lockfile ${title}`, () => {
      for (const text of FIXTURES) {
        compare(rewrite(text), title);
      }
    });
  }

  it("are read like all others in recorded lockfiles", function () {
    if (!existsSync(CORPUS)) {
      this.skip();
    }
    const files = readdirSync(CORPUS).map((folder) => `${CORPUS}/${folder}/pnpm-lock.yaml`);
    for (const file of files.filter((path) => existsSync(path))) {
      compare(readFileSync(file, "utf8"), file);
    }
  });

  it("are read like all others at every beginning of a text", () => {
    for (const text of FIXTURES) {
      const start = text.indexOf("\npackages:");
      for (let end = start; end < start + 3000; end++) {
        compare(text.slice(0, end), `cut at ${end}`);
      }
    }
  });

  it("are read like all others under random damage", () => {
    const random = createRandom(61);
    for (let round = 0; round < 1500; round++) {
      const lines = random.pick(FIXTURES).split("\n");
      const head = lines.slice(0, lines.indexOf("packages:") + 1);
      const from = random.below(lines.length);
      const some = lines.slice(from, from + 5 + random.below(60));
      const again = random.below(3) === 0 ? ["snapshots:", ...some] : [];
      let text = [...head, ...some, ...again, ""].join("\n");
      for (let hit = random.below(5); hit > 0; hit--) {
        const at = head.join("\n").length + random.below(text.length - head.join("\n").length);
        text = text.slice(0, at) + random.pick(DAMAGE) + text.slice(at + random.below(12));
      }
      compare(text, `round ${round}`);
    }
  });

  it("are read like all others where one name has many versions and variants", () => {
    const packages = Array.from(
      { length: 40 },
      (_, at) =>
        `  a@1.0.${at % 30}(b@2.0.${at}):\n    dependencies:\n      a: 1.0.${at % 25}(c@1.0.0)\n      b: link:../b(c)\n`,
    );
    compare(
      `lockfileVersion: '9.0'\n\npackages:\n\n${packages.join("\n")}\nsnapshots:\n\n${packages.join("\n")}`,
      "many",
    );
  });
});
