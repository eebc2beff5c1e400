import assert from "node:assert/strict";
import { parseNpmLock } from "../../server/src/core/parse/npmLock";
import { shortestPaths } from "../../server/src/core/resolve/paths";

const lock = (packages: object, rest: object = {}) =>
  parseNpmLock(JSON.stringify({ name: "app", lockfileVersion: 3, packages, ...rest }));

const at = (version: string, dependencies: Readonly<Record<string, string>> = {}) => ({ version, dependencies });

const spell = (paths: readonly (readonly string[])[]): readonly string[] => paths.map((path) => path.join(" > "));

describe("shortestPaths", () => {
  it("gives the ways from importers down, shortest first", () => {
    const lockfile = lock({
      "": { name: "app", dependencies: { a: "1", b: "1" } },
      "node_modules/a": at("1.0.0", { c: "1" }),
      "node_modules/b": at("1.0.0", { a: "1", d: "1" }),
      "node_modules/c": at("1.0.0"),
      "node_modules/d": at("1.0.0", { c: "1" }),
    });
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/c", 5)), [
      "app > a > c",
      "app > b > a > c",
      "app > b > d > c",
    ]);
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/c", 1)), ["app > a > c"]);
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/a", 5)), ["app > a", "app > b > a"]);
  });

  it("tells two versions of one name apart, as node_modules do", () => {
    const lockfile = lock({
      "": { name: "app", dependencies: { a: "1", x: "1" } },
      "node_modules/a": at("1.0.0", { x: "2" }),
      "node_modules/x": at("1.0.0"),
      "node_modules/a/node_modules/x": at("2.0.0", { y: "1" }),
      "node_modules/y": at("1.0.0"),
    });
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/x", 5)), ["app > x"]);
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/a/node_modules/x", 5)), ["app > a > x"]);
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/y", 5)), ["app > a > x > y"]);
  });

  it("starts at every importer, and names what has no name by its folder", () => {
    const lockfile = lock({
      "": { name: "app", workspaces: ["packages/*"] },
      "packages/one": { name: "@acme/one", dependencies: { x: "1" } },
      "packages/two": { devDependencies: { x: "1" } },
      "node_modules/x": at("1.0.0"),
    });
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/x", 5)), ["@acme/one > x", "two > x"]);
  });

  it("gives a package that is asked for in two sections once", () => {
    const root = { name: "app", devDependencies: { x: "1" }, peerDependencies: { x: "1" } };
    const lockfile = lock({ "": root, "node_modules/x": at("1.0.0") });
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/x", 5)), ["app > x"]);
  });

  it("goes round no circle", () => {
    const lockfile = lock({
      "": { name: "app", dependencies: { a: "1" } },
      "node_modules/a": at("1.0.0", { b: "1", a: "1" }),
      "node_modules/b": at("1.0.0", { c: "1", a: "1" }),
      "node_modules/c": at("1.0.0", { b: "1" }),
    });
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/c", 5)), ["app > a > b > c"]);
  });

  it("leads to bundled packages through the one that holds them", () => {
    const lockfile = lock({
      "": { name: "app", dependencies: { a: "1" } },
      "node_modules/a": at("1.0.0"),
      "node_modules/a/node_modules/inside": { version: "1.0.0", inBundle: true },
    });
    const paths = shortestPaths(lockfile, "node_modules/a/node_modules/inside", 5);
    assert.deepEqual(spell(paths), ["app > a > inside"]);
  });

  it("takes the project to ask for the direct entries of version 1", () => {
    const dependencies = { a: { version: "1.0.0", requires: { b: "1" } }, b: { version: "1.0.0" } };
    const lockfile = parseNpmLock(JSON.stringify({ name: "old", lockfileVersion: 1, dependencies }));
    assert.deepEqual(spell(shortestPaths(lockfile, "node_modules/b", 5)), ["old > a > b"]);
  });

  it("gives none for what nobody asks for, and for what is not there", () => {
    const lockfile = lock({ "": { name: "app" }, "node_modules/left": { version: "1.0.0", extraneous: true } });
    assert.deepEqual(shortestPaths(lockfile, "node_modules/left", 5), []);
    assert.deepEqual(shortestPaths(lockfile, "node_modules/none", 5), []);
  });

  it("comes to an end where everything asks for everything, and where the way is endless", () => {
    const names = Array.from({ length: 300 }, (_, index) => `p${index}`);
    const all = Object.fromEntries(names.map((name) => [name, "1"]));
    const mesh = Object.fromEntries(names.map((name) => [`node_modules/${name}`, at("1.0.0", all)]));
    const dense = lock({ "": { name: "app", dependencies: { p0: "1" } }, ...mesh });
    assert.equal(shortestPaths(dense, "node_modules/p299", 5).length, 5);

    const links = Array.from({ length: 50_000 }, (_, index) => [
      `node_modules/p${index}`,
      at("1.0.0", { [`p${index + 1}`]: "1" }),
    ]);
    const chain = lock({ "": { name: "app", dependencies: { p0: "1" } }, ...Object.fromEntries(links) });
    assert.deepEqual(shortestPaths(chain, "node_modules/p49999", 5), []);
    assert.equal(shortestPaths(chain, "node_modules/p50", 5)[0]?.length, 52);
  });
});
