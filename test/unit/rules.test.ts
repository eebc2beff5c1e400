import assert from "node:assert/strict";
import { createProjects, problemsOf } from "../../server/src/core/project";
import { bunLock, MEMBER, manifest, npmLock, pnpmLock, resolveIn } from "../support/smallProject";
import { fakeWorld } from "../support/world";

describe("a catalog", () => {
  const root = (spec: string) =>
    manifest({ workspaces: { packages: [], catalog: { a: spec }, catalogs: { old: { a: "^0.9.0" } } } });

  it("gives a request its range, where no lockfile says what that came to", async () => {
    const files = {
      "/app/package.json": manifest({ dependencies: { a: "catalog:" }, workspaces: { catalog: { a: "^1.0.0" } } }),
      "/app/node_modules/a/package.json": '{"version":"1.3.0"}',
    };
    assert.equal((await resolveIn(files)).version, "installed");
    const { version } = await resolveIn({ "/app/package.json": files["/app/package.json"] });
    assert.equal(version, "range");
  });

  it("came to what those who ask by it got", async () => {
    const files = {
      "/app/package.json": root("^1.0.0"),
      "/app/bun.lock": bunLock("1.2.0", MEMBER.replace('"a": "^1.0.0"', '"a": "catalog:"')),
    };
    assert.equal((await resolveIn(files, "/app/package.json", "a", "catalog")).version, "1.9.9");
  });

  it("is ahead of the lockfile after an edit, and that is said", async () => {
    const files = {
      "/app/package.json": root("^2.0.0"),
      "/app/bun.lock": bunLock("1.2.0", MEMBER.replace('"a": "^1.0.0"', '"a": "catalog:"')),
    };
    const { version, note } = await resolveIn(files, "/app/package.json", "a", "catalog");
    assert.equal(version, "range");
    assert.match(note ?? "", /has a 1\.9\.9, which \^2\.0\.0 does not admit/);
  });

  it("that nobody asks by is not judged", async () => {
    const files = { "/app/package.json": root("^1.0.0"), "/app/bun.lock": bunLock("1.2.0") };
    const { version, note } = await resolveIn(files, "/app/package.json", "a", "catalog");
    assert.deepEqual([version, note], ["none", "nothing that is locked was asked for by this entry of the catalog"]);
  });
});

describe("the file beside the root's manifest", () => {
  const files = (workspace: string, dependencies: object) => ({
    "/app/package.json": manifest({ dependencies }),
    "/app/pnpm-workspace.yaml": workspace,
    "/app/pnpm-lock.yaml": pnpmLock("2.5.0").replace("specifier: ^1.0.0", "specifier: 2.5.0"),
  });

  it("holds the overrides of pnpm, which writes what they made of a request", async () => {
    const all = files("overrides:\n  a: 2.5.0\n", { a: "^1.0.0" });
    assert.deepEqual(await resolveIn(all).then(({ version, note }) => [version, note]), ["2.5.0", undefined]);
    const alone = await resolveIn(all, "/app/pnpm-workspace.yaml", "a", "overrides");
    assert.deepEqual([alone.lockfile, alone.version], ["/app/pnpm-lock.yaml", "2.5.0"]);
  });

  it("says of an override what it points to in the root's manifest", async () => {
    const all = files("overrides:\n  a: $a\n", { a: "2.5.0" });
    assert.equal((await resolveIn(all, "/app/pnpm-workspace.yaml", "a", "overrides")).version, "2.5.0");
    const lost = files("overrides:\n  a: $b\n", { a: "2.5.0" });
    const { version, note } = await resolveIn(lost, "/app/pnpm-workspace.yaml", "a", "overrides");
    assert.deepEqual([version, note], ["none", "what it points to was not found"]);
  });

  it("holds the catalogs, the one without a name under both of its names", async () => {
    for (const [spec, catalogs] of [
      ["catalog:", "catalog:\n  a: ^2.0.0\n"],
      ["catalog:default", "catalog:\n  a: ^2.0.0\n"],
      ["catalog:", "catalogs:\n  default:\n    a: ^2.0.0\n"],
      ["catalog:old", "catalogs:\n  old:\n    a: ^2.0.0\n"],
    ] as const) {
      const all = files(catalogs, { a: spec });
      const lock = all["/app/pnpm-lock.yaml"].replace("specifier: 2.5.0", `specifier: '${spec}'`);
      const locked = { ...all, "/app/pnpm-lock.yaml": lock };
      assert.equal((await resolveIn(locked)).version, "2.5.0", spec);
      assert.equal((await resolveIn(locked, "/app/pnpm-workspace.yaml", "a", "catalog")).version, "2.5.0", spec);
    }
  });

  it("makes folders members", async () => {
    const all = {
      ...files("packages:\n  - libs/*\n", {}),
      "/app/libs/one/package.json": manifest({ name: "one" }),
    };
    const whole = await createProjects(fakeWorld({ files: all })).load("/app");
    assert.deepEqual(
      whole.manifests.map(({ path }) => path),
      ["/app/package.json", "/app/pnpm-workspace.yaml", "/app/libs/one/package.json"],
    );
    assert.equal((await resolveIn(all, "/app/libs/one/package.json")).lockfile, "/app/pnpm-lock.yaml");
  });
});

describe("an override", () => {
  const lock = npmLock("2.5.0");

  it("stands for the request that it replaces", async () => {
    const files = {
      "/app/package.json": manifest({ overrides: { a: "^2.0.0" } }),
      "/app/package-lock.json": lock,
    };
    const { version, note } = await resolveIn(files, "/app/package.json", "a", "dependencies");
    assert.deepEqual([version, note], ["2.5.0", undefined]);
  });

  it("for other ranges does not stand for the request", async () => {
    const files = {
      "/app/package.json": manifest({ overrides: { "a@^3.0.0": "^2.0.0" } }),
      "/app/package-lock.json": lock,
    };
    const { version, note } = await resolveIn(files, "/app/package.json", "a", "dependencies");
    assert.equal(version, "range");
    assert.match(note ?? "", /has a 2\.5\.0, which \^1\.0\.0 does not admit/);
  });

  it("came to the highest of what is locked that it admits, and to nothing where there is none", async () => {
    const files = {
      "/app/package.json": manifest({ dependencies: {}, overrides: { b: { a: "^2.0.0" } } }),
      "/app/package-lock.json": lock,
    };
    assert.equal((await resolveIn(files, "/app/package.json", "a", "overrides")).version, "2.5.0");
    const other = manifest({ dependencies: {}, overrides: { b: { a: "^3.0.0" } } });
    const { version, note } = await resolveIn(
      { ...files, "/app/package.json": other },
      "/app/package.json",
      "a",
      "overrides",
    );
    assert.deepEqual([version, note], ["none", "nothing that is locked was sent here by this override"]);
  });
});

describe("the settings of pnpm in package.json", () => {
  const pnpm = { overrides: { a: "2.0.0" } };
  const told = async (more: object) => {
    const text = manifest({ pnpm, ...more });
    const project = await createProjects(fakeWorld({ files: {} })).ofManifest("/app/package.json", text);
    return problemsOf(project).map(({ message, span }) => `${text.slice(span.start, span.end)}: ${message}`);
  };

  for (const more of [
    { packageManager: "pnpm@11.2.0" },
    { packageManager: "pnpm@12.0.0+sha512.abc" },
    { devEngines: { packageManager: { name: "pnpm", version: ">=11" } } },
  ]) {
    it(`have no effect any more: ${JSON.stringify(more)}`, async () => {
      const [problem, ...others] = await told(more);
      assert.match(
        problem ?? "",
        /^pnpm: pnpm (?:11\.2\.0|12\.0\.0|>=11) does not read "pnpm" in package\.json any more/,
      );
      assert.deepEqual(others, []);
    });
  }

  for (const more of [
    {},
    { packageManager: "pnpm@10.9.0" },
    { packageManager: "pnpm" },
    { packageManager: "npm@11.0.0" },
  ]) {
    it(`are not spoken of: ${JSON.stringify(more)}`, async () => assert.deepEqual(await told(more), []));
  }
});
