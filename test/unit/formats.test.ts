import assert from "node:assert/strict";
import { formatOf } from "../../server/src/core/parse/formats";
import { isWorkspace } from "../../server/src/core/parse/workspaces";

describe("formatOf", () => {
  const cases: readonly [path: string, kind: "manifest" | "lockfile" | undefined][] = [
    ["package.json", "manifest"],
    ["/work/app/package.json", "manifest"],
    ["C:\\work\\app\\package.json", "manifest"],
    ["/work/app/pnpm-workspace.yaml", "manifest"],
    ["/work/app/.yarnrc.yml", "manifest"],
    ["/work/app/pnpm-workspace.yml", undefined],
    ["/work/app/package-lock.json", "lockfile"],
    ["npm-shrinkwrap.json", "lockfile"],
    ["/work/app/bun.lock", "lockfile"],
    ["/work/app/bun.lockb", "lockfile"],
    ["/work/app/my-package.json", undefined],
    ["/work/package.json/readme.md", undefined],
    ["/work/app/PACKAGE.JSON", undefined],
    ["", undefined],
  ];
  for (const [path, kind] of cases) {
    it(`tells that "${path}" is ${kind ?? "none of ours"}`, () => {
      assert.equal(formatOf(path)?.kind, kind);
    });
  }

  it("reads by the format", () => {
    assert.equal(formatOf("package.json")?.parse("{}").kind, "package-json");
    assert.equal(formatOf("pnpm-workspace.yaml")?.parse("").kind, "pnpm-workspace");
    assert.equal(formatOf(".yarnrc.yml")?.parse("").kind, "yarnrc");
    assert.equal(formatOf("package-lock.json")?.parse('{"lockfileVersion":2}').kind, "npm-v2");
    assert.equal(formatOf("bun.lock")?.parse('{"lockfileVersion":1}').kind, "bun");
    assert.equal(formatOf("bun.lockb")?.parse("").kind, "bun-binary");
  });
});

describe("isWorkspace", () => {
  const cases: readonly [globs: readonly string[], folder: string, expected: boolean][] = [
    [["packages/*"], "packages/a", true],
    [["packages/*"], "packages/a/b", false],
    [["./packages/*/"], "packages/a", true],
    [["packages/**"], "packages/a/b/c", true],
    [["**"], "anything/at/all", true],
    [["a/**/z"], "a/z", true],
    [["a/**/z"], "a/b/c/z", true],
    [["a/**/z"], "a/b/c", false],
    [["packages/@acme/*"], "packages/@acme/x", true],
    [["packages/app-*"], "packages/app-one", true],
    [["packages/app-*"], "packages/lib-one", false],
    [["packages/?"], "packages/a", true],
    [["packages/?"], "packages/ab", false],
    [["{apps,libs}/*"], "libs/a", true],
    [["{apps,libs}/*"], "docs/a", false],
    [["packages/*", "!packages/old"], "packages/old", false],
    [["packages/*", "!packages/old", "packages/old"], "packages/old", true],
    [["one"], "one", true],
    [[], "packages/a", false],
    [[""], "packages/a", false],
  ];
  for (const [globs, folder, expected] of cases) {
    it(`answers ${expected} for ${folder} by ${JSON.stringify(globs)}`, () => {
      assert.equal(isWorkspace(globs, folder), expected);
    });
  }

  it("takes no glob for a trap", () => {
    assert.equal(isWorkspace([`${"*a".repeat(500)}b`], "a".repeat(5000)), false);
    assert.equal(isWorkspace([`${"**/a/".repeat(500)}b`], "a/".repeat(5000)), false);
    assert.equal(isWorkspace(["{a,b}".repeat(100)], "x"), false);
  });
});
