import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { parseSyml } from "@yarnpkg/parsers";
import type { Dependency, Lockfile } from "../../server/src/core/model";
import { parseYarnBerryLock } from "../../server/src/core/parse/yarnBerryLock";
import { parseYarnLock } from "../../server/src/core/parse/yarnLock";
import { shortestPaths } from "../../server/src/core/resolve/paths";
import { findLocked, isLockedAsAsked } from "../../server/src/core/resolve/resolveVersion";
import { createRandom } from "../support/random";

const HEAD = "# This file is generated\n\n__metadata:\n  version: 8\n  cacheKey: 10\n\n";
const RECORDED = ["2", "3", "4"].map((yarn) => readFileSync(`test/fixtures/lockfiles/yarn-${yarn}.lock`, "utf8"));
const CORPUS = "../shared/corpus/lockfiles/yarn-berry-prettier/yarn.lock";

const entry = (requests: string, resolution: string, more = ""): string =>
  `"${requests}":\n  version: 1.0.0\n  resolution: "${resolution}"\n${more}  languageName: node\n  linkType: hard\n\n`;

/** What holds for every text. */
function checkPlaces(text: string, { packages, problems }: Lockfile): void {
  for (const { id, span } of packages) {
    const key = text.slice(span.start, span.end);
    assert.ok(key.includes("\\") || key === id.replace(/ \(theirs\)$/, ""), `${id} at ${key}`);
  }
  for (const { span } of problems) {
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
  }
}

const shown = ({ packages }: Lockfile): readonly string[] =>
  packages.map(({ name, version, source }) => `${name} ${version} ${source}`);

const ask = (key: string, spec: string): Dependency => ({
  key,
  name: key,
  spec,
  range: spec,
  source: "registry",
  section: "dependencies",
  nameSpan: { start: 0, end: 0 },
  specSpan: { start: 0, end: 0 },
});

describe("parseYarnBerryLock", () => {
  const cases: readonly { title: string; text: string; reads: readonly string[]; resolved?: string; alias?: string }[] =
    [
      {
        title: "a request of a registry",
        text: entry("a@npm:^1, a@npm:1", "a@npm:1.0.0"),
        reads: ["a 1.0.0 registry"],
      },
      { title: "a scoped name", text: entry("@s/a@npm:^1", "@s/a@npm:1.0.0"), reads: ["@s/a 1.0.0 registry"] },
      {
        title: "a name of JavaScript's own",
        text: entry("__proto__@npm:1", "__proto__@npm:1.0.0"),
        reads: ["__proto__ 1.0.0 registry"],
      },
      { title: "a request without protocol", text: entry("a@^1", "a@npm:1.0.0"), reads: ["a 1.0.0 registry"] },
      { title: "an alias", text: entry("b@npm:@s/a@^1", "@s/a@npm:1.0.0"), reads: ["@s/a 1.0.0 registry"], alias: "b" },
      {
        title: "the version that is installed, whatever is written beside it",
        text: entry("a@npm:^2", "a@npm:2.0.0"),
        reads: ["a 2.0.0 registry"],
      },
      {
        title: "the address of a registry that has its own ones",
        text: entry("a@npm:^1", "a@npm:1.0.0::__archiveUrl=https%3A%2F%2Fregistry.example%2Fa.tgz"),
        reads: ["a 1.0.0 registry"],
        resolved: "https://registry.example/a.tgz",
      },
      {
        title: "a patch",
        text: entry(
          "b@patch:a@npm%3A^1#./a.patch::locator=r%40workspace%3A.",
          "b@patch:a@npm%3A1.0.0#./a.patch::version=1.0.0&hash=0",
        ),
        reads: ["a 1.0.0 patch"],
        alias: "b",
      },
      {
        title: "a patch of a patch",
        text: entry(
          "a@patch:a@patch%3Aa@npm%253A1.0.0%23x#y",
          "a@patch:a@patch%3Aa@npm%253A1.0.0%23x#y::version=1.0.0",
        ),
        reads: ["a 1.0.0 patch"],
      },
      {
        title: "a link",
        text: entry("a@link:./a::locator=r", "a@link:./a::locator=r"),
        reads: ["a 1.0.0 link"],
        resolved: "link:./a",
      },
      {
        title: "a portal",
        text: entry("a@portal:./a::locator=r", "a@portal:./a::locator=r"),
        reads: ["a 1.0.0 link"],
        resolved: "portal:./a",
      },
      {
        title: "a folder",
        text: entry("a@file:./a::locator=r", "a@file:./a#./a::hash=0"),
        reads: ["a 1.0.0 file"],
        resolved: "file:./a#./a",
      },
      {
        title: "a tarball",
        text: entry("a@https://web.example/a.tgz", "a@https://web.example/a.tgz"),
        reads: ["a 1.0.0 tarball"],
        resolved: "https://web.example/a.tgz",
      },
      {
        title: "a git repository",
        text: entry("a@git@code.example:x/a.git", "a@git@code.example:x/a.git#commit=0123"),
        reads: ["a 1.0.0 git"],
        resolved: "git@code.example:x/a.git#commit=0123",
      },
      {
        title: "a git repository behind an address of the web",
        text: entry("a@https://code.example/a", "a@https://code.example/a#commit=0123"),
        reads: ["a 1.0.0 git"],
        resolved: "https://code.example/a#commit=0123",
      },
      {
        title: "a virtual entry",
        text: entry("a@virtual:0123#npm:^1", "a@virtual:0123#npm:1.0.0"),
        reads: ["a 1.0.0 registry"],
      },
      {
        title: "a key of more than 1,024 characters",
        text: `? "${Array.from({ length: 90 }, (_, at) => `a@npm:^1.0.${at}`).join(", ")}"\n:\n  version: 1.0.0\n  resolution: "a@npm:1.0.0"\n`,
        reads: ["a 1.0.0 registry"],
      },
      {
        title: "line ends of Windows",
        text: entry("a@npm:1", "a@npm:1.0.0").replaceAll("\n", "\r\n"),
        reads: ["a 1.0.0 registry"],
      },
    ];

  for (const { title, text: body, reads, resolved, alias } of cases) {
    it(`reads ${title}`, () => {
      const text = HEAD + body;
      const lockfile = parseYarnLock(text);
      assert.deepEqual(shown(lockfile), reads);
      assert.deepEqual(lockfile.problems, []);
      assert.equal(lockfile.kind, "yarn-berry");
      assert.deepEqual([lockfile.packages[0]?.resolved, lockfile.packages[0]?.alias], [resolved, alias]);
      checkPlaces(text, lockfile);
    });
  }

  it("has members of the workspace as importers, the root first", () => {
    const text =
      HEAD +
      entry("a@npm:^1", "a@npm:1.0.0") +
      entry(
        "in@workspace:^, in@workspace:packages/in",
        "in@workspace:packages/in",
        '  dependencies:\n    a: "npm:^1"\n  dependenciesMeta:\n    a:\n      optional: true\n',
      ) +
      entry("root@workspace:.", "root@workspace:.", '  dependencies:\n    in: "workspace:^"\n');
    const { packages, importers } = parseYarnLock(text);
    assert.deepEqual(
      packages.map(({ id, direct, optional }) => [id, direct, optional]),
      [["a@npm:^1", true, true]],
    );
    assert.deepEqual(importers, [
      { path: "", name: "root", dependencies: [{ name: "in", spec: "workspace:^", section: "dependencies" }] },
      {
        path: "packages/in",
        name: "in",
        dependencies: [{ name: "a", spec: "npm:^1", id: "a@npm:^1", section: "optionalDependencies" }],
      },
    ]);
  });

  it("tells folders apart that different members call alike", () => {
    const bound = (at: string): string => `a@file:./a::locator=${at}%40workspace%3A${at}`;
    const member = (at: string): string =>
      entry(`${at}@workspace:${at}`, `${at}@workspace:${at}`, '  dependencies:\n    a: "file:./a"\n');
    const text =
      HEAD +
      entry(bound("x"), "a@file:./a#./a::hash=0") +
      entry(bound("y"), "a@file:./a#./a::hash=1") +
      member("x") +
      member("y");
    assert.deepEqual(
      parseYarnLock(text).importers.map(({ dependencies }) => dependencies[0]?.id),
      [bound("x"), bound("y")],
    );
  });

  it("finds what a manifest asks for, with and without protocol, also what a resolution or a catalog renamed", () => {
    const lockfiles = RECORDED.map((text) => parseYarnLock(text));
    for (const lockfile of lockfiles) {
      assert.equal(findLocked(lockfile, "", ask("debug", "^4.3.0"))?.version, "4.4.3");
      assert.equal(findLocked(lockfile, "", ask("old-ms", "npm:ms@^1.0.0"))?.name, "ms");
      assert.equal(findLocked(lockfile, "members/inner", ask("ms", "2.1.2"))?.version, "2.1.2");
      assert.equal(findLocked(lockfile, "", ask("outer-file", "file:./plain"))?.source, "file");
      assert.equal(findLocked(lockfile, "", ask("absent", "5.9.9")), undefined);
      assert.equal(isLockedAsAsked(lockfile, "", ask("ms", "^9.0.0")), false);
      assert.equal(findLocked(lockfile, "", ask("is-number", "^6.0.0"))?.version ?? "7.0.0", "7.0.0");
    }
    assert.equal(findLocked(lockfiles[2] ?? assert.fail(), "", ask("is-even", "catalog:older"))?.version, "1.0.0");
  });

  it("has a patch ask for what it is put over, and whoever is given one unasked ask for both", () => {
    for (const text of RECORDED) {
      const lockfile = parseYarnLock(text);
      const ways = (name: string): readonly string[] =>
        lockfile.packages
          .filter((locked) => locked.name === name)
          .flatMap(({ id, source, direct }) => `${source} ${direct} ${shortestPaths(lockfile, id, 1)[0]?.length}`);
      assert.deepEqual(ways("typescript").toSorted(), ["patch true 2", "registry true 2"]);
      assert.deepEqual(ways("left-pad").toSorted(), ["patch true 2", "registry false 3"]);
    }
  });

  it("marks what was asked from a registry and is taken from elsewhere", () => {
    const text = HEAD + entry("a@npm:^1", "a@https://web.example/a.tgz") + entry("b@file:./b", "b@file:./b#./b");
    assert.deepEqual(
      parseYarnLock(text).packages.map(({ source, diverted }) => [source, diverted]),
      [
        ["tarball", true],
        ["file", undefined],
      ],
    );
  });

  for (const version of ["3", "4", "5", "6", "7", "8", "9", "10"]) {
    it(`knows version ${version}`, () => {
      assert.deepEqual(parseYarnLock(`__metadata:\n  version: ${version}\n`).problems, []);
    });
  }

  const broken: readonly { title: string; text: string; reads: readonly string[]; at: string; says: RegExp }[] = [
    {
      title: "an unknown version",
      text: "__metadata:\n  version: 99\n",
      reads: [],
      at: "99",
      says: /^Version 99 is not known here; 3 to 10 are\./,
    },
    {
      title: "an entry without a version",
      text: `${HEAD}"a@npm:1":\n  linkType: hard\n`,
      reads: [],
      at: "a@npm:1",
      says: /^"a@npm:1" has no version/,
    },
    {
      title: "the same requests twice",
      text: HEAD + entry("a@npm:1", "a@npm:1.0.0").repeat(2),
      reads: ["a"],
      at: "a@npm:1",
      says: /is given twice/,
    },
    {
      title: "a header without its colon",
      text: `${HEAD}"a@npm:1"\n  version: 1\n${entry("b@npm:1", "b@npm:1.0.0")}`,
      reads: ["b"],
      at: '"a@npm:1"',
      says: /^Yarn does not write a line like this/,
    },
    {
      title: "a resolution cut off",
      text: `${HEAD}${entry("b@npm:1", "b@npm:1.0.0")}"a@npm:1":\n  resolution: "a@n`,
      reads: ["b"],
      at: 'resolution: "a@n',
      says: /^Yarn does not write/,
    },
    {
      title: "an unfinished merge",
      text: `${HEAD}<<<<<<< HEAD\n${entry("a@npm:1", "a@npm:1.0.0")}=======\n${entry("a@npm:1", "a@npm:1.0.1")}>>>>>>> other\n${entry("b@npm:1", "b@npm:1.0.0")}`,
      reads: ["a", "b", "a"],
      at: "<<<<<<< HEAD",
      says: /^An unfinished merge left its marks here/,
    },
  ];

  for (const { title, text, reads, at, says } of broken) {
    it(`names ${title}`, () => {
      const lockfile = parseYarnBerryLock(text);
      assert.deepEqual(
        lockfile.packages.map(({ name }) => name),
        reads,
      );
      const [problem, ...others] = lockfile.problems;
      assert.match(problem?.message ?? "", says);
      assert.deepEqual(others, []);
      assert.equal(text.slice(problem?.span.start, problem?.span.end), at);
      checkPlaces(text, lockfile);
    });
  }

  it("keeps its places for every beginning of a real file, and loses only what is cut off", () => {
    const recorded = RECORDED[2] ?? assert.fail();
    const whole = shown(parseYarnLock(recorded));
    assert.equal(whole.length, 39);
    for (let end = 0; end <= recorded.length; end += end < 6000 ? 1 : 37) {
      const text = recorded.slice(0, end);
      const lockfile = parseYarnBerryLock(text);
      checkPlaces(text, lockfile);
      assert.deepEqual(shown(lockfile), whole.slice(0, lockfile.packages.length));
    }
  });

  it("keeps its places under random damage", () => {
    const random = createRandom(47);
    for (const recorded of RECORDED) {
      const { length } = parseYarnLock(recorded).packages;
      for (let round = 0; round < 150; round++) {
        const at = random.below(recorded.length);
        const patch = random.pick(["", '"', ":", ",", "\n", "\\", "<<<<<<<\n", "  ", "%", "::", "#"]);
        const text = recorded.slice(0, at) + patch + recorded.slice(at + random.below(30));
        const lockfile = parseYarnBerryLock(text);
        checkPlaces(text, lockfile);
        assert.ok(lockfile.packages.length >= length - 2, text);
      }
    }
  });

  it("reads what Yarn's own parser reads", () => {
    for (const text of [...RECORDED, ...(existsSync(CORPUS) ? [readFileSync(CORPUS, "utf8")] : [])]) {
      const { __metadata: _, ...theirs } = parseSyml(text);
      const { packages, importers } = parseYarnLock(text);
      const members = Object.keys(theirs).filter((key) => theirs[key].resolution.includes("@workspace:"));
      assert.equal(importers.length, members.length);
      assert.deepEqual(
        packages.map(({ id }) => id).toSorted(),
        Object.keys(theirs)
          .filter((key) => !members.includes(key))
          .toSorted(),
      );
      for (const { id, version, integrity, dependencies } of packages) {
        const { version: theirVersion, checksum, dependencies: asked = {} } = theirs[id];
        assert.deepEqual([version, integrity], [theirVersion, checksum], id);
        for (const [name, spec] of Object.entries(asked)) {
          const edge = dependencies.find((dependency) => dependency.name === name);
          assert.equal(edge?.spec, spec, id);
          assert.ok(edge?.id !== undefined, `${id} asks for ${name}`);
        }
      }
    }
  });

  it("reads half of a character, as damage leaves it", () => {
    const text = `${HEAD}"a@file:./a::locator=%ud8":
  version: 1
  resolution: "a@file:\\ud800"
  dependencies:
    b: "npm:1"
`;
    assert.deepEqual(shown(parseYarnLock(text)), ["a 1 file"]);
  });

  it("takes time in proportion to the text, also where nothing in it is sound", () => {
    const hostile = [
      '"\n',
      '"a@npm:1":\n',
      '"r@workspace:.":\n  dependencies:\n    a: 1\n',
      '"a@patch:a@npm:1#builtin<x>":\n',
      "patch:a@",
      "? ",
      "  dependenciesMeta:\n    a:\n      optional: true\n",
      "::",
    ];
    for (const part of hostile) {
      for (const text of [
        HEAD + part.repeat(500_000 / part.length),
        `${HEAD}"${part.repeat(500_000 / part.length)}":\n`,
      ]) {
        const start = performance.now();
        checkPlaces(text, parseYarnBerryLock(text));
        assert.ok(performance.now() - start < 3000, part);
      }
    }
  });
});
