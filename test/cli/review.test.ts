import assert from "node:assert/strict";
import { HAS_GIT, inRepository, type Repository } from "../support/repository";
import { npmLock } from "../support/review";
import { custody, inFolder, type TerminalOptions } from "../support/terminal";
import { calmPackument, fakeWorld, packumentOf } from "../support/world";

const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);
/** The registry serves what is locked now. */
const MOVED = packumentOf(
  "moved",
  Array.from({ length: 10 }, (_, i) => ({
    version: `1.${i}.0`,
    daysAgo: 200 + (10 - i) * 60,
    more: i === 9 ? { dist: { integrity: "sha512-AAAA" } } : {},
  })),
);
const DOCUMENTS = Object.fromEntries([
  ["taken", TAKEN],
  ...["calm", "deep", "fresh", "gone", "odd"].map((name) => [name, calmPackument(name)]),
  ["moved", MOVED],
]);
interface FoundFile {
  readonly id: string;
  readonly level: string;
}
const world = () => fakeWorld({ documents: DOCUMENTS });

const manifest = (names: readonly string[]) =>
  `{\n  "name": "app",\n  "dependencies": {\n${names.map((name) => `    "${name}": "*"`).join(",\n")}\n  }\n}\n`;
const workspace = (entries: Parameters<typeof npmLock>[1]) => {
  const names = Object.keys(entries).filter((name) => name !== "deep");
  return {
    "package.json": manifest(names),
    "package-lock.json": npmLock({ "": Object.fromEntries(names.map((name) => [name, "*"])) }, entries).replaceAll(
      '"node_modules/',
      '\n"node_modules/',
    ),
  };
};

const BASE = {
  ...workspace({
    calm: { version: "1.8.0", dependencies: { deep: "*" } },
    deep: "1.5.0",
    gone: "1.0.0",
    moved: "1.9.0",
    odd: "1.9.0",
    taken: "1.7.0",
  }),
  "custody.json": '{\n  "minimumReleaseAge": "1 week"\n}\n',
};
const NOW = {
  ...workspace({
    calm: { version: "1.9.0", dependencies: { deep: "*" } },
    deep: "1.4.0",
    fresh: "1.9.0",
    moved: { version: "1.9.0", integrity: "sha512-AAAA" },
    odd: { version: "1.9.0", resolved: "https://files.example/odd-1.9.0.tgz" },
    taken: "1.8.0",
  }),
  "custody.json": '{\n  "minimumReleaseAge": "1 day"\n}\n',
};

function reviewIn(repository: Repository, words = "", options: Partial<TerminalOptions> = {}) {
  return custody(["review", ...words.split(" ").filter(Boolean)], { folder: repository.folder, world, ...options });
}

/** Reviews one workspace after another. */
function review(
  words = "",
  base: Readonly<Record<string, string>> = BASE,
  now: Readonly<Record<string, string | undefined>> = NOW,
) {
  return inRepository(base, async (repository) => {
    await repository.write(now);
    const outcome = await reviewIn(repository, words);
    return { ...outcome, folder: repository.folder, commit: repository.git("rev-parse", "HEAD") };
  });
}

(HAS_GIT ? describe : describe.skip)("custody review, with the machine's git", function () {
  this.timeout(20_000);

  it("says a line for each change that is to be looked at, worst first, and counts the calm ones", async () => {
    const { out, code, commit, err } = await review();
    assert.equal(err, "");
    assert.equal(
      out.replaceAll(commit.slice(0, 7), "COMMIT"),
      `\
error     upgraded taken 1.7.0 -> 1.8.0: adds postinstall "node steal.js"; first release by mallory, before by
  ann; none of the earlier maintainers is left; published 24 h ago.
  => Read the script first, or install with --ignore-scripts; without need, stay on the earlier release.
     The last sound release before it is 1.7.0 (2024-10-08); set it, then run npm install.
  package-lock.json:7, package.json:8
warning   custody.json sets "minimumReleaseAge" to 1 day, which was 7 days at the base.
  => Let those who own the policy agree to it, if possible in a change of its own; this review still goes by
     the base.
  custody.json:2
warning   re-resolved odd 1.9.0 (another host): the lockfile takes it from files.example instead of
  registry.example.
  => Remove the entry and let the package manager write it again, and look at how it came into the lockfile.
  package-lock.json:6, package.json:7
clear     re-resolved moved 1.9.0 (another checksum)

7 changes since HEAD (COMMIT): 1 added, 2 upgraded, 1 downgraded, 2 re-resolved, 1 removed.
6 packages: 1 error, 1 warning, 4 clear.
1 setting is looser than at the base.
Not checked: deps.dev for 1 package: private: asked of its own registry only.
Not checked: OSV for 1 package: private: asked of its own registry only.
Not checked: the registry for 1 package: private: it comes from files.example, which is not the registry that
  your npm configuration names for it. npm's own configuration says which registry is asked; --registry URL
  names another.
History not read for 1 package: the registry document is read for direct, recent and flagged packages; --deep
  reads all.
`,
    );
    assert.equal(code, 1);
  });

  it("lists every change with --all, what is gone last", async () => {
    const { out } = await review("--all");
    assert.match(out, /^clear {5}downgraded deep 1\.5\.0 -> 1\.4\.0\n(?:.*\n)*- {9}removed gone 1\.0\.0\n/m);
  });

  it("is one sentence where nothing has changed", async () => {
    const { out, code, commit } = await review("", BASE, {});
    assert.equal(out, `No package has changed since HEAD (${commit.slice(0, 7)}).\n`);
    assert.equal(code, 0);
  });

  it("prints the object that programs rely on: that of check, with base, changes and policy", async () => {
    const { out, folder, commit } = await review("--format json");
    const report = JSON.parse(out);
    assert.deepEqual(Object.keys(report), [
      "schema",
      "asOf",
      "root",
      "summary",
      "base",
      "changes",
      "policy",
      "packages",
      "sources",
      "elapsedMs",
    ]);
    assert.equal(report.base, commit);
    assert.equal(report.root, folder);
    assert.deepEqual(report.changes, [
      { name: "calm", kind: "upgraded", from: "1.8.0", to: "1.9.0", importers: ["."] },
      { name: "deep", kind: "downgraded", from: "1.5.0", to: "1.4.0", importers: ["."] },
      { name: "fresh", kind: "added", from: null, to: "1.9.0", importers: ["."] },
      { name: "gone", kind: "removed", from: "1.0.0", to: null, importers: ["."] },
      { name: "moved", kind: "re-resolved", from: "1.9.0", to: "1.9.0", importers: ["."], differs: ["checksum"] },
      { name: "odd", kind: "re-resolved", from: "1.9.0", to: "1.9.0", importers: ["."], differs: ["host"] },
      { name: "taken", kind: "upgraded", from: "1.7.0", to: "1.8.0", importers: ["."] },
    ]);
    const { message, ...policy } = report.policy[0];
    assert.equal(message, 'custody.json sets "minimumReleaseAge" to 1 day, which was 7 days at the base.');
    assert.deepEqual(policy, {
      id: "policy-weakened",
      level: "warning",
      points: 10,
      evidence: {
        file: "custody.json",
        setting: "minimumReleaseAge",
        was: "7 days",
        is: "1 day",
        how: "set",
        other: null,
      },
      file: "custody.json",
      line: 2,
      column: 3,
    });
    assert.deepEqual(
      report.packages.map(({ name, level }: Record<string, string>) => [name, level]),
      [
        ["taken", "error"],
        ["odd", "warning"],
      ],
    );
  });

  it("prints the same bytes twice but for the time it took and what the sources did", async () => {
    const stable = ({ out }: { out: string }) =>
      JSON.stringify({ ...JSON.parse(out), elapsedMs: 0, sources: [], root: "", base: "" });
    assert.equal(stable(await review("--format json --all")), stable(await review("--format json --all")));
  });

  it("annotates the line of the policy and of each package", async () => {
    const { out } = await review("--format github");
    assert.match(
      out,
      /^::warning file=custody\.json,line=2,endLine=2,col=3,endColumn=22,title=policy-weakened::custody\.json sets /,
    );
    assert.match(out, /^::error file=package\.json,line=\d+,.*title=taken 1\.8\.0 \(install-script-added\)::/m);
  });

  it("stands on a file that has changed, where the manifest that asks for the package has not", async () => {
    const { out } = await review("--format github", BASE, { ...NOW, "package.json": BASE["package.json"] });
    assert.match(out, /^::error file=package-lock\.json,line=\d+,.*title=taken 1\.8\.0 /m);
  });

  it("puts the policy into SARIF as a result of its rule", async () => {
    const { out } = await review("--format sarif");
    const [run] = JSON.parse(out).runs;
    const [result] = run.results;
    assert.equal(result.ruleId, "policy-weakened");
    assert.equal(run.tool.driver.rules[result.ruleIndex].id, "policy-weakened");
    assert.equal(result.locations[0].physicalLocation.artifactLocation.uri, "custody.json");
    assert.deepEqual(
      run.results.slice(1).map(({ properties }: { properties: { package: string } }) => properties.package),
      ["taken", "odd"],
    );
  });

  it("writes a comment for a pull request", async () => {
    const { out, commit } = await review("--format markdown");
    assert.equal(
      out.replaceAll(commit.slice(0, 7), "COMMIT"),
      `\
### Custody: at risk, do not install

7 changes since HEAD (COMMIT): 1 added, 2 upgraded, 1 downgraded, 2 re-resolved, 1 removed.
6 packages: 1 error, 1 warning, 4 clear.

| Level | Change | What | What to do | Where |
| --- | --- | --- | --- | --- |
| **error** | upgraded taken 1.7.0 → 1.8.0 | adds postinstall "node steal.js"; first release by mallory, before by ann; none of the earlier maintainers is left; published 24 h ago. | Read the script first, or install with --ignore-scripts; without need, stay on the earlier release. The last sound release before it is 1.7.0 (2024-10-08); set it, then run npm install. | package.json:8 |
| **warning** | policy-weakened | custody.json sets "minimumReleaseAge" to 1 day, which was 7 days at the base. | Let those who own the policy agree to it, if possible in a change of its own; this review still goes by the base. | custody.json:2 |
| **warning** | re-resolved odd 1.9.0 (another host) | the lockfile takes it from files.example instead of registry.example. | Remove the entry and let the package manager write it again, and look at how it came into the lockfile. | package.json:7 |
| **clear** | re-resolved moved 1.9.0 (another checksum) | nothing speaks against it. | Nothing now; where you depend on it much, offer its maintainer help. | package.json:6 |

<details><summary>4 more</summary>

- upgraded calm 1.8.0 → 1.9.0
- downgraded deep 1.5.0 → 1.4.0
- added fresh 1.9.0
- removed gone 1.0.0

</details>

<details><summary>Not checked</summary>

- deps.dev for 1 package: private: asked of its own registry only
- OSV for 1 package: private: asked of its own registry only
- the registry for 1 package: private: it comes from files.example, which is not the registry that your npm configuration names for it
- the registry for 1 package: the registry document is read for direct, recent and flagged packages; --deep reads all

</details>
`,
    );
  });

  it("shows what a registry does not have, and judges nothing of it", async () => {
    const base = { "package.json": manifest(["calm"]) };
    const now = { "package.json": manifest(["calm"]).replace('"*"', '"github:eve/calm#main"') };
    const { out, code } = await review("", base, now);
    assert.match(
      out,
      /^unjudged {2}re-resolved calm 1\.9\.0 -> github:eve\/calm#main \(now from git\): comes from git, there is no/,
    );
    assert.equal(code, 0);
    assert.match(
      (await review("--format markdown", base, now)).out,
      /\| not judged \| re-resolved calm .* \| package\.json:4 \|/,
    );
  });

  it("is loud about a lockfile of which most comes from elsewhere, whatever its packages come to", async () => {
    const at = (host: string, sum: string) =>
      workspace(
        Object.fromEntries(
          Array.from({ length: 12 }, (_, i) => {
            const resolved = `https://${host}/p${i}/-/p${i}-1.9.0.tgz`;
            return [`p${i}`, { version: "1.9.0", resolved, integrity: `sha512-${sum}${i}` }];
          }),
        ),
      );
    const documents = Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`p${i}`, calmPackument(`p${i}`)]));
    await inRepository(at("registry.example", "AAAA"), async (repository) => {
      await repository.write(at("files.example", "BBBB"));
      const ask = (words: string) => reviewIn(repository, words, { world: () => fakeWorld({ documents }) });
      const { out, code } = await ask("");
      assert.match(
        out,
        /^error {5}package-lock\.json: 12 of 12 locked versions have another checksum than at the base and come from\s+files\.example/,
      );
      assert.equal(code, 1);
      assert.match((await ask("--format markdown")).out, /^### Custody: at risk, do not install\n/);
      const { policy, lockfiles } = JSON.parse((await ask("--format json")).out);
      assert.deepEqual(
        [policy, lockfiles.map(({ id, level }: FoundFile) => [id, level])],
        [[], [["lock-repacked", "error"]]],
      );
      assert.match(
        (await ask("--format github")).out,
        /^::error file=package-lock\.json,line=1,.*title=lock-repacked::/,
      );
    });
  });

  const exits: readonly {
    title: string;
    words?: string;
    now?: Record<string, string | undefined>;
    code: number;
    says?: RegExp;
    base?: Record<string, string>;
  }[] = [
    { title: "something is at error", code: 1 },
    { title: "nothing is to fail", words: "--fail-on never", code: 0 },
    {
      title: "only the policy is at warning",
      now: { "custody.json": NOW["custody.json"] },
      words: "--fail-on warning",
      code: 1,
    },
    {
      title: "the policy is at warning, and only errors are to fail",
      now: { "custody.json": NOW["custody.json"] },
      code: 0,
    },
    { title: "something is open and that is to fail", words: "--offline --fail-on-unchecked", code: 1 },
    {
      title: "nothing could be judged",
      words: "--offline",
      now: {
        ...NOW,
        "package-lock.json": NOW["package-lock.json"]
          .replace("files.example", "registry.example")
          .replace("sha512-AAAA", `sha512-${Buffer.from("moved1.9.0").toString("base64")}`),
      },
      code: 3,
    },
    {
      title: "offline, a version is locked with another checksum, and that is to fail",
      words: "--offline --fail-on warning",
      now: { "package-lock.json": BASE["package-lock.json"].replace(/sha512-[^"]+/, "sha512-AAAA") },
      code: 1,
    },
    {
      title: "a changed lockfile breaks off half-way",
      now: { "package-lock.json": `${BASE["package-lock.json"].slice(0, -3)}` },
      code: 3,
    },
    { title: "the reference is none", words: "--base nope", code: 2, says: /^custody: "nope" names no commit here\n$/ },
    {
      title: "the reference looks like an option",
      words: "--base=--all",
      code: 2,
      says: /"--all" names no commit here/,
    },
    { title: "there is no such folder", words: "nowhere", code: 2, says: /nowhere is nothing that can be reviewed/ },
    {
      title: "the file is none that is reviewed",
      words: "custody.json",
      code: 2,
      says: /custody\.json is nothing that can be reviewed/,
    },
    {
      title: "there is nothing to review",
      base: { "readme.md": "x" },
      now: {},
      code: 2,
      says: /there is no manifest and no lockfile in \., and there was none at HEAD/,
    },
  ];
  for (const { title, words = "", base = BASE, now = NOW, code, says } of exits) {
    it(`exits with ${code} where ${title}`, async () => {
      const outcome = await review(words, base, now);
      assert.equal(outcome.code, code, outcome.out + outcome.err);
      assert.match(outcome.err, says ?? /^/);
    });
  }

  it("exits with 2 outside of a repository", () =>
    inFolder(NOW, async (folder) => {
      const { code, err } = await custody(["review"], { folder, world });
      assert.equal(code, 2);
      assert.equal(err, "custody: this folder is in no git repository: there is nothing to compare with\n");
    }));

  it("compares with the commit where a branch parted", () =>
    inRepository(BASE, async (repository) => {
      repository.git("checkout", "--quiet", "-b", "mine");
      await repository.write(NOW);
      repository.commit();
      repository.git("checkout", "--quiet", "main");
      await repository.write(workspace({ calm: "1.1.0" }));
      repository.commit("what main did since is nobody's change here");
      repository.git("checkout", "--quiet", "mine");
      assert.match((await reviewIn(repository)).out, /^No package has changed since HEAD/);
      assert.match((await reviewIn(repository, "--base main")).out, /\n7 changes since main \(/);
    }));

  it("reviews a file alone, and a folder of a workspace with the lockfile above it", () =>
    inRepository(
      {
        "package.json": '{ "workspaces": ["p"] }',
        "p/package.json": '{ "dependencies": { "calm": "*" } }',
        "package-lock.json": npmLock({ "": {}, p: { calm: "*" } }, { calm: "1.8.0" }),
      },
      async (repository) => {
        await repository.write({ "package-lock.json": npmLock({ "": {}, p: { calm: "*" } }, { calm: "1.9.0" }) });
        for (const path of ["package-lock.json", "package.json", "p", "p/package.json"]) {
          assert.match((await reviewIn(repository, path)).out, /^1 change since HEAD \(\w+\): 1 upgraded\./, path);
        }
      },
    ));

  it("says that the repository's own custody.json is no base policy, by not taking it for one", async () => {
    const now = { ...NOW, "custody.json": '{ "levels": { "install-script-added": "off" } }' };
    const { code } = await review("--policy custody.json", BASE, now);
    assert.equal(code, 1);
  });

  it("says what is wrong with today's custody.json, and what was not compared", async () => {
    const { err } = await review("", BASE, { "custody.json": '{ "levls": {} }', "package-lock.json": undefined });
    assert.match(err, /custody\.json:1: .*"levls"/);
    assert.match(err, /custody: package-lock\.json was removed, and nothing else is locked here/);
  });
});
