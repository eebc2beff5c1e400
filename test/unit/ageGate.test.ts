import assert from "node:assert/strict";
import { createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { never } from "../support/lookupWorld";
import { bunLock, npmLock, pnpmLock, yarnBerry } from "../support/smallProject";
import { fakeWorld, packumentOf } from "../support/world";

const OPTIONS = { asOf: undefined, deep: false, offline: false, settings: DEFAULT_SETTINGS, policy: undefined };
const HOURS = 1 / 24;
const LOCKS: Readonly<Record<string, string>> = {
  "package-lock.json": npmLock("1.0.0"),
  "pnpm-lock.yaml": pnpmLock("1.0.0"),
  "yarn.lock": yarnBerry("1.0.0"),
  "bun.lock": bunLock("1.0.0"),
};

/** What is judged of a dependency "b" that asks for 1.2.0, nine hours old, and what is noted beside it. */
async function ask(lockfile: string, files: Readonly<Record<string, string>>, more: object = {}, spec = "1.2.0") {
  const text = JSON.stringify({ name: "root", dependencies: { a: "^1.0.0", b: spec }, ...more });
  const inApp = { ...files, "package.json": text, [lockfile]: LOCKS[lockfile] ?? assert.fail() };
  const b = packumentOf("b", [
    { version: "1.0.0", daysAgo: 400 },
    { version: "1.1.0", daysAgo: 100 },
    { version: "1.2.0", daysAgo: 9 * HOURS },
  ]);
  const world = fakeWorld({
    files: Object.fromEntries(Object.entries(inApp).map(([name, content]) => [`/app/${name}`, content])),
    documents: { a: packumentOf("a", [{ version: "1.0.0", daysAgo: 400 }]), b },
  });
  const report = await createTrustService(world).document("/app/package.json", text, OPTIONS, never);
  const entry = report?.entries.find(({ dependency }) => dependency?.key === "b");
  return { version: entry?.report?.subject.version, note: entry?.note };
}

const refuses = (manager: string, setting: string, file: string, age = "1 day") => ({
  text: `The next ${manager} install will refuse 1.2.0: published 9 h ago, and ${setting} in ${file} is ${age}. Ask for an earlier release, or wait until it has that age.`,
  level: "info",
});

describe("what the next install will refuse", () => {
  const refused: readonly {
    readonly title: string;
    readonly lockfile: string;
    readonly files: Readonly<Record<string, string>>;
    readonly note: object;
  }[] = [
    {
      title: "npm, in days",
      lockfile: "package-lock.json",
      files: { ".npmrc": "min-release-age=1\n" },
      note: refuses("npm", "min-release-age", ".npmrc"),
    },
    {
      title: "npm, which knows no exception for one version",
      lockfile: "package-lock.json",
      files: { ".npmrc": "min-release-age=2\nmin-release-age-exclude[]=b@1.2.0\n" },
      note: refuses("npm", "min-release-age", ".npmrc", "2 days"),
    },
    {
      title: "pnpm, in minutes",
      lockfile: "pnpm-lock.yaml",
      files: { "pnpm-workspace.yaml": "minimumReleaseAge: 1440\nminimumReleaseAgeExclude:\n  - b@1.1.0\n" },
      note: refuses("pnpm", "minimumReleaseAge", "pnpm-workspace.yaml"),
    },
    {
      title: "Yarn, by its words",
      lockfile: "yarn.lock",
      files: { ".yarnrc.yml": "npmMinimalAgeGate: 12h\n" },
      note: refuses("yarn", "npmMinimalAgeGate", ".yarnrc.yml", "12 hours"),
    },
    {
      title: "Bun, in seconds",
      lockfile: "bun.lock",
      files: { "bunfig.toml": "[install]\nminimumReleaseAge = 86400\n" },
      note: refuses("bun", "install.minimumReleaseAge", "bunfig.toml"),
    },
  ];
  for (const { title, lockfile, files, note } of refused) {
    it(`is said for ${title}, and the release is judged`, async () => {
      assert.deepEqual(await ask(lockfile, files), { version: "1.2.0", note });
    });
  }

  const taken: readonly (readonly [
    title: string,
    lockfile: string,
    files: Readonly<Record<string, string>>,
    more?: object,
  ])[] = [
    [
      "a name that npm makes an exception for",
      "package-lock.json",
      { ".npmrc": "min-release-age=1\nmin-release-age-exclude=x,b\n" },
    ],
    [
      "a version that pnpm makes an exception for",
      "pnpm-lock.yaml",
      { "pnpm-workspace.yaml": "minimumReleaseAge: 1440\nminimumReleaseAgeExclude:\n  - b@1.1.0 || 1.2.0\n" },
    ],
    ["a glob of Yarn", "yarn.lock", { ".yarnrc.yml": "npmMinimalAgeGate: 1d\nnpmPreapprovedPackages:\n  - b*\n" }],
    [
      "a version that Bun makes an exception for",
      "bun.lock",
      { "bunfig.toml": '[install]\nminimumReleaseAge = 86400\nminimumReleaseAgeExcludes = ["b@1.2.0"]\n' },
    ],
    ["a release that has the age", "package-lock.json", { ".npmrc": "min-release-age=0\n" }],
    [
      "the gate of a manager that does not install here",
      "package-lock.json",
      { "pnpm-workspace.yaml": "minimumReleaseAge: 1440\n" },
    ],
    [
      "settings in .npmrc that pnpm 11 does not read",
      "pnpm-lock.yaml",
      { ".npmrc": "minimum-release-age=1440\n" },
      { packageManager: "pnpm@11.28.11" },
    ],
  ];
  for (const [title, lockfile, files, more] of taken) {
    it(`is nothing for ${title}`, async () => {
      const { version, note } = await ask(lockfile, files, more);
      assert.deepEqual([version, note?.level], ["1.2.0", "none"]);
    });
  }

  it("is nothing where the range has a release of that age, which the install takes", async () => {
    const gate = { "pnpm-workspace.yaml": "minimumReleaseAge: 1440\n" };
    const { version, note } = await ask("pnpm-lock.yaml", gate, {}, "^1.0.0");
    assert.deepEqual([version, note?.level], ["1.1.0", "none"]);
  });
});
