import assert from "node:assert/strict";
import { parse as parseYaml } from "yaml";
import type { Dependency, Manifest } from "../../server/src/core/model";
import { parsePnpmWorkspace } from "../../server/src/core/parse/pnpmWorkspace";
import { parseYarnrc } from "../../server/src/core/parse/yarnrc";
import { fixture } from "../support/fixture";
import { createRandom } from "../support/random";

const REFUSED = "pnpm refuses pnpm-workspace.yaml like this; what could be read is judged all the same.";

function say({ name, key, range, source, catalog, override }: Dependency): string {
  const path = override?.parents.map((parent) => `${parent} > `).join("") ?? "";
  const when = override?.when === undefined ? "" : ` when ${override.when}`;
  const alias = name === key ? "" : ` as ${name}`;
  const where = catalog === undefined ? "override" : `catalog "${catalog}"`;
  return `${where}: ${path}${key}${when}${alias} ${range ?? "-"} ${source}`;
}

/** Asserts what the notes draw: what is read under its spec, what is wrong where it is. */
function check(source: string, parse: (text: string) => Manifest = parsePnpmWorkspace): Manifest {
  const { text, notes } = fixture(source);
  const manifest = parse(text);
  const found = [
    ...manifest.dependencies.map((dependency) => ({ ...dependency.specSpan, text: say(dependency) })),
    ...manifest.problems.map(({ span, message }) => ({ ...span, text: message })),
  ];
  assert.deepEqual(
    found.toSorted((a, b) => a.start - b.start),
    notes,
  );
  return manifest;
}

const WHOLE = `# What belongs together.
packages:
  - packages/*
  - "apps/**" # both
  - '!**/test/**'

catalog:
  react: ^19.0.0
  "@types/react": '~19.0.1'
  'odd': "npm:is-odd@3"

catalogs:
  old: { react: ^18.0.0, "react-dom": 18.3.1 }
  next:
      react: next   # wide

overrides:
  plain: 1.0.0
  "parent@1>child@>=2 <3": 2.5.0
  gone: "-"
  same: $react
  listed: 'catalog:'
onlyBuiltDependencies: [esbuild]
`;

describe("parsePnpmWorkspace", () => {
  it("reads members, catalogs and overrides, as people write them", () => {
    const { kind, workspaces } = check(
      `packages:
  - packages/*
  - "apps/**" # both
  - '!**/test/**'
catalog:
  react: ^19.0.0
//       ^^^^^^^ catalog "": react ^19.0.0 registry
  "@types/react": '~19.0.1'
//                 ^^^^^^^ catalog "": @types/react ~19.0.1 registry
  'odd': "npm:is-odd@3" # three
//        ^^^^^^^^^^^^ catalog "": odd as is-odd 3 registry
catalogs:
  old: { react: ^18.0.0, "react-dom": 18.3.1 }
//              ^^^^^^^ catalog "old": react ^18.0.0 registry
//                                    ^^^^^^ catalog "old": react-dom 18.3.1 registry
  next:
        lodash: latest
//              ^^^^^^ catalog "next": lodash latest registry
overrides:
  plain: 1.0.0
//       ^^^^^ override: plain 1.0.0 registry
  "parent@1>child@>=2 <3": 2.5.0
//                         ^^^^^ override: parent@1 > child when >=2 <3 2.5.0 registry
  a>b: file:../b
//     ^^^^^^^^^ override: a > b - file
  gone: "-"
  same: $react
//      ^^^^^^ override: same - registry
  listed: 'catalog:'
//         ^^^^^^^^ override: listed - registry
onlyBuiltDependencies: [esbuild]
`,
    );
    assert.equal(kind, "pnpm-workspace");
    assert.deepEqual(workspaces, ["packages/*", "apps/**", "!**/test/**"]);
  });

  it("reads flow, and what is written once for several", () => {
    const { workspaces } = check(`packages: ['a/*', b]
catalog: {
  one: &version 1.0.0,
//              ^^^^^ catalog "": one 1.0.0 registry
  two: *version,
//     ^^^^^^^^ catalog "": two 1.0.0 registry
}
catalogs:
  base: &base
    three: 3.0.0
//         ^^^^^ catalog "base": three 3.0.0 registry
    four: "4.0.0"
//         ^^^^^ catalog "base": four 4.0.0 registry
//         ^^^^^ catalog "more": four 4.0.0 registry
  more:
    <<: *base
    three: 3.1.0
//         ^^^^^ catalog "more": three 3.1.0 registry
`);
    assert.deepEqual(workspaces, ["a/*", "b"]);
  });

  it("keeps an edit of a folded text from eating the end of its line", () => {
    const text = "catalog:\n  a: >-\n    1.0.0\n\n  b: '2'\n";
    const [one] = parsePnpmWorkspace(text).dependencies;
    assert.equal(one?.spec, "1.0.0");
    assert.equal(text.slice(one?.specSpan.start, one?.specSpan.end), ">-\n    1.0.0");
  });

  it("says where a value is no text, or a block is none", () => {
    check(`catalog:
  react: 18
//       ^^ The version of "react" should be text in quotes. This entry is not judged.
  vue: [3]
//     ^^^ The version of "vue" should be text in quotes. This entry is not judged.
  empty:
catalogs:
    old: 17
//  ^^^ "catalogs.old" should be a mapping of names and versions. It is ignored.
overrides:
    a>: 1.0.0
//  ^^ "a>" ends in no package's name, so this override is not judged. Write it as name or name@range.
`);
    assert.deepEqual(parsePnpmWorkspace("packages: all\n").problems, [
      { message: '"packages" should be a list. It is ignored.', span: { start: 0, end: 8 } },
    ]);
  });

  it("reads the last of two equal keys, and says that pnpm refuses them", () => {
    check(`catalog:
  a: 1.0.0
  a: 2.0.0
//^ "a" is given twice here. pnpm refuses pnpm-workspace.yaml like this. Remove one of them.
//   ^^^^^ catalog "": a 2.0.0 registry
catalogs:
  default: { b: ^1 }
//^^^^^^^ "catalogs.default" and "catalog" are the same catalog. pnpm refuses pnpm-workspace.yaml like this. Merge the two.
//              ^^ catalog "": b ^1 registry
`);
  });

  const broken: readonly { title: string; text: string; reads: readonly string[]; says: string; at: string }[] = [
    {
      title: "a key being typed above others",
      text: "catalog:\n  vu\n  react: ^18\n  dom: ^18\n",
      reads: ["react ^18", "dom ^18"],
      says: `A colon with a blank behind it, or a value, is missing here. ${REFUSED} Write it as name: value.`,
      at: "vu",
    },
    {
      title: "a colon without a blank",
      text: "catalog:\n  vue:^3\n  react: ^18\n",
      reads: ["react ^18"],
      says: `A colon with a blank behind it, or a value, is missing here. ${REFUSED} Write it as name: value.`,
      at: "vue:^3",
    },
    {
      title: "a key being typed below others",
      text: "catalog:\n  react: ^18\n  vu",
      reads: ["react ^18"],
      says: `A colon with a blank behind it, or a value, is missing here. ${REFUSED} Write it as name: value.`,
      at: "vu",
    },
    {
      title: "a value whose quote is open",
      text: 'catalog:\n  react: "^18\n  vue: "^3"\noverrides:\n  a: "1.0.0"\n',
      reads: ["react ^18", "vue ^3", "a 1.0.0"],
      says: `A closing quote is missing on this line. ${REFUSED} Add it.`,
      at: '"^18',
    },
    {
      title: "a value whose quote is open, and no other one is there",
      text: "catalog:\n  react: '^18\n  vue: ^3\n",
      reads: ["react ^18", "vue ^3"],
      says: `A closing quote is missing on this line. ${REFUSED} Add it.`,
      at: "'^18",
    },
    {
      title: "a key whose quote is open",
      text: 'catalog:\n  react: ^18\n  "@s/x: ^1\n  vue: ^3\n',
      reads: ["react ^18", "vue ^3"],
      says: `A closing quote is missing on this line. ${REFUSED} Add it.`,
      at: '"@s/x: ^1',
    },
    {
      title: "a member whose quote is open",
      text: 'packages:\n  - "a/*\ncatalog:\n  vue: "^3"\n',
      reads: ["vue ^3"],
      says: `A closing quote is missing on this line. ${REFUSED} Add it.`,
      at: '"a/*',
    },
    {
      title: "a scope without quotes",
      text: "catalog:\n  @s/x: ^1\n  vue: ^3\n",
      reads: ["@s/x ^1", "vue ^3"],
      says: `Text that starts with @, \` or % has to stand in quotes. ${REFUSED} Put it in quotes.`,
      at: "@",
    },
    {
      title: "a range that starts like a block of text",
      text: "catalog:\n  x: >=1 <2\n  vue: ^3\n",
      reads: ["vue ^3"],
      says: `Text that starts with ">" or "|" has to stand in quotes. ${REFUSED} Put it in quotes.`,
      at: ">=1 <2",
    },
    {
      title: "a star without quotes",
      text: "catalog:\n  x: *\n  vue: ^3\n",
      reads: ["vue ^3"],
      says: `"*" and "&" at the start of a text mean something else in YAML. ${REFUSED} Put it in quotes.`,
      at: "*",
    },
    {
      title: "an alias of nothing",
      text: "packages: [*all]\ncatalog:\n  vue: ^3\n",
      reads: ["vue ^3"],
      says: `"*all" stands for what "&all" marks above it, and nothing is marked so. ${REFUSED} Put it in quotes, if it is meant to start with "*".`,
      at: "*all",
    },
    {
      title: "a brace left open",
      text: "catalog: {vue: ^3, react: ^18",
      reads: ["vue ^3", "react ^18"],
      says: `A closing "}" or "]" is missing before this. ${REFUSED} Add it.`,
      at: "",
    },
    {
      title: "a tab",
      text: "catalog:\n  vue: ^3\n\treact: ^18\n",
      reads: ["vue ^3"],
      says: `A tab, where YAML wants blanks. ${REFUSED} Indent with blanks.`,
      at: "react: ^18",
    },
    {
      title: "another indentation",
      text: "catalog:\n  vue: ^3\n react: ^18\n",
      reads: ["vue ^3"],
      says: `This is indented unlike the lines around it. ${REFUSED} Give it as many blanks as they have.`,
      at: "react: ^18",
    },
    {
      title: "no mapping at all",
      text: "catalog\n",
      reads: [],
      says: 'pnpm-workspace.yaml should hold keys with values, "key: value". Nothing was read.',
      at: "catalog",
    },
    {
      title: "a second document",
      text: "catalog:\n  vue: ^3\n---\ncatalog:\n  react: ^18\n",
      reads: ["vue ^3"],
      says: `A second document starts here. ${REFUSED} Remove it, or put its contents above.`,
      at: "---",
    },
  ];
  for (const { title, text, reads, says, at } of broken) {
    it(`reads on over ${title}`, () => {
      const { dependencies, problems } = parsePnpmWorkspace(text);
      assert.deepEqual(
        dependencies.map(({ key, spec }) => `${key} ${spec}`),
        reads,
      );
      const [problem, ...others] = problems;
      assert.deepEqual([problem?.message, others], [says, []]);
      assert.equal(text.slice(problem?.span.start, problem?.span.end), at);
    });
  }

  const sound: readonly [title: string, text: string, keys: readonly string[]][] = [
    ["no text", "", []],
    ["nothing but comments", "# a\n\n# b\n", []],
    ["a byte-order mark and Windows line ends", "\uFEFFcatalog:\r\n  a: ^1\r\n  b: ^2\r\n", ["a", "b"]],
    ["blanks before everything", "  catalog:\n      a: ^1\n  overrides:\n      b: ^2\n", ["a", "b"]],
    ["markers of a document", "%YAML 1.2\n---\ncatalog:\n  a: ^1\n...\n", ["a"]],
    ["an explicit key", "catalog:\n  ? a\n  : ^1\n", ["a"]],
    ["names of Object.prototype", "catalog:\n  __proto__: ^1\n  constructor: ^2\n", ["__proto__", "constructor"]],
    ["keys that look like other things", 'catalog:\n  7: ^1\n  true: ^2\n  "null": ^3\n', ["7", "true", "null"]],
    ["a mapping that merges itself", "catalog: &a\n  <<: *a\n  b: ^1\n", ["b"]],
    ["the same key elsewhere", "x: {catalog: {a: ^1}}\ny: [{overrides: {b: ^1}}]\n", []],
  ];
  for (const [title, text, keys] of sound) {
    it(`finds nothing wrong with ${title}`, () => {
      const { dependencies, problems } = parsePnpmWorkspace(text);
      assert.deepEqual(
        dependencies.map(({ key }) => key),
        keys,
      );
      assert.deepEqual(problems, []);
    });
  }

  it("names the marks of a merge, and reads both sides", () => {
    const text = `catalog:
  a: ^1
<<<<<<< ours
  b: ^2
=======
  b: ^3
  c: ^4
>>>>>>> theirs
`;
    const { dependencies, problems } = parsePnpmWorkspace(text);
    assert.deepEqual(
      dependencies.map(({ key, spec, specSpan }) => [key, spec, text.slice(specSpan.start, specSpan.end)]),
      [
        ["a", "^1", "^1"],
        ["b", "^2", "^2"],
        ["b", "^3", "^3"],
        ["c", "^4", "^4"],
      ],
    );
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? "", /^An unfinished merge left its marks here\./);
  });
});

describe("parseYarnrc", () => {
  it("reads the catalogs, and takes every plain word for text", () => {
    const { kind } = check(
      `yarnPath: .yarn/releases/yarn-4.10.0.cjs
catalog:
  react: 18
//       ^^ catalog "": react 18 registry
  vue: npm:^3
//     ^^^^^^ catalog "": vue ^3 registry
catalogs:
  default: { "lodash": "npm:lodash-es@4.17.21" }
//                      ^^^^^^^^^^^^^^^^^^^^^ catalog "default": lodash as lodash-es 4.17.21 registry
npmScopes:
  acme: { npmRegistryServer: "https://registry.example" }
overrides: { a: "1" }
packages: ["b"]
`,
      parseYarnrc,
    );
    assert.equal(kind, "yarnrc");
  });

  it("uses the last of two equal keys, as Yarn does", () => {
    const { dependencies, problems } = parseYarnrc("catalog:\n  a: 1\n  a: 2\n");
    assert.deepEqual(
      dependencies.map(({ spec }) => spec),
      ["2"],
    );
    assert.deepEqual(
      problems.map(({ message }) => message),
      ['"a" is given twice here. Yarn uses this one and ignores the one before. Remove one of them.'],
    );
  });

  it("says that Yarn refuses what is no YAML", () => {
    const [problem] = parseYarnrc("catalog:\n  a: ^1\nnode\n").problems;
    assert.match(problem?.message ?? "", /Yarn refuses \.yarnrc\.yml like this/);
  });
});

describe("manifests of YAML", () => {
  const checkSpans = (text: string, parse: (text: string) => Manifest): Manifest => {
    const manifest = parse(text);
    for (const { spec, key, override, nameSpan, specSpan } of manifest.dependencies) {
      const written = text.slice(specSpan.start, specSpan.end);
      assert.ok(
        written === spec || /[\n*\\]|''/.test(written) || written.startsWith(spec.trim().split(/\s/)[0] ?? ""),
        text,
      );
      const name = text.slice(nameSpan.start, nameSpan.end);
      assert.ok(override === undefined ? name === key || /['\\\n]/.test(name) : name.includes(key), text);
    }
    for (const { span, message } of manifest.problems) {
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, text);
      assert.match(message, /^\S.*\.$/);
    }
    return manifest;
  };

  it("keep the spans on what they are about, for every prefix that typing produces", () => {
    for (let end = 0; end <= WHOLE.length; end++) {
      const typed = WHOLE.slice(0, end);
      const { dependencies } = checkSpans(typed, parsePnpmWorkspace);
      for (const { spec, specSpan } of dependencies) {
        assert.equal(typed.slice(specSpan.start, specSpan.end), spec, typed);
      }
      checkSpans(typed, parseYarnrc);
    }
    const { dependencies, problems } = parsePnpmWorkspace(WHOLE);
    assert.deepEqual(problems, []);
    assert.equal(dependencies.length, 10);
  });

  it("lose nothing that was read before while a line is typed at its end", () => {
    const keys = (text: string): readonly string[] => parsePnpmWorkspace(text).dependencies.map(({ key }) => key);
    const lines = WHOLE.split("\n");
    const added = '  "@acme/typed": "^1.0.0"';
    for (let at = lines.indexOf("catalog:") + 1; at <= lines.indexOf("catalogs:") - 1; at++) {
      for (let length = 0; length <= added.length; length++) {
        const text = [...lines.slice(0, at), added.slice(0, length), ...lines.slice(at)].join("\n");
        const missing = keys(WHOLE).filter((key) => !keys(text).includes(key));
        assert.deepEqual(missing, [], text);
      }
    }
  });

  it("keep them there whatever is broken", () => {
    const random = createRandom(13);
    for (let round = 0; round < 3000; round++) {
      const at = random.below(WHOLE.length);
      const added = random.pick([
        "",
        "{",
        "}",
        "[",
        '"',
        "'",
        ",",
        "\n",
        ": ",
        "\t",
        "- ",
        "&a ",
        "*a ",
        "|",
        ">",
        "#",
        "<<: ",
      ]);
      const text = WHOLE.slice(0, at) + added + WHOLE.slice(at + random.below(4));
      checkSpans(text, parsePnpmWorkspace);
      checkSpans(text, parseYarnrc);
    }
  });

  it("read what another reader of YAML reads", () => {
    const { catalog, catalogs } = parseYaml(WHOLE);
    const { dependencies } = parsePnpmWorkspace(WHOLE);
    const expected = [["", catalog] as const, ...Object.entries(catalogs)].flatMap(([name, entries]) =>
      Object.entries(entries as Record<string, string>).map(([key, spec]) => [name, key, spec]),
    );
    assert.deepEqual(
      dependencies
        .filter(({ section }) => section === "catalog")
        .map(({ catalog: name, key, spec }) => [name, key, spec]),
      expected,
    );
  });

  it("are read in time, however they are made", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `  p${index}: ^1.0.${index}\n`).join("");
    const aliases = Array.from({ length: 20_000 }, (_, index) => `  c${index}: *a\n`).join("");
    const merges = Array.from({ length: 10_000 }, (_, index) => `  c${index}: {<<: [*a, *a]}\n`).join("");
    const hostile = [
      `catalog:\n${names}`,
      `catalog: {${names.replaceAll("\n", ",")}`,
      `catalog: &a\n${names.slice(0, 20_000)}catalogs:\n${aliases}`,
      `catalog: &a\n${names.slice(0, 20_000)}catalogs:\n${merges}`,
      `catalog: ${"[".repeat(10_000)}`,
      `catalog: ${"{a: ".repeat(10_000)}`,
      `catalog:\n${Array.from({ length: 1000 }, (_, index) => `${" ".repeat(index)}a:\n`).join("")}`,
      `packages:\n${"- ".repeat(10_000)}a`,
      `catalog:\n${'  "a\n'.repeat(10_000)}`,
      `catalog:\n  a: "${"x".repeat(100_000)}`,
      `${" ".repeat(100_000)}"`,
      `catalog: ${"x".repeat(2_000_000)}`,
    ];
    for (const text of hostile) {
      const started = performance.now();
      const { dependencies } = checkSpans(text, parsePnpmWorkspace);
      assert.ok(dependencies.length <= 21_000, text.slice(0, 60));
      assert.ok(performance.now() - started < 3000, text.slice(0, 60));
    }
  }).timeout(30_000);

  it("of more than a megabyte are not read, and that is said", () => {
    assert.deepEqual(
      parseYarnrc("#".repeat(1_000_001)).problems.map(({ message }) => message),
      [".yarnrc.yml is larger than a megabyte. Nothing of it is judged. Make it smaller."],
    );
  });
});
