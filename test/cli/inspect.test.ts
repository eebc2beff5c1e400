import assert from "node:assert/strict";
import { custody, inFolder } from "../support/terminal";

const MANIFEST = `{
  "name": "app",
  "dependencies": { "chalk": "^5.0.0", "alias": "npm:@real/name@1" },
  "devDependencies": { "mocha": "github:mochajs/mocha" }
}
`;

const inspect = (file: string, text: string, ...more: string[]) =>
  inFolder({ [file]: text }, (folder) => custody(["inspect", file, ...more], { folder }));

describe("custody inspect", () => {
  it("lists what a manifest declares, in the contract's keys, counted from 1", async () => {
    const { code, out, err } = await inspect("package.json", MANIFEST, "--format", "json");
    assert.deepEqual(JSON.parse(out), {
      schema: 1,
      file: "package.json",
      kind: "package-json",
      packages: [
        entry("chalk", "^5.0.0", "registry", 3, 22, 27, false),
        entry("@real/name", "npm:@real/name@1", "registry", 3, 41, 46, false),
        entry("mocha", "github:mochajs/mocha", "git", 4, 25, 30, true),
      ],
      problems: [],
    });
    assert.deepEqual(Object.keys(JSON.parse(out).packages[0]), [
      "name",
      "spec",
      "source",
      "line",
      "column",
      "endLine",
      "endColumn",
      "direct",
      "dev",
      "section",
    ]);
    assert.equal(code, 0);
    assert.equal(err, "");

    function entry(
      name: string,
      spec: string,
      source: string,
      line: number,
      column: number,
      endColumn: number,
      dev: boolean,
    ) {
      const section = dev ? "devDependencies" : "dependencies";
      return { name, spec, source, line, column, endLine: line, endColumn, direct: true, dev, section };
    }
  });

  it("lists what decides over requests as such: it is not direct, and nobody can tell whether it is for development", async () => {
    const text = `{
  "dependencies": { "a": "1" },
  "bundleDependencies": ["a"],
  "overrides": { "p@^1": { "b@2": "npm:c@3" } },
  "catalogs": { "next": { "d": "4" } }
}
`;
    const { out } = await inspect("package.json", text, "--format", "json");
    const { packages } = JSON.parse(out);
    assert.deepEqual(packages, [
      { ...place(2, 22, 23), name: "a", spec: "1", direct: true, dev: false, section: "dependencies", bundled: true },
      {
        ...place(4, 29, 32),
        name: "c",
        spec: "npm:c@3",
        direct: false,
        section: "overrides",
        parents: ["p@^1"],
        when: "2",
      },
      { ...place(5, 28, 29), name: "d", spec: "4", direct: false, section: "catalog", catalog: "next" },
    ]);
    const plain = await inspect("package.json", text);
    assert.equal(
      plain.out,
      `\
package.json: package-json, 3 packages
  2:22  a 1        registry, direct, bundled
  4:29  c npm:c@3  registry, override of 2 below p@^1
  5:28  d 4        registry, catalog next
`,
    );

    function place(line: number, column: number, endColumn: number) {
      return { source: "registry", line, column, endLine: line, endColumn };
    }
  });

  it("lists what the files beside a package.json decide", async () => {
    const workspace = `catalogs:
  old: { "alias": "npm:real@^1" }
overrides:
  "a>b": 2.0.0
`;
    const { code, out } = await inspect("pnpm-workspace.yaml", workspace);
    assert.equal(
      out,
      `\
pnpm-workspace.yaml: pnpm-workspace, 2 packages
  2:11  real npm:real@^1  registry, catalog old
   4:4  b 2.0.0           registry, override below a
`,
    );
    assert.equal(code, 0);
    const yarnrc = await inspect(".yarnrc.yml", "catalog:\n  a: ^1\n  b\n");
    assert.equal(yarnrc.out, ".yarnrc.yml: yarnrc, 1 package\n  2:3  a ^1  registry, catalog\n");
    assert.match(yarnrc.err, /^custody: \.yarnrc\.yml:3:3: A colon .* is missing here\. Yarn refuses \.yarnrc\.yml/);
    assert.equal(yarnrc.code, 3);
  });

  it("lists what a lockfile holds, with integrity and resolved where they are given", async () => {
    const lockfile = {
      name: "app",
      lockfileVersion: 3,
      packages: {
        "": { dependencies: { a: "1" } },
        "node_modules/a": {
          version: "1.0.0",
          resolved: "https://registry.example/a/-/a-1.0.0.tgz",
          integrity: "sha512-x",
          dependencies: { b: "1" },
        },
        "node_modules/b": { version: "1.0.0", dev: true },
      },
    };
    const text = JSON.stringify(lockfile, undefined, 2);
    const { code, out } = await inspect("package-lock.json", text, "--format", "json");
    const { kind, packages } = JSON.parse(out);
    assert.equal(kind, "npm-v3");
    assert.deepEqual(Object.keys(packages[0]), [
      "name",
      "version",
      "source",
      "line",
      "column",
      "endLine",
      "endColumn",
      "direct",
      "dev",
      "integrity",
      "resolved",
    ]);
    assert.deepEqual(
      packages.map(({ name, version, direct, dev, integrity, resolved }: Record<string, unknown>) => [
        name,
        version,
        direct,
        dev,
        integrity,
        resolved,
      ]),
      [
        ["a", "1.0.0", true, false, true, "https://registry.example/a/-/a-1.0.0.tgz"],
        ["b", "1.0.0", false, true, false, undefined],
      ],
    );
    for (const { name, line, column, endColumn } of packages) {
      assert.equal(text.split("\n")[line - 1]?.slice(column - 1, endColumn - 1), `node_modules/${name}`);
    }
    assert.equal(code, 0);
  });

  it("lists what Bun has locked, and refuses nothing for not being JSON by its name", async () => {
    const text = '{ // kept\n  "packages": {\n    "b": ["@s/a@1.0.0", "", {}, "sha512-AA=="],\n  },\n}\n';
    const { code, out, err } = await inspect("bun.lock", text);
    assert.equal(out, "bun.lock: bun, 1 package\n  3:6  @s/a 1.0.0  registry, transitive\n");
    assert.deepEqual([code, err], [0, ""]);
    const binary = await inspect("bun.lockb", "#!/usr/bin/env bun\n");
    assert.match(binary.err, /--save-text-lockfile/);
    assert.equal(binary.code, 3);
  });

  it("lists a file for people, one line each", async () => {
    const { out } = await inspect("package.json", MANIFEST);
    assert.equal(
      out,
      `\
package.json: package-json, 3 packages
  3:22  chalk ^5.0.0                  registry, direct
  3:41  @real/name npm:@real/name@1   registry, direct
  4:25  mocha github:mochajs/mocha    git, direct, development only
`.replace(/(\S) {2,}(?=(?:registry|git),)/g, (gap, first: string) => `${first}${" ".repeat(gap.length - 2)}`),
    );
  });

  it("lists what could be read of a broken file, says where it broke, and exits with 3", async () => {
    const { code, out, err } = await inspect("package.json", MANIFEST.slice(0, 60), "--format", "json");
    const { packages, problems } = JSON.parse(out);
    assert.deepEqual(
      packages.map(({ name }: { name: string }) => name),
      ["chalk"],
    );
    assert.equal(problems.length, 1);
    assert.equal(problems[0].line, 3);
    assert.match(err, /^custody: package\.json:3:\d+: \S.*\n$/);
    assert.equal(code, 3);
  });

  it("reads a file with a byte-order mark and Windows line ends", async () => {
    const { code, out } = await inspect(
      "package.json",
      `\uFEFF${MANIFEST.replaceAll("\n", "\r\n")}`,
      "--format",
      "json",
    );
    const { packages } = JSON.parse(out);
    assert.deepEqual([packages[0].line, packages[0].column], [3, 22]);
    assert.equal(code, 0);
  });
});
