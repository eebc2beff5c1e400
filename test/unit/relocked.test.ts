import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checksumsOf } from "../../server/src/core/checksums";
import type { LockedPackage } from "../../server/src/core/model";
import type { HeldPackage } from "../../server/src/core/review/compareLocked";
import { relockedSince } from "../../server/src/core/review/relocked";
import { locked } from "../support/evidence";
import { ALIKE, heldIn, MADE } from "../support/madeLockfiles";
import { npmLock, review } from "../support/review";
import { packumentOf } from "../support/world";

function held(differs: Partial<LockedPackage>, kind: HeldPackage["kind"] = "npm-v3"): HeldPackage {
  const entry = locked({ integrity: undefined, ...differs });
  return { locked: entry, kind, usualHost: undefined, checksums: checksumsOf(entry, "") };
}

const writtenIn = (project: string) => readdirSync(join(MADE, project)).filter((name) => name !== "files");
const SHA1 = { was: "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", is: "sha1-AAAANkcGgWq6PiVxeFDCbJzQ2J0=" };

describe("another checksum for the same version", () => {
  for (const project of ALIKE) {
    it(`is nothing that a change of package manager, or of its version, brings: "${project}"`, () => {
      const written = writtenIn(project).map((name) => heldIn(join(MADE, project, name)));
      for (const base of written) {
        for (const now of written) {
          for (const entry of now) {
            const before = base.filter(({ locked: { name } }) => name === entry.locked.name);
            assert.equal(relockedSince(before, entry), undefined, `${entry.kind} ${entry.locked.name}`);
          }
        }
      }
    });
  }

  it("is found in what every package manager writes", () => {
    for (const name of writtenIn("registry")) {
      const entries = heldIn(join(MADE, "registry", name));
      const entry = entries.find(({ checksums, locked: { source } }) => source === "registry" && checksums.size > 0);
      assert.ok(entry !== undefined, name);
      const checksums = new Map([...entry.checksums].map(([algorithm, sum]) => [algorithm, `AAAA${sum.slice(4)}`]));
      const found = relockedSince([entry], { ...entry, checksums });
      assert.equal(found?.is.slice(0, 4), "AAAA", name);
    }
  });

  const cases: readonly (readonly [string, readonly HeldPackage[], HeldPackage, unknown])[] = [
    [
      "of two algorithms the stronger one counts",
      [held({ integrity: `sha512-b2xk ${SHA1.was}` })],
      held({ integrity: `sha512-bmV3 ${SHA1.is}` }),
      { algorithm: "sha512", was: "b2xk", is: "bmV3" },
    ],
    [
      "the weaker one makes no difference where the stronger one is the same",
      [held({ integrity: `sha512-b2xk ${SHA1.was}` })],
      held({ integrity: `sha512-b2xk ${SHA1.is}` }),
      undefined,
    ],
    [
      "a stronger algorithm in its place",
      [held({ integrity: SHA1.was })],
      held({ integrity: "sha512-bmV3" }),
      undefined,
    ],
    ["a weaker algorithm in its place", [held({ integrity: "sha512-b2xk" })], held({ integrity: SHA1.was }), undefined],
    ["one that is new", [held({})], held({ integrity: "sha512-bmV3" }), undefined],
    ["one that is gone", [held({ integrity: "sha512-b2xk" })], held({}), undefined],
    [
      "another kind of Yarn's cache",
      [held({ integrity: "10/0b4ad1f0" }, "yarn-berry")],
      held({ integrity: "10c0/9a1ec0ff" }, "yarn-berry"),
      undefined,
    ],
    [
      "another archive in the same kind of Yarn's cache",
      [held({ integrity: "10c0/0b4ad1f0" }, "yarn-berry")],
      held({ integrity: "10c0/9a1ec0ff" }, "yarn-berry"),
      { algorithm: "berry 10c0", was: "0b4ad1f0", is: "9a1ec0ff" },
    ],
    [
      "Yarn 1 to Yarn 4",
      [held({ integrity: "sha512-b2xk" }, "yarn-v1")],
      held({ integrity: "10c0/9a1ec0ff" }, "yarn-berry"),
      undefined,
    ],
    [
      "one of several entries of the base is the same",
      [held({ integrity: "sha512-b2xk" }), held({ integrity: "sha512-bmV3" })],
      held({ integrity: "sha512-bmV3" }),
      undefined,
    ],
    [
      "from another host",
      [held({ integrity: "sha512-b2xk", resolved: "https://registry.example/left.tgz" })],
      held({ integrity: "sha512-bmV3", resolved: "https://files.example/left.tgz" }),
      {
        algorithm: "sha512",
        was: "b2xk",
        is: "bmV3",
        hosts: { was: "registry.example", is: "files.example" },
      },
    ],
    [
      "an archive at an address of its own",
      [held({ integrity: "sha512-b2xk", source: "tarball" })],
      held({ integrity: "sha512-bmV3", source: "tarball" }),
      undefined,
    ],
    [
      "a branch that has moved on",
      [held({ integrity: "sha512-b2xk", source: "git" })],
      held({ integrity: "sha512-bmV3", source: "git" }),
      undefined,
    ],
    [
      "a folder that the registry has taken the place of",
      [held({ integrity: "sha512-b2xk", source: "file" })],
      held({ integrity: "sha512-bmV3" }),
      undefined,
    ],
  ];
  for (const [title, base, now, expected] of cases) {
    it(`is told or not: ${title}`, () => assert.deepEqual(relockedSince(base, now), expected));
  }
});

describe("a review of a version that is locked with another checksum", () => {
  const lockOf = (integrity: string) => ({
    "package.json": '{ "name": "app", "dependencies": { "left": "1.0.0" } }',
    "package-lock.json": npmLock({ "": { left: "1.0.0" } }, { left: { version: "1.0.0", integrity } }),
  });
  const [was, is] = ["sha512-b2xkIG9uZQ==", "sha512-bmV3IG9uZQ=="];

  async function reviewed(dist: object) {
    const left = packumentOf("left", [{ version: "1.0.0", daysAgo: 400, more: { dist } }]);
    const report = await review(lockOf(was), lockOf(is), { world: { documents: { left } } });
    const [{ assessment }] = [report.packages[0] ?? assert.fail()];
    const finding = assessment.findings.find(({ rule }) => rule === "lock-checksum-changed");
    return { level: finding?.level, sent: report.sent };
  }

  it("asks its registry for this one release, and goes by what that serves", async () => {
    const { level, sent } = await reviewed({ integrity: was });
    assert.equal(level, "error");
    assert.deepEqual(
      sent.filter((request) => request.startsWith("registry GET /left/")),
      ["registry GET /left/1.0.0"],
    );
  });

  it("says nothing where the registry serves what is locked now", async () => {
    assert.equal((await reviewed({ integrity: is })).level, undefined);
  });

  it("is a warning where the registry does not say", async () => {
    assert.equal((await reviewed({})).level, "warning");
  });

  it("asks for no single release where no checksum has changed", async () => {
    const { sent } = await review(lockOf(was), {
      ...lockOf(was),
      "package.json": '{ "name": "app", "dependencies": { "left": "^1.0.0" } }',
    });
    assert.ok(!sent.some((request) => request.startsWith("registry GET /left/")));
  });
});

describe("a review of two entries of one release, each with another checksum", () => {
  const lockOf = (left: string, nested: string) => ({
    "package.json": '{ "name": "app", "dependencies": { "left": "1.0.0", "right": "1.0.0" } }',
    "package-lock.json": npmLock(
      { "": { left: "1.0.0", right: "1.0.0" } },
      {
        left: { version: "1.0.0", integrity: left },
        right: { version: "1.0.0", dependencies: { left: "1.0.0" } },
        "right/node_modules/left": { version: "1.0.0", integrity: nested },
      },
    ),
  });
  const [was, is, third] = ["sha512-b2xkIG9uZQ==", "sha512-bmV3IG9uZQ==", "sha512-dGhpcmQgb25l"];

  async function told(left: string, nested: string, dist: object) {
    const document = packumentOf("left", [{ version: "1.0.0", daysAgo: 400, more: { dist } }]);
    const { packages } = await review(lockOf(was, was), lockOf(left, nested), {
      world: { documents: { left: document } },
    });
    const [entry] = packages.filter(({ subject: { name } }) => name === "left");
    return entry?.assessment.findings.find(({ rule }) => rule === "lock-checksum-changed");
  }

  it("tells of the second where the first is what the registry serves", async () => {
    const finding = await told(is, third, { integrity: is });
    assert.equal(finding?.level, "error");
    assert.match(finding.what, /is locked as sha512-dGhpcmQgb2…, and was as sha512-b2xkIG9uZQ… at the base/);
  });

  it("tells of both where neither is", async () => {
    const finding = await told(is, third, { integrity: was });
    assert.equal(finding?.level, "error");
    assert.match(
      finding.what,
      /is locked as sha512-bmV3IG9uZQ…, elsewhere as sha512-dGhpcmQgb2…, and was as sha512-b2xkIG9uZQ…/,
    );
  });

  it("tells once of two that have changed alike", async () => {
    const finding = await told(is, is, { integrity: was });
    assert.match(finding?.what ?? "", /is locked as sha512-bmV3IG9uZQ…, and was as sha512-b2xkIG9uZQ…/);
  });
});

describe("a review of a lockfile of which most has another checksum", () => {
  const NAMES = Array.from({ length: 12 }, (_, at) => `left-${at}`);
  const sumOf = (name: string, state: string) => `sha512-${btoa(`${state} ${name}`).replace(/=+$/, "")}`;

  interface State {
    readonly host: string;
    readonly state: string;
    /** By name, what differs from that. */
    readonly others?: Readonly<Record<string, { readonly host?: string; readonly state?: string }>>;
  }

  function filesOf({ host, state, others = {} }: State) {
    const dependencies = Object.fromEntries(NAMES.map((name) => [name, "1.0.0"]));
    const entries = NAMES.map((name) => {
      const own = { host, state, ...others[name] };
      const resolved = `https://${own.host}/${name}/-/${name}-1.0.0.tgz`;
      return [name, { version: "1.0.0", resolved, integrity: sumOf(name, own.state) }] as const;
    });
    return {
      "package.json": JSON.stringify({ name: "app", dependencies }),
      "package-lock.json": npmLock({ "": dependencies }, Object.fromEntries(entries)),
    };
  }

  /** `serves`: what the registry gives; nothing of it where it is left out. */
  async function reviewed(base: State, now: State, serves?: string): Promise<readonly string[]> {
    const documents = Object.fromEntries(
      NAMES.map((name) => {
        const dist = serves === undefined ? {} : { integrity: sumOf(name, serves) };
        return [name, packumentOf(name, [{ version: "1.0.0", daysAgo: 400, more: { dist } }])];
      }),
    );
    const { fileFindings, packages } = await review(filesOf(base), filesOf(now), { world: { documents } });
    return [
      ...fileFindings.map(({ finding: { rule, level } }) => `${rule} ${level}`),
      ...packages.flatMap(({ subject: { name }, assessment: { findings } }) =>
        findings.flatMap(({ rule, level }) => (rule === "lock-checksum-changed" ? `${name} ${level}` : [])),
      ),
    ];
  }

  const OLD = { host: "old.example", state: "old" };
  const NEW = { host: "registry.example", state: "new" };
  const FOREIGN = { host: "files.example", state: "new" };
  const cases: readonly {
    readonly title: string;
    readonly base: State;
    readonly now: State;
    readonly serves?: string;
    readonly told: readonly string[];
  }[] = [
    {
      title: "a move to the registry in use, which serves what is locked",
      base: OLD,
      now: NEW,
      serves: "new",
      told: ["lock-repacked info"],
    },
    {
      title: "the same, while one entry is not what the registry serves",
      base: OLD,
      now: { ...NEW, others: { "left-7": { state: "third" } } },
      serves: "new",
      told: ["lock-repacked info", "left-7 error"],
    },
    {
      title: "the same, while one entry comes from yet another host",
      base: OLD,
      now: { ...NEW, others: { "left-7": { host: "files.example" } } },
      serves: "new",
      // A name that is taken from elsewhere is told to nobody, so the registry is not asked.
      told: ["lock-repacked info", "left-7 error"],
    },
    {
      title: "the same, while one entry comes from yet another host with another checksum",
      base: OLD,
      now: { ...NEW, others: { "left-7": { host: "files.example", state: "third" } } },
      serves: "new",
      told: ["lock-repacked info", "left-7 error"],
    },
    {
      title: "a move to the registry in use, which does not say what it serves",
      base: OLD,
      now: { ...NEW, others: { "left-7": { host: "files.example" } } },
      told: ["lock-repacked info", "left-7 error"],
    },
    {
      title: "a move to the registry in use, which serves what it was",
      base: OLD,
      now: NEW,
      serves: "old",
      told: ["lock-repacked error"],
    },
    {
      title: "a move to a host that nobody has configured",
      base: NEW,
      now: { ...FOREIGN, state: "old" },
      serves: "new",
      told: ["lock-repacked error"],
    },
    {
      title: "a few entries that come from another host",
      base: OLD,
      now: { ...OLD, others: { "left-1": FOREIGN, "left-2": FOREIGN } },
      told: ["left-1 error", "left-2 error"],
    },
    {
      title: "other checksums throughout from the same host, which serves them",
      base: { ...NEW, state: "old" },
      now: NEW,
      serves: "new",
      told: ["lock-repacked info"],
    },
    {
      title: "other checksums throughout from the same host, which does not say",
      base: { ...NEW, state: "old" },
      now: NEW,
      told: ["lock-repacked warning"],
    },
  ];
  for (const { title, base, now, serves, told } of cases) {
    it(`says it once, and of whoever is another one: ${title}`, async () => {
      assert.deepEqual(await reviewed(base, now, serves), told);
    });
  }
});
