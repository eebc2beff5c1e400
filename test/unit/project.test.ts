import assert from "node:assert/strict";
import { chooseLockfile, LOCKFILE_NAMES } from "../../server/src/core/lockfileChoice";
import { formatOf } from "../../server/src/core/parse/formats";
import { createProjects, problemsOf } from "../../server/src/core/project";
import {
  bunLock,
  MEMBER,
  manifest,
  npmLock,
  pnpmLock,
  resolveIn,
  yarnBerry,
  yarnClassic,
} from "../support/smallProject";
import { fakeWorld } from "../support/world";

describe("the lockfile that holds", () => {
  const ALL = LOCKFILE_NAMES;
  const cases: readonly [
    title: string,
    present: readonly string[],
    named: string | undefined,
    name: string | undefined,
  ][] = [
    ["the only one", ["yarn.lock"], undefined, "yarn.lock"],
    ["none where there is none", [], "npm@11.0.0", undefined],
    ["the one that npm itself prefers", ["package-lock.json", "npm-shrinkwrap.json"], undefined, "npm-shrinkwrap.json"],
    ["the text of Bun, as Bun does", ["bun.lockb", "bun.lock"], undefined, "bun.lock"],
    ["npm's, where it is the one named", ALL, "npm@11.0.0+sha512.abc", "npm-shrinkwrap.json"],
    ["pnpm's, where it is the one named", ALL, "pnpm@10.2.0", "pnpm-lock.yaml"],
    ["Yarn's, where it is the one named", ALL, "yarn@4.0.0", "yarn.lock"],
    ["Bun's, where it is the one named", ALL, "bun@1.3.0", "bun.lock"],
    ["Bun's where it is named without a version", ["package-lock.json", "bun.lock"], "bun", "bun.lock"],
  ];
  for (const [title, present, named, name] of cases) {
    it(`is ${title}, and nothing needs to be said`, () => {
      const choice = chooseLockfile(present.map(writtenAt(0)), named);
      assert.equal(choice?.name, name);
      assert.equal(choice?.notice, undefined);
    });
  }

  const writtenAt =
    (modifiedAt: number) =>
    (name: string): { name: string; modifiedAt: number } => ({ name, modifiedAt });

  it("is the one that was written last where nobody is named, and that is said", () => {
    const choice = chooseLockfile(
      [writtenAt(0)("package-lock.json"), writtenAt(3_600_000)("yarn.lock"), writtenAt(60_000)("bun.lock")],
      undefined,
    );
    assert.equal(choice?.name, "yarn.lock");
    assert.match(
      choice?.notice?.message ?? "",
      /^Several lockfiles stand here: yarn\.lock, package-lock\.json, bun\.lock\. yarn\.lock is read, because it was written last and nothing says/,
    );
  });

  it("is not told by moments, in which a checkout writes them all", () => {
    const present = [writtenAt(0)("package-lock.json"), writtenAt(59_999)("yarn.lock")];
    assert.equal(chooseLockfile(present, undefined)?.name, "package-lock.json");
  });

  it("is never one that its package manager passes over, however new", () => {
    const present = [writtenAt(0)("bun.lock"), writtenAt(3_600_000)("bun.lockb"), writtenAt(0)("yarn.lock")];
    assert.equal(chooseLockfile(present, undefined)?.name, "yarn.lock");
  });

  const guesses: readonly [present: readonly string[], named: string | undefined, message: RegExp][] = [
    [
      ["yarn.lock", "package-lock.json"],
      undefined,
      /^Two lockfiles stand here: package-lock\.json, yarn\.lock\. package-lock\.json is read, because .* nothing says which package manager/,
    ],
    [
      ["bun.lock", "yarn.lock", "pnpm-lock.yaml"],
      undefined,
      /^Several lockfiles stand here: pnpm-lock\.yaml, yarn\.lock, bun\.lock\. pnpm-lock\.yaml is read/,
    ],
    [
      ["yarn.lock", "package-lock.json"],
      "pnpm@9.0.0",
      /none is that of pnpm, which package.json names: run pnpm install/,
    ],
    [["yarn.lock", "package-lock.json"], "__proto__", /none is that of __proto__/],
  ];
  for (const [present, named, message] of guesses) {
    it(`is guessed from ${present.join(" and ")} where ${named ?? "nobody"} is named, and that is said`, () => {
      assert.match(chooseLockfile(present.map(writtenAt(0)), named)?.notice?.message ?? "", message);
    });
  }
});

describe("a project", () => {
  it("reads the lockfile that packageManager names", async () => {
    const files = {
      "/app/package.json": manifest({ packageManager: "bun@1.3.0" }),
      "/app/package-lock.json": npmLock("1.1.0"),
      "/app/bun.lock": bunLock("1.2.0"),
    };
    assert.deepEqual(await resolveIn(files), {
      lockfile: "/app/bun.lock",
      version: "1.2.0",
      note: undefined,
      problems: [],
    });
  });

  it("says on the root's manifest which one it reads where nothing tells, as a notice and not as a fault", async () => {
    const files = {
      "/app/package.json": manifest({ workspaces: ["packages/*"] }),
      "/app/packages/one/package.json": manifest({ name: "one" }),
      "/app/package-lock.json": npmLock("1.1.0"),
      "/app/bun.lock": bunLock("1.2.0"),
    };
    const { lockfile, version, problems } = await resolveIn(files);
    assert.deepEqual([lockfile, version], ["/app/package-lock.json", "1.1.0"]);
    assert.deepEqual(
      problems.map(({ file, notice }) => [file, notice]),
      [["/app/package.json", true]],
    );
    const whole = await createProjects(fakeWorld({ files })).load("/app");
    assert.equal(problemsOf(whole).length, 1);
    const asked = await createProjects(fakeWorld({ files })).load("/app/bun.lock");
    assert.equal(asked.lockfile?.path, "/app/bun.lock");
    assert.deepEqual(problemsOf(asked), []);
  });

  it("knows a parser for each name", () => {
    for (const name of LOCKFILE_NAMES) {
      assert.equal(formatOf(name)?.kind, "lockfile", name);
    }
  });

  it("goes by packageManager as it stands in the editor", async () => {
    const files = {
      "/app/package.json": manifest(),
      "/app/package-lock.json": npmLock("1.1.0"),
      "/app/bun.lock": bunLock("1.2.0"),
    };
    const projects = createProjects(fakeWorld({ files }));
    const project = await projects.ofManifest("/app/package.json", manifest({ packageManager: "bun@1.3.0" }));
    assert.equal(project.lockfile?.path, "/app/bun.lock");
  });

  it("gives a member its own version, from the root's lockfile", async () => {
    const files = {
      "/app/package.json": manifest(),
      "/app/packages/one/package.json": manifest({ name: "one" }),
      "/app/packages/two/package.json": manifest({ name: "two" }),
      "/app/bun.lock": bunLock("1.2.0", MEMBER),
    };
    assert.equal((await resolveIn(files)).version, "1.2.0");
    assert.equal((await resolveIn(files, "/app/packages/one/package.json")).version, "1.9.9");
    const stranger = await resolveIn(files, "/app/packages/two/package.json");
    assert.deepEqual([stranger.lockfile, stranger.version], [undefined, "range"]);
    const whole = await createProjects(fakeWorld({ files })).load("/app");
    assert.deepEqual(
      whole.manifests.map(({ importer }) => importer),
      ["", "packages/one"],
    );
  });

  it("asks no registry for a member, however it is asked for", async () => {
    const files = {
      "/app/package.json": manifest({ dependencies: { one: "^1.0.0" } }),
      "/app/bun.lock": bunLock("1.2.0", MEMBER),
    };
    const { version, note } = await resolveIn(files, "/app/package.json", "one");
    assert.equal(version, "none");
    assert.match(note ?? "", /comes from workspace/);
  });

  it("takes what a catalog's entry came to from the lockfile, else from what is installed, and else leaves it open", async () => {
    const files = {
      "/app/package.json": manifest({ dependencies: { a: "catalog:" } }),
      "/app/bun.lock": bunLock("1.2.0").replace('"^1.0.0"', '"catalog:"'),
    };
    assert.equal((await resolveIn(files)).version, "1.2.0");
    const bare = { "/app/package.json": files["/app/package.json"] };
    const open = await resolveIn(bare);
    assert.equal(open.version, "none");
    assert.match(open.note ?? "", /stands in a catalog/);
    const installed = await resolveIn({ ...bare, "/app/node_modules/a/package.json": '{"version":"1.3.0"}' });
    assert.equal(installed.version, "installed");
  });

  it("takes an override for what it is, and a lockfile that lags behind for what that is", async () => {
    const files = { "/app/package.json": manifest(), "/app/bun.lock": bunLock("2.0.0") };
    assert.deepEqual(await resolveIn(files).then(({ version, note }) => [version, note]), ["2.0.0", undefined]);
    const edited = await resolveIn({ ...files, "/app/package.json": manifest({ dependencies: { a: "^3.0.0" } }) });
    assert.equal(edited.version, "range");
    assert.match(edited.note ?? "", /has a 2\.0\.0, which \^3\.0\.0 does not admit\. Run bun install/);
  });

  it("finds the root's binary lockfile from a member, and says on it how to read it", async () => {
    const files = {
      "/app/package.json": manifest({ workspaces: ["packages/*"] }),
      "/app/packages/one/package.json": manifest({ name: "one" }),
      "/app/bun.lockb": "#!/usr/bin/env bun\n",
    };
    const { lockfile, version, problems } = await resolveIn(files, "/app/packages/one/package.json");
    assert.deepEqual([lockfile, version], ["/app/bun.lockb", "range"]);
    assert.match(problems[0]?.message ?? "", /--save-text-lockfile/);
    const outside = { ...files, "/app/package.json": manifest({ workspaces: ["apps/*"] }) };
    assert.equal((await resolveIn(outside, "/app/packages/one/package.json")).lockfile, undefined);
  });

  const formats: readonly [name: string, write: (version: string) => string][] = [
    ["npm-shrinkwrap.json", npmLock],
    ["package-lock.json", npmLock],
    ["bun.lock", bunLock],
    ["yarn.lock", yarnClassic],
    ["yarn.lock", yarnBerry],
    ["pnpm-lock.yaml", pnpmLock],
  ];
  for (const [name, write] of formats) {
    it(`resolves through ${name} (${write.name})`, async () => {
      const path = `/app/${name}`;
      const { lockfile, version, problems } = await resolveIn({
        "/app/package.json": manifest(),
        [path]: write("1.4.0"),
      });
      assert.deepEqual({ lockfile, version, problems }, { lockfile: path, version: "1.4.0", problems: [] });
    });
  }

  const members: readonly [name: string, text: string][] = [
    [
      "pnpm-lock.yaml",
      pnpmLock("1.4.0").replace(
        "packages:",
        "  packages/one:\n    dependencies:\n      a:\n        specifier: ^1.0.0\n        version: 1.4.0\n\npackages:",
      ),
    ],
    [
      "yarn.lock",
      `${yarnBerry("1.4.0")}
"one@workspace:packages/one":
  version: 0.0.0-use.local
  resolution: "one@workspace:packages/one"
  dependencies:
    a: "npm:^1.0.0"
  languageName: unknown
  linkType: soft
`,
    ],
  ];
  for (const [name, text] of members) {
    it(`gives a member what ${name} says, and a stranger nothing`, async () => {
      const files = {
        "/app/package.json": manifest(),
        "/app/packages/one/package.json": manifest({ name: "one" }),
        "/app/packages/two/package.json": manifest({ name: "two" }),
        [`/app/${name}`]: text,
      };
      assert.equal((await resolveIn(files, "/app/packages/one/package.json")).version, "1.4.0");
      assert.equal((await resolveIn(files, "/app/packages/two/package.json")).lockfile, undefined);
      const whole = await createProjects(fakeWorld({ files })).load("/app");
      assert.deepEqual(
        whole.manifests.map(({ importer }) => importer),
        ["", "packages/one"],
      );
    });
  }

  it("finds the members of a workspace of Yarn 1 by the globs of its root", async () => {
    const files = {
      "/app/package.json": manifest({ workspaces: { packages: ["packages/*", "./tools/", "../out"] } }),
      "/app/packages/one/package.json": manifest({ name: "one" }),
      "/app/tools/package.json": manifest({ name: "tools" }),
      "/app/other/package.json": manifest({ name: "other" }),
      "/app/yarn.lock": yarnClassic("1.4.0"),
    };
    assert.equal((await resolveIn(files, "/app/packages/one/package.json")).version, "1.4.0");
    assert.equal((await resolveIn(files, "/app/other/package.json")).lockfile, undefined);
    const whole = await createProjects(fakeWorld({ files })).load("/app");
    assert.deepEqual(
      whole.manifests.map(({ importer }) => importer),
      ["", "packages/one", "tools"],
    );
  });

  const sibling = { dependencies: { two: "^1.0.0" } };
  const twins = (root: object, more: Readonly<Record<string, string>>) => ({
    "/app/package.json": manifest(root),
    "/app/packages/one/package.json": manifest({ name: "one", ...sibling }),
    "/app/packages/two/package.json": manifest({ name: "two" }),
    ...more,
  });
  for (const [title, files] of [
    ["of Yarn 1", twins({ workspaces: ["packages/*"] }, { "/app/yarn.lock": yarnClassic("1.4.0") })],
    [
      "of pnpm",
      twins(
        {},
        {
          "/app/pnpm-workspace.yaml": "packages: ['packages/*']\n",
          "/app/pnpm-lock.yaml": pnpmLock("1.4.0").replace(
            "packages:",
            "  packages/one:\n    dependencies:\n      two:\n        specifier: ^1.0.0\n        version: link:../two\n\npackages:",
          ),
        },
      ),
    ],
  ] as const) {
    it(`asks nobody for another member of a workspace ${title}, whatever the spec`, async () => {
      const { version, note } = await resolveIn(files, "/app/packages/one/package.json", "two");
      assert.deepEqual([version, note?.includes("comes from workspace")], ["none", true]);
    });
  }

  it("asks nobody for a member where nothing is locked yet", async () => {
    const files = twins({ workspaces: ["packages/*"], ...sibling }, {});
    const { version, note } = await resolveIn(files, "/app/package.json", "two");
    assert.deepEqual([version, note?.includes("comes from workspace")], ["none", true]);
  });

  it("reads a member that is newer than the lockfile, through what is hoisted", async () => {
    const files = {
      "/app/package.json": manifest({ workspaces: ["packages/*"] }),
      "/app/packages/new/package.json": manifest({ name: "new" }),
      "/app/package-lock.json": npmLock("1.4.0"),
    };
    assert.equal((await resolveIn(files, "/app/packages/new/package.json")).version, "1.4.0");
    const whole = await createProjects(fakeWorld({ files })).load("/app");
    assert.deepEqual(
      whole.manifests.map(({ importer }) => importer),
      ["", "packages/new"],
    );
  });

  it("reads a lockfile again only when its file has changed", async () => {
    const world = fakeWorld({ files: { "/app/package.json": manifest(), "/app/bun.lock": bunLock("1.2.0") } });
    const projects = createProjects(world);
    const versionIn = async (text: string) => {
      const { lockfile } = await projects.ofManifest("/app/package.json", text);
      return lockfile?.lockfile.packages[0]?.version;
    };
    assert.equal(await versionIn(manifest()), "1.2.0");
    assert.equal(await versionIn(manifest({ version: "2.0.0" })), "1.2.0");
    assert.deepEqual(world.read, ["/app/bun.lock"]);
    world.files["/app/bun.lock"] = bunLock("1.3.0");
    assert.equal(await versionIn(manifest()), "1.3.0");
  });

  it("says that a lockfile which is there cannot be read", async () => {
    const world = fakeWorld({ files: { "/app/package.json": manifest(), "/app/yarn.lock": "" } });
    const project = await createProjects({ ...world, readFile: async () => undefined }).ofManifest(
      "/app/package.json",
      manifest(),
    );
    assert.match(problemsOf(project)[0]?.message ?? "", /^yarn\.lock could not be read: .* Nothing of what it locks/);
  });

  it("stops looking for a lockfile at the root of a worktree too, whose .git is a file", async () => {
    const files = {
      "/app/package.json": manifest({ workspaces: ["**"] }),
      "/app/package-lock.json": npmLock("1.4.0"),
      "/app/tree/.git": "gitdir: /elsewhere",
      "/app/tree/package.json": manifest(),
    };
    assert.equal((await resolveIn(files, "/app/tree/package.json")).lockfile, undefined);
  });
});
