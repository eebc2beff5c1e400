import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { LockedPackage, Lockfile } from "../../server/src/core/model";
import { parseNpmLock } from "../../server/src/core/parse/npmLock";

const FOLDER = "test/fixtures/lockfiles";
const read = (file: string): string => readFileSync(`${FOLDER}/${file}`, "utf8");

/** A lockfile of version 3 with these entries. */
const v3 = (packages: object): string => JSON.stringify({ name: "app", lockfileVersion: 3, packages }, null, 2);
const v1 = (dependencies: object): string => JSON.stringify({ name: "app", lockfileVersion: 1, dependencies }, null, 2);

const only = (text: string): LockedPackage => {
  const { packages, problems } = parseNpmLock(text);
  assert.deepEqual(problems, []);
  assert.equal(packages.length, 1);
  return packages[0] ?? assert.fail();
};

const lines = ({ packages }: Lockfile): readonly string[] =>
  packages.map(
    ({ id, name, version, source }) => `${id.replaceAll("node_modules/", "/")} ${name}@${version} ${source}`,
  );

describe("parseNpmLock on what npm wrote", () => {
  const SINCE_V2 = [
    "libs/local//is-number is-number@6.0.0 registry",
    "/acme-local acme-local@0.1.0 link",
    "/acme-remote acme-remote@3.1.0 tarball",
    "/acme-tiny acme-tiny@1.0.0 file",
    "/acme-tool acme-tool@2.3.4 git",
    "/esbuild-wasm esbuild-wasm@0.25.12 registry",
    "/fsevents fsevents@2.3.3 registry",
    "/is-buffer is-buffer@1.1.6 registry",
    "/is-number is-number@3.0.0 registry",
    "/kind-of kind-of@3.2.2 registry",
    "/ms ms@2.1.3 registry",
    "/node-gyp-build node-gyp-build@4.8.4 registry",
    "/odd is-odd@3.0.1 registry",
    "/odd//is-number is-number@6.0.0 registry",
    "/once once@1.4.0 registry",
    "/wrappy wrappy@1.0.2 registry",
    "packages/one//ms ms@2.0.0 registry",
    "packages/two//is-number is-number@7.0.0 registry",
  ];
  for (const [file, kind] of [
    ["npm-v2.json", "npm-v2"],
    ["npm-v3.json", "npm-v3"],
    ["npm-v3-unresolved.json", "npm-v3"],
  ] as const) {
    it(`reads ${file}`, () => {
      const lockfile = parseNpmLock(read(file));
      assert.equal(lockfile.kind, kind);
      assert.deepEqual(lockfile.problems, []);
      assert.deepEqual(lines(lockfile), SINCE_V2);
      assert.deepEqual(
        lockfile.importers.map(({ path, name, dependencies }) => [path, name, dependencies.length]),
        [
          ["", "acme-app", 10],
          ["libs/local", "acme-local", 1],
          ["packages/one", "@acme/one", 3],
          ["packages/two", "@acme/two", 2],
        ],
      );
      const direct = lockfile.packages.filter((locked) => !locked.direct).map(({ id }) => id);
      assert.deepEqual(direct, [
        "node_modules/is-buffer",
        "node_modules/kind-of",
        "node_modules/odd/node_modules/is-number",
        "node_modules/wrappy",
      ]);
      const dev = lockfile.packages.filter((locked) => locked.dev).map(({ name }) => name);
      assert.deepEqual(dev, ["esbuild-wasm", "node-gyp-build", "once", "wrappy", "ms"]);
      assert.deepEqual(
        lockfile.packages.filter(({ optional }) => optional).map(({ name }) => name),
        ["fsevents"],
      );
    });
  }

  it("reads npm-v1.json", () => {
    const lockfile = parseNpmLock(read("npm-v1.json"));
    assert.equal(lockfile.kind, "npm-v1");
    assert.deepEqual(lockfile.problems, []);
    assert.deepEqual(lines(lockfile), [
      "/acme-local acme-local@file:libs/local file",
      "/acme-remote acme-remote@https://files.example/remote.tgz tarball",
      "/acme-tiny acme-tiny@1.0.0 file",
      `/acme-tool acme-tool@${lockfile.packages.find(({ name }) => name === "acme-tool")?.resolved} git`,
      "/esbuild-wasm esbuild-wasm@0.25.12 registry",
      "/fsevents fsevents@2.3.3 registry",
      "/is-number is-number@6.0.0 registry",
      "/ms ms@2.1.3 registry",
      "/node-gyp-build node-gyp-build@4.8.4 registry",
      "/odd is-odd@3.0.1 registry",
      "/once once@1.4.0 registry",
      "/wrappy wrappy@1.0.2 registry",
    ]);
    assert.deepEqual(lockfile.importers, [{ path: "", name: "acme-app", dependencies: [] }]);
    assert.deepEqual(
      lockfile.packages.filter(({ direct }) => !direct).map(({ name }) => name),
      ["is-number", "ms", "wrappy"],
    );
  });

  it("points each entry at its key", () => {
    for (const file of ["npm-v1.json", "npm-v2.json", "npm-v3.json"]) {
      const text = read(file);
      for (const { id, name, alias, span } of parseNpmLock(text).packages) {
        const key = file === "npm-v1.json" ? (alias ?? name) : id;
        assert.equal(text.slice(span.start - 1, span.end + 2), `"${key}":`);
      }
    }
  });

  it("keeps what an entry says beside its version", () => {
    const { packages } = parseNpmLock(read("npm-v3.json"));
    const odd = packages.find(({ id }) => id === "node_modules/odd");
    assert.deepEqual(odd?.dependencies, [{ name: "is-number", spec: "^6.0.0", section: "dependencies" }]);
    assert.equal(odd?.alias, "odd");
    assert.match(odd?.resolved ?? "", /^https:\/\/registry\.example\/is-odd\/-\/is-odd-3\.0\.1\.tgz$/);
    assert.match(odd?.integrity ?? "", /^sha512-/);
  });
});

describe("parseNpmLock on packages", () => {
  const sources: readonly { title: string; entry: object; asks?: string; is: string }[] = [
    { title: "no address at all", entry: { version: "1.0.0" }, is: "1.0.0 registry" },
    { title: "what came bundled", entry: { version: "1.0.0", inBundle: true }, is: "1.0.0 registry" },
    {
      title: "a registry",
      entry: { version: "1.0.0", resolved: "https://r.example/a/-/a-1.0.0.tgz" },
      is: "1.0.0 registry",
    },
    {
      title: "a registry under a path",
      entry: { version: "1.0.0", resolved: "https://r.example/npm/x/a/-/a-1.0.0.tgz?y=1" },
      is: "1.0.0 registry",
    },
    {
      title: "a registry without TLS",
      entry: { version: "1.0.0", resolved: "http://r.example/a/-/a-1.0.0.tgz" },
      is: "1.0.0 registry",
    },
    {
      title: "a registry with addresses of its own",
      entry: { version: "1.0.0", resolved: "https://r.example/download/a/1.0.0/0f3c" },
      asks: "^1.0.0",
      is: "1.0.0 registry",
    },
    {
      title: "a tarball of the same look that was named",
      entry: { version: "1.0.0", resolved: "https://r.example/download/a/1.0.0/0f3c" },
      asks: "https://r.example/download/a/1.0.0/0f3c",
      is: "1.0.0 tarball",
    },
    {
      title: "a tarball that was named",
      entry: { version: "1.0.0", resolved: "https://files.example/x.tgz" },
      asks: "https://files.example/x.tgz",
      is: "1.0.0 tarball",
    },
    {
      title: "an address put in the place of the registry's, which is still to be judged as that package",
      entry: { version: "1.0.0", resolved: "https://files.example/x.tgz" },
      asks: "^1.0.0",
      is: "1.0.0 registry",
    },
    {
      title: "a tarball that nobody is known to ask for",
      entry: { version: "1.0.0", resolved: "https://files.example/x.tgz" },
      is: "1.0.0 tarball",
    },
    {
      title: "an archive of a git host",
      entry: { version: "1.0.0", resolved: "https://git.example/x/a/-/archive/v1/a-v1.tar.gz" },
      is: "1.0.0 tarball",
    },
    {
      title: "git over ssh",
      entry: { version: "1.0.0", resolved: "git+ssh://git@git.example/x/a.git#0f3c" },
      is: "1.0.0 git",
    },
    { title: "git without a version", entry: { resolved: "git+https://git.example/x/a.git#0f3c" }, is: " git" },
    { title: "a packed folder", entry: { version: "1.0.0", resolved: "file:../a-1.0.0.tgz" }, is: "1.0.0 file" },
    {
      title: "a tarball whose name tells the version",
      entry: { resolved: "https://r.example/a/-/a-1.2.3-rc.1.tgz" },
      is: "1.2.3-rc.1 registry",
    },
    { title: "a link out of the project", entry: { resolved: "../a", link: true }, is: " link" },
  ];
  for (const { title, entry, asks, is } of sources) {
    it(`tells ${title}`, () => {
      const root = { name: "app", dependencies: asks === undefined ? {} : { a: asks } };
      const { version, source } = only(v3({ "": root, "node_modules/a": entry }));
      assert.equal(`${version} ${source}`, is);
    });
  }

  it("marks what is asked of a registry, and comes from elsewhere", () => {
    const entries: readonly [spec: string, resolved: string, diverted: true | undefined][] = [
      ["^1.0.0", "git+ssh://git@git.example/x/a.git#0f3c", true],
      ["npm:b@^1.0.0", "file:vendor/a-1.0.0.tgz", true],
      ["latest", "git+https://git.example/x/a.git#0f3c", true],
      ["x/a", "git+ssh://git@git.example/x/a.git#0f3c", undefined],
      ["file:vendor/a-1.0.0.tgz", "file:vendor/a-1.0.0.tgz", undefined],
      ["^1.0.0", "https://registry.example/a/-/a-1.0.0.tgz", undefined],
    ];
    for (const [spec, resolved, diverted] of entries) {
      const text = v3({ "": { dependencies: { a: spec } }, "node_modules/a": { version: "1.0.0", resolved } });
      assert.equal(only(text).diverted, diverted, `${spec} from ${resolved}`);
    }
    const old = { version: "1.0.0", integrity: "sha512-x", resolved: "git+ssh://git@git.example/x/a.git#0f3c" };
    assert.equal(only(v1({ a: old })).diverted, true);
    assert.equal(only(v1({ a: { ...old, from: "x/a" } })).diverted, undefined);
  });

  it("takes nothing but the exact flags for true", () => {
    const flags = { version: "1.0.0", dev: true, optional: true, hasInstallScript: true };
    const { dev, optional, hasInstallScript } = only(v3({ "node_modules/a": flags }));
    assert.deepEqual([dev, optional, hasInstallScript], [true, true, true]);
    // Reached as a dev dependency, and as an optional one of something that is needed: strictly neither.
    const both = only(v3({ "node_modules/a": { version: "1.0.0", devOptional: true, peer: true } }));
    assert.deepEqual([both.dev, both.optional, both.hasInstallScript], [false, false, false]);
  });

  it("reads names behind aliases, scopes and names of Object.prototype", () => {
    const { packages } = parseNpmLock(
      v3({
        "node_modules/@acme/a": { version: "1.0.0" },
        "node_modules/b": { name: "@acme/real", version: "2.0.0" },
      }).replace('"node_modules/b"', '"node_modules/__proto__": {"version": "3.0.0"}, "node_modules/b"'),
    );
    assert.deepEqual(
      packages.map(({ name, alias }) => [name, alias]),
      [
        ["@acme/a", undefined],
        ["__proto__", undefined],
        ["@acme/real", "b"],
      ],
    );
  });

  it("takes members for importers, and what only looks like one for what it is", () => {
    const { packages, importers } = parseNpmLock(
      v3({
        "": { name: "app", workspaces: ["packages/*", "!packages/old", "tools/**"] },
        "packages/a": { version: "1.0.0", devDependencies: { x: "1" } },
        "packages/gone": { extraneous: true },
        "packages/old": { version: "0.1.0" },
        "tools/deep/b": { name: "b" },
        "node_modules/a": { resolved: "packages/a", link: true },
        "node_modules/b": { resolved: "tools/deep/b", link: true },
        "node_modules/old": { resolved: "packages/old", link: true },
        "node_modules/x": { version: "1.0.0" },
        "packages/a/node_modules/y": { version: "1.0.0" },
      }),
    );
    assert.deepEqual(
      importers.map(({ path }) => path),
      ["", "packages/a", "packages/old", "tools/deep/b"],
    );
    assert.deepEqual(
      packages.map(({ id, source, direct }) => [id, source, direct]),
      [
        ["node_modules/old", "link", false],
        ["node_modules/x", "registry", true],
        ["packages/a/node_modules/y", "registry", false],
      ],
    );
  });

  it("calls direct what an importer's own node_modules give it, not the one above", () => {
    const { packages } = parseNpmLock(
      v3({
        "": { workspaces: { packages: ["one"] }, dependencies: { y: "1" } },
        one: { dependencies: { x: "2" } },
        "node_modules/one": { resolved: "one", link: true },
        "node_modules/x": { version: "1.0.0" },
        "node_modules/y": { version: "1.0.0", dependencies: { x: "1" } },
        "one/node_modules/x": { version: "2.0.0" },
      }),
    );
    assert.deepEqual(
      packages.filter(({ direct }) => direct).map(({ id }) => id),
      ["node_modules/y", "one/node_modules/x"],
    );
  });

  it("prefers packages to dependencies, whichever comes first", () => {
    const packages = { "node_modules/a": { version: "2.0.0" } };
    const dependencies = { a: { version: "1.0.0" } };
    for (const parts of [
      { packages, dependencies },
      { dependencies, packages },
    ]) {
      assert.equal(only(JSON.stringify({ lockfileVersion: 2, ...parts })).version, "2.0.0");
    }
    assert.equal(only(JSON.stringify({ lockfileVersion: 2, dependencies })).version, "1.0.0");
  });
});

describe("parseNpmLock on nested dependencies", () => {
  const versions: readonly { title: string; entry: object; is: string }[] = [
    { title: "a version", entry: { version: "1.0.0" }, is: "a@1.0.0 registry" },
    {
      title: "a version with build and prerelease",
      entry: { version: "1.0.0-rc.1+x.2" },
      is: "a@1.0.0-rc.1+x.2 registry",
    },
    { title: "what came bundled", entry: { version: "1.0.0", bundled: true }, is: "a@1.0.0 registry" },
    { title: "an alias", entry: { version: "npm:@acme/b@1.2.3" }, is: "@acme/b@1.2.3 registry" },
    {
      title: "git",
      entry: { version: "git+ssh://git@git.example/x/a.git#0f3c", from: "a@x/a" },
      is: "a@git+ssh://git@git.example/x/a.git#0f3c git",
    },
    { title: "a short form of git", entry: { version: "github:x/a#0f3c" }, is: "a@github:x/a#0f3c git" },
    {
      title: "a tarball that tells its version",
      entry: { version: "https://files.example/a-1.2.3.tgz" },
      is: "a@1.2.3 tarball",
    },
    {
      title: "a tarball that does not",
      entry: { version: "https://files.example/x.tar.gz" },
      is: "a@https://files.example/x.tar.gz tarball",
    },
    { title: "a packed folder", entry: { version: "file:../a-1.2.3.tgz" }, is: "a@1.2.3 file" },
    { title: "a packed folder beside the lockfile", entry: { version: "file:a-1.2.3.tgz" }, is: "a@1.2.3 file" },
    { title: "a folder", entry: { version: "file:../a" }, is: "a@file:../a file" },
    {
      title: "git as npm 4 wrote it",
      entry: { version: "1.0.0", from: "x/a", resolved: "git://git.example/x/a.git#0f3c" },
      is: "a@1.0.0 git",
    },
    {
      title: "a registry with addresses of its own",
      entry: { version: "1.0.0", from: "a@^1.0.0", resolved: "https://r.example/a/download/a-1.0.0.tgz" },
      is: "a@1.0.0 registry",
    },
    {
      title: "a tarball by its from",
      entry: {
        version: "1.0.0",
        from: "https://r.example/a/download/a-1.0.0.tgz",
        resolved: "https://r.example/a/download/a-1.0.0.tgz",
      },
      is: "a@1.0.0 tarball",
    },
  ];
  for (const { title, entry, is } of versions) {
    it(`reads ${title}`, () => {
      const { name, version, source } = only(v1({ a: entry }));
      assert.equal(`${name}@${version} ${source}`, is);
    });
  }

  it("lays the tree out flat, and tells who is direct as far as can be told", () => {
    const { packages } = parseNpmLock(
      v1({
        app: { version: "1.0.0", requires: { shared: "1" }, dependencies: { shared: { version: "1.0.0" } } },
        shared: { version: "2.0.0" },
        taken: { version: "1.0.0" },
        taker: { version: "1.0.0", requires: { taken: "1" }, dev: true },
        one: { version: "1.0.0", requires: { other: "1" } },
        other: { version: "1.0.0", requires: { one: "1" } },
      }),
    );
    assert.deepEqual(
      packages.map(({ id, direct, dev }) => [id, direct, dev]),
      [
        ["node_modules/app", true, false],
        ["node_modules/app/node_modules/shared", false, false],
        ["node_modules/shared", true, false],
        ["node_modules/taken", false, false],
        ["node_modules/taker", true, true],
        ["node_modules/one", true, false],
        ["node_modules/other", false, false],
      ],
    );
  });

  it("reads a shrinkwrap without a version of its format", () => {
    const { kind, problems, packages } = parseNpmLock('{"name":"x","dependencies":{"a":{"version":"1.0.0"}}}');
    assert.deepEqual([kind, problems, packages.length], ["npm-v1", [], 1]);
  });
});
