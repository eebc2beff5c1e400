import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Lockfile } from "../../server/src/core/model";
import { parseNpmLock } from "../../server/src/core/parse/npmLock";
import { bigLockfile } from "../support/bigLockfile";
import { createRandom } from "../support/random";

const read = (file: string): string => readFileSync(`test/fixtures/lockfiles/${file}`, "utf8");

const ids = ({ packages }: Lockfile): readonly string[] => packages.map(({ id }) => id.replace("node_modules/", ""));

/** What holds for every text. */
function checkPlaces(text: string, { packages, problems }: Lockfile): void {
  for (const { id, name, alias, span } of packages) {
    const key = text.slice(span.start, span.end);
    if (!key.includes("\\")) {
      assert.ok(key === id || key === (alias ?? name), `${id} is said to stand at ${key}`);
    }
    assert.equal(text[span.start - 1], '"');
  }
  for (const { span } of problems) {
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
  }
}

describe("parseNpmLock on broken text", () => {
  const cases: readonly { title: string; text: string; reads: readonly string[]; at?: string; says: RegExp }[] = [
    { title: "an empty file", text: "", reads: [], says: /^The lockfile is empty/ },
    { title: "only a byte-order mark", text: "\ufeff", reads: [], says: /^The lockfile is empty/ },
    { title: "an array", text: "[]", reads: [], at: "[]", says: /holds one object/ },
    {
      title: "a lockfile of another kind",
      text: "lockfileVersion: '9.0'\n",
      reads: [],
      at: "lockfileVersion: '9.0'",
      says: /holds one object/,
    },
    {
      title: "an object that is no lockfile",
      text: '{"name":"x"}',
      reads: [],
      says: /neither "packages" nor "dependencies"/,
    },
    {
      title: "an unknown version",
      text: '{"lockfileVersion":4,"packages":{"node_modules/a":{"version":"1.0.0"}}}',
      reads: ["a"],
      at: "4",
      says: /^lockfileVersion 4 is not known here; 1, 2 and 3 are\./,
    },
    {
      title: "a version in quotes",
      text: '{"lockfileVersion":"3","packages":{"node_modules/a":{"version":"1.0.0"}}}',
      reads: ["a"],
      at: "3",
      says: /^lockfileVersion 3 is not known/,
    },
    {
      title: "an entry without a version",
      text: '{"lockfileVersion":3,"packages":{"node_modules/a":{"optional":true},"node_modules/b":{"version":"1.0.0"}}}',
      reads: ["b"],
      at: "node_modules/a",
      says: /^"node_modules\/a" has no version/,
    },
    {
      title: "a path given twice",
      text: '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/a":{"version":"2.0.0"}}}',
      reads: ["a"],
      at: "node_modules/a",
      says: /is given twice; npm uses this one/,
    },
    {
      title: "an entry left open",
      text: '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0", "node_modules/b":{"version":"1.0.0"},"node_modules/c":{"version":"1.0.0"}}}',
      reads: ["a", "b", "c"],
      at: '"node_modules/b"',
      says: /^A closing brace "}" is missing/,
    },
    {
      title: "edges left open",
      text: '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","dependencies":{"b":"1", "node_modules/b":{"version":"1.0.0"}}}',
      reads: ["a", "b"],
      says: /^A closing brace "}" is missing/,
    },
    {
      title: "a brace too many",
      text: '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"}},"node_modules/b":{"version":"1.0.0"}}}',
      reads: ["a", "b"],
      says: /^There is more text/,
    },
    {
      title: "an entry whose opening brace is lost",
      text: '{"lockfileVersion":3,"packages":{"node_modules/a":"version":"1.0.0"},"node_modules/b":{"version":"1.0.0"}}}',
      reads: ["b"],
      says: /^A colon or a value is missing/,
    },
    {
      title: "a version cut short",
      text: '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/b":{"version":"1.0',
      reads: ["a"],
      at: '"1.0',
      says: /^A closing quote is missing/,
    },
    {
      title: "nested dependencies left open",
      text: '{"lockfileVersion":1,"dependencies":{"a":{"version":"1.0.0","b":{"version":"1.0.0"},"c":{"version":"1.0.0"}}}',
      reads: ["a", "b", "c"],
      says: /^A closing brace "}" is missing/,
    },
  ];
  for (const { title, text, reads, at, says } of cases) {
    it(`reads what it can of ${title}, and says one thing`, () => {
      const lockfile = parseNpmLock(text);
      assert.deepEqual(ids(lockfile), reads);
      const [problem, ...others] = lockfile.problems;
      assert.match(problem?.message ?? "", says);
      assert.deepEqual(others, []);
      if (at !== undefined) {
        assert.equal(text.slice(problem?.span.start, problem?.span.end), at);
      }
      checkPlaces(text, lockfile);
    });
  }

  it("uses the last of two equal paths, as npm does", () => {
    const text = '{"packages":{"node_modules/a":{"version":"1.0.0"},"node_modules/a":{"version":"2.0.0"}}}';
    const [locked] = parseNpmLock(text).packages;
    assert.deepEqual([locked?.version, locked?.span.start], ["2.0.0", text.lastIndexOf("node_modules/a")]);
  });

  it("names the marks of a merge, and reads the entries of both sides", () => {
    const text = `{
  "lockfileVersion": 3,
  "packages": {
    "node_modules/a": {
<<<<<<< HEAD
      "version": "1.0.0",
      "resolved": "https://registry.example/a/-/a-1.0.0.tgz"
    },
    "node_modules/b": {
      "version": "1.0.0"
=======
      "version": "2.0.0",
      "resolved": "https://registry.example/a/-/a-2.0.0.tgz"
>>>>>>> theirs
    },
    "node_modules/c": { "version": "1.0.0" }
  }
}`;
    for (const written of [text, text.replaceAll("\n", "\r\n")]) {
      const lockfile = parseNpmLock(written);
      assert.deepEqual(
        lockfile.packages.map(({ name, version }) => `${name}@${version}`),
        ["a@1.0.0", "b@1.0.0", "c@1.0.0", "a@2.0.0"],
      );
      assert.equal(new Set(lockfile.packages.map(({ id }) => id)).size, 4);
      const [problem, ...others] = lockfile.problems;
      assert.deepEqual(others, []);
      assert.match(problem?.message ?? "", /^An unfinished merge left its marks here\./);
      assert.equal(written.slice(problem?.span.start, problem?.span.end), "<<<<<<< HEAD");
    }
  });

  it("takes seven equal signs inside a string for text", () => {
    const text = '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","x":"=======\\n<<<<<<< y"}}}';
    assert.deepEqual(parseNpmLock(text).problems, []);
  });

  for (const [file, step] of [
    ["npm-v1.json", 1],
    ["npm-v2.json", 5],
    ["npm-v3.json", 1],
  ] as const) {
    it(`keeps the places right on every prefix of ${file}, in steps of ${step}`, () => {
      const text = read(file);
      const whole = new Set(parseNpmLock(text).packages.map(({ id, version }) => `${id}@${version}`));
      let most = 0;
      for (let end = text.length % step; end <= text.length; end += step) {
        const prefix = text.slice(0, end);
        const lockfile = parseNpmLock(prefix);
        checkPlaces(prefix, lockfile);
        assert.equal(lockfile.problems.length, end < text.trimEnd().length ? 1 : 0, `at ${end}`);
        for (const { id, version, source } of lockfile.packages) {
          assert.ok(whole.has(`${id}@${version}`) || source !== "registry", `${id}@${version} is an invention`);
        }
        most = Math.max(most, lockfile.packages.length);
      }
      assert.equal(most, whole.size);
    });
  }

  it("loses little of a large file to random damage, and puts nothing in a wrong place", () => {
    const sound = bigLockfile(800, 5);
    const { length } = parseNpmLock(sound).packages;
    const random = createRandom(23);
    const lost: number[] = [];
    for (let round = 0; round < 150; round++) {
      const at = random.below(sound.length);
      const patch = random.pick(["", "{", "}", "[", "]", '"', ",", ":", "\n", "\\", "/*", "\0", "x"]);
      const text = sound.slice(0, at) + patch + sound.slice(at + random.below(4));
      const lockfile = parseNpmLock(text);
      checkPlaces(text, lockfile);
      lost.push(length - lockfile.packages.length);
    }
    lost.sort((a, b) => a - b);
    // A stray "/*" comments out the rest: nothing can be done about the worst.
    assert.ok((lost[140] ?? length) <= 2, lost.slice(-15).join());
  });

  it("reads 250,000 entries, and says that it reads no more", function () {
    this.timeout(60_000);
    const entries = Array.from({ length: 250_003 }, (_, at) => `"node_modules/p${at}":{"version":"1.0.${at}"}`);
    const { packages, problems } = parseNpmLock(`{"lockfileVersion":3,"packages":{${entries.join(",")}}}`);
    assert.equal(packages.length, 250_000);
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? "", /^More than 250,000 entries/);
  });

  it("survives nesting of 10,000 in every place", () => {
    const brackets = "[".repeat(10_000) + "]".repeat(10_000);
    const inside = `{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","x":${brackets}}}}`;
    assert.deepEqual([ids(parseNpmLock(inside)), parseNpmLock(inside).problems], [["a"], []]);

    const level = '{"version":"1.0.0","dependencies":{"a":';
    const nested = `{"lockfileVersion":1,"dependencies":{"a":${level.repeat(10_000)}{}${"}}".repeat(10_000)}}}`;
    const { packages, problems } = parseNpmLock(nested);
    assert.equal(packages.length, 100);
    assert.match(problems[0]?.message ?? "", /^Nested more than 100 deep/);

    const path = "node_modules/a/".repeat(10_000);
    const long = `{"lockfileVersion":3,"packages":{"":{"dependencies":{"a":"1"}},"${path}node_modules/a":{"version":"1.0.0"}}}`;
    assert.equal(parseNpmLock(long).packages.length, 1);
  });
});
