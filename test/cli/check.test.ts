import assert from "node:assert/strict";
import type { HttpAnswer, HttpRequest } from "../../server/src/core/world";
import { custody, inFolder, type TerminalOptions } from "../support/terminal";
import { calmPackument, daysAgo, fakeWorld, packumentOf } from "../support/world";

const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);
const DOCUMENTS = { calm: calmPackument("calm"), taken: TAKEN, deep: calmPackument("deep") };

const MANIFEST = `{
  "name": "app",
  "dependencies": {
    "calm": "^1.0.0",
    "taken": "^1.0.0"
  }
}
`;
const LOCKFILE = `{
  "name": "app",
  "lockfileVersion": 3,
  "packages": {
    "": { "name": "app", "dependencies": { "calm": "^1.0.0", "taken": "^1.0.0" } },
    "node_modules/calm": { "version": "1.9.0", "dependencies": { "deep": "1" } },
    "node_modules/deep": { "version": "1.9.0" },
    "node_modules/taken": { "version": "1.8.0" }
  }
}
`;
const APP = { "package.json": MANIFEST, "package-lock.json": LOCKFILE };
const CALM_APP = {
  "package.json": '{ "name": "app", "dependencies": { "calm": "^1.0.0" } }',
  "package-lock.json": JSON.stringify({
    lockfileVersion: 3,
    packages: { "": { dependencies: { calm: "^1.0.0" } }, "node_modules/calm": { version: "1.9.0" } },
  }),
};

const world = () => fakeWorld({ documents: DOCUMENTS });
const down = (request: HttpRequest): HttpAnswer | undefined => ({ failed: `no route to ${request.source}` });
const deafWorld = () => fakeWorld({ documents: DOCUMENTS, answer: down });
const withoutOsv = () =>
  fakeWorld({
    documents: DOCUMENTS,
    answer: (request) => (request.source === "osv" ? { failed: "timed out" } : undefined),
  });

function check(files: Readonly<Record<string, string>>, words: string, options: Partial<TerminalOptions> = {}) {
  return inFolder(files, async (folder) => ({
    ...(await custody(["check", ...words.split(" ").filter(Boolean)], { folder, world, ...options })),
    folder,
  }));
}

const BUN_LOCK = `{
  "lockfileVersion": 1,
  "workspaces": { "": { "name": "app", "dependencies": { "calm": "^1.0.0" }, }, },
  "packages": {
    "calm": ["calm@1.9.0", "", { "dependencies": { "deep": "1" } }, "sha512-AA=="],

    "deep": ["deep@1.9.0", "", {}, "sha512-AA=="],
  }
}
`;

describe("custody check", () => {
  it("judges what Bun has locked, by folder and by file", async () => {
    const files = { "package.json": CALM_APP["package.json"], "bun.lock": BUN_LOCK };
    for (const path of ["", "bun.lock"]) {
      const { code, out, err } = await check(files, `${path} --format json --all`);
      const { packages } = JSON.parse(out);
      assert.deepEqual(
        packages.map(({ name, level, paths, locations }: Record<string, unknown>) => [name, level, paths, locations]),
        [
          [
            "calm",
            "clear",
            [["app", "calm"]],
            [
              { file: "bun.lock", line: 5, column: 6 },
              { file: "package.json", line: 1, column: 37 },
            ],
          ],
          ["deep", "clear", [["app", "calm", "deep"]], [{ file: "bun.lock", line: 7, column: 6 }]],
        ],
        path,
      );
      assert.equal(err, "");
      assert.equal(code, 0);
    }
  });

  it("says which of two lockfiles it read, and does not fail for that", async () => {
    const { code, err } = await check({ ...CALM_APP, "bun.lock": BUN_LOCK }, "");
    assert.match(err, /^custody: package\.json:1:1: Two lockfiles stand here: package-lock\.json, bun\.lock\. \S.*\n$/);
    assert.equal(code, 0);
  });

  it("takes a lockfile that it cannot read for what it is, not for a calm one", async () => {
    const files = {
      "package.json": '{ "name": "app" }',
      "bun.lockb": "#!/usr/bin/env bun\nbun-lockfile-format-v0\n\0",
    };
    const { code, err } = await check(files, "");
    assert.match(err, /^custody: bun\.lockb:1:1: .*bun install --save-text-lockfile/);
    assert.equal(code, 3);
  });

  it("prints the contract's object: what is declared and locked, judged, with its places and paths", async () => {
    const { code, out, err, folder } = await check(APP, "--format json --all");
    const json = JSON.parse(out);
    assert.equal(json.schema, 1);
    assert.equal(json.root, folder);
    assert.deepEqual(
      json.packages.map(({ name, version, level, direct, resolvedBy, locations, paths }: Record<string, unknown>) => [
        `${level} ${name}@${version}`,
        direct,
        resolvedBy,
        locations,
        paths,
      ]),
      [
        [
          "error taken@1.8.0",
          true,
          "lockfile",
          [
            { file: "package-lock.json", line: 8, column: 6 },
            { file: "package.json", line: 5, column: 6 },
          ],
          [["app", "taken"]],
        ],
        [
          "clear calm@1.9.0",
          true,
          "lockfile",
          [
            { file: "package-lock.json", line: 6, column: 6 },
            { file: "package.json", line: 4, column: 6 },
          ],
          [["app", "calm"]],
        ],
        [
          "clear deep@1.9.0",
          false,
          "lockfile",
          [{ file: "package-lock.json", line: 7, column: 6 }],
          [["app", "calm", "deep"]],
        ],
      ],
    );
    assert.deepEqual(json.summary, {
      packages: 3,
      error: 1,
      warning: 0,
      info: 0,
      clear: 2,
      unchecked: 0,
      accepted: 0,
    });
    assert.equal(code, 1);
    assert.equal(err, "");
  });

  it("leaves clear packages out without --all, and counts them", async () => {
    const { packages, summary } = JSON.parse((await check(APP, "--format json")).out);
    assert.deepEqual(
      packages.map(({ name }: { name: string }) => name),
      ["taken"],
    );
    assert.equal(summary.clear, 2);
  });

  it("tells people the finding with its reason and place, and the totals", async () => {
    const { out } = await check(APP, "");
    assert.match(out, /^error {4}taken 1\.8\.0 {2}score \d+, direct\n {2}\S/);
    assert.match(
      out,
      /\n {2}package-lock\.json:8, package\.json:5\n\n3 packages: 1 error, 2 clear\.\nHistory not read for 1 package: (?:.|\n)*--deep\s+reads all\.\n$/,
    );
  });

  it("gives the same bytes twice, but for the time it took and what the sources did", async () => {
    const [one, other] = await Promise.all(
      [1, 2].map(async () => {
        const { out, folder } = await check(APP, `--format json --all --as-of ${new Date(daysAgo(0)).toISOString()}`);
        const { elapsedMs: _elapsed, sources: _sources, ...rest } = JSON.parse(out);
        return JSON.stringify(rest).replaceAll(folder, "");
      }),
    );
    assert.equal(one, other);
  });

  it("judges as of a moment: what came later does not count", async () => {
    const early = { ...APP, "package-lock.json": LOCKFILE.replace('"1.8.0"', '"1.7.0"') };
    const { out } = await check(early, `--format json --all --as-of ${new Date(daysAgo(30)).toISOString()}`);
    assert.doesNotMatch(out, /mallory/);
  });

  const exits: readonly {
    title: string;
    files: Readonly<Record<string, string>>;
    words?: string;
    options?: Partial<TerminalOptions>;
    code: number;
  }[] = [
    { title: "nothing is found", files: CALM_APP, code: 0 },
    { title: "something is at error", files: APP, code: 1 },
    { title: "something is at error and --fail-on is never", files: APP, words: "--fail-on never", code: 0 },
    { title: "a source is silent", files: CALM_APP, options: { world: withoutOsv }, code: 0 },
    {
      title: "a source is silent and --fail-on-unchecked was given",
      files: CALM_APP,
      words: "--fail-on-unchecked",
      options: { world: withoutOsv },
      code: 1,
    },
    { title: "all is clear and --fail-on-unchecked was given", files: CALM_APP, words: "--fail-on-unchecked", code: 0 },
    { title: "no source answers at all", files: CALM_APP, options: { world: deafWorld }, code: 3 },
    {
      title: "no source answers and the lockfile itself is at fault",
      files: {
        ...CALM_APP,
        "package-lock.json": CALM_APP["package-lock.json"].replace(
          '"version":"1.9.0"',
          '"version":"1.9.0","resolved":"http://registry.example/other/-/other-1.0.0.tgz"',
        ),
      },
      options: { world: deafWorld },
      code: 0,
    },
    { title: "nothing is declared", files: { "package.json": "{}" }, code: 0 },
    {
      title: "the manifest breaks off half-way",
      files: { "package.json": '{ "name": "app", "dependencies": { "calm": "^1.0.0", "tak' },
      code: 3,
    },
    {
      title: "the lockfile breaks off half-way",
      files: { ...CALM_APP, "package-lock.json": CALM_APP["package-lock.json"].slice(0, -4) },
      code: 3,
    },
    {
      title: "the lockfile breaks off half-way and what was read is at error",
      files: { ...APP, "package-lock.json": LOCKFILE.slice(0, -6) },
      code: 1,
    },
  ];
  for (const { title, files, words = "", options = {}, code } of exits) {
    it(`exits with ${code} where ${title}`, async () => {
      const outcome = await check(files, words, options);
      assert.equal(outcome.code, code, outcome.out + outcome.err);
    });
  }

  it("calls nothing clear where no source answers, and says which and why", async () => {
    const { out } = await check(APP, "--format json --all", { world: deafWorld });
    const { summary, packages } = JSON.parse(out);
    assert.equal(summary.clear, 0);
    assert.equal(summary.unchecked, 3);
    for (const { level, score, unchecked } of packages) {
      assert.equal(level, "unchecked");
      assert.equal(score, null);
      assert.ok(unchecked.some(({ id, reason }: Record<string, string>) => id === "osv" && reason !== ""));
    }
  });

  it("keeps a dependency that nothing resolves, as unchecked", async () => {
    const { out, code } = await check({ "package.json": MANIFEST }, "--format json", { world: deafWorld });
    const { summary, packages } = JSON.parse(out);
    assert.equal(summary.unchecked, 2);
    assert.deepEqual(
      packages.map(({ name, version, resolvedBy }: Record<string, string>) => [name, version, resolvedBy]),
      [
        ["calm", "^1.0.0", "range"],
        ["taken", "^1.0.0", "range"],
      ],
    );
    assert.equal(code, 3);
  });

  it("asks nobody with --offline", async () => {
    const worlds: ReturnType<typeof fakeWorld>[] = [];
    const { code } = await check(APP, "--offline --format json", {
      world: () => {
        const offline = fakeWorld({});
        worlds.push(offline);
        return offline;
      },
    });
    assert.deepEqual(
      worlds.map(({ sent }) => sent),
      [[]],
    );
    assert.equal(code, 3);
  });

  it("judges what could be read of a broken lockfile, and says on standard error where it broke", async () => {
    const { out, err } = await check({ ...APP, "package-lock.json": LOCKFILE.slice(0, -6) }, "--format json");
    assert.equal(JSON.parse(out).packages[0].name, "taken");
    assert.match(err, /^custody: package-lock\.json:\d+:\d+: \S.*\n$/);
  });

  it("reads a single file as well", async () => {
    const { out } = await check(APP, "package-lock.json --format json");
    assert.equal(JSON.parse(out).summary.packages, 3);
  });

  it("hands addresses and trust to the world", async () => {
    const seen: unknown[] = [];
    const { folder } = await check(CALM_APP, "--endpoint osv=http://a.example/ --trust-project", {
      environment: { CUSTODY_ENDPOINT_REGISTRY: "http://b.example" },
      world: (options) => {
        seen.push(options);
        return world();
      },
    });
    assert.deepEqual(seen, [
      {
        projectDirectory: folder,
        trustProject: true,
        endpoints: { registry: "http://b.example", osv: "http://a.example" },
        asOf: undefined,
      },
    ]);
  });

  const mirrors: readonly { title: string; words: string; variable?: string; given: string | undefined }[] = [
    { title: "nothing where nobody says", words: "", given: undefined },
    { title: "the option", words: "--registry-is-mirror yes", given: "yes" },
    { title: "the environment", words: "", variable: "no", given: "no" },
    { title: "the option before the environment", words: "--registry-is-mirror no", variable: "yes", given: "no" },
  ];
  for (const { title, words, variable = "", given } of mirrors) {
    it(`hands ${title} to the world about the default registry`, async () => {
      const seen: unknown[] = [];
      await check(CALM_APP, words, {
        environment: { CUSTODY_REGISTRY_IS_MIRROR: variable },
        world: (options) => {
          seen.push(options.registryIsMirror);
          return world();
        },
      });
      assert.deepEqual(seen, [given]);
    });
  }

  it("says once what to set where nobody has said what the default registry serves, and judges what it can", async () => {
    const undecided = () => {
      const asked = world();
      return { ...asked, registry: (name: string) => ({ ...asked.registry(name), servesBoth: true }) };
    };
    const { err, out } = await check(APP, "--format json", { world: undecided });
    assert.equal(err.match(/registry\.example/g)?.length, 1);
    assert.match(err, /^custody: Nobody has said whether registry\.example .* --registry-is-mirror yes .*\n$/);
    const { packages, summary } = JSON.parse(out);
    assert.deepEqual(
      packages.map(({ name, level }: Record<string, unknown>) => `${name} ${level}`),
      ["taken error", "calm unchecked", "deep unchecked"],
    );
    assert.equal(summary.clear, 0);
    assert.equal((await check(APP, "--quiet --format json", { world: undecided })).err, "");
    const told = { ...undecided(), registryIsMirror: "yes" as const };
    assert.equal((await check(APP, "--format json", { world: () => told })).err, "");
  });

  it("takes yes or no for an answer", async () => {
    const { code, err } = await check(APP, "--registry-is-mirror maybe");
    assert.equal(code, 2);
    assert.equal(err, 'custody: --registry-is-mirror is yes or no, not "maybe"\n');
  });

  it("takes the age that npm waits for, and the stricter one of npm and the policy", async () => {
    const waiting = { ...APP, ".npmrc": "min-release-age=0\n" };
    const young = /release age here is 3 days/;
    assert.match((await check(APP, "--format json")).out, young);
    assert.doesNotMatch((await check(waiting, "--format json")).out, /release-young/);
    const policed = { ...waiting, "custody.json": '{ "minimumReleaseAge": "3 days" }' };
    assert.match((await check(policed, "--format json")).out, young);
  });

  it("says what npm's configuration names in vain, but not with --quiet", async () => {
    const npm = { warnings: [{ file: ".npmrc", key: "registry", message: "is not used: the project is not trusted" }] };
    const said = "custody: .npmrc: registry is not used: the project is not trusted\n";
    assert.equal((await check(CALM_APP, "", { npm })).err, said);
    assert.equal((await check(CALM_APP, "--quiet", { npm })).err, "");
  });

  it("counts up on a terminal, wipes the line away, and is silent with --quiet", async () => {
    const terminal = { messages: true };
    const shown = (await check(CALM_APP, "", { terminal })).err;
    assert.equal(shown, "\r\u001B[Kchecking 1 of 1\r\u001B[K");
    assert.equal((await check(CALM_APP, "--quiet", { terminal })).err, "");
  });

  it("colours only a terminal, and not under NO_COLOR", async () => {
    const terminal = { output: true, columns: 100 };
    const isColoured = ({ out }: { out: string }) => out.includes("\u001B[");
    assert.equal(isColoured(await check(CALM_APP, "", { terminal })), true);
    assert.equal(isColoured(await check(CALM_APP, "", { terminal, environment: { NO_COLOR: "1" } })), false);
    assert.equal(isColoured(await check(CALM_APP, "")), false);
  });

  it("names files from the checkout's root for code scanning and annotations", async () => {
    const files = Object.fromEntries(Object.entries(APP).map(([name, text]) => [`apps/web/${name}`, text]));
    const { out } = await check(files, "apps/web --format github");
    assert.match(
      out,
      /^::error file=apps\/web\/package\.json,line=5,endLine=5,col=6,endColumn=11,title=taken 1\.8\.0 \(/,
    );
    const log = JSON.parse((await check(files, "apps/web --format sarif")).out);
    const [result] = log.runs[0].results;
    assert.equal(result.locations[0].physicalLocation.artifactLocation.uri, "apps/web/package.json");
  });

  it("prints a comment for a pull request", async () => {
    const { out } = await check(APP, "--format markdown");
    assert.match(out, /^### Custody: at risk, do not install\n\n3 packages: 1 error, 2 clear\.\n\n\| Level \|/);
  });
});

describe("the policy on the command line", () => {
  const accept = (rules: readonly string[]) =>
    JSON.stringify({
      accept: [{ package: "taken@1.8.0", rules, reason: "looked at by hand", until: "2026-03-01" }],
    });

  it("accepts what the repository's custody.json accepts, and counts it", async () => {
    const found = JSON.parse((await check(APP, "--format json")).out).packages[0].signals;
    const rules = found.map(({ id }: { id: string }) => id);
    const { out, code } = await check({ ...APP, "custody.json": accept(rules) }, "--format json");
    const { summary, packages } = JSON.parse(out);
    assert.deepEqual([summary.error, summary.accepted], [0, 1]);
    assert.equal(packages[0].accepted.reason, "looked at by hand");
    assert.equal(code, 0);
  });

  it("lets a base policy stand before the repository's acceptances, and says so", async () => {
    const found = JSON.parse((await check(APP, "--format json")).out).packages[0].signals;
    const rules = found.map(({ id }: { id: string }) => id);
    const files = { ...APP, "custody.json": accept(rules), "base.json": "{}" };
    const { out, err, code } = await check(files, "--format json --policy base.json");
    assert.equal(JSON.parse(out).summary.accepted, 0);
    assert.match(err, /custody\.json: the acceptance of taken@1\.8\.0 is not applied/);
    assert.equal(code, 1);
    const other = { ...APP, "base.json": accept(rules) };
    assert.equal((await check(other, "", { environment: { CUSTODY_POLICY: "base.json" } })).code, 0);
  });

  const organizationAt = (answer: HttpAnswer) => () =>
    fakeWorld({ documents: DOCUMENTS, answer: ({ source }) => (source === "policy" ? answer : undefined) });
  const POLICY_URL = "https://policies.example/custody.json";
  const ofPolicy = { status: 200, json: { levels: { "release-young": "error" } }, bytes: 2 };

  it("judges by the policy at an address, too", async () => {
    const { out, err } = await check(CALM_APP, "--all --format json", {
      world: organizationAt({ ...ofPolicy, json: { levels: { unmaintained: "off" } } }),
      environment: { CUSTODY_POLICY: POLICY_URL },
    });
    assert.equal(err, "");
    assert.match(out, /"clear"/);
    const text = await check(CALM_APP, `--policy ${POLICY_URL}`, {
      world: organizationAt({ ...ofPolicy, json: { levels: { unmaintained: "off" } } }),
    });
    assert.match(text.out, /\nSwitched off: unmaintained\.\n/);
  });

  it("says that the policy at an address could not be read, and holds the strict defaults", async () => {
    const files = { ...CALM_APP, "custody.json": '{ "levels": { "lock-host": "off" } }' };
    const { out, err, code } = await check(files, `--policy ${POLICY_URL}`, {
      world: organizationAt({ failed: "policies.example: refused the connection" }),
    });
    assert.match(
      err,
      /custody\.json, could not be read: policies\.example: refused the connection\. .*strict defaults/,
    );
    assert.match(err, /custody\.json: the level "off" of lock-host is not applied/);
    assert.doesNotMatch(out, /Switched off/);
    assert.equal(code, 0);
    const judged = await check(files, `--offline --policy ${POLICY_URL}`, { world: organizationAt(ofPolicy) });
    assert.match(judged.err, /could not be read: nobody is asked while offline/);
  });

  it("says what is wrong with the repository's custody.json, at its line, and applies the rest", async () => {
    const files = { ...CALM_APP, "custody.json": '{\n  "levels": { "deprecated": "off" },\n  "levls": {}\n}' };
    const { out, err, code } = await check(files, "");
    assert.match(err, /^custody: \S*custody\.json:3: .*"levls".*\n$/);
    assert.match(out, /\nSwitched off: deprecated\.\n/);
    assert.equal(code, 0);
  });
});
