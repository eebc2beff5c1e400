import assert from "node:assert/strict";
import { basename } from "node:path";
import { createTrustService, type DocumentEntry } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { OwnSettings } from "../../server/src/core/world";
import { never } from "../support/lookupWorld";
import { bunLock, npmLock, pnpmLock, yarnBerry, yarnClassic } from "../support/smallProject";
import { type DocumentRelease, fakeWorld, packumentOf } from "../support/world";

const OPTIONS = { asOf: undefined, deep: false, offline: false, settings: DEFAULT_SETTINGS, policy: undefined };
const HOURS = 1 / 24;
const LOCKS: Readonly<Record<string, string>> = {
  "package-lock.json": npmLock("1.0.0"),
  "pnpm-lock.yaml": pnpmLock("1.0.0"),
  "yarn.lock": yarnBerry("1.0.0"),
  "bun.lock": bunLock("1.0.0"),
};
const PNPM_11 = { packageManager: "pnpm@11.28.11" };
const ATTESTED = { dist: { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } } };
const YOUNG: readonly DocumentRelease[] = [
  { version: "1.0.0", daysAgo: 400 },
  { version: "1.1.0", daysAgo: 100 },
  { version: "1.2.0", daysAgo: 9 * HOURS },
];
/** 1.2.0 has lost the provenance that 1.1.0 had; 2.0.0-next.1 had one, too, and does not count. */
const DOWNGRADED: readonly DocumentRelease[] = [
  { version: "1.0.0", daysAgo: 400 },
  { version: "1.1.0", daysAgo: 100, more: ATTESTED },
  { version: "1.2.0", daysAgo: 50 },
];

interface Setup {
  readonly lockfile?: string;
  readonly lock?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly own?: readonly OwnSettings[];
  readonly manifest?: object;
  readonly spec?: string;
  readonly releases?: readonly DocumentRelease[];
  readonly look?: string;
}

/** What is judged of a dependency "b" that asks for 1.2.0, and what its package manager will say to it. */
async function ask(setup: Setup) {
  const { lockfile, files = {}, own = [], manifest = {}, spec = "1.2.0", releases = YOUNG } = setup;
  const { lock = LOCKS[lockfile ?? ""] ?? "", look = "package.json" } = setup;
  const text = JSON.stringify({ name: "root", dependencies: { a: "^1.0.0", b: spec }, ...manifest });
  const locks = lockfile === undefined ? {} : { [lockfile]: lock };
  const inApp = Object.entries({ ...files, "package.json": text, ...locks }).map(([name, each]) => [
    name.startsWith("../") ? name.slice(2) : `/app/${name}`,
    each,
  ]);
  const world = fakeWorld({
    files: Object.fromEntries(inApp),
    ownSettings: own,
    documents: { a: packumentOf("a", [{ version: "1.0.0", daysAgo: 400 }]), b: packumentOf("b", releases) },
  });
  const service = createTrustService(world);
  const path = `/app/${look}`;
  const now = world.files[path] ?? "";
  const report = await service.document(path, now, OPTIONS, never);
  const entry =
    report?.entries.find(({ dependency, locked }) => (dependency?.key ?? locked?.name) === "b") ?? assert.fail();
  return { entry, fixes: await service.letInstall(path, now, entry) };
}

const toldOf = ({ refusals = [] }: DocumentEntry) => refusals.map(({ text }) => text);

async function told(setup: Setup) {
  const { entry } = await ask(setup);
  return { version: entry.report?.subject.version, told: toldOf(entry) };
}

const refuses = (manager: string, setting: string, file: string, age = "1 day") => ({
  version: "1.2.0",
  told: [
    `The next ${manager} install will refuse b 1.2.0: published 9 h ago, and ${setting} in ${file} is ${age}. Ask for an earlier release, or wait until it has that age.`,
  ],
});
const taken = { version: "1.2.0", told: [] };

const AGE = "minimumReleaseAge: 1440\n";
const BUN = "[install]\nminimumReleaseAge = 86400\n";

describe("what to write where the list that holds is the user's own", () => {
  const files = { "pnpm-workspace.yaml": AGE };
  const own = [
    {
      form: "pnpm-workspace.yaml",
      file: "/home/ann/.config/pnpm/config.yaml",
      text: "minimumReleaseAgeExclude: [other]\n",
    },
  ];
  const setup = { lockfile: "pnpm-lock.yaml", files, own, manifest: PNPM_11 };

  it("is said in the notice, and no fix is offered", async () => {
    const { entry, fixes } = await ask(setup);
    assert.match(
      toldOf(entry).join(),
      / To take it now, add b@1\.2\.0 to minimumReleaseAgeExclude in your own config\.yaml: that list holds, and one in the project would take its place\.$/,
    );
    assert.deepEqual(fixes, []);
  });

  it("is not said of a release that should be looked at first", async () => {
    const scripted = { version: "1.2.0", daysAgo: 9 * HOURS, by: "mallory", more: { scripts: { postinstall: "x" } } };
    const releases = [
      ...Array.from({ length: 8 }, (_, i) => ({ version: `1.1.${i}`, daysAgo: 900 - i * 60 })),
      scripted,
    ];
    const { entry } = await ask({ ...setup, releases });
    assert.match(toldOf(entry).join(), /wait until it has that age\.$/);
  });
});

describe("what the next install will refuse for its age", () => {
  const cases: readonly (readonly [title: string, setup: Setup, expected: object])[] = [
    [
      "npm, in days",
      { lockfile: "package-lock.json", files: { ".npmrc": "min-release-age=1\n" } },
      refuses("npm", "min-release-age", ".npmrc"),
    ],
    [
      "npm, which knows no exception for one version",
      { lockfile: "package-lock.json", files: { ".npmrc": "min-release-age=2\nmin-release-age-exclude[]=b@1.2.0\n" } },
      refuses("npm", "min-release-age", ".npmrc", "2 days"),
    ],
    [
      "npm as the user has set it",
      {
        lockfile: "package-lock.json",
        own: [{ form: ".npmrc", file: "/home/ann/.npmrc", text: "min-release-age=7\n" }],
      },
      refuses("npm", "min-release-age", "your own .npmrc", "7 days"),
    ],
    ...(
      [
        ["npm, by a date", { files: { ".npmrc": "before=2026-01-15\n" } }, ".npmrc"],
        [
          "npm, by a date that wins over the age beside it",
          { files: { ".npmrc": "min-release-age=0\nbefore=2026-01-15\n" } },
          ".npmrc",
        ],
        [
          "npm, by a date that is known for longer than an age is",
          { files: { ".npmrc": "before=2026-01-15\n" }, manifest: { packageManager: "npm@10.9.9" } },
          ".npmrc",
        ],
        [
          "npm, by a date that the user has set",
          { own: [{ form: ".npmrc", file: "/home/ann/.npmrc", text: "before=2026-01-15\n" }] },
          "your own .npmrc",
        ],
      ] as const
    ).map(([title, setup, file]): readonly [string, Setup, object] => [
      title,
      { lockfile: "package-lock.json", ...setup },
      {
        version: "1.2.0",
        told: [
          `The next npm install will refuse b 1.2.0: published at 2026-01-31 03:00 UTC, and before in ${file} takes nothing later than 2026-01-15 00:00 UTC. Ask for an earlier release, or set a later date.`,
        ],
      },
    ]),
    [
      "npm, of a date that was published before",
      { lockfile: "package-lock.json", files: { ".npmrc": "before=2026-01-31T03:00:00Z\n" } },
      taken,
    ],
    [
      "npm, of a project that lets an age of its own stand before the user's date",
      {
        lockfile: "package-lock.json",
        files: { ".npmrc": "min-release-age=0\n" },
        own: [{ form: ".npmrc", file: "/home/ann/.npmrc", text: "before=2026-01-15\n" }],
      },
      taken,
    ],
    [
      "npm, of a range, in which an earlier one will do",
      { lockfile: "package-lock.json", files: { ".npmrc": "before=2026-01-15\n" }, spec: "^1.1.0" },
      { version: "1.1.0", told: [] },
    ],
    [
      "pnpm, in minutes",
      {
        lockfile: "pnpm-lock.yaml",
        files: { "pnpm-workspace.yaml": `${AGE}minimumReleaseAgeExclude:\n  - b@1.1.0\n` },
      },
      refuses("pnpm", "minimumReleaseAge", "pnpm-workspace.yaml"),
    ],
    [
      "pnpm where nothing is locked yet, and the manifest names it",
      { manifest: { packageManager: "pnpm@10.34.9" }, files: { "pnpm-workspace.yaml": AGE } },
      refuses("pnpm", "minimumReleaseAge", "pnpm-workspace.yaml"),
    ],
    [
      "pnpm up to 10, of whose entries for a name the first counts",
      {
        lockfile: "pnpm-lock.yaml",
        manifest: { packageManager: "pnpm@10.34.9" },
        files: { "pnpm-workspace.yaml": `${AGE}minimumReleaseAgeExclude:\n  - b@1.1.0\n  - b@1.2.0\n` },
      },
      refuses("pnpm", "minimumReleaseAge", "pnpm-workspace.yaml"),
    ],
    [
      "pnpm, which takes no ranges for exceptions",
      { lockfile: "pnpm-lock.yaml", files: { "pnpm-workspace.yaml": `${AGE}minimumReleaseAgeExclude: [b@^1.2.0]\n` } },
      refuses("pnpm", "minimumReleaseAge", "pnpm-workspace.yaml"),
    ],
    [
      "pnpm 11 as the environment has it, before its files",
      {
        lockfile: "pnpm-lock.yaml",
        manifest: PNPM_11,
        files: { "pnpm-workspace.yaml": "minimumReleaseAge: 0\n" },
        own: [
          {
            form: "pnpm-workspace.yaml",
            file: "the environment",
            text: 'minimumReleaseAge: "2880"\n',
            isEnvironment: true,
          },
        ],
      },
      refuses("pnpm", "minimumReleaseAge", "the environment", "2 days"),
    ],
    [
      "pnpm 11 as the user has set it",
      {
        lockfile: "pnpm-lock.yaml",
        manifest: PNPM_11,
        own: [{ form: "pnpm-workspace.yaml", file: "/home/ann/.config/pnpm/config.yaml", text: AGE }],
      },
      refuses("pnpm", "minimumReleaseAge", "your own config.yaml"),
    ],
    [
      "pnpm 11 that is told to be strict about its own day",
      {
        lockfile: "pnpm-lock.yaml",
        manifest: PNPM_11,
        files: { "pnpm-workspace.yaml": "minimumReleaseAgeStrict: true\n" },
      },
      {
        version: "1.2.0",
        told: [
          "The next pnpm install will refuse b 1.2.0: published 9 h ago, and this pnpm waits 1 day where no age is set. Ask for an earlier release, or wait until it has that age.",
        ],
      },
    ],
    [
      "Yarn, by its words",
      { lockfile: "yarn.lock", files: { ".yarnrc.yml": "npmMinimalAgeGate: 12h\n" } },
      refuses("yarn", "npmMinimalAgeGate", ".yarnrc.yml", "12 hours"),
    ],
    [
      "Yarn 4.15 and newer, which wait a day by themselves",
      { lockfile: "yarn.lock", manifest: { packageManager: "yarn@4.18.1" } },
      {
        version: "1.2.0",
        told: [
          "The next yarn install will refuse b 1.2.0: published 9 h ago, and this yarn waits 1 day where no age is set. Ask for an earlier release, or wait until it has that age.",
        ],
      },
    ],
    [
      "Bun, in seconds",
      { lockfile: "bun.lock", files: { "bunfig.toml": BUN } },
      refuses("bun", "install.minimumReleaseAge", "bunfig.toml"),
    ],
    [
      "Bun up to 1.3, which passes over exceptions with a version",
      { lockfile: "bun.lock", files: { "bunfig.toml": `${BUN}minimumReleaseAgeExcludes = ["b@1.2.0"]\n` } },
      refuses("bun", "install.minimumReleaseAge", "bunfig.toml"),
    ],
    [
      "Bun, which knows no globs",
      { lockfile: "bun.lock", files: { "bunfig.toml": `${BUN}minimumReleaseAgeExcludes = ["b*"]\n` } },
      refuses("bun", "install.minimumReleaseAge", "bunfig.toml"),
    ],

    [
      "not: a name that npm makes an exception for",
      { lockfile: "package-lock.json", files: { ".npmrc": "min-release-age=1\nmin-release-age-exclude=x,b\n" } },
      taken,
    ],
    [
      "not: npm that knows no such setting",
      {
        lockfile: "package-lock.json",
        manifest: { packageManager: "npm@10.9.9" },
        files: { ".npmrc": "min-release-age=1\n" },
      },
      taken,
    ],
    [
      "not: a version that pnpm makes an exception for",
      {
        lockfile: "pnpm-lock.yaml",
        files: { "pnpm-workspace.yaml": `${AGE}minimumReleaseAgeExclude:\n  - b@1.1.0 || 1.2.0\n` },
      },
      taken,
    ],
    [
      "not: pnpm 11, which waits a day by itself and makes the exception itself",
      { lockfile: "pnpm-lock.yaml", manifest: PNPM_11 },
      taken,
    ],
    [
      "not: pnpm that is told not to be strict",
      {
        lockfile: "pnpm-lock.yaml",
        manifest: PNPM_11,
        files: { "pnpm-workspace.yaml": `${AGE}minimumReleaseAgeStrict: false\n` },
      },
      taken,
    ],
    [
      "not: settings in .npmrc that pnpm 11 does not read",
      { lockfile: "pnpm-lock.yaml", manifest: PNPM_11, files: { ".npmrc": "minimum-release-age=1440\n" } },
      taken,
    ],
    [
      "not: a file of the user's that pnpm 10 does not read",
      {
        lockfile: "pnpm-lock.yaml",
        manifest: { packageManager: "pnpm@10.34.9" },
        own: [{ form: "pnpm-workspace.yaml", file: "/home/ann/.config/pnpm/config.yaml", text: AGE }],
      },
      taken,
    ],
    [
      "not: a glob of Yarn, and what the user has approved beside the project's list",
      {
        lockfile: "yarn.lock",
        files: { ".yarnrc.yml": "npmMinimalAgeGate: 1d\nnpmPreapprovedPackages:\n  - x*\n" },
        own: [{ form: ".yarnrc.yml", file: "/home/ann/.yarnrc.yml", text: "npmPreapprovedPackages:\n  - b*\n" }],
      },
      taken,
    ],
    [
      "Yarn, by a file further up in the repository",
      { lockfile: "yarn.lock", files: { "../.yarnrc.yml": "npmMinimalAgeGate: 12h\n" } },
      refuses("yarn", "npmMinimalAgeGate", ".yarnrc.yml", "12 hours"),
    ],
    [
      "not: what is approved there",
      {
        lockfile: "yarn.lock",
        files: {
          ".yarnrc.yml": "npmMinimalAgeGate: 12h\nnpmPreapprovedPackages: [x]\n",
          "../.yarnrc.yml": "npmPreapprovedPackages: [b]\n",
        },
      },
      taken,
    ],
    [
      "not: npm, which does not look there",
      { lockfile: "package-lock.json", files: { "../.npmrc": "min-release-age=1\n" } },
      taken,
    ],
    [
      "not: Yarn 1, which knows no age",
      { lockfile: "yarn.lock", lock: yarnClassic("1.0.0"), files: { ".yarnrc.yml": "npmMinimalAgeGate: 1d\n" } },
      taken,
    ],
    [
      "not: a version that Bun 1.4 makes an exception for",
      {
        lockfile: "bun.lock",
        manifest: { packageManager: "bun@1.4.5" },
        files: { "bunfig.toml": `${BUN}minimumReleaseAgeExcludes = ["b@1.1.0 || 1.2.0"]\n` },
      },
      taken,
    ],
    [
      "not: the same where the lockfile is one of Bun 1.4",
      {
        lockfile: "bun.lock",
        lock: bunLock("1.0.0").replace('"lockfileVersion": 1', '"lockfileVersion": 2'),
        files: { "bunfig.toml": `${BUN}minimumReleaseAgeExcludes = ["b@1.2.0"]\n` },
      },
      taken,
    ],
    ["not: an age of nothing", { lockfile: "package-lock.json", files: { ".npmrc": "min-release-age=0\n" } }, taken],
    [
      "not: the gate of a manager that does not install here",
      { lockfile: "package-lock.json", files: { "pnpm-workspace.yaml": AGE } },
      taken,
    ],
    [
      "not: where the range has a release of that age, which the install takes",
      { lockfile: "pnpm-lock.yaml", files: { "pnpm-workspace.yaml": AGE }, spec: "^1.0.0" },
      { version: "1.1.0", told: [] },
    ],
  ];
  for (const [title, setup, expected] of cases) {
    it(title, async () => assert.deepEqual(await told(setup), expected));
  }

  it("stays quick for patterns that would make a regular expression take forever", async () => {
    const text = `${AGE}minimumReleaseAgeExclude:\n  - '${"*b".repeat(5000)}'\n`;
    assert.equal((await told({ lockfile: "pnpm-lock.yaml", files: { "pnpm-workspace.yaml": text } })).told.length, 1);
  });
});

const LOCKED = pnpmLock("1.0.0")
  .replaceAll("  a@1.0.0:", "  b@1.2.0:")
  .replace("      a:", "      b:")
  .replace("^1.0.0", "1.2.0")
  .replace("version: 1.0.0", "version: 1.2.0");

describe("what is locked and will be refused", () => {
  const sentence =
    "The next pnpm install will refuse b 1.2.0, which is locked: published 9 h ago, and this pnpm waits 1 day where no age is set. Lock an earlier release, or wait until it has that age.";
  const locked = { lockfile: "pnpm-lock.yaml", lock: LOCKED, manifest: PNPM_11 };

  it("is told once in the manifest and once in the lockfile, by pnpm from 11 on", async () => {
    assert.deepEqual(await told(locked), { version: "1.2.0", told: [sentence] });
    assert.deepEqual(await told({ ...locked, look: "pnpm-lock.yaml" }), { version: "1.2.0", told: [sentence] });
  });

  for (const [title, more] of [
    ["where pnpm trusts the lockfile", { files: { "pnpm-workspace.yaml": "trustLockfile: true\n" } }],
    ["where an exception is made", { files: { "pnpm-workspace.yaml": "minimumReleaseAgeExclude: [b@1.2.0]\n" } }],
    ["by pnpm 10", { manifest: { packageManager: "pnpm@10.34.9" }, files: { "pnpm-workspace.yaml": AGE } }],
    ["where nobody says which pnpm it is", { manifest: {}, files: { "pnpm-workspace.yaml": AGE } }],
  ] as const) {
    it(`is nothing ${title}`, async () => assert.deepEqual(await told({ ...locked, ...more }), taken));
  }
});

describe("what the next install will refuse for its evidence", () => {
  const TRUST = { "pnpm-workspace.yaml": "trustPolicy: no-downgrade\n" };
  const old = { lockfile: "pnpm-lock.yaml", files: TRUST, releases: DOWNGRADED };
  const lost = (locked = "", verb = "Ask for") =>
    `The next pnpm install will refuse b 1.2.0${locked}: it was published with no provenance, 1.1.0 before it with provenance, and trustPolicy in pnpm-workspace.yaml lets no evidence be lost. ${verb} a release that has it until the project explains.`;
  const excluded = (entry: string) => ({
    "pnpm-workspace.yaml": `trustPolicy: no-downgrade\ntrustPolicyExclude:\n  - ${entry}\n`,
  });

  const cases: readonly (readonly [title: string, setup: Setup, expected: object])[] = [
    ["pnpm's trust policy", old, { version: "1.2.0", told: [lost()] }],
    [
      "pnpm's trust policy, of what is locked",
      { ...old, lock: LOCKED, manifest: PNPM_11 },
      { version: "1.2.0", told: [lost(", which is locked", "Lock")] },
    ],
    [
      "pnpm up to 10, though the range has one with evidence",
      { ...old, manifest: { packageManager: "pnpm@10.34.9" }, spec: "^1.0.0" },
      { version: "1.2.0", told: [lost()] },
    ],
    [
      "not: pnpm from 11 on, which goes back to that one",
      { ...old, manifest: PNPM_11, spec: "^1.0.0" },
      { version: "1.1.0", told: [] },
    ],
    [
      "not: another version of the exception",
      { ...old, files: excluded("b@1.1.0") },
      { version: "1.2.0", told: [lost()] },
    ],
    ["not: an exception", { ...old, files: excluded("b@1.2.0") }, taken],
    ["not: a policy that is off", { ...old, files: { "pnpm-workspace.yaml": "trustPolicy: off\n" } }, taken],
    [
      "not: a release that is older than the policy looks back",
      { ...old, files: { "pnpm-workspace.yaml": "trustPolicy: no-downgrade\ntrustPolicyIgnoreAfter: 57600\n" } },
      taken,
    ],
    ["not: pnpm that knows no such policy", { ...old, manifest: { packageManager: "pnpm@10.20.0" } }, taken],
    [
      "not: pre-releases before a stable one",
      {
        ...old,
        releases: DOWNGRADED.map((one) => (one.version === "1.1.0" ? { ...one, version: "1.2.0-rc.1" } : one)),
      },
      taken,
    ],
    [
      "not: evidence that came later",
      { ...old, releases: DOWNGRADED.map((one) => (one.version === "1.1.0" ? { ...one, daysAgo: 10 } : one)) },
      taken,
    ],
  ];
  for (const [title, setup, expected] of cases) {
    it(title, async () => assert.deepEqual(await told(setup), expected));
  }
});

describe("the exception that lets a release be installed", () => {
  const pnpm = { lockfile: "pnpm-lock.yaml" };
  const cases: readonly (readonly [title: string, setup: Setup, expected: readonly [title: string, text: string][]])[] =
    [
      [
        "of npm is for all versions",
        { lockfile: "package-lock.json", files: { ".npmrc": "; ours\nmin-release-age=1\nloglevel=warn\n" } },
        [
          [
            "Let npm install b now: exclude it in .npmrc, whatever its version",
            "; ours\nmin-release-age=1\nmin-release-age-exclude[]=b\nloglevel=warn\n",
          ],
        ],
      ],
      [
        "of npm stands behind those that are there",
        {
          lockfile: "package-lock.json",
          files: { ".npmrc": "min-release-age-exclude=x,y ; why\r\nmin-release-age=1\r\n[s]" },
        },
        [
          [
            "Let npm install b now: exclude it in .npmrc, whatever its version",
            "min-release-age-exclude=x,y ; why\r\nmin-release-age-exclude[]=b\r\nmin-release-age=1\r\n[s]",
          ],
        ],
      ],
      [
        "of npm stands in a new file where the age is the user's",
        {
          lockfile: "package-lock.json",
          own: [{ form: ".npmrc", file: "/home/ann/.npmrc", text: "min-release-age=7\n" }],
        },
        [["Let npm install b now: exclude it in .npmrc, whatever its version", "min-release-age-exclude[]=b\n"]],
      ],
      [
        "is none where it would switch off the user's own",
        {
          lockfile: "package-lock.json",
          own: [{ form: ".npmrc", file: "/home/ann/.npmrc", text: "min-release-age=7\nmin-release-age-exclude=x\n" }],
        },
        [],
      ],
      [
        "is none where npm knows none",
        {
          lockfile: "package-lock.json",
          manifest: { packageManager: "npm@11.16.0" },
          files: { ".npmrc": "min-release-age=1\n" },
        },
        [],
      ],
      [
        "of pnpm is for the version",
        { ...pnpm, files: { "pnpm-workspace.yaml": "# ours\nminimumReleaseAge: 1440 # a day\npackages:\n    - a\n" } },
        [
          [
            "Let pnpm install b 1.2.0 now: exclude it in pnpm-workspace.yaml",
            "# ours\nminimumReleaseAge: 1440 # a day\npackages:\n    - a\nminimumReleaseAgeExclude:\n    - b@1.2.0\n",
          ],
        ],
      ],
      [
        "of pnpm joins the other versions, of which it may read the first alone",
        { ...pnpm, files: { "pnpm-workspace.yaml": `${AGE}minimumReleaseAgeExclude:\n  - 'b@1.1.0' # why\n` } },
        [
          [
            "Let pnpm install b 1.2.0 now: exclude it in pnpm-workspace.yaml",
            `${AGE}minimumReleaseAgeExclude:\n  - 'b@1.1.0 || 1.2.0' # why\n`,
          ],
        ],
      ],
      [
        "of pnpm joins a list on one line",
        { ...pnpm, files: { "pnpm-workspace.yaml": `minimumReleaseAgeExclude: [x, ]\n${AGE}` } },
        [
          [
            "Let pnpm install b 1.2.0 now: exclude it in pnpm-workspace.yaml",
            `minimumReleaseAgeExclude: [x, b@1.2.0 ]\n${AGE}`,
          ],
        ],
      ],
      [
        "of pnpm joins a list that is not indented",
        { ...pnpm, files: { "pnpm-workspace.yaml": `minimumReleaseAgeExclude:\n- x # why\n\n${AGE}` } },
        [
          [
            "Let pnpm install b 1.2.0 now: exclude it in pnpm-workspace.yaml",
            `minimumReleaseAgeExclude:\n- x # why\n- b@1.2.0\n\n${AGE}`,
          ],
        ],
      ],
      [
        "is none where the list is written in a way that is not followed",
        { ...pnpm, files: { "pnpm-workspace.yaml": `minimumReleaseAgeExclude: &own\n  - x\n${AGE}` } },
        [],
      ],
      [
        "of pnpm up to 10 stands where its gate does",
        {
          ...pnpm,
          manifest: { packageManager: "pnpm@10.34.9" },
          files: { ".npmrc": "minimum-release-age=1440\nminimum-release-age-exclude[]=b@1.1.0\n" },
        },
        [
          [
            "Let pnpm install b 1.2.0 now: exclude it in .npmrc",
            "minimum-release-age=1440\nminimum-release-age-exclude[]=b@1.1.0 || 1.2.0\n",
          ],
        ],
      ],
      [
        "of pnpm from its trust policy",
        { ...pnpm, files: { "pnpm-workspace.yaml": "trustPolicy: no-downgrade\n" }, releases: DOWNGRADED },
        [
          [
            "Let pnpm install b 1.2.0 now: exclude it in pnpm-workspace.yaml",
            "trustPolicy: no-downgrade\ntrustPolicyExclude:\n  - b@1.2.0\n",
          ],
        ],
      ],
      [
        "of what is locked stands in a new file where nothing is set",
        { ...pnpm, lock: LOCKED, manifest: PNPM_11, look: "pnpm-lock.yaml" },
        [
          [
            "Let pnpm install b 1.2.0 now: exclude it in pnpm-workspace.yaml",
            "minimumReleaseAgeExclude:\n  - b@1.2.0\n",
          ],
        ],
      ],
      [
        "of Yarn is for the version",
        {
          lockfile: "yarn.lock",
          files: { ".yarnrc.yml": 'npmMinimalAgeGate: 1d\nnpmPreapprovedPackages:\n  - "x"\n' },
        },
        [
          [
            "Let yarn install b 1.2.0 now: exclude it in .yarnrc.yml",
            'npmMinimalAgeGate: 1d\nnpmPreapprovedPackages:\n  - "x"\n  - b@1.2.0\n',
          ],
        ],
      ],
      [
        "is none where Yarn has one text for a list",
        { lockfile: "yarn.lock", files: { ".yarnrc.yml": "npmMinimalAgeGate: 1d\nnpmPreapprovedPackages: x\n" } },
        [],
      ],
      [
        "of Bun up to 1.3 is for all versions",
        { lockfile: "bun.lock", files: { "bunfig.toml": `${BUN}exact = true\n` } },
        [
          [
            "Let bun install b now: exclude it in bunfig.toml, whatever its version",
            '[install]\nminimumReleaseAge = 86400\nminimumReleaseAgeExcludes = ["b"]\nexact = true\n',
          ],
        ],
      ],
      [
        "of Bun from 1.4 on is for the version",
        {
          lockfile: "bun.lock",
          manifest: { packageManager: "bun@1.4.5" },
          files: { "bunfig.toml": `${BUN}minimumReleaseAgeExcludes = [\n  "x", # why\n]\n` },
        },
        [
          [
            "Let bun install b 1.2.0 now: exclude it in bunfig.toml",
            `${BUN}minimumReleaseAgeExcludes = [\n  "x",\n  "b@1.2.0", # why\n]\n`,
          ],
        ],
      ],
      [
        "of Bun under dotted keys",
        { lockfile: "bun.lock", files: { "bunfig.toml": "install.minimumReleaseAge = 86400" } },
        [
          [
            "Let bun install b now: exclude it in bunfig.toml, whatever its version",
            'install.minimumReleaseAge = 86400\ninstall.minimumReleaseAgeExcludes = ["b"]',
          ],
        ],
      ],
      [
        "of Bun in a list that is empty",
        { lockfile: "bun.lock", files: { "bunfig.toml": `${BUN}minimumReleaseAgeExcludes = [ ]\n` } },
        [
          [
            "Let bun install b now: exclude it in bunfig.toml, whatever its version",
            `${BUN}minimumReleaseAgeExcludes = ["b"]\n`,
          ],
        ],
      ],
      [
        "of Bun where the age is the user's, and the project has a file of other things",
        {
          lockfile: "bun.lock",
          files: { "bunfig.toml": "[test]\ncoverage = true\n" },
          own: [{ form: "bunfig.toml", file: "/home/ann/.bunfig.toml", text: BUN }],
        },
        [
          [
            "Let bun install b now: exclude it in bunfig.toml, whatever its version",
            '[test]\ncoverage = true\n\n[install]\nminimumReleaseAgeExcludes = ["b"]\n',
          ],
        ],
      ],
    ];
  for (const [title, setup, expected] of cases) {
    it(title, async () => {
      const { entry, fixes } = await ask(setup);
      assert.ok(toldOf(entry).length > 0, "there is something to mend");
      const written = fixes.map(({ title: words, changes }) => [words, ...changes.map(applied)]);
      assert.deepEqual(written, expected);
      for (const { changes } of fixes) {
        const files = {
          ...setup.files,
          ...Object.fromEntries(changes.map((each) => [basename(each.path), applied(each)])),
        };
        assert.deepEqual(toldOf((await ask({ ...setup, files })).entry), [], "and nothing afterwards");
      }
    });
  }
});

function applied({ text, edits }: Awaited<ReturnType<typeof ask>>["fixes"][number]["changes"][number]): string {
  return edits.reduce((now, { span, newText }) => now.slice(0, span.start) + newText + now.slice(span.end), text ?? "");
}

describe("the age that the package manager asks for", () => {
  const own = (text: string): readonly OwnSettings[] => [{ form: ".npmrc", file: "/home/ann/.npmrc", text }];
  const DAY = 86_400_000;
  const cases: readonly (readonly [title: string, setup: Setup, expected: object | undefined])[] = [
    ["is none where nobody has said anything", {}, undefined],
    [
      "is npm's of the user, where nothing is locked",
      { own: own("min-release-age=3") },
      { ms: 3 * DAY, isSet: true, isOwn: true },
    ],
    [
      "is not loosened by the project",
      { own: own("min-release-age=3"), files: { ".npmrc": "min-release-age=0" } },
      { ms: 3 * DAY, isSet: true, isOwn: true },
    ],
    [
      "is the project's where that is stricter",
      { own: own("min-release-age=3"), files: { ".npmrc": "min-release-age=7" } },
      { ms: 7 * DAY, isSet: true, isOwn: false },
    ],
    ["is none that is no number", { own: own("min-release-age=soon") }, undefined],
    [
      "is pnpm's, of the project and of the user",
      {
        lockfile: "pnpm-lock.yaml",
        manifest: PNPM_11,
        files: { "pnpm-workspace.yaml": AGE },
        own: [
          { form: "pnpm-workspace.yaml", file: "/home/ann/.config/pnpm/config.yaml", text: "minimumReleaseAge: 2880" },
        ],
      },
      { ms: 2 * DAY, isSet: true, isOwn: true },
    ],
    [
      "is Yarn's of the user",
      {
        lockfile: "yarn.lock",
        own: [{ form: ".yarnrc.yml", file: "/home/ann/.yarnrc.yml", text: "npmMinimalAgeGate: 2d" }],
      },
      { ms: 2 * DAY, isSet: true, isOwn: true },
    ],
    [
      "is Bun's of the user",
      { lockfile: "bun.lock", own: [{ form: "bunfig.toml", file: "/home/ann/.bunfig.toml", text: BUN }] },
      { ms: DAY, isSet: true, isOwn: true },
    ],
    [
      "is the day of pnpm 11, set by nobody",
      { lockfile: "pnpm-lock.yaml", manifest: PNPM_11 },
      { ms: DAY, isSet: false, isOwn: false },
    ],
    [
      "is the day of Yarn 4.15, by a range of devEngines",
      { lockfile: "yarn.lock", manifest: { devEngines: { packageManager: { name: "yarn", version: "^4.15.0" } } } },
      { ms: DAY, isSet: false, isOwn: false },
    ],
    ["is none of pnpm whose version nobody tells", { lockfile: "pnpm-lock.yaml" }, undefined],
  ];
  for (const [title, { lockfile, files = {}, own: ownSettings = [], manifest = {} }, expected] of cases) {
    it(title, async () => {
      const inApp = {
        ...files,
        "package.json": JSON.stringify(manifest),
        ...(lockfile && { [lockfile]: LOCKS[lockfile] ?? "" }),
      };
      const world = fakeWorld({
        files: Object.fromEntries(Object.entries(inApp).map(([name, text]) => [`/app/${name}`, text])),
        ownSettings,
      });
      assert.deepEqual(await createTrustService(world).patience("/app"), expected);
    });
  }
});
