import assert from "node:assert/strict";
import { parsePolicy } from "../../server/src/core/policy/parsePolicy";
import { DEFAULT_SETTINGS, type Settings } from "../../server/src/core/settings";
import { brief, type Files, judged, npmLock, type ReviewOptions, review } from "../support/review";
import { NOW, packumentOf } from "../support/world";

const app = (dependencies: Readonly<Record<string, string>>, more: object = {}) =>
  JSON.stringify({ name: "app", dependencies, ...more });

/** A root that asks for what stands in its lockfile at the top. */
const locked = (entries: Parameters<typeof npmLock>[1]): Files => {
  const names = Object.keys(entries).filter((path) => !path.includes("/"));
  const asked = Object.fromEntries(names.map((name) => [name, "*"]));
  return { "package.json": app(asked), "package-lock.json": npmLock({ "": asked }, entries) };
};

interface Case {
  readonly title: string;
  readonly base: Files;
  readonly now: Files;
  readonly changes: readonly string[];
  readonly judged: readonly string[];
  readonly notes?: readonly RegExp[];
  readonly options?: ReviewOptions;
}

const PNPM = (versions: Readonly<Record<string, string>>, importers = ["."]) =>
  [
    "lockfileVersion: '9.0'",
    "importers:",
    ...importers.flatMap((importer) => [
      `  ${importer}:`,
      "    dependencies:",
      ...Object.entries(versions).flatMap(([name, version]) => [
        `      ${name}:`,
        "        specifier: '*'",
        `        version: ${version}`,
      ]),
    ]),
    "packages:",
    ...Object.entries(versions).flatMap(([name, version]) => [
      `  ${name}@${version}:`,
      `    resolution: {integrity: sha512-${Buffer.from(`${name}${version}`).toString("base64")}}`,
    ]),
    "snapshots:",
    ...Object.entries(versions).map(([name, version]) => `  ${name}@${version}: {}`),
    "",
  ].join("\n");

const CASES: readonly Case[] = [
  { title: "nothing", base: locked({ a: "1.0.0" }), now: locked({ a: "1.0.0" }), changes: [], judged: [] },
  {
    title: "each kind of change, and leaves alone what stays",
    base: locked({ a: "1.0.0", b: "1.5.0", c: "1.1.0", gone: "1.2.0", same: "1.0.0" }),
    now: locked({
      a: "1.2.0",
      b: "1.4.0",
      c: { version: "1.1.0", integrity: "sha512-AAAA" },
      fresh: "1.3.0",
      same: "1.0.0",
    }),
    changes: [
      "upgraded a 1.0.0 -> 1.2.0 (.)",
      "downgraded b 1.5.0 -> 1.4.0 (.)",
      "re-resolved c 1.1.0 -> 1.1.0 (.) other checksum",
      "added fresh 1.3.0 (.)",
      "removed gone 1.2.0 (.)",
    ],
    judged: ["a@1.2.0", "b@1.4.0", "c@1.1.0", "fresh@1.3.0"],
  },
  {
    title: "a package whose tarball comes from another host",
    base: locked({ a: "1.0.0" }),
    now: locked({ a: { version: "1.0.0", resolved: "https://files.example/a-1.0.0.tgz" } }),
    changes: ["re-resolved a 1.0.0 -> 1.0.0 (.) other host"],
    judged: ["a@1.0.0"],
  },
  {
    title: "a package that comes from git now, with another version or with the same",
    base: locked({ a: "1.0.0", b: "1.0.0" }),
    now: locked({
      a: { version: "1.0.0", resolved: "git+ssh://git@git.example/eve/a.git#0123456" },
      b: { version: "1.1.0", resolved: "git+ssh://git@git.example/eve/b.git#0123456" },
    }),
    changes: ["re-resolved a 1.0.0 -> 1.0.0 (.) other source", "upgraded b 1.0.0 -> 1.1.0 (.) other source"],
    judged: ["a@1.0.0", "b@1.1.0"],
  },
  {
    title: "a checksum that is gone, and one by a weaker algorithm, but none that is new or stronger",
    base: locked({
      a: "1.0.0",
      b: "1.0.0",
      c: { version: "1.0.0", integrity: "" },
      d: { version: "1.0.0", integrity: "sha1-AAAA" },
      e: { version: "1.0.0", integrity: "sha1-AAAA sha512-BBBB" },
    }),
    now: locked({
      a: { version: "1.0.0", integrity: "" },
      b: { version: "1.0.0", integrity: "sha1-AAAA" },
      c: "1.0.0",
      d: { version: "1.0.0", integrity: "sha512-AAAA" },
      e: { version: "1.0.0", integrity: "sha512-BBBB" },
    }),
    changes: ["re-resolved a 1.0.0 -> 1.0.0 (.) other checksum", "re-resolved b 1.0.0 -> 1.0.0 (.) other checksum"],
    judged: ["a@1.0.0", "b@1.0.0"],
  },
  {
    title: "several versions of one name by their major versions",
    base: locked({ a: "1.0.0", "b/node_modules/a": "2.0.0", b: "1.0.0" }),
    now: locked({ a: "1.1.0", "b/node_modules/a": "2.1.0", "c/node_modules/a": "3.0.0", b: "1.0.0", c: "1.0.0" }),
    changes: [
      "upgraded a 1.0.0 -> 1.1.0 (.)",
      "upgraded a 2.0.0 -> 2.1.0 (.)",
      "added a 3.0.0 (.)",
      "added c 1.0.0 (.)",
    ],
    judged: ["a@1.1.0", "a@2.1.0", "a@3.0.0", "c@1.0.0"],
    options: { at: "package-lock.json" },
  },
  {
    title: "a version that is locked twice and one of both goes",
    base: locked({ a: "1.0.0", "b/node_modules/a": "2.0.0", b: "1.0.0" }),
    now: locked({ a: "2.0.0", b: "1.0.0" }),
    changes: ["removed a 1.0.0 (.)"],
    judged: [],
  },
  {
    title: "whom a transitive package is there for, in all folders of a workspace",
    base: {
      "package.json": app({}, { workspaces: ["packages/*"] }),
      "packages/one/package.json": app({ a: "1" }),
      "packages/two/package.json": app({ b: "1" }),
      "package-lock.json": npmLock(
        { "": {}, "packages/one": { a: "1" }, "packages/two": { b: "1" } },
        {
          a: { version: "1.0.0", dependencies: { deep: "1" } },
          b: { version: "1.0.0", dependencies: { deep: "1" } },
          deep: "1.0.0",
        },
      ),
    },
    now: {
      "package.json": app({}, { workspaces: ["packages/*"] }),
      "packages/one/package.json": app({ a: "1" }),
      "packages/two/package.json": app({ b: "1" }),
      "package-lock.json": npmLock(
        { "": {}, "packages/one": { a: "1" }, "packages/two": { b: "1" } },
        {
          a: { version: "1.0.0", dependencies: { deep: "1" } },
          b: { version: "1.1.0", dependencies: { deep: "1" } },
          deep: "1.1.0",
        },
      ),
    },
    changes: ["upgraded b 1.0.0 -> 1.1.0 (packages/two)", "upgraded deep 1.0.0 -> 1.1.0 (packages/one packages/two)"],
    judged: ["b@1.1.0", "deep@1.1.0"],
  },
  {
    title: "nothing in a change of the package manager that keeps every version",
    base: locked({ a: "1.0.0", b: "1.1.0" }),
    now: { "package.json": app({ a: "*", b: "*" }), "pnpm-lock.yaml": PNPM({ a: "1.0.0", b: "1.1.0" }) },
    changes: [],
    judged: [],
  },
  {
    title: "what a change of the package manager brings along",
    base: locked({ a: "1.0.0", b: "1.1.0" }),
    now: {
      "package.json": app({ a: "*", b: "*" }),
      "pnpm-lock.yaml": PNPM({ a: "1.0.0", b: "1.2.0" }),
    },
    changes: ["upgraded b 1.1.0 -> 1.2.0 (.)"],
    judged: ["b@1.2.0"],
  },
  {
    title: "another content under the same version behind a change of the package manager",
    base: locked({ a: "1.0.0" }),
    now: {
      "package.json": app({ a: "*" }),
      "pnpm-lock.yaml": PNPM({ a: "1.0.0" }).replace(/sha512-\S+\}/, "sha512-AAAA}"),
    },
    changes: ["re-resolved a 1.0.0 -> 1.0.0 (.) other checksum"],
    judged: ["a@1.0.0"],
  },
  {
    title: "changes in that of two lockfiles which is not the one that holds",
    base: { ...locked({ a: "1.0.0" }), "pnpm-lock.yaml": PNPM({ a: "1.0.0" }) },
    now: { ...locked({ a: "1.0.0" }), "pnpm-lock.yaml": PNPM({ a: "1.1.0" }) },
    changes: ["added a 1.1.0 (.)"],
    judged: ["a@1.1.0"],
  },
  {
    title: "changes in lockfiles of folders below, each with its own project",
    base: {
      "apps/one/package.json": app({ a: "1" }),
      "apps/one/package-lock.json": npmLock({ "": { a: "1" } }, { a: "1.0.0" }),
      "apps/two/package.json": app({ a: "1" }),
      "apps/two/pnpm-lock.yaml": PNPM({ a: "1.0.0" }),
    },
    now: {
      "apps/one/package.json": app({ a: "1" }),
      "apps/one/package-lock.json": npmLock({ "": { a: "1" } }, { a: "1.1.0" }),
      "apps/two/package.json": app({ a: "1" }),
      "apps/two/pnpm-lock.yaml": PNPM({ a: "1.1.0" }),
    },
    changes: ["upgraded a 1.0.0 -> 1.1.0 (apps/one apps/two)"],
    judged: ["a@1.1.0"],
  },
  {
    title: "all of a lockfile that is new",
    base: { "package.json": app({ a: "*", b: "*" }) },
    now: locked({ a: "1.0.0", b: "1.1.0" }),
    changes: ["added a 1.0.0 (.)", "added b 1.1.0 (.)"],
    judged: ["a@1.0.0", "b@1.1.0"],
  },
  {
    title: "only what manifests ask for where the lockfile is gone",
    base: locked({ a: { version: "1.8.0", dependencies: { deep: "1" } }, "a/node_modules/deep": "1.0.0" }),
    now: { "package.json": app({ a: "*" }) },
    changes: ["upgraded a 1.8.0 -> 1.9.0 (.)"],
    judged: ["a@1.9.0"],
    notes: [/^package-lock\.json was removed, and nothing else is locked here/],
  },
  {
    title: "what the specs of a manifest come to where nothing is locked",
    base: { "package.json": app({ a: "1.0.0", b: "^1.0.0", c: "1", same: "^1.0.0", gone: "^1.0.0" }) },
    now: { "package.json": app({ a: "1.1.0", b: "^1.1.0", c: "github:eve/c", same: "^1.0.0", fresh: "~1.3.0" }) },
    changes: [
      "upgraded a 1.0.0 -> 1.1.0 (.)",
      "re-resolved c 1.9.0 -> github:eve/c (.) other source",
      "added fresh 1.3.0 (.)",
      "removed gone ^1.0.0 (.)",
    ],
    judged: ["a@1.1.0", "fresh@1.3.0"],
  },
  {
    title: "a spec that the lockfile does not follow yet",
    base: locked({ a: "1.0.0" }),
    now: { ...locked({ a: "1.0.0" }), "package.json": app({ a: "^1.5.0" }) },
    changes: ["upgraded a 1.0.0 -> 1.9.0 (.)"],
    judged: ["a@1.9.0"],
  },
  {
    title: "an entry that was taken out of the lockfile while the manifest still asks for it",
    base: locked({ a: "1.8.0", b: "1.0.0" }),
    now: { ...locked({ b: "1.0.0" }), "package.json": app({ a: "*", b: "*" }) },
    changes: ["upgraded a 1.8.0 -> 1.9.0 (.)"],
    judged: ["a@1.9.0"],
  },
  {
    title: "another package under the same key",
    base: { "package.json": app({ a: "npm:b@1.0.0" }) },
    now: { "package.json": app({ a: "npm:c@1.0.0" }) },
    changes: ["removed b 1.0.0 (.)", "added c 1.0.0 (.)"],
    judged: ["c@1.0.0"],
  },
  {
    title: "a member that is new, and one that is gone, where nothing is locked",
    base: { "package.json": app({}, { workspaces: ["p/*"] }), "p/old/package.json": app({ a: "1.0.0" }) },
    now: {
      "package.json": app({}, { workspaces: ["p/*"] }),
      "p/new/package.json": app({ b: "1.0.0", old: "workspace:*" }),
    },
    changes: ["removed a 1.0.0 (p/old)", "added b 1.0.0 (p/new)"],
    judged: ["b@1.0.0"],
  },
  {
    title: "a catalog's entry where nothing is locked",
    base: {
      "package.json": app({ a: "catalog:" }),
      "pnpm-workspace.yaml": "packages: [p]\ncatalog:\n  a: 1.0.0\n",
    },
    now: {
      "package.json": app({ a: "catalog:" }),
      "pnpm-workspace.yaml": "packages: [p]\ncatalog:\n  a: 1.1.0\n",
    },
    changes: ["upgraded a 1.0.0 -> 1.1.0 (.)"],
    judged: ["a@1.1.0"],
  },
  {
    title: "the project above where a member is named",
    base: {
      "package.json": app({}, { workspaces: ["p"] }),
      "p/package.json": app({ a: "1" }),
      "package-lock.json": npmLock({ "": {}, p: { a: "1" } }, { a: "1.0.0" }),
    },
    now: {
      "package.json": app({}, { workspaces: ["p"] }),
      "p/package.json": app({ a: "1" }),
      "package-lock.json": npmLock({ "": {}, p: { a: "1" } }, { a: "1.1.0" }),
    },
    changes: ["upgraded a 1.0.0 -> 1.1.0 (.)"],
    judged: ["a@1.1.0"],
    options: { at: "p" },
  },
  {
    title: "nothing in a repository inside, which it names",
    base: {},
    now: { "libs/inner/.git/HEAD": "ref", "libs/inner/package.json": app({ a: "1.0.0" }), "package.json": app({}) },
    changes: [],
    judged: [],
    notes: [/^libs\/inner is a repository of its own: not compared here/],
  },
  {
    title: "nothing in what git leaves out, by its patterns here and below",
    base: {},
    now: {
      ".gitignore": "/dist\n*.tmp/\n",
      "dist/package.json": app({ a: "1.0.0" }),
      "p/x.tmp/package.json": app({ a: "1.0.0" }),
      "p/.gitignore": "build\n!keep/build\n",
      "p/build/package.json": app({ a: "1.0.0" }),
      "p/dist/package.json": app({ b: "1.0.0" }),
      "p/keep/.gitignore": "!build\n",
      "p/keep/build/package.json": app({ c: "1.0.0" }),
    },
    changes: ["added b 1.0.0 (p/dist)", "added c 1.0.0 (p/keep/build)"],
    judged: ["b@1.0.0", "c@1.0.0"],
  },
  {
    title: "what is in a commit although git is told to leave it out",
    base: {},
    now: { ".gitignore": "dist\n", "dist/package.json": app({ a: "1.0.0" }) },
    changes: ["added a 1.0.0 (dist)"],
    judged: ["a@1.0.0"],
    options: { committed: ["dist/package.json"] },
  },
  {
    title: "what manifests ask for where the lockfile is nobody's but one's own",
    base: { "package.json": app({ a: "1.0.0", b: "1.0.0" }), ".gitignore": "package-lock.json" },
    now: {
      ...locked({ a: "1.2.0", b: "1.0.0" }),
      "package.json": app({ a: "1.1.0", b: "1.0.0" }),
      ".gitignore": "package-lock.json",
    },
    changes: ["upgraded a 1.0.0 -> 1.1.0 (.)"],
    judged: ["a@1.1.0"],
    notes: [/^package-lock\.json is left out by \.gitignore and is in no commit/],
  },
  {
    title: "what stands in a folder that git leaves out, where that is what is named",
    base: {},
    now: { ".gitignore": "dist\n", "dist/package.json": app({ a: "1.0.0" }) },
    changes: ["added a 1.0.0 (.)"],
    judged: ["a@1.0.0"],
    options: { at: "dist" },
  },
  {
    title: "what it can of a lockfile that was broken at the base",
    base: {
      ...locked({ a: "1.0.0", b: "1.0.0" }),
      "package-lock.json":
        locked({ a: "1.0.0", b: "1.0.0" })["package-lock.json"]?.replace(
          /"node_modules\/b".*/,
          '"node_modules/b": { "version": ',
        ) ?? "",
    },
    now: locked({ a: "1.0.0", b: "1.0.0" }),
    changes: ["added b 1.0.0 (.)"],
    judged: ["b@1.0.0"],
    notes: [/^package-lock\.json could be read only half-way at the base/],
  },
  {
    title: "that most of a lockfile comes from another host",
    base: locked({ a: "1.0.0", b: "1.0.0", c: "1.0.0" }),
    now: {
      ...locked({ a: "1.0.0", b: "1.0.0", c: "1.0.0" }),
      "package-lock.json": (locked({ a: "1.0.0", b: "1.0.0", c: "1.0.0" })["package-lock.json"] ?? "").replaceAll(
        "registry.example",
        "mirror.example",
      ),
    },
    changes: ["a", "b", "c"].map((name) => `re-resolved ${name} 1.0.0 -> 1.0.0 (.) other host`),
    judged: ["a@1.0.0", "b@1.0.0", "c@1.0.0"],
    notes: [/^Most locked packages come from mirror\.example now; at the base they came from registry\.example/],
  },
];

describe("TrustService.review", () => {
  for (const { title, base, now, changes, judged: names, notes = [], options } of CASES) {
    it(`finds ${title}`, async () => {
      const report = await review(base, now, options);
      assert.deepEqual(brief(report), changes);
      assert.deepEqual(judged(report), names);
      assert.equal(report.notes.length, notes.length, report.notes.join("\n"));
      notes.forEach((note, at) => {
        assert.match(report.notes[at] ?? "", note);
      });
    });
  }

  it("asks nobody anything where nothing has changed, and only about what has", async () => {
    const calm = await review(locked({ a: "1.0.0", b: "1.0.0" }), locked({ a: "1.0.0", b: "1.0.0" }));
    assert.deepEqual(calm.sent, []);
    const { sent } = await review(locked({ a: "1.0.0", b: "1.0.0" }), locked({ a: "1.0.0", b: "1.1.0" }));
    assert.deepEqual(
      sent.filter((request) => request.startsWith("registry")),
      ["registry GET /b"],
    );
  });

  it("gives a changed release all places where it stands, in manifests and in the lockfile, and the ways to it", async () => {
    const { packages } = await review(locked({ a: "1.0.0" }), locked({ a: "1.1.0" }));
    assert.deepEqual(
      packages[0]?.locations.map(({ file }) => file),
      ["/app/package.json", "/app/package-lock.json"],
    );
    assert.deepEqual(packages[0]?.paths, [["app", "a"]]);
    assert.equal(packages[0]?.direct, true);
  });

  it("compares what stands here today where the base tells nothing but texts", async () => {
    const base = { ...locked({ a: "1.0.0" }), "gone/package.json": app({ b: "1.0.0" }) };
    const report = await review(base, locked({ a: "1.1.0" }), { onlyTexts: true });
    assert.deepEqual(brief(report), ["upgraded a 1.0.0 -> 1.1.0 (.)"]);
  });

  it("takes a file whose text at the base cannot be told for a new one, and says so", async () => {
    const report = await review(locked({ a: "1.0.0" }), locked({ a: "1.0.0" }), {
      unreadable: { "package-lock.json": "it was larger than 50 MB" },
    });
    assert.deepEqual(brief(report), ["added a 1.0.0 (.)"]);
    assert.match(report.notes.join(), /^package-lock\.json cannot be compared with the base: it was larger than 50 MB/);
  });

  it("tells problems of what has changed only", async () => {
    const broken = { "package.json": app({ a: "1" }).slice(0, -2), "other/package.json": "{" };
    const report = await review({ "other/package.json": "{" }, broken);
    assert.deepEqual([...new Set(report.problems.map(({ file }) => file))], ["/app/package.json"]);
  });

  it("ends with the abort", async () => {
    await assert.rejects(
      review(locked({ a: "1.0.0" }), locked({ a: "1.1.0" }), { abort: AbortSignal.abort(new Error("enough")) }),
      /enough/,
    );
  });
});

describe("the policy of a review", () => {
  const TAKEN = packumentOf("taken", [
    ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
    { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
  ]);
  const world = { documents: { taken: TAKEN } };
  const now = locked({ taken: "1.8.0" });
  const judge = async (base: object | undefined, today: object | undefined, options: ReviewOptions = {}) => {
    const policy = (text: object | undefined): Files =>
      text === undefined ? {} : { "custody.json": JSON.stringify(text) };
    const report = await review(
      { ...locked({ taken: "1.7.0" }), ...policy(base) },
      { ...now, ...policy(today) },
      { world, ...options },
    );
    const [found] = report.packages;
    assert.ok(found !== undefined);
    return { ...report, found, rules: found.assessment.findings.map(({ rule }) => rule) };
  };
  const acceptAll = async () => {
    const { rules } = await judge(undefined, undefined);
    return { accept: [{ package: "taken@1.8.0", rules, reason: "looked at", until: "2026-03-01" }] };
  };

  it("accepts what the base accepts, and still does", async () => {
    const accepting = await acceptAll();
    assert.equal((await judge(accepting, accepting)).found.accepted?.reason, "looked at");
  });

  it("accepts nothing that only the change accepts, and nothing that the change no longer does", async () => {
    const accepting = await acceptAll();
    const fresh = await judge(undefined, accepting);
    assert.equal(fresh.found.accepted, undefined);
    assert.equal(fresh.fileFindings.length, 1);
    assert.equal((await judge(accepting, undefined)).found.accepted, undefined);
  });

  it("lowers no level with the change, and raises those that the change raises", async () => {
    const off = { levels: { "install-script-added": "off" } };
    const lowered = await judge(undefined, off);
    assert.ok(lowered.rules.includes("install-script-added"));
    assert.equal(lowered.found.assessment.level, "error");
    assert.ok(!(await judge(off, off)).rules.includes("install-script-added"));
    const raised = await judge({ levels: { "release-young": "off" } }, { levels: { "release-young": "warning" } });
    const young = raised.found.assessment.findings.find(({ rule }) => rule === "release-young");
    assert.equal(young?.level, "warning");
  });

  it("keeps the longer age, of the policy and of a package manager's gate", async () => {
    const young = ({ rules }: { rules: readonly string[] }) => rules.includes("release-young");
    assert.ok(young(await judge({ minimumReleaseAge: "1 week" }, { minimumReleaseAge: "1 hour" })));
    assert.ok(
      !young(await judge({ minimumReleaseAge: "1 hour" }, { minimumReleaseAge: "1 hour" }, { settings: NO_AGE })),
    );
    const gated = await review(
      { ...locked({ taken: "1.7.0" }), ".npmrc": "min-release-age=7" },
      { ...now, ".npmrc": "min-release-age=0" },
      { world, settings: NO_AGE },
    );
    assert.ok(young({ rules: gated.packages[0]?.assessment.findings.map(({ rule }) => rule) ?? [] }));
    assert.equal(gated.fileFindings[0]?.finding.evidence.was, "7 days");
  });

  it("asks public sources about a scope that only the change makes private, and not about one that the base does", async () => {
    const asked = async (base: object) => {
      const scoped = (version: string) => locked({ "@acme/a": version });
      const { sent } = await review(
        { ...scoped("1.0.0"), "custody.json": JSON.stringify(base) },
        { ...scoped("1.1.0"), "custody.json": JSON.stringify({ privateScopes: ["@acme"] }) },
      );
      return sent.some((request) => request.startsWith("osv"));
    };
    assert.deepEqual([await asked({}), await asked({ privateScopes: ["@acme"] })], [true, false]);
  });

  it("stands under the policy of the organisation", async () => {
    const above = parsePolicy('{ "levels": { "install-script-added": "info" } }', NOW);
    const accepting = await acceptAll();
    assert.equal((await judge(accepting, accepting, { policy: above })).found.accepted, undefined);
  });
});

const NO_AGE: Settings = { ...DEFAULT_SETTINGS, minimumReleaseAgeMs: 0, minimumReleaseAgeIsSet: true };
