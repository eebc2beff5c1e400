import assert from "node:assert/strict";
import type { Dependency, Manifest } from "../../server/src/core/model";
import { parsePackageJson } from "../../server/src/core/parse/packageJson";
import { fixture } from "../support/fixture";
import { createRandom } from "../support/random";

/** Says all that is read of an entry but its place. */
function say({ section, name, key, range, source, catalog, override, bundled }: Dependency): string {
  const path = override?.parents.map((parent) => `${parent} > `).join("") ?? "";
  const when = override?.when === undefined ? "" : ` when ${override.when}`;
  const alias = name === key ? "" : ` as ${name}`;
  const where = catalog === undefined ? section : `catalog "${catalog}"`;
  return `${where}: ${path}${key}${when}${alias} ${range ?? "-"} ${source}${bundled === true ? ", bundled" : ""}`;
}

/** Asserts what the notes draw under the keys (what is read) and under whatever is wrong. */
function check(source: string): Manifest {
  const { text, notes } = fixture(source);
  const manifest = parsePackageJson(text);
  const found = [
    ...manifest.dependencies.map((dependency) => ({ ...dependency.nameSpan, text: say(dependency) })),
    ...manifest.problems.map(({ span, message }) => ({ ...span, text: message })),
  ];
  assert.deepEqual(
    found.toSorted((a, b) => a.start - b.start),
    notes,
  );
  return manifest;
}

describe("the overrides of a package.json", () => {
  it("are npm's, nested, with the parents around them", () => {
    check(
      `{
  "overrides": {
    "plain": "1.0.0",
//   ^^^^^ overrides: plain 1.0.0 registry
    "ranged@^2": "2.1.0",
//   ^^^^^^^^^ overrides: ranged when ^2 2.1.0 registry
    "outer": {
      ".": "3",
//     ^ overrides: outer 3 registry
      "@s/inner@1": { "deep": "npm:@r/real@4" }
//                     ^^^^ overrides: outer > @s/inner@1 > deep as @r/real 4 registry
    },
    "same@5": { ".": "npm:other@5", "x": "file:x" },
//               ^ overrides: same when 5 as other 5 registry
//                                   ^ overrides: same@5 > x - file
    "nothing": {},
    "@": "7"
//   ^ "@" ends in no package's name, so this override is not judged. Write it as name or name@range.
  }
}`,
    );
  });

  it("are pnpm's, with what it removes left out", () => {
    check(`{
  "pnpm": {
    "overrides": {
      "parent@1>child@>2 <3": "2.5.0",
//     ^^^^^^^^^^^^^^^^^^^^ overrides: parent@1 > child when >2 <3 2.5.0 registry
      "gone": "-",
      "listed": "catalog:"
//     ^^^^^^ overrides: listed - registry
    }
  },
  "overrides": { "flat": "1" }
//                ^^^^ overrides: flat 1 registry
}`);
  });

  it("are the resolutions that Yarn and pnpm read", () => {
    check(`{
  "resolutions": {
    "**/any": "1",
//   ^^^^^^ resolutions: any 1 registry
    "@s/parent/@s/child": "npm:2",
//   ^^^^^^^^^^^^^^^^^^ resolutions: @s/parent > @s/child 2 registry
    "berry@npm:^1.0.0": "patch:berry@npm%3A1.2.3#./fix.patch"
//   ^^^^^^^^^^^^^^^^ resolutions: berry when npm:^1.0.0 - patch
  }
}`);
  });

  it("follow a reference to what the file itself asks for, in the order of the package manager", () => {
    check(`{
  "overrides": { "twice": "$twice", "other": "$alias", "missing": "$missing", "odd": "\${HOME}" },
//                ^^^^^ overrides: twice 1-dev registry
//                                   ^^^^^ overrides: other as real ^4 registry
//                                                      ^^^^^^^ overrides: missing - registry
//                                                                 ^^^^^^^^ "$missing" stands for the version that this file's dependencies ask of "missing", and they do not name it. npm refuses to install like this. Add it there, or write the version itself.
//                                                                             ^^^ overrides: odd \${HOME} registry
  "pnpm": { "overrides": { "twice": "$twice", "peer": "$peer" } },
//                          ^^^^^ overrides: twice 1-main registry
//                                             ^^^^ overrides: peer - registry
//                                                     ^^^^^ "$peer" stands for the version that this file's dependencies ask of "peer", and they do not name it. pnpm refuses to install like this. Add it there, or write the version itself.
  "dependencies": { "twice": "1-main", "alias": "npm:real@^4" },
//                   ^^^^^ dependencies: twice 1-main registry
//                                      ^^^^^ dependencies: alias as real ^4 registry
  "devDependencies": { "twice": "1-dev" },
//                      ^^^^^ devDependencies: twice 1-dev registry
  "peerDependencies": { "peer": "1" }
//                       ^^^^ peerDependencies: peer 1 registry
}`);
  });

  it("say what is of no use to a package manager", () => {
    check(
      `{
  "overrides": {
    "a": 1,
//       ^ The version of "a" should be text in quotes. This override is not judged.
    "b": ["2"],
//       ^^^^^ The version of "b" should be text in quotes. This override is not judged.
    "c": { ".": { "d": "3" }, ".": "4", ".": "5" },
//              ^^^^^^^^^^^^ The version of "." should be text in quotes. This override is not judged.
//                                       ^ overrides: c 5 registry
//                                       ^ "." is given twice here. Package managers use this one and ignore the one before. Remove one of them.
    "e": { "f": "6" },
    "e": { "g": "7" }
//   ^ "e" is given twice here. Package managers use this one and ignore the one before. Remove one of them.
//          ^ overrides: e > g 7 registry
  },
  "resolutions": ["h"],
// ^^^^^^^^^^^ "resolutions" should be an object of names and versions. It is ignored.
  "pnpm": { "overrides": "i" }
//           ^^^^^^^^^ "pnpm.overrides" should be an object of names and versions. It is ignored.
}`,
    );
  });

  it("end where a key of the root shows that they were left open", () => {
    check(`{
  "overrides": {
    "a": { "b": "1",
//          ^ overrides: a > b 1 registry
  "devDependencies": { "c": "2" },
//^^^^^^^^^^^^^^^^^ A closing brace "}" is missing before this. Package managers refuse package.json like this; what could be read is judged all the same. Add it.
//                      ^ devDependencies: c 2 registry
  "pnpm": { "overrides": { "d": "3",
//                          ^ overrides: d 3 registry
  "catalogs": {
    "dependencies": { "e": "4",
//                     ^ catalog "dependencies": e 4 registry
  "dependencies": { "f": "5" }
//                   ^ dependencies: f 5 registry
}`);
  });

  it("may name packages that are named like keys of the root", () => {
    check(`{ "overrides": { "bin": { "config": "1" } } }
//                         ^^^^^^ overrides: bin > config 1 registry
`);
  });

  it("are read in time however deep they nest", () => {
    const depth = 10_000;
    const text = `{"overrides":${'{".":"1","x":"2","a":'.repeat(depth)}"3"${"}".repeat(depth)},"dependencies":{"d":"1"}}`;
    const started = performance.now();
    const { dependencies, problems } = parsePackageJson(text);
    assert.ok(performance.now() - started < 2000);
    assert.equal(dependencies.length, 99 + 100 + 1);
    assert.deepEqual(
      problems.map(({ message }) => message),
      ["Overrides are nested more than 100 deep here: what is inside is not judged. Nest them less."],
    );
    assert.equal(parsePackageJson('{"overrides":'.repeat(depth)).problems.length > 0, true);
  });
});

describe("the catalogs of a package.json", () => {
  it("stand at the root or beside the workspaces", () => {
    const { workspaces } = check(`{
  "workspaces": {
    "packages": ["packages/*"],
    "catalog": { "a": "^1" },
//                ^ catalog "": a ^1 registry
    "catalogs": { "next": { "a": "npm:b@2" } }
//                           ^ catalog "next": a as b 2 registry
  },
  "catalog": { "c": "3" },
//              ^ catalog "": c 3 registry
  "catalogs": {
    "next": { "d": 4, "e": "5" },
//                 ^ The version of "d" should be text in quotes. This entry is not judged.
//                     ^ catalog "next": e 5 registry
    "empty": {},
    "wrong": "6"
//   ^^^^^ "catalogs.wrong" should be an object of names and versions. It is ignored.
  }
}`);
    assert.deepEqual(workspaces, ["packages/*"]);
  });

  it("count once where they are given twice", () => {
    check(`{
  "catalog": { "a": "1" },
  "catalog": { "b": "2" },
// ^^^^^^^ "catalog" is given twice. Package managers use this one and ignore the one before. Merge the two.
//              ^ catalog "": b 2 registry
  "catalogs": { "x": { "c": "3" }, "y": { "d": "4" } },
  "catalogs": { "x": { "e": "5" } }
// ^^^^^^^^ "catalogs" is given twice. Package managers use this one and ignore the one before. Merge the two.
//                      ^ catalog "x": e 5 registry
}`);
  });
});

describe("what else a package.json says of its dependencies", () => {
  const bundles: readonly [fields: string, keys: readonly string[]][] = [
    ['"bundleDependencies":["a","c","d","none"]', ["a", "c"]],
    ['"bundledDependencies":["b"]', ["b"]],
    ['"bundledDependencies":["b"],"bundleDependencies":["a"]', ["a"]],
    ['"bundleDependencies":true', ["a", "b"]],
    ['"bundleDependencies":false', []],
    ['"bundleDependencies":[]', []],
  ];
  for (const [fields, keys] of bundles) {
    it(`finds bundled what ${fields} names`, () => {
      const text = `{"dependencies":{"a":"1","b":"1"},${fields},"optionalDependencies":{"c":"1"},"devDependencies":{"d":"1"}}`;
      const { dependencies, problems } = parsePackageJson(text);
      assert.deepEqual(
        dependencies.filter(({ bundled }) => bundled === true).map(({ key }) => key),
        keys,
      );
      assert.deepEqual(problems, []);
    });
  }

  it("says where the bundled ones are no list", () => {
    check(`{
  "bundleDependencies": "a"
// ^^^^^^^^^^^^^^^^^^ "bundleDependencies" should be a list of names, or true for all dependencies. It is ignored.
}`);
  });

  const managers: readonly [fields: string, manager: string | undefined][] = [
    ['"packageManager":"pnpm@9.0.0+sha512.abc"', "pnpm@9.0.0+sha512.abc"],
    ['"devEngines":{"packageManager":{"name":"yarn","version":"^4.1"}}', "yarn@^4.1"],
    ['"devEngines":{"packageManager":{"name":"bun"}}', "bun"],
    [
      '"devEngines":{"runtime":{"name":"node"},"packageManager":[{"version":"10","name":"npm"},{"name":"pnpm"}]}',
      "npm@10",
    ],
    ['"devEngines":{"packageManager":{"name":"npm"}},"packageManager":"pnpm@9"', "pnpm@9"],
    ['"packageManager":9,"devEngines":{"packageManager":{"name":"npm"}}', "npm"],
    ['"devEngines":{"packageManager":[]}', undefined],
    ['"devEngines":{"packageManager":"npm"}', undefined],
    ['"devEngines":[]', undefined],
    ['"engines":{"npm":"10"}', undefined],
  ];
  for (const [fields, manager] of managers) {
    it(`reads that ${manager ?? "nobody"} installs from ${fields}`, () => {
      const { packageManager, problems } = parsePackageJson(`{${fields},"dependencies":{"a":"1"}}`);
      assert.equal(packageManager, manager);
      assert.deepEqual(problems, []);
    });
  }

  it("finds the settings that only pnpm reads", () => {
    const text = '{"pnpm":{"patchedDependencies":{"a":"a.patch"}},"dependencies":{"a":"1"}}';
    const { pnpmSettings, dependencies } = parsePackageJson(text);
    assert.equal(text.slice(pnpmSettings?.start, pnpmSettings?.end), "pnpm");
    assert.equal(dependencies.length, 1);
    assert.equal(parsePackageJson("{}").pnpmSettings, undefined);
  });

  it("reads both sides of a merge", () => {
    const text = `{
  "overrides": {
    "a": {
<<<<<<< ours
      "b": "1"
=======
      "b": "2"
>>>>>>> theirs
    }
  }
}`;
    const { dependencies, problems } = parsePackageJson(text);
    assert.deepEqual(
      dependencies.map((dependency) => say(dependency)),
      ["overrides: a > b 1 registry", "overrides: a > b 2 registry"],
    );
    assert.equal(problems.length, 1);
  });
});

const WHOLE = `{
  "name": "app",
  "workspaces": { "packages": ["p/*"], "catalog": { "react": "^19.0.0" }, "catalogs": { "old": { "react": "^18" } } },
  "packageManager": "pnpm@10.0.0",
  "dependencies": { "a": "^1.0.0", "b": "npm:c@2" },
  "bundleDependencies": ["a"],
  "overrides": {
    "d@^1": { ".": "1.2.3", "e": { "@s/f": "$a" } }
  },
  "resolutions": { "**/g": "1", "@s/h/i@npm:^1": "2" },
  "pnpm": {
    "overrides": { "j@1>k@>2": "3", "l": "-" }
  }
}
`;

describe("a package.json with everything", () => {
  const checkSpans = (text: string): void => {
    const { dependencies, problems, pnpmSettings } = parsePackageJson(text);
    for (const { spec, key, override, nameSpan, specSpan } of dependencies) {
      assert.equal(text.slice(specSpan.start, specSpan.end), spec, text);
      const written = text.slice(nameSpan.start, nameSpan.end);
      assert.ok(override === undefined ? written === key : written === "." || written.includes(key), text);
    }
    for (const { start, end } of [...problems.map(({ span }) => span), ...(pnpmSettings ? [pnpmSettings] : [])]) {
      assert.ok(0 <= start && start <= end && end <= text.length, text);
    }
  };

  it("keeps the spans on what they are about, for every prefix that typing produces", () => {
    for (let end = 0; end <= WHOLE.length; end++) {
      const typed = WHOLE.slice(0, end);
      checkSpans(typed);
      assert.equal(parsePackageJson(typed).problems.length, end < WHOLE.trimEnd().length ? 1 : 0, typed);
    }
    assert.equal(parsePackageJson(WHOLE).dependencies.length, 9);
  });

  it("keeps them there whatever is broken", () => {
    const random = createRandom(12);
    for (let round = 0; round < 3000; round++) {
      const at = random.below(WHOLE.length);
      const added = random.pick(["", "{", "}", "[", "]", '"', ",", "\n", ":", ".", "$", "@", "/", ">", "<<<<<<<\n"]);
      checkSpans(WHOLE.slice(0, at) + added + WHOLE.slice(at + random.below(4)));
    }
  });
});
