import assert from "node:assert/strict";
import { parsePolicy } from "../../server/src/core/policy/parsePolicy";
import { type CheckOptions, createTrustService, type DocumentReport } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { calmPackument, type FakeWorldOptions, fakeWorld, NOW, ok, packumentOf } from "../support/world";

const OPTIONS: CheckOptions = {
  asOf: undefined,
  deep: false,
  offline: false,
  settings: DEFAULT_SETTINGS,
  policy: undefined,
};
const never = new AbortController().signal;

const MANIFEST = JSON.stringify({
  name: "app",
  dependencies: { a: "^1.0.0" },
  devDependencies: { tool: "github:acme/tool" },
});
const LOCKFILE = JSON.stringify({
  name: "app",
  lockfileVersion: 3,
  packages: {
    "": { name: "app", dependencies: { a: "^1.0.0" }, devDependencies: { tool: "github:acme/tool" } },
    "node_modules/a": { version: "1.9.0", integrity: "sha512-AA==", dependencies: { b: "^1.0.0" } },
    "node_modules/b": { version: "1.8.0", integrity: "sha512-AA==" },
    "node_modules/tool": { version: "2.0.0", resolved: "git+ssh://git@github.com/acme/tool.git#0123456", dev: true },
  },
});
const FILES = { "/app/package.json": MANIFEST, "/app/package-lock.json": LOCKFILE };

function open(options: FakeWorldOptions) {
  const world = fakeWorld({ documents: { a: calmPackument("a"), b: calmPackument("b") }, ...options });
  return { world, service: createTrustService(world) };
}

const brief = ({ entries, pending }: DocumentReport) => ({
  pending,
  lines: entries.map(({ dependency, report, note }) =>
    [dependency?.key, report?.subject.version, report?.resolvedBy, report?.assessment.level, note?.text]
      .join(" ")
      .trim(),
  ),
});

describe("check", () => {
  it("judges what is locked, each release once, with every place that names it", async () => {
    const { service } = open({ files: FILES });
    const report = await service.check("/app", OPTIONS, never);
    assert.deepEqual(
      report.packages.map(({ subject, direct, resolvedBy, locations, assessment }) => ({
        release: `${subject.name}@${subject.version}`,
        direct,
        resolvedBy,
        files: locations.map(({ file }) => file),
        level: assessment.level,
      })),
      [
        {
          release: "a@1.9.0",
          direct: true,
          resolvedBy: "lockfile",
          files: ["/app/package.json", "/app/package-lock.json"],
          level: "clear",
        },
        {
          release: "b@1.8.0",
          direct: false,
          resolvedBy: "lockfile",
          files: ["/app/package-lock.json"],
          level: "clear",
        },
      ],
    );
    assert.deepEqual(report.files, ["/app/package.json", "/app/package-lock.json"]);
    assert.match(
      report.unresolved.map(({ dependency, reason }) => `${dependency.key} ${reason}`).join(),
      /tool comes from git/,
    );
  });

  it("asks two batch questions for all, and the registry document of direct dependencies only", async () => {
    const { world, service } = open({ files: FILES });
    await service.check("/app", OPTIONS, never);
    assert.deepEqual([...world.sent].sort(), [
      "depsdev POST /v3alpha/versionbatch",
      "osv POST /v1/querybatch",
      "registry GET /a",
    ]);
  });

  it("reads the document of a transitive package that deps.dev says is recent", async () => {
    const { world, service } = open({
      files: FILES,
      answer: ({ source, body }) =>
        source === "depsdev"
          ? ok({
              responses: (body as { requests: { versionKey: object }[] }).requests.map(({ versionKey }) => ({
                request: { versionKey },
                version: { versionKey, publishedAt: "2026-01-30T00:00:00Z" },
              })),
              nextPageToken: "",
            })
          : undefined,
    });
    await service.check("/app", OPTIONS, never);
    assert.ok(world.sent.includes("registry GET /b"));
  });

  it("reads every document when asked to", async () => {
    const { world, service } = open({ files: FILES });
    await service.check("/app", { ...OPTIONS, deep: true }, never);
    assert.ok(world.sent.includes("registry GET /b"));
  });

  describe("with a repository", () => {
    const repository = { repository: "github:ann/a" };
    const documents = { a: packumentOf("a", [{ version: "1.9.0", daysAgo: 400, more: repository }]) };

    it("asks for the public score of direct dependencies", async () => {
      const { world, service } = open({
        files: FILES,
        documents,
        answer: ({ source, body }) =>
          source === "scorecard"
            ? ok({
                responses: (body as { requests: object[] }).requests.map((request) => ({
                  request,
                  project: { scorecard: { date: "2026-01-12T00:00:00Z", overallScore: 2, checks: [] } },
                })),
              })
            : undefined,
      });
      const { packages } = await service.check("/app", OPTIONS, never);
      assert.equal(world.sent.filter((sent) => sent === "scorecard POST /v3alpha/projectbatch").length, 1);
      const scores = packages.map(({ evidence }) => evidence.publicScore?.repository);
      assert.deepEqual(scores, ["github.com/ann/a", undefined]);
      const found = packages[0]?.assessment.findings.find(({ rule }) => rule === "scorecard-low");
      assert.deepEqual([found?.level, found?.evidence.attested], ["none", false]);
    });

    it("says that the public score was not checked, which makes nothing unchecked", async () => {
      const { service } = open({
        files: FILES,
        documents,
        answer: ({ source }) => (source === "scorecard" ? { failed: "down" } : undefined),
      });
      const { packages } = await service.check("/app", OPTIONS, never);
      const [a] = packages;
      assert.deepEqual(
        [a?.assessment.level, a?.assessment.unchecked],
        ["clear", [{ id: "scorecard", reason: "down" }]],
      );
    });
  });

  it("reads the document of a transitive look-alike, and that of the package meant", async () => {
    const files = Object.fromEntries(
      Object.entries(FILES).map(([path, text]) => [
        path,
        text.replaceAll('"b"', '"expresss"').replaceAll("/b", "/expresss"),
      ]),
    );
    const young = packumentOf("expresss", [{ version: "1.8.0", daysAgo: 3, by: "eve" }]);
    const { world, service } = open({
      files,
      documents: { a: calmPackument("a"), expresss: young, express: calmPackument("express") },
    });
    const { packages } = await service.check("/app", OPTIONS, never);
    assert.ok(world.sent.includes("registry GET /expresss") && world.sent.includes("registry GET /express"));
    const like = packages.find(({ subject }) => subject.name === "expresss");
    assert.deepEqual([like?.assessment.level, like?.assessment.findings[0]?.rule], ["error", "lookalike"]);
  });

  it("never shows a source that does not answer as clear", async () => {
    const { service } = open({
      files: FILES,
      answer: ({ source }) => (source === "osv" ? { failed: "down" } : undefined),
    });
    const { packages } = await service.check("/app", OPTIONS, never);
    assert.deepEqual(
      packages.map(({ assessment }) => [assessment.level, assessment.unchecked.some(({ id }) => id === "osv")]),
      [
        ["unchecked", true],
        ["unchecked", true],
      ],
    );
  });

  it("reads the members that the lockfile was made for", async () => {
    const lockfile = JSON.stringify({
      lockfileVersion: 3,
      packages: {
        "": { name: "root", workspaces: ["packages/*"] },
        "packages/one": { name: "one", dependencies: { a: "^1.0.0" } },
        "node_modules/one": { resolved: "packages/one", link: true },
        "node_modules/a": { version: "1.9.0" },
      },
    });
    const { service } = open({
      files: {
        "/app/package.json": '{"name":"root","workspaces":["packages/*"]}',
        "/app/packages/one/package.json": '{"name":"one","dependencies":{"a":"^1.0.0"}}',
        "/app/package-lock.json": lockfile,
      },
    });
    const fromRoot = await service.check("/app", OPTIONS, never);
    const fromMember = await service.check("/app/packages/one", OPTIONS, never);
    for (const { packages } of [fromRoot, fromMember]) {
      assert.deepEqual(
        packages.map(({ subject, direct, locations }) => [subject.name, direct, locations[0]?.file]),
        [["a", true, "/app/packages/one/package.json"]],
      );
    }
  });

  const lockedAt = (hosts: Readonly<Record<string, string>>) =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: Object.fromEntries([
        ["", { dependencies: Object.fromEntries(Object.keys(hosts).map((name) => [name, "^1.0.0"])) }],
        ...Object.entries(hosts).map(([name, host]) => [
          `node_modules/${name}`,
          { version: "1.9.0", resolved: host.includes("+") ? host : `https://${host}/${name}/-/${name}-1.9.0.tgz` },
        ]),
      ]),
    });
  const strangers: readonly { title: string; hosts: Readonly<Record<string, string>>; speaks: readonly string[] }[] = [
    { title: "nothing of a lockfile from the registry itself", hosts: { a: "registry.example" }, speaks: [] },
    {
      title: "nothing of one that a mirror wrote",
      hosts: { a: "m.example", b: "m.example", c: "m.example" },
      speaks: [],
    },
    {
      title: "the one entry that goes elsewhere",
      hosts: { a: "m.example", b: "m.example", c: "m.example", d: "elsewhere.example" },
      speaks: ["d lock-host"],
    },
    { title: "a single entry that goes elsewhere", hosts: { a: "elsewhere.example" }, speaks: ["a lock-host"] },
    {
      title: "a registry package that the lockfile takes from git",
      hosts: { a: "git+ssh://git@host.example/a.git#0123456789012345678901234567890123456789" },
      speaks: ["a lock-host"],
    },
  ];
  for (const { title, hosts, speaks } of strangers) {
    it(`names ${title}`, async () => {
      const documents = Object.fromEntries(["a", "b", "c", "d"].map((name) => [name, calmPackument(name)]));
      const { service } = open({ files: { "/app/package-lock.json": lockedAt(hosts) }, documents });
      const { packages } = await service.check("/app", OPTIONS, never);
      assert.deepEqual(
        packages.flatMap(({ subject, assessment }) =>
          assessment.findings.flatMap(({ rule, family }) => (family === "health" ? [] : `${subject.name} ${rule}`)),
        ),
        speaks,
      );
    });
  }

  it("judges an entry anew when the rest of its lockfile moves to another host", async () => {
    const hosts = { a: "m.example", b: "m.example", c: "m.example", d: "m.example" };
    const documents = Object.fromEntries(Object.keys(hosts).map((name) => [name, calmPackument(name)]));
    const { service } = open({ documents });
    const speaksOf = async (text: string) =>
      (await service.document("/app/package-lock.json", text, OPTIONS, never))?.entries.map(
        ({ report }) => report?.assessment.findings.filter(({ family }) => family !== "health").length,
      );
    assert.deepEqual(await speaksOf(lockedAt(hosts)), [0, 0, 0, 0]);
    const moved = { a: "m.example", b: "n.example", c: "n.example", d: "n.example" };
    assert.deepEqual(await speaksOf(lockedAt(moved)), [1, 0, 0, 0]);
  });

  it("says that nothing is there by naming no file", async () => {
    const { service } = open({});
    assert.deepEqual((await service.check("/nowhere", OPTIONS, never)).files, []);
  });

  it("takes an acceptance only if it names every rule that speaks", async () => {
    const documents = {
      a: packumentOf("a", [
        ...Array.from({ length: 9 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
        { version: "1.9.0", daysAgo: 1, by: "new", more: { scripts: { postinstall: "node x.js" } } },
      ]),
      b: calmPackument("b"),
    };
    const { service } = open({ files: FILES, documents });
    const accepting = (rules: readonly string[]) =>
      parsePolicy(
        JSON.stringify({ accept: [{ package: "a@1.9.0", rules, reason: "read it", until: "2026-02-10" }] }),
        NOW,
      );
    const judged = async (rules: readonly string[]) =>
      (await service.check("/app", { ...OPTIONS, policy: accepting(rules) }, never)).packages[0];

    const partly = await judged(["install-script-added"]);
    assert.equal(partly?.assessment.level, "error");
    assert.equal(partly?.accepted, undefined);
    const speaking = partly?.assessment.findings.filter(({ level }) => level !== "none").map(({ rule }) => rule) ?? [];
    assert.equal((await judged(speaking))?.accepted?.reason, "read it");
  });
});

describe("document", () => {
  const one = (spec: string) => JSON.stringify({ dependencies: { a: spec } });
  const locked = JSON.stringify({
    lockfileVersion: 3,
    packages: { "": { dependencies: { a: "^1.0.0" } }, "node_modules/a": { version: "1.2.0" } },
  });
  const installed = { "/app/node_modules/a/package.json": '{"name":"a","version":"1.5.0"}' };

  const cases: readonly { title: string; spec: string; files: Readonly<Record<string, string>>; line: RegExp }[] = [
    {
      title: "the locked version",
      spec: "^1.0.0",
      files: { "/app/package-lock.json": locked },
      line: /^a 1\.2\.0 lockfile clear$/,
    },
    {
      title: "the installed version without a lockfile",
      spec: "^1.0.0",
      files: installed,
      line: /^a 1\.5\.0 installed clear$/,
    },
    {
      title: "the installed version where the lockfile disagrees",
      spec: "^1.3.0",
      files: { ...installed, "/app/package-lock.json": locked },
      line: /^a 1\.5\.0 installed clear The lockfile has a 1\.2\.0, which \^1\.3\.0 does not admit\. Run npm install/,
    },
    {
      title: "what the range would resolve to",
      spec: "~1.3.0",
      files: {},
      line: /^a 1\.3\.0 range clear .*would resolve to 1\.3\.0 today/,
    },
    { title: "what a tag would resolve to", spec: "latest", files: {}, line: /^a 1\.9\.0 range clear/ },
    {
      title: "nothing for a git dependency",
      spec: "git+https://host.example/a.git",
      files: {},
      line: /comes from git/,
    },
    {
      title: "nothing where no version fits",
      spec: "^7.0.0",
      files: {},
      line: /no version that the registry serves satisfies \^7\.0\.0/,
    },
  ];
  for (const { title, spec, files, line } of cases) {
    it(`judges ${title}`, async () => {
      const { service } = open({ files });
      const report = await service.document("/app/package.json", one(spec), OPTIONS, never);
      assert.match(report === undefined ? "" : (brief(report).lines[0] ?? ""), line);
    });
  }

  it("glances at what it remembers before it asks anybody", async () => {
    const { world, service } = open({ files: { "/app/package-lock.json": locked } });
    const glances: ReturnType<typeof brief>[] = [];
    const look = () =>
      service.document("/app/package.json", one("^1.0.0"), OPTIONS, never, (glance) => {
        glances.push(brief(glance));
      });
    await look();
    const asked = world.sent.length;
    await look();
    assert.deepEqual(glances, [
      { pending: 1, lines: ["a"] },
      { pending: 0, lines: ["a 1.2.0 lockfile clear"] },
    ]);
    assert.equal(world.sent.length, asked, "the second look asked again");
  });

  it("knows a lockfile's entries by their keys", async () => {
    const { service } = open({});
    const report = await service.document("/app/package-lock.json", LOCKFILE, OPTIONS, never);
    assert.deepEqual(
      report?.entries.map(
        ({ span, report: found }) => `${LOCKFILE.slice(span.start, span.end)} ${found?.assessment.level}`,
      ),
      ["node_modules/a clear", "node_modules/b clear"],
    );
  });

  it("leaves no question behind when the next keystroke ends it", async () => {
    const controller = new AbortController();
    const { service } = open({
      files: { "/app/package-lock.json": locked },
      answer: () => ({ failed: "still under way" }),
    });
    const lost: unknown[] = [];
    const listen = (reason: unknown) => lost.push(reason);
    process.on("unhandledRejection", listen);
    const running = service.document("/app/package.json", one("^1.0.0"), OPTIONS, controller.signal, () => {
      queueMicrotask(() => controller.abort(new Error("superseded")));
    });
    await assert.rejects(running, /superseded/);
    await new Promise(setImmediate);
    process.off("unhandledRejection", listen);
    assert.deepEqual(lost, []);
  });

  it("tells why an entry of a lockfile is there, one at a time", async () => {
    const { service } = open({});
    assert.deepEqual(await service.paths("/app/package-lock.json", LOCKFILE, "node_modules/b"), [["app", "a", "b"]]);
    assert.deepEqual(await service.paths("/app/package-lock.json", LOCKFILE, "node_modules/gone"), []);
  });

  it("is nothing for other files", async () => {
    const { service } = open({});
    assert.equal(await service.document("/app/tsconfig.json", "{}", OPTIONS, never), undefined);
  });
});

describe("explain", () => {
  it("takes the version that latest names", async () => {
    const { service } = open({});
    assert.equal((await service.explain("a", undefined, OPTIONS, never)).subject.version, "1.9.0");
  });

  it("says of a name that the registry does not know that it is missing", async () => {
    const { service } = open({ documents: { ghost: undefined } });
    const { assessment } = await service.explain("ghost", undefined, OPTIONS, never);
    assert.deepEqual([assessment.level, assessment.findings[0]?.rule], ["warning", "package-missing"]);
  });
});

describe("policy", () => {
  it("is the nearest custody.json up to the repository's root, never beyond", async () => {
    const files = { "/repo/.git/HEAD": "ref: x", "/custody.json": "{}", "/repo/packages/one/custody.json": "{}" };
    const { service } = open({ files });
    assert.equal((await service.policy("/repo/packages/one/src"))?.path, "/repo/packages/one/custody.json");
    assert.equal(await service.policy("/repo/packages/two"), undefined);
  });
});
