import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import type { Lockfile } from "../../server/src/core/model";
import { parseYarnLock } from "../../server/src/core/parse/yarnLock";
import { createRandom } from "../support/random";

const CORPUS = "../shared/corpus/lockfiles";
const read = (version: string): string => readFileSync(`test/fixtures/lockfiles/yarn-${version}.lock`, "utf8");
const FIXTURES = [read("1"), read("2"), read("3"), read("4")] as const;
const DAMAGE = [
  "",
  '"',
  ":",
  ",",
  "\n",
  "\\",
  "#",
  "  ",
  "? ",
  "\t",
  "\r",
  '"\n',
  "<<<<<<<\n",
  "version: 1\n",
] as const;

/** Says the same, but with no two lines alike, and with more blanks than Yarn writes. */
function spread(text: string): string {
  let count = 0;
  return text.replace(/^( +(?:"[^"\n]*"|[^\s":]+):?) (?=\S)/gm, (_, key) => `${key}${" ".repeat(2 + (count++ % 97))}`);
}

/** All but the places. */
function withoutSpans({ kind, packages, importers, problems }: Lockfile): unknown {
  return {
    kind,
    packages: packages.map((entry) => ({ ...entry, span: undefined })),
    importers,
    problems: problems.map(({ message }) => message),
  };
}

function compare(text: string, title: string): void {
  assert.deepEqual(withoutSpans(parseYarnLock(text)), withoutSpans(parseYarnLock(spread(text))), title);
}

describe("lines as Yarn itself writes them", () => {
  it("are read like all others", () => {
    for (const text of FIXTURES) {
      compare(text, text.slice(0, 80));
      compare(text.replaceAll("\n", "\r\n"), "line ends of Windows");
      compare(text.replace(/^( +\S+ )([^\s"]+)$/gm, '$1"$2"'), "all values in quotes");
      compare(text.replaceAll("\n", "  \n"), "blanks behind each line");
    }
  });

  it("are read like all others in recorded lockfiles", function () {
    if (!existsSync(CORPUS)) {
      this.skip();
    }
    const files = readdirSync(CORPUS).map((folder) => `${CORPUS}/${folder}/yarn.lock`);
    for (const file of files.filter((path) => existsSync(path))) {
      compare(readFileSync(file, "utf8"), file);
    }
  });

  it("are read like all others at every beginning of a text", () => {
    for (const text of FIXTURES) {
      for (let end = 0; end < Math.min(text.length, 3000); end++) {
        compare(text.slice(0, end), `cut at ${end}`);
      }
    }
  });

  it("are read like all others under random damage", () => {
    const random = createRandom(67);
    for (let round = 0; round < 1000; round++) {
      let text: string = random.pick(FIXTURES);
      for (let hit = random.below(4); hit > 0; hit--) {
        const at = random.below(text.length);
        text = text.slice(0, at) + random.pick(DAMAGE) + text.slice(at + random.below(30));
      }
      compare(text, text);
    }
  });
});
