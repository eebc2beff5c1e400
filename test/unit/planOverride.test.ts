import assert from "node:assert/strict";
import { apply, planFor } from "../managers/applyPlan";
import type { Files, Wish } from "../managers/scenarios";

const WISH: Wish = { name: "a", line: "1.", version: "1.0.0" };

/** A lockfile of npm: install path → version, and what it asks for. */
function npmLock(
  root: Readonly<Record<string, string>>,
  entries: Readonly<Record<string, readonly [string, object?]>>,
): string {
  const packages = Object.fromEntries(
    Object.entries(entries).map(([path, [version, dependencies = {}]]) => [
      `node_modules/${path}`,
      { version, dependencies },
    ]),
  );
  return JSON.stringify({ lockfileVersion: 3, packages: { "": { dependencies: root }, ...packages } });
}

function outcome(files: Files, wish: Wish = WISH, lockfile = "package-lock.json"): string {
  const plan = planFor(files, lockfile, wish);
  if ("refused" in plan) {
    return plan.refused;
  }
  const changed = apply(files, plan);
  return Object.entries(changed)
    .filter(([path, text]) => files[path] !== text)
    .map(([, text]) => text)
    .join("\n");
}

const P = '{"dependencies":{"p":"1"}}';
const ONE = npmLock({ p: "1" }, { p: ["1.0.0", { a: "^1.0.0" }], a: ["1.9.0"] });
/** Nothing but who asks tells these requests apart. */
const WIDE = npmLock(
  { p: "1", q: "1" },
  { p: ["1.0.0", { a: "<2" }], q: ["1.0.0", { a: ">=1" }], a: ["1.9.0"], "q/node_modules/a": ["2.0.0"] },
);

/** p asks for a. */
const PNPM_LOCK =
  "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      p:\n        specifier: '1'\n        version: 1.0.0\npackages:\n  p@1.0.0:\n    resolution: {integrity: sha512-x}\n  a@1.9.0:\n    resolution: {integrity: sha512-x}\nsnapshots:\n  p@1.0.0:\n    dependencies:\n      a: 1.9.0\n  a@1.9.0: {}\n";

/** p and q ask for a in two lines. */
function bunLock(version: number): string {
  const entry = (name: string, range: string) => [`${name}@1.0.0`, "", { dependencies: { a: range } }, "sha512-x"];
  return JSON.stringify({
    lockfileVersion: version,
    workspaces: { "": { dependencies: { p: "1", q: "1" } } },
    packages: {
      p: entry("p", "^1"),
      q: entry("q", "^2"),
      a: ["a@1.9.0", "", {}, "sha512-x"],
      "q/a": ["a@2.0.0", "", {}, "sha512-x"],
    },
  });
}

describe("planOverride", () => {
  const cases: readonly { title: string; files: Files; wish?: Wish; lockfile?: string; says: string | RegExp }[] = [
    {
      title: "writes the key",
      files: { "package.json": P, "package-lock.json": ONE },
      says: '{"dependencies":{"p":"1"},"overrides":{"a":"1.0.0"}}',
    },
    {
      title: "changes an override that leads to what is locked, whatever its range",
      files: { "package.json": '{"dependencies":{"p":"1"},"overrides":{"a@^1":"1.9.0"}}', "package-lock.json": ONE },
      says: '{"dependencies":{"p":"1"},"overrides":{"a@^1":"1.0.0"}}',
    },
    {
      title: "changes an object's dot",
      files: {
        "package.json": '{"dependencies":{"p":"1"},"overrides":{"a":{".":"1.9.0","b":"1"}}}',
        "package-lock.json": ONE,
      },
      says: '{"dependencies":{"p":"1"},"overrides":{"a":{".":"1.0.0","b":"1"}}}',
    },
    {
      title: "names the parent where no range tells two lines apart",
      files: { "package.json": '{"dependencies":{"p":"1","q":"1"}}', "package-lock.json": WIDE },
      says: '{"dependencies":{"p":"1","q":"1"},"overrides":{"p":{"a":"1.0.0"}}}',
    },
    {
      title: "refers to the root's own dependency where others do not admit its version",
      files: {
        "package.json": '{"dependencies":{"p":"1","a":"^1.0.0"}}',
        "package-lock.json": npmLock({ p: "1", a: "^1.0.0" }, { p: ["1.0.0", { a: "^1.5.0" }], a: ["1.9.0"] }),
      },
      says: '{"dependencies":{"p":"1","a":"1.0.0"},"overrides":{"a":"$a"}}',
    },
    {
      title: "leaves such a reference",
      files: {
        "package.json": '{"dependencies":{"p":"1","a":"^1.0.0"},"overrides":{"a":"$a"}}',
        "package-lock.json": npmLock({ p: "1", a: "^1.0.0" }, { p: ["1.0.0", { a: "^1.5.0" }], a: ["1.9.0"] }),
      },
      says: '{"dependencies":{"p":"1","a":"1.0.0"},"overrides":{"a":"$a"}}',
    },
    {
      title: "changes an override together with the root's own spec, which have to agree",
      files: {
        "package.json": '{"dependencies":{"p":"1","a":"1.9.0"},"overrides":{"a":"1.9.0"}}',
        "package-lock.json": npmLock({ p: "1", a: "1.9.0" }, { p: ["1.0.0", { a: "^1.0.0" }], a: ["1.9.0"] }),
      },
      says: '{"dependencies":{"p":"1","a":"1.0.0"},"overrides":{"a":"1.0.0"}}',
    },
    {
      title: "changes an override that holds a dependency of the root only",
      files: {
        "package.json": '{"dependencies":{"a":"^1.0.0"},"resolutions":{"a":"1.9.0"}}',
        "bun.lock":
          '{"lockfileVersion":1,"workspaces":{"":{"dependencies":{"a":"^1.0.0"}}},"packages":{"a":["a@1.9.0","",{},"sha512-x"]}}',
      },
      lockfile: "bun.lock",
      says: '{"dependencies":{"a":"1.0.0"},"resolutions":{"a":"1.0.0"}}',
    },
    {
      title: "leaves an override of another line",
      files: {
        "package.json": '{"dependencies":{"p":"1","q":"1"},"overrides":{"a@^2":">=1.5"}}',
        "package-lock.json": npmLock(
          { p: "1", q: "1" },
          { p: ["1.0.0", { a: "^1" }], q: ["1.0.0", { a: "^2" }], a: ["1.9.0"], "q/node_modules/a": ["2.0.0"] },
        ),
      },
      says: '{"dependencies":{"p":"1","q":"1"},"overrides":{"a@^2":">=1.5","a@^1":"1.0.0"}}',
    },
    {
      title: "refuses a half-typed manifest",
      files: { "package.json": '{"dependencies":{"p":"1"', "package-lock.json": ONE },
      says: /^package\.json cannot be read to its end.* Mend what is marked there, then try again\.$/,
    },
    {
      title: "refuses a block that is none",
      files: { "package.json": '{"dependencies":{"p":"1"},"overrides":[]}', "package-lock.json": ONE },
      says: /^"overrides" in package\.json is written in a way.* by hand\.$/,
    },
    {
      title: "refuses what npm would, beside a peer of the root",
      files: {
        "package.json": '{"dependencies":{"p":"1"},"peerDependencies":{"a":"^1.0.0"}}',
        "package-lock.json": ONE,
      },
      says: /^The root asks for a as a peer.* Add it to devDependencies as 1\.0\.0, then run npm install\.$/,
    },
    {
      title: "leaves Bun's other line, where the lockfile was written by a Bun that can",
      files: { "package.json": '{"dependencies":{"p":"1","q":"1"}}', "bun.lock": bunLock(2) },
      lockfile: "bun.lock",
      says: '{"dependencies":{"p":"1","q":"1"},"overrides":{"a@1.9.0":"1.0.0"}}',
    },
    {
      title: "refuses Bun's other line, where nothing tells that it can",
      files: { "package.json": '{"dependencies":{"p":"1","q":"1"}}', "bun.lock": bunLock(1) },
      lockfile: "bun.lock",
      says: /^Bun before 1\.4 can only override all versions of a at once, and 2\.0\.0 is locked for others\./,
    },
    {
      title: "refuses npm versions that do not apply overrides",
      files: { "package.json": '{"packageManager":"npm@8.5.0","dependencies":{"p":"1"}}', "package-lock.json": ONE },
      says: /^npm before 8\.8 /,
    },
    {
      title: "refuses a lockfile of npm 6",
      files: {
        "package.json": P,
        "package-lock.json":
          '{"lockfileVersion":1,"dependencies":{"p":{"version":"1.0.0","requires":{"a":"^1.0.0"}},"a":{"version":"1.9.0"}}}',
      },
      says: /^This lockfile was written by npm 6 or earlier/,
    },
    {
      title: "refuses what is no version",
      files: { "package.json": P, "package-lock.json": ONE },
      wish: { ...WISH, version: "^1.0.0" },
      says: /is no exact version/,
    },
    {
      title: "refuses the version that is locked",
      files: { "package.json": P, "package-lock.json": ONE },
      wish: { ...WISH, version: "1.9.0" },
      says: "a is locked to 1.9.0 already.",
    },
    {
      title: "refuses what nobody asks for",
      files: { "package.json": "{}", "package-lock.json": npmLock({}, { a: ["1.9.0"] }) },
      says: /^Nothing that the lockfile lists asks for a\./,
    },
    {
      title: "says so where only the lockfile lags behind",
      files: {
        "package.json": '{"dependencies":{"a":"1.0.0"}}',
        "package-lock.json": npmLock({ a: "^1.0.0" }, { a: ["1.9.0"] }),
      },
      says: /^The manifests name 1\.0\.0 for a already\. Run npm install /,
    },
    {
      title: "refuses a name that would be more than a name",
      files: {
        "package.json": P,
        "package-lock.json": npmLock({ p: "1" }, { p: ["1.0.0", { 'a"\n:': "1" }], 'a"\n:': ["1.9.0"] }),
      },
      wish: { ...WISH, name: 'a"\n:' },
      says: /is no name that a package can have/,
    },
    {
      title: "leaves a catalog that an override points to, and writes the version in its place",
      files: {
        "package.json": '{"packageManager":"pnpm@10.30.0","dependencies":{"p":"1"}}',
        "pnpm-workspace.yaml": "catalog:\n  a: ^1.5.0\noverrides:\n  a: 'catalog:'\n",
        "pnpm-lock.yaml": PNPM_LOCK,
      },
      lockfile: "pnpm-lock.yaml",
      says: "catalog:\n  a: ^1.5.0\noverrides:\n  a: '1.0.0'\n",
    },
    {
      title: "puts an override in the place of a removal",
      files: {
        "package.json": '{"packageManager":"pnpm@10.30.0","dependencies":{"p":"1"}}',
        "pnpm-workspace.yaml": "overrides:\n  a: '-'\n",
        "pnpm-lock.yaml": PNPM_LOCK,
      },
      lockfile: "pnpm-lock.yaml",
      says: "overrides:\n  a: '1.0.0'\n",
    },
    {
      title: "adds to Bun's resolutions, since overrides beside them would switch them off",
      files: {
        "package.json": '{"dependencies":{"p":"1"},"resolutions":{"b":"1"}}',
        "bun.lock":
          '{"lockfileVersion":1,"workspaces":{"":{"dependencies":{"p":"1"}}},"packages":{"p":["p@1.0.0","",{"dependencies":{"a":"^1"}},"sha512-x"],"a":["a@1.9.0","",{},"sha512-x"]}}',
      },
      lockfile: "bun.lock",
      says: '{"dependencies":{"p":"1"},"resolutions":{"b":"1","a":"1.0.0"}}',
    },
    {
      title: "refuses a dependency on a catalog that has no entry for it",
      files: {
        "package.json": '{"dependencies":{"a":"catalog:x"}}',
        "pnpm-workspace.yaml": "packages: []\n",
        "pnpm-lock.yaml":
          "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: catalog:x\n        version: 1.9.0\npackages:\n  a@1.9.0:\n    resolution: {integrity: sha512-x}\nsnapshots:\n  a@1.9.0: {}\n",
      },
      lockfile: "pnpm-lock.yaml",
      says: /^a takes its version from the catalog "x"/,
    },
  ];
  for (const { title, files, wish, lockfile, says } of cases) {
    it(title, () => {
      const said = outcome(files, wish, lockfile);
      if (typeof says === "string") {
        assert.equal(said, says);
      } else {
        assert.match(said, says);
      }
    });
  }
});

describe("where pnpm's overrides are written", () => {
  const cases: readonly { manager?: string; more?: object; settings?: string; file: string }[] = [
    { file: "pnpm-workspace.yaml" },
    { settings: "packages: []\n", file: "pnpm-workspace.yaml" },
    { more: { pnpm: { overrides: { b: "1" } } }, file: "package.json" },
    { more: { resolutions: { b: "1" } }, file: "package.json" },
    { more: { pnpm: { overrides: { b: "1" } } }, settings: "overrides:\n  c: 1\n", file: "package.json" },
    { manager: "pnpm@9.1.0+sha512.abc", file: "package.json" },
    { manager: "pnpm@10.4.1", file: "package.json" },
    { manager: "pnpm@^9", file: "package.json" },
    { manager: "pnpm@10.5.0", file: "pnpm-workspace.yaml" },
    { manager: "pnpm@>=9", file: "pnpm-workspace.yaml" },
    { manager: "pnpm@10.9.0", more: { pnpm: { overrides: { b: "1" } } }, file: "package.json" },
    { manager: "pnpm@11.0.0", more: { pnpm: { overrides: { b: "1" } } }, file: "pnpm-workspace.yaml" },
    { manager: "pnpm@^12.1.0", more: { resolutions: { b: "1" } }, file: "pnpm-workspace.yaml" },
    { manager: "npm@10.0.0", file: "pnpm-workspace.yaml" },
  ];
  for (const { manager, more = {}, settings, file } of cases) {
    it(`${manager ?? "unknown"}, ${JSON.stringify(more)}, ${settings ?? "no pnpm-workspace.yaml"}`, () => {
      const fields = {
        dependencies: { p: "1" },
        ...more,
        ...(manager === undefined ? {} : { packageManager: manager }),
      };
      const files = {
        "package.json": JSON.stringify(fields),
        "pnpm-lock.yaml": PNPM_LOCK,
        ...(settings === undefined ? {} : { "pnpm-workspace.yaml": settings }),
      };
      const plan = planFor(files, "pnpm-lock.yaml", WISH);
      assert.ok("edits" in plan);
      assert.deepEqual([...new Set(plan.edits.map((edit) => edit.file))], [`/project/${file}`]);
    });
  }
});
