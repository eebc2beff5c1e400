import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import type { Lockfile, LockfileKind } from "../../server/src/core/model";
import { parsePnpmLock } from "../../server/src/core/parse/pnpmLock";
import { shortestPaths } from "../../server/src/core/resolve/paths";
import { findLocked } from "../../server/src/core/resolve/resolveVersion";
import { createRandom } from "../support/random";

const CORPUS = resolve(import.meta.dirname, "../../../shared/corpus/lockfiles");

const FIXTURES: readonly (readonly [file: string, kind: LockfileKind])[] = [
  ["pnpm-v5.yaml", "pnpm-v5"],
  ["pnpm-v6.yaml", "pnpm-v6"],
  ["pnpm-v9.yaml", "pnpm-v9"],
];

const read = (file: string): string => readFileSync(`test/fixtures/lockfiles/${file}`, "utf8");

const V5 = `lockfileVersion: 5.4

specifiers:
  '@scope/a': ^1.0.0
  alias: npm:real@^1.0.0

dependencies:
  '@scope/a': 1.0.0_b@2.0.0
  alias: /real/1.2.3

devDependencies:
  from-git: github.com/owner/project/0123456789abcdef0123456789abcdef01234567

packages:

  /@scope/a/1.0.0_b@2.0.0:
    resolution: {integrity: sha512-a==}
    peerDependencies:
      b: '*'
    dependencies:
      b: 2.0.0
    dev: false

  /b/2.0.0:
    resolution: {integrity: sha512-b==}
    requiresBuild: true
    dev: false

  /real/1.2.3:
    resolution: {integrity: sha512-c==}
    dev: false

  github.com/owner/project/0123456789abcdef0123456789abcdef01234567:
    resolution: {tarball: https://codeload.github.com/owner/project/tar.gz/0123456789abcdef0123456789abcdef01234567}
    name: project
    version: 3.0.0
    dev: true
`;

const V9 = `lockfileVersion: '9.0'

catalogs:
  default:
    b:
      specifier: ^2.0.0
      version: 2.0.0

importers:

  .:
    dependencies:
      '@scope/a':
        specifier: ^1.0.0
        version: 1.0.0(b@2.0.0)
      alias:
        specifier: npm:real@^1.0.0
        version: real@1.2.3
    devDependencies:
      b:
        specifier: 'catalog:'
        version: 2.0.0

  packages/member:
    dependencies:
      '@scope/a':
        specifier: ^1.0.0
        version: 1.0.0(b@3.0.0(c@1.0.0))
      root:
        specifier: workspace:*
        version: link:../..

packages:

  '@scope/a@1.0.0':
    resolution: {integrity: sha512-a==}
    deprecated: |-
      Gone: see below
      c@9.9.9:
    peerDependencies:
      b: '*'

  b@2.0.0:
    resolution: {integrity: sha512-b==}

  b@3.0.0:
    resolution: {integrity: sha512-b3==}

  c@1.0.0:
    resolution:
      integrity: sha512-c==
      tarball: https://registry.example/c/-/c-1.0.0.tgz

  real@1.2.3:
    resolution: {integrity: sha512-d==}

snapshots:

  '@scope/a@1.0.0(b@2.0.0)':
    dependencies:
      b: 2.0.0

  '@scope/a@1.0.0(b@3.0.0(c@1.0.0))':
    dependencies:
      b: 3.0.0(c@1.0.0)

  b@2.0.0:
    optional: true

  b@3.0.0(c@1.0.0):
    optionalDependencies:
      c: 1.0.0

  c@1.0.0:
    optional: true

  real@1.2.3: {}
`;

/** A lockfile of version 9.0 with these lines in `packages`. */
const v9 = (...lines: readonly string[]): string =>
  ["lockfileVersion: '9.0'", "", "packages:", "", ...lines, "", "snapshots:", ""].join("\n");

const list = ({ packages }: Lockfile): readonly string[] =>
  packages.map(({ name, version, source }) => `${name}@${version} ${source}`);

/** What holds for every text. */
function checkPlaces(text: string, { packages, problems }: Lockfile): void {
  for (const { id, span } of packages) {
    const key = text.slice(span.start, span.end);
    assert.ok(/\\|''/.test(key) || id.startsWith(key.replace(/[(_].*$/s, "")), `${id} is said to stand at ${key}`);
    assert.match(text.slice(span.end), /^["']?(?: *:|\s*\n *:)/, `${id} is no key`);
  }
  for (const { span } of problems) {
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length);
  }
  assert.equal(new Set(packages.map(({ id }) => id)).size, packages.length);
}

describe("parsePnpmLock", () => {
  const sources: readonly { title: string; lines: readonly string[]; reads: string; diverted?: true }[] = [
    {
      title: "a package of the registry",
      lines: ["  a@1.0.0:", "    resolution: {integrity: sha512-x==}"],
      reads: "a@1.0.0 registry",
    },
    {
      title: "a version with a prerelease and build",
      lines: ["  a@1.0.0-rc.1+build.2:", "    resolution: {integrity: x}"],
      reads: "a@1.0.0-rc.1+build.2 registry",
    },
    {
      title: "a tarball that its registry names",
      lines: [
        "  '@s/a@1.0.0':",
        "    resolution: {integrity: x, tarball: https://registry.example/@s/a/-/a-1.0.0.tgz}",
      ],
      reads: "@s/a@1.0.0 registry",
    },
    {
      title: "a registry with addresses of its own",
      lines: ["  '@s/a@1.0.0':", "    resolution: {integrity: x, tarball: https://r.example/download/@s/a/1.0.0/0f3c}"],
      reads: "@s/a@1.0.0 registry",
    },
    {
      title: "an address put in the place of the registry's, which is still to be judged as that package",
      lines: ["  a@1.0.0:", "    resolution: {integrity: x, tarball: https://files.example/a.tgz}"],
      reads: "a@1.0.0 registry",
    },
    {
      title: "a registry's package with a repository in the place of its tarball",
      lines: ["  a@1.0.0:", "    resolution: {integrity: x, tarball: git+https://git.example/x/a.git}"],
      reads: "a@1.0.0 tarball",
      diverted: true,
    },
    {
      title: "a package of JSR",
      lines: [
        "  '@jsr/s__a@1.0.0':",
        "    resolution: {integrity: x, tarball: https://jsr.example/~/11/@jsr/s__a/1.0.0.tgz}",
      ],
      reads: "@jsr/s__a@1.0.0 tarball",
    },
    {
      title: "a tarball from the web",
      lines: [
        "  a@https://files.example/x/a@1.tgz:",
        "    resolution: {tarball: https://files.example/x/a@1.tgz}",
        "    version: 1.2.3",
      ],
      reads: "a@1.2.3 tarball",
    },
    {
      title: "a commit of a known host",
      lines: [
        "  a@https://codeload.github.com/o/a/tar.gz/0123456:",
        "    resolution: {tarball: https://codeload.github.com/o/a/tar.gz/0123456}",
        "    version: 1.2.3",
      ],
      reads: "a@1.2.3 git",
    },
    {
      title: "a commit of any other host",
      lines: [
        "  a@git+https://git.example/o/a.git#0123456:",
        "    resolution: {commit: '0123456', repo: https://git.example/o/a.git, type: git}",
        "    version: 1.2.3",
      ],
      reads: "a@1.2.3 git",
    },
    {
      title: "a folder",
      lines: ["  a@file:local:", "    resolution: {directory: local, type: directory}"],
      reads: "a@ file",
    },
    {
      title: "a packed folder, its resolution in a block",
      lines: [
        "  a@file:a.tgz:",
        "    resolution:",
        "      integrity: x",
        "      tarball: file:a.tgz",
        "    version: 1.2.3",
      ],
      reads: "a@1.2.3 file",
    },
    {
      title: "a key in double quotes and a resolution on lines of its own, as formatters leave them",
      lines: ['  "@s/a@1.0.0":', "    resolution:", "      {", '        integrity: "sha512-x==",', "      }"],
      reads: "@s/a@1.0.0 registry",
    },
    {
      title: "a comment behind a key",
      lines: ["  # first", "  a@1.0.0: # second", "    resolution: {integrity: x} # third"],
      reads: "a@1.0.0 registry",
    },
    {
      title: "a name that objects have",
      lines: ["  __proto__@1.0.0:", "    resolution: {integrity: x}"],
      reads: "__proto__@1.0.0 registry",
    },
    {
      title: "a key too long for its line",
      lines: [`  ? '@s/${"a".repeat(1100)}@1.0.0'`, "  : resolution: {integrity: x}", "    hasBin: true"],
      reads: `@s/${"a".repeat(1100)}@1.0.0 registry`,
    },
    {
      title: "a runtime",
      lines: [
        "  node@runtime:22.0.0:",
        "    hasBin: true",
        "    resolution:",
        "      type: variations",
        "      variants:",
        "        - resolution:",
        "            type: binary",
        "            url: https://files.example/node.tar.gz",
        "          targets:",
        "            - cpu: x64",
        "              os: linux",
        "    version: 22.0.0",
      ],
      reads: "node@22.0.0 registry",
    },
  ];

  for (const { title, lines, reads, diverted } of sources) {
    it(`reads ${title}`, () => {
      const text = v9(...lines, "", "  z@1.0.0:", "    resolution: {integrity: x}");
      const lockfile = parsePnpmLock(text);
      assert.deepEqual(list(lockfile), [reads, "z@1.0.0 registry"]);
      assert.equal(lockfile.packages[0]?.diverted, diverted);
      assert.deepEqual(lockfile.problems, []);
      checkPlaces(text, lockfile);
    });
  }

  const keys: readonly { title: string; key: string; name: string; version: string }[] = [
    { title: "5.x", key: "/a/1.0.0", name: "a", version: "1.0.0" },
    { title: "5.x with a scope", key: "/@s/a/1.0.0-beta.1", name: "@s/a", version: "1.0.0-beta.1" },
    { title: "5.x with peers", key: "/@s/a/1.0.0_@t+b@2.0.0+c@1.0.0", name: "@s/a", version: "1.0.0" },
    { title: "5.0 with peers", key: "/a/1.0.0/b@2.0.0", name: "a", version: "1.0.0" },
    { title: "5.x with a registry of its own", key: "npm.example/@s/a/1.0.0", name: "@s/a", version: "1.0.0" },
    { title: "6.x", key: "/a_b@1.0.0", name: "a_b", version: "1.0.0" },
    { title: "6.x with peers", key: "/@s/a@1.0.0(@t/b@2.0.0)(c@1.0.0)", name: "@s/a", version: "1.0.0" },
    { title: "6.x with a patch", key: "/a@1.0.0(patch_hash=abc)(c@1.0.0)", name: "a", version: "1.0.0" },
  ];

  for (const { title, key, name, version } of keys) {
    it(`reads a key of ${title}`, () => {
      const text = `lockfileVersion: 5.4\n\npackages:\n\n  ${key}:\n    resolution: {integrity: x}\n    dev: true\n`;
      const lockfile = parsePnpmLock(text);
      const [entry] = lockfile.packages;
      assert.equal(entry?.name, name);
      assert.equal(entry?.version, version);
      assert.equal(text.slice(entry?.span.start, entry?.span.end), key);
    });
  }

  it("follows importers and packages to what they were locked to, in 5.x", () => {
    const lockfile = parsePnpmLock(V5);
    assert.deepEqual(list(lockfile), [
      "@scope/a@1.0.0 registry",
      "b@2.0.0 registry",
      "real@1.2.3 registry",
      "project@3.0.0 git",
    ]);
    assert.deepEqual(lockfile.importers, [
      {
        path: "",
        name: undefined,
        dependencies: [
          { name: "@scope/a", spec: "^1.0.0", section: "dependencies", id: "/@scope/a/1.0.0" },
          { name: "alias", spec: "npm:real@^1.0.0", section: "dependencies", id: "/real/1.2.3" },
          {
            name: "from-git",
            spec: "github.com/owner/project/0123456789abcdef0123456789abcdef01234567",
            section: "devDependencies",
            id: "github.com/owner/project/0123456789abcdef0123456789abcdef01234567",
          },
        ],
      },
    ]);
    const [a, b, , project] = lockfile.packages;
    assert.deepEqual(a?.dependencies, [{ name: "b", spec: "2.0.0", id: "/b/2.0.0" }]);
    assert.deepEqual(
      [a?.direct, b?.direct, b?.hasInstallScript, b?.dev, project?.dev],
      [true, false, true, false, true],
    );
    assert.deepEqual(shortestPaths(lockfile, "/b/2.0.0", 5), [["", "@scope/a", "b"]]);
  });

  it("follows importers and packages to what they were locked to, in 9.0, all variants in one", () => {
    const lockfile = parsePnpmLock(V9);
    assert.deepEqual(lockfile.problems, []);
    assert.deepEqual(list(lockfile), [
      "@scope/a@1.0.0 registry",
      "b@2.0.0 registry",
      "b@3.0.0 registry",
      "c@1.0.0 registry",
      "real@1.2.3 registry",
    ]);
    const [a, b2, b3, c, real] = lockfile.packages;
    assert.deepEqual(a?.dependencies, [
      { name: "b", spec: "2.0.0", id: "b@2.0.0" },
      { name: "b", spec: "3.0.0", id: "b@3.0.0" },
    ]);
    assert.deepEqual(
      [b2?.optional, b3?.optional, c?.optional, c?.resolved, real?.direct],
      [true, false, true, "https://registry.example/c/-/c-1.0.0.tgz", true],
    );
    assert.deepEqual(
      lockfile.importers.map(({ path, dependencies }) => [path, dependencies.map(({ name, id }) => [name, id])]),
      [
        [
          "",
          [
            ["@scope/a", "@scope/a@1.0.0"],
            ["alias", "real@1.2.3"],
            ["b", "b@2.0.0"],
          ],
        ],
        [
          "packages/member",
          [
            ["@scope/a", "@scope/a@1.0.0"],
            ["root", undefined],
          ],
        ],
      ],
    );
    assert.deepEqual(shortestPaths(lockfile, "c@1.0.0", 1), [["", "@scope/a", "b", "c"]]);
  });

  it("tells by the importers what 9.0 has for development only", () => {
    const dev = ["dev", "dev-deep", "both"];
    const text = [
      "lockfileVersion: '9.0'",
      "importers:",
      "  .:",
      "    dependencies:",
      "      prod: {specifier: ^1.0.0, version: 1.0.0}",
      "    devDependencies:",
      "      dev: {specifier: ^1.0.0, version: 1.0.0}",
      "packages:",
      ...["prod", ...dev, "nobody"].flatMap((name) => [`  ${name}@1.0.0:`, "    resolution: {integrity: x}"]),
      "snapshots:",
      "  prod@1.0.0: {dependencies: {both: 1.0.0}}",
      "  prod@1.0.0(peer@1.0.0):",
      "    dependencies:",
      "      both: 1.0.0",
      "  dev@1.0.0:",
      "    dependencies:",
      "      both: 1.0.0",
      "      dev-deep: 1.0.0",
      "",
    ].join("\n");
    const lockfile = parsePnpmLock(text);
    assert.deepEqual(
      lockfile.packages.map(({ name, dev }) => [name, dev]),
      [
        ["prod", false],
        ["dev", true],
        ["dev-deep", true],
        ["both", false],
        ["nobody", undefined],
      ],
    );
  });

  it("holds an address against the entry where the importers ask a registry, also by a catalog", () => {
    const lock = (specifier: string): string =>
      V9.replace("version: 2.0.0\n\nimporters", "version: 2.0.0\n    d:\n      specifier: ^1.0.0\n\nimporters")
        .replace(
          "devDependencies:\n",
          `devDependencies:\n      d:\n        specifier: ${specifier}\n        version: https://files.example/d.tgz\n`,
        )
        .replace(
          "\npackages:\n",
          "\npackages:\n\n  d@https://files.example/d.tgz:\n    resolution: {tarball: https://files.example/d.tgz}\n    version: 1.0.0\n",
        );
    const diverted = (specifier: string) =>
      parsePnpmLock(lock(specifier)).packages.find(({ name }) => name === "d")?.diverted;
    assert.equal(diverted("^1.0.0"), true);
    assert.equal(diverted("'catalog:'"), true);
    assert.equal(diverted("https://files.example/d.tgz"), undefined);
  });

  it("lists the packages of both documents of one file", () => {
    const first = v9(
      "  pnpm@12.0.0:",
      "    resolution: {integrity: p}",
      "",
      "  b@2.0.0:",
      "    resolution: {integrity: sha512-b==}",
    ).replace(
      "packages:",
      "importers:\n\n  .:\n    packageManagerDependencies:\n      pnpm:\n        specifier: 12.0.0\n        version: 12.0.0\n\npackages:",
    );
    const text = `---\n${first}\n---\n${V9}`;
    const lockfile = parsePnpmLock(text);
    assert.deepEqual(lockfile.problems, []);
    assert.deepEqual(list(lockfile).toSorted(), ["pnpm@12.0.0 registry", ...list(parsePnpmLock(V9))].toSorted());
    const dependency = {
      key: "pnpm",
      name: "pnpm",
      spec: "12.0.0",
      range: "12.0.0",
      source: "registry",
      section: "devDependencies",
      nameSpan: { start: 0, end: 0 },
      specSpan: { start: 0, end: 0 },
    } as const;
    const pnpm = findLocked(lockfile, "", dependency);
    assert.deepEqual([pnpm?.id, pnpm?.direct, pnpm?.dev], ["pnpm@12.0.0", true, true]);
    checkPlaces(text, lockfile);
  });

  it("keeps a package apart that a second document has with another content", () => {
    const one = (integrity: string): string => v9("  a@1.0.0:", `    resolution: {integrity: ${integrity}}`);
    const { packages } = parsePnpmLock(`---\n${one("x")}\n---\n${one("y")}`);
    assert.deepEqual(
      packages.map(({ id, integrity }) => [id, integrity]),
      [
        ["a@1.0.0 (document 1)", "x"],
        ["a@1.0.0", "y"],
      ],
    );
  });

  for (const [file, kind] of FIXTURES) {
    it(`reads ${file}, as pnpm itself wrote it`, () => {
      const text = read(file);
      const lockfile = parsePnpmLock(text);
      assert.equal(lockfile.kind, kind);
      assert.deepEqual(lockfile.problems, []);
      checkPlaces(text, lockfile);
      const byName = Object.fromEntries(lockfile.importers.map((importer) => [importer.path, importer.dependencies]));
      assert.deepEqual(Object.keys(byName), ["", "packages/a", "packages/b"]);
      const locked = (path: string, key: string) => {
        const id = byName[path]?.find(({ name }) => name === key)?.id;
        return lockfile.packages.find((entry) => entry.id === id);
      };
      assert.equal(locked("", "is-odd")?.version, "3.0.1");
      assert.equal(locked("packages/a", "is-odd")?.version, "2.0.0");
      assert.equal(locked("", "real-alias")?.name, "is-even");
      assert.equal(locked("", "from-web")?.name, "isarray");
      assert.equal(locked("", "linked-folder"), undefined);
      assert.equal(locked("packages/a", "b"), undefined);
      assert.deepEqual([locked("", "packed")?.source, locked("", "packed")?.version], ["file", "2.0.0"]);
      assert.equal(locked("", "local-folder")?.source, "file");
      assert.equal(locked("", "fsevents")?.optional, true);
      assert.equal(locked("", "esbuild")?.dev, true);
      assert.equal(locked("", "react-dom")?.dev, false);
      const overridden = lockfile.packages.filter(({ name }) => name === "kind-of");
      assert.deepEqual(
        overridden.map(({ version }) => version),
        ["6.0.3"],
      );
      for (const { id, direct } of lockfile.packages) {
        assert.equal(shortestPaths(lockfile, id, 1)[0]?.length === 2, direct, id);
      }
    });
  }
});

describe("parsePnpmLock beside a parser of all YAML", () => {
  const texts = new Map<string, string>([
    ["a small text of 5.x", V5],
    ["a small text of 9.0", V9],
    ["two documents", `---\n${V9}---\n${V9.replaceAll("b@3", "b@4")}`],
    [
      "long keys and comments",
      v9("  # c", `  ? ${"x".repeat(1100)}@1.0.0 # d`.replace(" # d", ""), "  : {resolution: {integrity: a}}"),
    ],
    ...FIXTURES.map(([file]) => [file, read(file)] as const),
  ]);

  for (const [title, text] of texts) {
    it(`lists the same keys for ${title}`, () => compare(text));
  }

  it("lists the same keys for recorded lockfiles", function () {
    this.timeout(60_000);
    if (!existsSync(CORPUS)) {
      this.skip();
    }
    const folders = readdirSync(CORPUS).filter((folder) => existsSync(resolve(CORPUS, folder, "pnpm-lock.yaml")));
    assert.ok(folders.length > 0);
    // The largest one takes that parser seconds; its keys are compared with expected.tsv elsewhere.
    for (const folder of folders.filter((name) => name !== "pnpm-v9-many-deps")) {
      compare(readFileSync(resolve(CORPUS, folder, "pnpm-lock.yaml"), "utf8"));
    }
  });

  function compare(text: string): void {
    const expected = new Set<string>();
    for (const document of parseAllDocuments(text)) {
      assert.ok("errors" in document && document.errors.length === 0);
      const { packages } = document.toJS() as { packages?: Record<string, unknown> };
      for (const key of Object.keys(packages ?? {})) {
        expected.add(key);
      }
    }
    const { packages } = parsePnpmLock(text);
    const found = new Set(packages.map(({ span }) => text.slice(span.start, span.end)));
    const bare = (keys: ReadonlySet<string>) =>
      [...new Set([...keys].map((key) => key.replace(/[(_]\S*@.*$/s, "")))].sort();
    assert.deepEqual(bare(found), bare(expected));
    assert.ok([...found].every((key) => expected.has(key)));
  }
});

describe("parsePnpmLock on broken text", () => {
  const cases: readonly { title: string; text: string; reads: readonly string[]; at?: string; says: RegExp }[] = [
    { title: "an empty file", text: "", reads: [], says: /^The lockfile is empty/ },
    { title: "only a byte-order mark", text: "\ufeff", reads: [], says: /^The lockfile is empty/ },
    { title: "only comments", text: "# a\n---\n# b\n", reads: [], says: /^The lockfile is empty/ },
    {
      title: "another YAML file",
      text: "on: push\njobs:\n  a: b\n",
      reads: [],
      says: /neither "lockfileVersion" nor "packages"/,
    },
    { title: "JSON", text: '{"lockfileVersion": 3}', reads: [], says: /^The lockfile is empty|not a lockfile of pnpm/ },
    {
      title: "an unknown version",
      text: V9.replace("'9.0'", "'10.0'"),
      reads: ["@scope/a", "b", "b", "c", "real"],
      at: "10.0",
      says: /^lockfileVersion 10\.0 is not known here; 5\.x, 6\.x and 9\.0 are\./,
    },
    {
      title: "a key given twice",
      text: v9("  a@1.0.0:", "    resolution: {integrity: x}", "  a@1.0.0:", "    resolution: {integrity: y}"),
      reads: ["a"],
      at: "a@1.0.0",
      says: /^"a@1\.0\.0" is given twice/,
    },
    {
      title: "an unfinished merge",
      text: v9(
        "  a@1.0.0:",
        "    resolution: {integrity: x}",
        "<<<<<<< HEAD",
        "  b@1.0.0:",
        "    resolution: {integrity: x}",
        "=======",
        "  b@2.0.0:",
        "    resolution: {integrity: x}",
        ">>>>>>> other: branch",
        "  c@1.0.0:",
        "    resolution: {integrity: x}",
      ),
      reads: ["a", "b", "c", "b"],
      at: "<<<<<<< HEAD",
      says: /^An unfinished merge/,
    },
    {
      title: "a line that is no pair",
      text: v9(
        "  a@1.0.0:",
        "    resolution: {integrity: x}",
        "  what is this",
        "  b@1.0.0:",
        "    resolution: {integrity: x}",
      ),
      reads: ["a", "b"],
      at: "what is this",
      says: /^This is not how pnpm writes a lockfile/,
    },
    {
      title: "a tab for indentation",
      text: v9("\ta@1.0.0:", "  b@1.0.0:", "    resolution: {integrity: x}"),
      reads: ["b"],
      says: /^This is not how pnpm/,
    },
    {
      title: "a quote left open",
      text: v9("  'a@1.0.0:", "    resolution: {integrity: x}", "  b@1.0.0:", "    resolution: {integrity: x}"),
      reads: ["b"],
      at: "'a@1.0.0:",
      says: /^This is not how pnpm/,
    },
    {
      title: "a text that was cut off before its snapshots",
      text: V9.slice(0, V9.indexOf("\nsnapshots")),
      reads: ["@scope/a", "b", "b", "c", "real"],
      says: /^The text ends before its "snapshots"/,
    },
  ];

  for (const { title, text, reads, at, says } of cases) {
    it(`says what is wrong with ${title}, and reads the rest`, () => {
      const lockfile = parsePnpmLock(text);
      assert.deepEqual(
        lockfile.packages.map(({ name }) => name),
        reads,
      );
      assert.equal(lockfile.problems.length, 1, JSON.stringify(lockfile.problems));
      const [problem] = lockfile.problems;
      assert.match(problem?.message ?? "", says);
      if (at !== undefined) {
        assert.equal(text.slice(problem?.span.start, problem?.span.end), at);
      }
      checkPlaces(text, lockfile);
    });
  }

  it("does not lose what stands behind a key without its indentation", () => {
    const text = v9(
      "  a@1.0.0:",
      "    resolution: {integrity: x}",
      "b@1.0.0:",
      "    resolution: {integrity: x}",
      "  c@1.0.0:",
      "    resolution: {integrity: x}",
    );
    assert.deepEqual(
      parsePnpmLock(text).packages.map(({ name }) => name),
      ["a", "c"],
    );
  });

  it("takes no half of a version for a version", () => {
    const text =
      "lockfileVersion: 5.4\n\npackages:\n\n  file:a.tgz:\n    resolution: {tarball: file:a.tgz}\n    name: a\n    version: 1.2.3";
    assert.equal(parsePnpmLock(text).packages[0]?.version, "");
    assert.equal(parsePnpmLock(`${text}\n`).packages[0]?.version, "1.2.3");
  });

  it("reads the same with a byte-order mark and other line ends", () => {
    for (const text of [V5, V9, ...FIXTURES.map(([file]) => read(file))]) {
      const changed = `\ufeff${text.replaceAll("\n", "\r\n")}`;
      const lockfile = parsePnpmLock(changed);
      const strip = ({ packages, importers }: Lockfile) => [
        packages.map((entry) => ({ ...entry, span: undefined })),
        importers,
      ];
      assert.deepEqual(strip(lockfile), strip(parsePnpmLock(text)));
      assert.deepEqual(lockfile.problems, []);
      checkPlaces(changed, lockfile);
    }
  });

  it("keeps its places for every prefix", () => {
    for (const text of [V5, V9, `---\n${V9}---\n${V5}`]) {
      let last = 0;
      for (let end = 0; end <= text.length; end++) {
        const typed = text.slice(0, end);
        const lockfile = parsePnpmLock(typed);
        checkPlaces(typed, lockfile);
        assert.ok(lockfile.packages.length >= last, typed);
        last = lockfile.packages.length;
      }
    }
  });

  it("loses little to random damage, and keeps the places of the rest", () => {
    const random = createRandom(9);
    for (const [file] of FIXTURES) {
      const text = read(file);
      const { length } = parsePnpmLock(text).packages;
      const losses: number[] = [];
      for (let round = 0; round < 200; round++) {
        const at = random.below(text.length);
        const patch = random.pick([
          "",
          "{",
          "}",
          "'",
          '"',
          ":",
          "\n",
          "? ",
          "- ",
          "|",
          "\t",
          "<<<<<<<\n",
          "---\n",
          "#",
        ]);
        const damaged = text.slice(0, at) + patch + text.slice(at + random.below(20));
        const lockfile = parsePnpmLock(damaged);
        checkPlaces(damaged, lockfile);
        losses.push(length - lockfile.packages.length);
      }
      losses.sort((a, b) => a - b);
      assert.ok((losses[180] ?? Number.NaN) <= 2, `${file} lost ${losses.join()}`);
    }
  });

  const deep = (depth: number): string => {
    const lines = Array.from({ length: depth }, (_, index) => `${" ".repeat(index + 2)}a${index}:`);
    return v9(...lines, "  b@1.0.0:", `    resolution: ${"{a: ".repeat(depth)}`);
  };

  it("reads text that is nested 10,000 deep", () => {
    assert.ok(parsePnpmLock(deep(10_000)).packages.some(({ name }) => name === "b"));
  });

  const hostile: readonly { title: string; line: (index: number) => string }[] = [
    { title: "lines without a colon", line: () => "  x\n" },
    { title: "quotes left open", line: () => "  'x\n" },
    { title: "braces left open", line: (index) => `  a@1.0.${index}:\n    resolution: {integrity: x\n` },
    { title: "resolutions left out", line: (index) => `  a@1.0.${index}:\n    resolution:\n\n\n` },
    {
      title: "variants of one package",
      line: (index) => `  a@1.0.0(b@1.0.${index}):\n    dependencies:\n      c${index}: 1.0.0\n`,
    },
    { title: "block scalars", line: () => "    version: |-\n" },
    { title: "documents", line: (index) => `---\npackages:\n  a@1.0.${index}:\n    dev: true\n` },
    { title: "marks of a merge", line: () => "<<<<<<< a\n=======\n>>>>>>> b\n" },
    { title: "explicit keys", line: () => "  ? x\n" },
  ];

  for (const { title, line } of hostile) {
    it(`takes time in proportion to the text for ${title}`, () => {
      const make = (count: number): string =>
        `${v9()}${Array.from({ length: count }, (_, index) => line(index)).join("")}`;
      // Of the processor, and the best of three: what others do on the machine must not count.
      const time = (text: string): number => {
        const tries = [1, 2, 3].map(() => {
          const start = process.cpuUsage();
          parsePnpmLock(text);
          const { user, system } = process.cpuUsage(start);
          return (user + system) / 1000;
        });
        return Math.min(...tries);
      };
      const [small, large] = [make(4_000), make(40_000)];
      // Ten times the text; what were quadratic would take a hundred times as long.
      assert.ok(time(large) < 40 * Math.max(time(small), 5));
    });
  }
});
