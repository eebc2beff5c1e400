import assert from "node:assert/strict";
import { elsewhereIn } from "../../server/src/core/elsewhere";
import type { Lockfile } from "../../server/src/core/model";
import { parseNpmLock } from "../../server/src/core/parse/npmLock";
import { parseYarnLock } from "../../server/src/core/parse/yarnLock";
import type { RegistryAddress } from "../../server/src/core/world";

const REGISTRY: RegistryAddress = {
  url: "https://registry.example/",
  headers: {},
  isPrivate: false,
  alsoHosts: ["npm.example"],
};

/** Install path → the address it was locked from; "link" for a member. */
function npm(entries: Readonly<Record<string, string | undefined>>): Lockfile {
  const packages = Object.entries(entries).map(([path, resolved]) => [
    `node_modules/${path}`,
    { version: "1.0.0", ...(resolved === undefined ? {} : { resolved }) },
  ]);
  return parseNpmLock(
    JSON.stringify({
      name: "app",
      lockfileVersion: 3,
      packages: Object.fromEntries([["", { name: "app" }], ...packages]),
    }),
  );
}

function yarn(entries: Readonly<Record<string, string>>): Lockfile {
  return parseYarnLock(
    `# yarn lockfile v1\n\n${Object.entries(entries)
      .map(
        ([name, host]) =>
          `${name}@^1.0.0:\n  version "1.0.0"\n  resolved "https://${host}/${name}/-/${name}-1.0.0.tgz#00"\n`,
      )
      .join("\n")}`,
  );
}

const file = (host: string, name: string): string => `https://${host}/${name}/-/${name}-1.0.0.tgz`;

interface Case {
  readonly title: string;
  readonly lockfile: Lockfile | undefined;
  readonly members?: readonly string[];
  /** Name → where it comes from, "(usual)" behind the host of most of the lockfile; undefined: from its registry. */
  readonly places: Readonly<Record<string, string | undefined>>;
}

const cases: readonly Case[] = [
  { title: "nothing without a lockfile", lockfile: undefined, places: { a: undefined } },
  { title: "nothing of what is not locked", lockfile: npm({ b: undefined }), places: { a: undefined } },
  { title: "nothing of an entry without an address", lockfile: npm({ a: undefined }), places: { a: undefined } },
  {
    title: "nothing of what comes from the registry",
    lockfile: npm({ a: file("registry.example", "a") }),
    places: { a: undefined },
  },
  {
    title: "nothing of what npm reads as the registry's",
    lockfile: npm({ a: file("npm.example", "a") }),
    places: { a: undefined },
  },
  { title: "another host", lockfile: npm({ a: file("Corp.example", "a") }), places: { a: "corp.example" } },
  {
    title: "another port",
    lockfile: npm({ a: file("registry.example:8443", "a") }),
    places: { a: "registry.example:8443" },
  },
  {
    title: "a host behind a user's name",
    lockfile: npm({ a: "https://ann:pw@corp.example/a.tgz" }),
    places: { a: "corp.example" },
  },
  {
    title: "nothing of a name that the registry has beside",
    lockfile: npm({ a: file("corp.example", "a"), "b/node_modules/a": file("registry.example", "a") }),
    places: { a: undefined },
  },
  { title: "git", lockfile: npm({ a: "git+ssh://git@git.example/a.git#0123456" }), places: { a: "a git of its own" } },
  { title: "a file", lockfile: npm({ a: "file:../a.tgz" }), places: { a: "a file of its own" } },
  {
    title: "the host of most of the lockfile, as such",
    lockfile: npm(Object.fromEntries(["a", "b", "c"].map((name) => [name, file("corp.example", name)]))),
    places: { a: "corp.example (usual)", b: "corp.example (usual)" },
  },
  {
    title: "the one beside the host of most of the lockfile",
    lockfile: npm({
      ...Object.fromEntries(["a", "b", "c"].map((name) => [name, file("corp.example", name)])),
      d: file("evil.example", "d"),
    }),
    places: { d: "evil.example" },
  },
  {
    title: "nothing of the registry that Yarn 1 has of its own",
    lockfile: yarn({ debug: "yarn.example", own: "yarn.example" }),
    places: { debug: undefined, own: undefined },
  },
  {
    title: "a host of a yarn.lock beside Yarn's own",
    lockfile: yarn({ debug: "yarn.example", ms: "yarn.example", own: "corp.example" }),
    places: { own: "corp.example" },
  },
  {
    title: "the host of a yarn.lock that serves nothing that others use",
    lockfile: yarn({ "own-a": "corp.example", "own-b": "corp.example" }),
    places: { "own-a": "corp.example" },
  },
  { title: "a member of the workspace", lockfile: undefined, members: ["lib"], places: { lib: "this workspace" } },
  {
    title: "nothing of a member's name that the registry has, too",
    lockfile: npm({ lib: file("registry.example", "lib") }),
    members: ["lib"],
    places: { lib: undefined },
  },
];

describe("where a project takes a name from instead of its registry", () => {
  for (const { title, lockfile, members = [], places } of cases) {
    it(`is ${title}`, () => {
      const elsewhere = elsewhereIn(lockfile, members, { registry: () => REGISTRY });
      for (const [name, place] of Object.entries(places)) {
        const found = elsewhere(name);
        assert.equal(found && `${found.place}${found.isUsual ? " (usual)" : ""}`, place, name);
      }
    });
  }

  it("is cut where it is long, for it comes from the lockfile", () => {
    const place = elsewhereIn(npm({ a: file("x".repeat(5000), "a") }), [], { registry: () => REGISTRY })("a")?.place;
    assert.equal(place?.length, 100);
  });
});
