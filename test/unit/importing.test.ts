import assert from "node:assert/strict";
import { packageOf } from "../../server/src/core/importing";
import { type CheckOptions, createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { calmPackument, fakeWorld } from "../support/world";

const OPTIONS: CheckOptions = {
  asOf: undefined,
  deep: false,
  offline: false,
  settings: DEFAULT_SETTINGS,
  policy: undefined,
};
const never = new AbortController().signal;

/** A root that asks for one version and a member that asks for another; `hidden` is only brought along. */
const FILES = {
  "/repo/.git/HEAD": "",
  "/package.json": JSON.stringify({ dependencies: { outside: "1.0.0" } }),
  "/repo/package.json": JSON.stringify({
    name: "whole",
    workspaces: ["packages/*"],
    dependencies: { a: "^1.0.0", rooted: "^1.0.0" },
    overrides: { hidden: "1.4.0" },
  }),
  "/repo/packages/one/package.json": JSON.stringify({
    name: "one",
    dependencies: { a: "^1.2.0", alias: "npm:b@1.1.0" },
  }),
  "/repo/package-lock.json": JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "": { workspaces: ["packages/*"], dependencies: { a: "^1.0.0", rooted: "^1.0.0" } },
      "packages/one": { name: "one", dependencies: { a: "^1.2.0", alias: "npm:b@1.1.0" } },
      "node_modules/one": { resolved: "packages/one", link: true },
      "node_modules/a": { version: "1.0.0", dependencies: { hidden: "^1.0.0" } },
      "node_modules/rooted": { version: "1.5.0" },
      "node_modules/hidden": { version: "1.4.0" },
      "packages/one/node_modules/a": { version: "1.2.0" },
      "packages/one/node_modules/alias": { name: "b", version: "1.1.0" },
    },
  }),
  "/repo/node_modules/hidden/package.json": JSON.stringify({ name: "hidden", version: "1.4.0" }),
  "/repo/node_modules/a/package.json": JSON.stringify({
    name: "a",
    version: "1.0.0",
    dependencies: { hidden: "^1.0.0" },
  }),
  "/repo/node_modules/left-over/package.json": JSON.stringify({ name: "left-over", version: "3.0.0" }),
};

async function imported(file: string, specifier: string) {
  const documents = Object.fromEntries(["a", "b", "rooted", "hidden"].map((name) => [name, calmPackument(name)]));
  const world = fakeWorld({ documents, files: FILES });
  const service = createTrustService(world);
  const entry = await service.imported(file, specifier, OPTIONS, never);
  const { name, version } = entry?.report?.subject ?? {};
  return {
    release: name && `${name}@${version}`,
    note: entry?.note?.text,
    file: entry?.file,
    sent: world.sent.length,
  };
}

describe("an import", () => {
  for (const [what, file, specifier, release] of [
    ["reaches what its own member has locked", "/repo/packages/one/src/x.ts", "a", "a@1.2.0"],
    ["reaches what the root has locked", "/repo/src/x.ts", "a/sub/path", "a@1.0.0"],
    ["reaches what only the root asks for", "/repo/packages/one/src/x.ts", "rooted", "rooted@1.5.0"],
    ["reaches the package behind an alias", "/repo/packages/one/x.vue", "alias", "b@1.1.0"],
    ["of a dependency reaches what was installed for it", "/repo/node_modules/a/index.js", "hidden", "hidden@1.4.0"],
  ] as const) {
    it(what, async () => assert.equal((await imported(file, specifier)).release, release));
  }

  it("of what nobody asks for says so, and finds it in the lockfile", async () => {
    const { release, note, file } = await imported("/repo/src/x.ts", "hidden");
    assert.equal(release, "hidden@1.4.0");
    assert.match(note ?? "", /No package\.json above this file asks for it/);
    assert.equal(file, "/repo/package-lock.json");
  });

  for (const [what, specifier] of [
    ["of a file", "./a"],
    ["of a module that is built in", "node:fs"],
    ["of a package's own part", "#internal"],
    ["of an alias of the bundler", "@/components/a"],
    ["of an address", "https://registry.example/a"],
    ["of a package that nobody here knows", "fs"],
    ["of one that is installed but locked nowhere", "left-over"],
    ["of one that stands outside of the repository", "outside"],
  ] as const) {
    it(`${what} has nothing to say, and nobody is asked`, async () => {
      const found = await imported("/repo/src/x.ts", specifier);
      assert.deepEqual(found, { release: undefined, note: undefined, file: undefined, sent: 0 });
    });
  }

  for (const [specifier, name] of [
    ["a", "a"],
    ["a/b/c", "a"],
    ["@s/a", "@s/a"],
    ["@s/a/b", "@s/a"],
    ["@s", undefined],
    ["..", undefined],
    ["/a", undefined],
    ["a b", undefined],
    ["", undefined],
    ["C:\\a", undefined],
  ] as const) {
    it(`by ${JSON.stringify(specifier)} is one of ${name ?? "no package"}`, () =>
      assert.equal(packageOf(specifier), name));
  }
});
