import assert from "node:assert/strict";
import type { Lockfile } from "../../server/src/core/model";
import { parseBinaryBunLock, parseBunLock } from "../../server/src/core/parse/bunLock";
import { shortestPaths } from "../../server/src/core/resolve/paths";
import { findLocked } from "../../server/src/core/resolve/resolveVersion";
import { createRandom } from "../support/random";

/** As Bun 1.3 wrote it for a workspace of two, but for hosts and hashes. */
const WORKSPACE = `{
  "lockfileVersion": 1,
  "configVersion": 1,
  "workspaces": {
    "": {
      "name": "root",
      "dependencies": {
        "alias": "npm:is-number@6.0.0",
        "debug": "3.2.7",
        "folder": "file:./vendor/folder",
        "ms": "catalog:",
        "one": "workspace:*",
        "remote": "https://files.example/is-odd/-/is-odd-3.0.1.tgz",
        "tb": "file:./tb-1.2.3.tgz",
      },
      "devDependencies": {
        "@scope/two": "workspace:*",
        "fsevents": "2.3.3",
      },
      "optionalDependencies": {
        "left-pad": "1.3.0",
      },
    },
    "packages/one": {
      "name": "one",
      "version": "0.1.0",
      "dependencies": {
        "chalk": "catalog:old",
        "debug": "^4.0.0",
        "ms": "2.0.0",
      },
      "peerDependencies": {
        "react": "18.2.0",
      },
    },
    "packages/two": {
      "name": "@scope/two",
      "version": "0.2.0",
      "devDependencies": {
        "is-odd": "3.0.0",
        "one": "workspace:^",
      },
    },
  },
  "trustedDependencies": [
    "fsevents",
  ],
  "overrides": {
    "color-name": "1.1.4",
  },
  "catalog": {
    "ms": "2.1.2",
  },
  "catalogs": {
    "old": {
      "chalk": "2.4.2",
    },
  },
  "packages": {
    "@scope/two": ["@scope/two@workspace:packages/two"],

    "alias": ["is-number@6.0.0", "", {}, "sha512-AA=="],

    "chalk": ["chalk@2.4.2", "", { "dependencies": { "color-name": "1.1.3" } }, "sha512-AA=="],

    "color-name": ["color-name@1.1.4", "", {}, "sha512-AA=="],

    "debug": ["debug@3.2.7", "", { "dependencies": { "ms": "^2.1.1" } }, "sha512-AA=="],

    "folder": ["folder@file:vendor/folder", { "dependencies": { "ms": "2.0.0" } }],

    "fsevents": ["fsevents@2.3.3", "http://mirror.example/fsevents/-/fsevents-2.3.3.tgz", { "os": "darwin" }, "sha512-AA=="],

    "is-number": ["is-number@6.0.0", "", {}, "sha512-AA=="],

    "is-odd": ["is-odd@3.0.0", "", { "dependencies": { "is-number": "^6.0.0" }, "bin": { "is-odd": "cli.js" } }, "sha512-AA=="],

    "left-pad": ["left-pad@1.3.0", "", {}, "sha512-AA=="],

    "ms": ["ms@2.1.2", "", {}, "sha512-AA=="],

    "one": ["one@workspace:packages/one"],

    "react": ["react@18.2.0", "", {}, "sha512-AA=="],

    "remote": ["is-odd@https://files.example/is-odd/-/is-odd-3.0.1.tgz", { "dependencies": { "is-number": "^6.0.0" } }, "sha512-AA=="],

    "tb": ["tb@./tb-1.2.3.tgz", {}, "sha512-AA=="],

    "folder/ms": ["ms@2.0.0", "", {}, "sha512-AA=="],

    "one/debug": ["debug@4.4.3", "", { "dependencies": { "ms": "^2.1.3" }, "peerDependencies": { "supports-color": "*" }, "optionalPeers": ["supports-color"] }, "sha512-AA=="],

    "one/ms": ["ms@2.0.0", "", {}, "sha512-AA=="],

    "one/debug/ms": ["ms@2.1.3", "", {}, "sha512-AA=="],
  }
}
`;

const entries = (lines: string) => `{ "lockfileVersion": 1, "packages": {\n${lines}\n} }`;

function brief({ packages }: Lockfile): readonly string[] {
  return packages.map(({ id, name, version, source }) => `${id}: ${name} ${version} ${source}`);
}

/** The one entry of a text with only this one. */
function only(text: string) {
  const { packages } = parseBunLock(entries(text));
  const [first] = packages;
  assert.ok(first !== undefined && packages.length === 1);
  return first;
}

function assertPlaces(text: string, { packages, problems }: Lockfile, context = text): void {
  for (const { id, span } of packages) {
    const key = text.slice(span.start, span.end);
    assert.ok(key === id.replace(/ \(theirs\)$/, "") || key.includes("\\"), `${id} at ${key} in ${context}`);
  }
  for (const { span } of problems) {
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, context);
  }
}

describe("parseBunLock", () => {
  it("reads every entry but the members, by its real name", () => {
    const lockfile = parseBunLock(WORKSPACE);
    assert.equal(lockfile.kind, "bun");
    assert.deepEqual(lockfile.problems, []);
    assert.deepEqual(brief(lockfile), [
      "alias: is-number 6.0.0 registry",
      "chalk: chalk 2.4.2 registry",
      "color-name: color-name 1.1.4 registry",
      "debug: debug 3.2.7 registry",
      "folder: folder  file",
      "fsevents: fsevents 2.3.3 registry",
      "is-number: is-number 6.0.0 registry",
      "is-odd: is-odd 3.0.0 registry",
      "left-pad: left-pad 1.3.0 registry",
      "ms: ms 2.1.2 registry",
      "react: react 18.2.0 registry",
      "remote: is-odd 3.0.1 tarball",
      "tb: tb 1.2.3 file",
      "folder/ms: ms 2.0.0 registry",
      "one/debug: debug 4.4.3 registry",
      "one/ms: ms 2.0.0 registry",
      "one/debug/ms: ms 2.1.3 registry",
    ]);
    assertPlaces(WORKSPACE, lockfile);
  });

  it("says of each entry whether an importer names it, and what it is for", () => {
    const flags = parseBunLock(WORKSPACE).packages.map(({ id, direct, dev, optional, alias }) =>
      [id, direct ? "direct" : "", dev ? "dev" : "", optional ? "optional" : "", alias ?? ""].join(" ").trimEnd(),
    );
    assert.deepEqual(flags, [
      "alias direct   alias",
      "chalk direct",
      "color-name",
      "debug direct",
      "folder direct",
      "fsevents direct dev",
      "is-number",
      "is-odd direct dev",
      "left-pad direct  optional",
      "ms direct",
      "react direct",
      "remote direct   remote",
      "tb direct",
      "folder/ms",
      "one/debug direct",
      "one/ms direct",
      "one/debug/ms",
    ]);
  });

  it("follows each request to the nearest entry upwards, as Bun does", () => {
    const { packages, importers } = parseBunLock(WORKSPACE);
    const edges = (id: string) =>
      packages.find((entry) => entry.id === id)?.dependencies.map(({ name, id: to }) => `${name} → ${to}`);
    assert.deepEqual(edges("debug"), ["ms → ms"]);
    assert.deepEqual(edges("folder"), ["ms → folder/ms"]);
    assert.deepEqual(edges("one/debug"), ["ms → one/debug/ms", "supports-color → undefined"]);
    assert.deepEqual(edges("chalk"), ["color-name → color-name"]);
    assert.deepEqual(
      importers.map(({ path, name, dependencies }) => [
        path,
        name,
        dependencies.map(({ name: asked, id }) => `${asked} → ${id}`).join(),
      ]),
      [
        [
          "",
          "root",
          "alias → alias,debug → debug,folder → folder,ms → ms,one → undefined,remote → remote,tb → tb,@scope/two → undefined,fsevents → fsevents,left-pad → left-pad",
        ],
        ["packages/one", "one", "chalk → chalk,debug → one/debug,ms → one/ms,react → react"],
        ["packages/two", "@scope/two", "is-odd → is-odd,one → undefined"],
      ],
    );
  });

  it("gives each importer its own version, and the way to a package", () => {
    const lockfile = parseBunLock(WORKSPACE);
    const at = (importer: string) =>
      findLocked(lockfile, importer, {
        key: "debug",
        name: "debug",
        spec: "*",
        range: "*",
        source: "registry",
        section: "dependencies",
        nameSpan: { start: 0, end: 0 },
        specSpan: { start: 0, end: 0 },
      })?.version;
    assert.equal(at(""), "3.2.7");
    assert.equal(at("packages/one"), "4.4.3");
    assert.equal(at("packages/two"), undefined);
    assert.deepEqual(shortestPaths(lockfile, "one/debug/ms", 5), [["one", "debug", "ms"]]);
  });

  it("keeps the address that the lockfile gives, and none where it is the usual one", () => {
    const { packages } = parseBunLock(WORKSPACE);
    const resolved = (id: string) => packages.find((entry) => entry.id === id)?.resolved;
    assert.equal(resolved("fsevents"), "http://mirror.example/fsevents/-/fsevents-2.3.3.tgz");
    assert.equal(resolved("ms"), undefined);
    assert.ok(packages.every(({ source, integrity }) => source !== "registry" || integrity === "sha512-AA=="));
  });

  const origins: readonly [entry: string, expected: string][] = [
    ['"a": ["a@1.0.0", "", {}, "sha512-AA=="]', "a 1.0.0 registry"],
    ['"@s/a": ["@s/a@1.0.0-rc.1+b", "", {}, "sha512-AA=="]', "@s/a 1.0.0-rc.1+b registry"],
    ['"b": ["@s/a@1.0.0", "", {}, "sha512-AA=="]', "@s/a 1.0.0 registry as b"],
    ['"a": ["a@npm:real@1.0.0", "", {}, "sha512-AA=="]', "real 1.0.0 registry as a"],
    ['"a": ["a@github:acme/a#0123456", {}, "acme-a-0123456", "sha512-AA=="]', "a  git"],
    ['"a": ["a@git+ssh://git@files.example/acme/a.git#0123456", {}, "0123456"]', "a  git"],
    ['"a": ["a@https://files.example/a-2.0.0.tgz", {}, "sha512-AA=="]', "a 2.0.0 tarball"],
    ['"a": ["a@file:../a", {}]', "a  file"],
    ['"a": ["a@link:a", {}]', "a  link"],
    ['"__proto__": ["__proto__@1.0.0", "", {}, "sha512-AA=="]', "__proto__ 1.0.0 registry"],
    ['"a": ["a@1.0.0", "", { "bundled": true }, "sha512-AA=="]', "a 1.0.0 registry"],
  ];
  for (const [entry, expected] of origins) {
    it(`tells where ${entry} comes from`, () => {
      const { name, version, source, alias } = only(entry);
      assert.equal([name, version, source].join(" ") + (alias === undefined ? "" : ` as ${alias}`), expected);
    });
  }

  it("marks what everybody asks a registry for, but the lockfile takes from elsewhere", () => {
    const read = (spec: string, more = "") =>
      parseBunLock(`{ "lockfileVersion": 1,
        "workspaces": { "": { "name": "r", "dependencies": { "a": "${spec}" } } }, ${more}
        "packages": {\n"a": ["a@https://files.example/a-1.0.0.tgz", {}, "sha512-AA=="] } }`).packages[0]?.diverted;
    assert.equal(read("^1.0.0"), true);
    assert.equal(read("catalog:"), true);
    assert.equal(read("https://files.example/a-1.0.0.tgz"), undefined);
    assert.equal(read("catalog:", '"catalog": { "a": "https://files.example/a-1.0.0.tgz" },'), undefined);
  });

  it("reads version 0, whose members give their dependencies twice", () => {
    const lockfile = parseBunLock(`{ "lockfileVersion": 0, "workspaces": {
      "": { "name": "r" }, "one": { "name": "one", "dependencies": { "a": "1" } } },
      "packages": { "a": ["a@1.0.0", "", {}, "sha512-AA=="],
        "one": ["one@workspace:one", { "dependencies": { "a": "1" } }] } }`);
    assert.deepEqual(lockfile.problems, []);
    assert.deepEqual(brief(lockfile), ["a: a 1.0.0 registry"]);
    assert.equal(lockfile.importers[1]?.dependencies[0]?.id, "a");
  });

  it("reads comments, byte-order marks and Windows line ends, and finds no fault with them", () => {
    const text = `\uFEFF// kept by hand\n${WORKSPACE.replace('"packages"', '/* all */ "packages"')}`.replaceAll(
      "\n",
      "\r\n",
    );
    const lockfile = parseBunLock(text);
    assert.deepEqual(lockfile.problems, []);
    assert.deepEqual(brief(lockfile), brief(parseBunLock(WORKSPACE)));
    assertPlaces(text, lockfile);
  });

  const A = '"a": ["a@1.0.0", "", { "dependencies": { "b": "1" } }, "sha512-AA=="],\n';
  const B = '"b": ["b@1.0.0", "", { "os": ["linux"] }, "sha512-AA=="],\n';
  const broken: readonly [title: string, text: string, message: RegExp, ids: string][] = [
    [
      "a version of the future",
      '{ "lockfileVersion": 3, "packages": {} }',
      /lockfileVersion 3 is not known here; 0, 1 and 2 are/,
      "",
    ],
    ["an empty file", "", /is empty/, ""],
    ["something else", "[1]", /holds one object/, ""],
    ["an object of something else", '{ "name": "x" }', /not a lockfile of Bun/, ""],
    ["an entry without its version", entries('"a": ["a@", "", {}]'), /"a" has no version/, ""],
    ["an entry that is empty", entries(`"a": [],\n${B}`), /"a" has no version/, "b"],
    ["an entry that is no list", entries(`"a": 1,\n${B}`), /^$/, "b"],
    ["a key that is given twice", entries(A + A.replace("1.0.0", "2.0.0") + B), /"a" is given twice/, "a,b"],
    ["a bracket that was lost at the end of an entry", entries(A.replace("],", ",") + B), /bracket/, "a,b"],
    ["all after the descriptor lost", entries(`"a": ["a@1.0.0",\n${B}`), /bracket/, "a,b"],
    ["a brace that was lost inside an entry", entries(A.replace("} }", "}") + B), /./, "a,b"],
    ["both braces lost inside an entry", entries(A.replace("} }", "") + B), /./, "a,b"],
    ["a comment that nobody ended", entries(`"x": ["x@1.0.0", "", { /* "bin": {} }, ""],\n${A}${B}`), /./, "x,a,b"],
    ["a brace too many inside an entry", entries(A.replace('"sha512', '{ "sha512') + B), /./, "a,b"],
    ["a bracket too many inside an entry", entries(A.replace('"sha512', '["sha512') + B), /./, "a,b"],
    ["an entry that begins like an object", entries(A.replace("[", "{") + B), /./, "b"],
    ["a bin that was left open", entries(B.replace('["linux"] }', '[], "bin": { "b": "b" ') + A), /./, "b,a"],
    ["a quote that was lost", entries(A.replace('1.0.0"', "1.0.0") + B), /comma/, "b"],
    ["packages closed too early", `{ "lockfileVersion": 1, "packages": { ${A} },\n${B} }`, /^$/, "a,b"],
    ["a member that was left open", `{ "workspaces": { "": { "name": "r",\n"packages": {\n${A}${B}} }`, /./, "a,b"],
    ["a text cut off", entries(A + B).slice(0, -12), /closing quote/, "a,b"],
  ];
  for (const [title, text, message, ids] of broken) {
    it(`says what is wrong with ${title}, and reads the rest`, () => {
      const lockfile = parseBunLock(text);
      assert.match(lockfile.problems[0]?.message ?? "", message);
      assert.ok(lockfile.problems.length <= 1, JSON.stringify(lockfile.problems));
      assert.equal(lockfile.packages.map(({ id }) => id).join(), ids);
      assertPlaces(text, lockfile);
    });
  }

  it("reads both sides of an unfinished merge, and names the first mark", () => {
    const text = entries(
      `<<<<<<< HEAD\n${A}=======\n${A.replace("1.0.0", "2.0.0")}"c": ["c@1.0.0", "", {}, ""],\n>>>>>>> other\n${B}`,
    );
    const lockfile = parseBunLock(text);
    assert.deepEqual(brief(lockfile), [
      "a: a 1.0.0 registry",
      "b: b 1.0.0 registry",
      "a (theirs): a 2.0.0 registry",
      "c: c 1.0.0 registry",
    ]);
    assert.equal(lockfile.problems.length, 1);
    const { start, end } = lockfile.problems[0]?.span ?? { start: 0, end: 0 };
    assert.equal(text.slice(start, end), "<<<<<<< HEAD");
    assertPlaces(text, lockfile);
  });

  it("keeps the places of all it reads in every prefix, and what it has read before", () => {
    let most = 0;
    for (let end = 0; end <= WORKSPACE.length; end++) {
      const text = WORKSPACE.slice(0, end);
      const lockfile = parseBunLock(text);
      assertPlaces(text, lockfile, `the first ${end}`);
      assert.ok(lockfile.packages.length >= most - 1, `lost entries in the first ${end}`);
      most = Math.max(most, lockfile.packages.length);
      if (end < WORKSPACE.trimEnd().length) {
        assert.equal(lockfile.problems.length, 1, `the first ${end}`);
      }
    }
    assert.equal(most, 17);
  });

  it("loses little to random damage", () => {
    const random = createRandom(7);
    const losses: number[] = [];
    for (let round = 0; round < 400; round++) {
      const at = random.below(WORKSPACE.length);
      const patch = random.pick(["", "{", "}", '"', ",", ":", "]", "[", "\n", "\\", "//", "/*", "<<<<<<<\n"]);
      const text = WORKSPACE.slice(0, at) + patch + WORKSPACE.slice(at + random.below(20));
      const lockfile = parseBunLock(text);
      assertPlaces(text, lockfile);
      losses.push(17 - lockfile.packages.length);
    }
    losses.sort((a, b) => a - b);
    assert.ok((losses[300] ?? Number.NaN) <= 2, losses.join());
  });

  it("survives hostile texts in time that grows with their length", () => {
    const deep = `{ "packages": ${"[".repeat(10_000)} `;
    assert.equal(parseBunLock(deep).packages.length, 0);
    assert.equal(parseBunLock(`{ "packages": { "a": ["a@1", ${'{ "x": '.repeat(10_000)} `).problems.length, 1);
    assert.equal(parseBunLock(`{ "packages": { ${'"a": ["a@1", ["x", '.repeat(10_000)} `).packages.length, 1);
    assert.equal(parseBunLock("/*\n".repeat(200_000)).packages.length, 0);
    const long = "a/".repeat(200_000);
    const requests = Array.from({ length: 20_000 }, (_, i) => `"x${i}": "1"`).join();
    const lockfile = parseBunLock(entries(`"${long}b": ["b@1.0.0", "", { "dependencies": { ${requests} } }, ""]`));
    assert.equal(lockfile.packages[0]?.dependencies.length, 20_000);
  });

  it("stops at a number of entries that no project has", () => {
    const lines = Array.from({ length: 250_010 }, (_, i) => `"p${i}": ["p@1.0.0"],`).join("\n");
    const { packages, problems } = parseBunLock(entries(lines));
    assert.equal(packages.length, 250_000);
    assert.match(problems[0]?.message ?? "", /More than 250,000 entries/);
  });
});

describe("parseBinaryBunLock", () => {
  it("reads nothing, and says how to turn the file into text", () => {
    const { kind, packages, problems } = parseBinaryBunLock("#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0\0");
    assert.equal(kind, "bun-binary");
    assert.deepEqual(packages, []);
    assert.match(problems[0]?.message ?? "", /bun install --save-text-lockfile/);
    assert.deepEqual(problems[0]?.span, { start: 0, end: 0 });
  });
});
