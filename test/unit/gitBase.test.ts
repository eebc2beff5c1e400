import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { findGit } from "../../server/src/platform/git/findGit";
import { type GitBase, type GitBaseInput, openGitBase } from "../../server/src/platform/git/gitBase";
import { GIT_ENVIRONMENT, HAS_GIT, inRepository, openRepository, type Repository } from "../support/repository";
import { inFolder } from "../support/terminal";

const NAMES = ["package.json", "package-lock.json", "custody.json"];
const isWindows = process.platform === "win32";

function open(folder: string, ref: string, differs: Partial<GitBaseInput> = {}) {
  const abort = new AbortController().signal;
  return openGitBase({ folder, ref, environment: GIT_ENVIRONMENT, names: NAMES, abort, ...differs });
}

async function withBase<T>(folder: string, ref: string, work: (base: GitBase) => Promise<T>): Promise<T> {
  const base = await open(folder, ref);
  assert.ok(!("failed" in base), JSON.stringify(base));
  try {
    return await work(base);
  } finally {
    base.close();
  }
}

const textOf = ({ folder }: Repository, ref: string, name: string) =>
  withBase(folder, ref, (base) => base.readFile(join(folder, name)));

async function failure(folder: string, ref: string, differs: Partial<GitBaseInput> = {}): Promise<string> {
  const base = await open(folder, ref, differs);
  assert.ok("failed" in base, "there should be no base");
  return base.failed;
}

(HAS_GIT ? describe : describe.skip)("openGitBase, with the machine's git", function () {
  this.timeout(20_000);

  it("reads files as they stood, whatever became of them", () =>
    inRepository({ "package.json": "then", "a/package-lock.json": "gone", "b.txt": "no" }, async (repository) => {
      await repository.write({ "package.json": "now", "a/package-lock.json": undefined, "custody.json": "new" });
      await withBase(repository.folder, "HEAD", async (base) => {
        const read = (name: string) => base.readFile(join(repository.folder, name));
        assert.equal(await read("package.json"), "then");
        assert.equal(await read("a/package-lock.json"), "gone");
        assert.equal(await read("custody.json"), undefined);
        assert.equal(await read("b.txt"), undefined);
        assert.equal(await base.readFile("/elsewhere/package.json"), undefined);
        assert.deepEqual(
          (await base.files()).map((path) => path.slice(repository.folder.length + 1)),
          ["a/package-lock.json", "package.json"],
        );
        assert.equal(base.commit, repository.git("rev-parse", "HEAD"));
      });
    }));

  it("reads from a folder inside the repository, and what stands above it", () =>
    inRepository({ "custody.json": "{}", "packages/a/package.json": "a" }, async ({ folder }) => {
      await withBase(join(folder, "packages/a"), "HEAD", async (base) => {
        assert.equal(await base.readFile(join(folder, "custody.json")), "{}");
        assert.equal(await base.readFile(join(folder, "packages/a/package.json")), "a");
      });
    }));

  it("answers many questions at once, each with its own text", () =>
    inRepository(
      Object.fromEntries(
        Array.from({ length: 50 }, (_, i) => [`p${i}/package.json`, `${i} ${"ä".repeat(i * 1000)}\n`]),
      ),
      async ({ folder }) => {
        await withBase(folder, "HEAD", async (base) => {
          const texts = await Promise.all((await base.files()).map(async (path) => [path, await base.readFile(path)]));
          for (const [path = "", text] of texts) {
            const i = Number(/p(\d+)/.exec(String(path).slice(folder.length))?.[1]);
            assert.equal(text, `${i} ${"ä".repeat(i * 1000)}\n`);
          }
        });
      },
    ));

  it("compares with the commit where the branches part, not with what came to the other one since", () =>
    inRepository({ "package.json": "common" }, async (repository) => {
      repository.git("checkout", "--quiet", "-b", "mine");
      await repository.write({ "package.json": "mine" });
      repository.commit();
      repository.git("checkout", "--quiet", "main");
      await repository.write({ "package.json": "later" });
      repository.commit();
      repository.git("checkout", "--quiet", "mine");
      assert.equal(await textOf(repository, "main", "package.json"), "common");
      assert.equal(await textOf(repository, "HEAD^1", "package.json"), "common");
    }));

  it("reads names outside of ASCII, with line breaks and with spaces", () =>
    inRepository({ "größe und\nlänge/package.json": "x" }, async (repository) => {
      assert.equal(await textOf(repository, "HEAD", "größe und\nlänge/package.json"), "x");
    }));

  it("reads a text as from disk: without a byte-order mark", () =>
    inRepository({ "package.json": "\uFEFF{}" }, async (repository) => {
      assert.equal(await textOf(repository, "HEAD", "package.json"), "{}");
    }));

  it("follows a link to another file that it knows, and says where it cannot", () =>
    inRepository({ "a/package.json": "real" }, async (repository) => {
      await symlink("a/package.json", join(repository.folder, "package.json"));
      await symlink("../../etc/passwd", join(repository.folder, "custody.json"));
      repository.commit();
      assert.equal(await textOf(repository, "HEAD", "package.json"), "real");
      const outside = await textOf(repository, "HEAD", "custody.json");
      assert.match(JSON.stringify(outside), /it was a link/);
    }));

  it("reads a repository of sha256 objects", async function () {
    if (spawnSync("git", ["init", "--object-format=sha256", "--help"]).error !== undefined) {
      this.skip();
    }
    await inRepository(
      { "package.json": "long ids" },
      async (repository) => {
        assert.equal(repository.git("rev-parse", "HEAD").length, 64);
        assert.equal(await textOf(repository, "HEAD", "package.json"), "long ids");
      },
      ["--object-format=sha256"],
    );
  });

  it("reads in a worktree", () =>
    inRepository({ "package.json": "then" }, async (repository) => {
      repository.git("worktree", "add", "--quiet", "-b", "other", "tree");
      const tree = openRepository(join(repository.folder, "tree"));
      await tree.write({ "package.json": "now" });
      assert.equal(await textOf(tree, "HEAD", "package.json"), "then");
    }));

  it("reads a submodule as a repository of its own, and not as a part of the one around it", () =>
    inRepository({ "package.json": "inner" }, (inner) =>
      inRepository({ "package.json": "outer" }, async (outer) => {
        outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.folder, "libs/inner");
        outer.commit();
        await withBase(outer.folder, "HEAD", async (base) => {
          assert.deepEqual(await base.files(), [join(outer.folder, "package.json")]);
          assert.equal(await base.readFile(join(outer.folder, "libs/inner/package.json")), undefined);
        });
        assert.equal(await textOf(openRepository(join(outer.folder, "libs/inner")), "HEAD", "package.json"), "inner");
      }),
    ));

  it("says that a text was larger than is read, and answers what is asked after it", () =>
    inRepository({ "package.json": "small" }, async (repository) => {
      await writeFile(join(repository.folder, "package-lock.json"), Buffer.alloc(51 * 1024 * 1024, 32));
      repository.commit();
      await withBase(repository.folder, "HEAD", async (base) => {
        const [large, small] = await Promise.all(
          ["package-lock.json", "package.json"].map((name) => base.readFile(join(repository.folder, name))),
        );
        assert.deepEqual(large, { unreadable: "it was larger than 50 MB" });
        assert.equal(small, "small");
      });
    }));

  it("says which reference is none, also where it looks like an option", () =>
    inRepository({ "package.json": "x" }, async ({ folder }) => {
      for (const ref of ["nope", "--all", "--output=/tmp/x", "HEAD:package.json", "", ":/nothing like that"]) {
        assert.match(await failure(folder, ref), /names no commit here$/, ref);
      }
    }));

  it("says so where there is no commit yet", () =>
    inRepository({}, async ({ folder }) => {
      assert.match(await failure(folder, "HEAD"), /there is no commit yet/);
    }));

  it("says so outside of any repository", () =>
    inFolder({ "package.json": "{}" }, async (folder) => {
      const environment = { ...GIT_ENVIRONMENT, GIT_CEILING_DIRECTORIES: dirname(folder) };
      assert.match(await failure(folder, "HEAD", { environment }), /in no git repository/);
    }));

  it("says so where git is missing, and where the only one lies in the workspace", () =>
    inRepository({ "package.json": "{}" }, async ({ folder }) => {
      for (const PATH of ["", ".", folder, join(folder, "node_modules/.bin")]) {
        await mkdir(join(folder, "node_modules/.bin"), { recursive: true });
        for (const at of [folder, join(folder, "node_modules/.bin")]) {
          await writeFile(join(at, isWindows ? "git.exe" : "git"), "#!/bin/sh\n");
          await chmod(join(at, isWindows ? "git.exe" : "git"), 0o755);
        }
        assert.match(await failure(folder, "HEAD", { environment: { PATH } }), /git was not found/);
      }
    }));

  it("says that a shallow clone lacks what is asked for", () =>
    inRepository({ "package.json": "one" }, async (repository) => {
      await repository.write({ "package.json": "two" });
      repository.commit();
      const clone = `${repository.folder}-clone`;
      try {
        repository.git("clone", "--quiet", "--depth=1", `file://${repository.folder}`, clone);
        assert.match(await failure(clone, "HEAD^1"), /names no commit here; this clone is shallow: fetch more/);
        assert.equal(await textOf(openRepository(clone), "HEAD", "package.json"), "two");
      } finally {
        await rm(clone, { recursive: true, force: true });
      }
    }));

  it("reads what a partial clone has, and says of the rest that it is not there", () =>
    inRepository({ "package.json": "old", "custody.json": "old", "a/package.json": "kept" }, async (repository) => {
      await repository.write({ "package.json": "new", "custody.json": "new" });
      repository.commit();
      repository.git("config", "uploadpack.allowFilter", "true");
      const clone = `${repository.folder}-clone`;
      try {
        repository.git("clone", "--quiet", "--filter=blob:none", `file://${repository.folder}`, clone);
        await withBase(clone, "HEAD^1", async (base) => {
          const names = ["package.json", "a/package.json", "custody.json", "a/package.json"];
          const texts = await Promise.all(names.map((name) => base.readFile(join(clone, name))));
          const gone = { unreadable: "its text is not in this clone, which is a partial one" };
          assert.deepEqual(texts, [gone, "kept", gone, "kept"]);
        });
      } finally {
        await rm(clone, { recursive: true, force: true });
      }
    }));

  it("says that two histories have nothing in common", () =>
    inRepository({ "package.json": "one" }, async (repository) => {
      repository.git("checkout", "--quiet", "--orphan", "other");
      repository.commit("another beginning");
      assert.match(await failure(repository.folder, "main"), /"main" and HEAD have no commit in common/);
    }));

  it("does not take a bare repository that lies in the workspace for the repository", () =>
    inRepository({ "package.json": "outer" }, async (repository) => {
      const bare = join(repository.folder, "data");
      repository.git("init", "--quiet", "--bare", "data");
      assert.match(await failure(bare, "HEAD"), /git could not read the repository: .*bare/);
    }));

  it("takes the repository of the folder, whatever the environment names", () =>
    inRepository({ "package.json": "other" }, (other) =>
      inRepository({ "package.json": "own" }, async ({ folder }) => {
        const environment = { ...GIT_ENVIRONMENT, GIT_DIR: join(other.folder, ".git"), GIT_WORK_TREE: other.folder };
        const base = await open(folder, "HEAD", { environment });
        assert.ok(!("failed" in base));
        assert.equal(await base.readFile(join(folder, "package.json")), "own");
        base.close();
      }),
    ));

  it("ends with the abort", () =>
    inRepository({ "package.json": "x" }, async ({ folder }) => {
      await assert.rejects(open(folder, "HEAD", { abort: AbortSignal.abort(new Error("enough")) }), /enough/);
    }));

  (isWindows ? it.skip : it)("runs nothing that a hostile repository plants", () =>
    inRepository({ "package.json": "then", "package-lock.json": "far away" }, async (repository) => {
      const { folder } = repository;
      const traps = join(folder, ".git/traps");
      const sprung = join(folder, ".git/sprung");
      await Promise.all([traps, sprung].map((path) => mkdir(path)));
      const trap = async (name: string) => {
        const path = join(traps, name);
        await writeFile(path, `#!/bin/sh\necho "$@" > '${sprung}/${name}'\nexit 1\n`);
        await chmod(path, 0o755);
        return path;
      };
      const hooks = [
        "reference-transaction",
        "post-index-change",
        "post-checkout",
        "pre-auto-gc",
        "fsmonitor-watchman",
      ];
      const settings = {
        "core.fsmonitor": await trap("fsmonitor"),
        "core.hooksPath": traps,
        "core.pager": await trap("pager"),
        "pager.ls-tree": await trap("pagerOfCommand"),
        "core.sshCommand": await trap("ssh"),
        "core.gitProxy": await trap("proxy"),
        "core.alternateRefsCommand": await trap("alternates"),
        "credential.helper": await trap("credentials"),
        "diff.external": await trap("externalDiff"),
        "diff.trap.textconv": await trap("textconv"),
        "filter.trap.smudge": await trap("smudge"),
        "filter.trap.clean": await trap("clean"),
        "alias.cat-file": `!${await trap("alias")}`,
        "protocol.ext.allow": "always",
        "remote.origin.url": `ext::${await trap("remote")} %S`,
        "remote.origin.promisor": "true",
        "remote.origin.partialclonefilter": "blob:none",
        "remote.origin.uploadpack": await trap("uploadpack"),
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
      };
      const blob = repository.git("rev-parse", "HEAD:package-lock.json");
      await rm(join(folder, ".git/objects", blob.slice(0, 2), blob.slice(2)), { force: true });
      for (const hook of hooks) {
        await trap(hook);
      }
      for (const [key, value] of Object.entries(settings)) {
        repository.git("config", key, value);
      }
      await repository.write({ ".gitattributes": "* diff=trap filter=trap\n", "package.json": "now, and longer" });

      const read = await withBase(folder, "HEAD", async (base) => {
        const known = await base.readFile(join(folder, "package.json"));
        return [known, await base.readFile(join(folder, "package-lock.json"))];
      });
      assert.equal(read[0], "then");
      assert.match(JSON.stringify(read[1]), /"unreadable":"/);
      assert.deepEqual(await readdir(sprung), []);

      // The traps are real: git as it is usually asked springs them.
      for (const words of [["status"], ["diff"], ["diff", "--no-ext-diff"], ["cat-file", "-p", blob]]) {
        spawnSync("git", words, { cwd: folder, env: GIT_ENVIRONMENT });
      }
      const usual = await readdir(sprung);
      for (const name of ["fsmonitor", "externalDiff", "clean", "remote", "post-index-change"]) {
        assert.ok(usual.includes(name), `${name} is no trap; sprung: ${usual.join(", ")}`);
      }
    }),
  );
});

describe("findGit", () => {
  (isWindows ? it.skip : it)("passes over what the workspace holds, by a link too, and takes the next", () =>
    inFolder({ "workspace/bin/git": "", "machine/git": "", "machine/linked/readme": "" }, async (folder) => {
      const paths = ["workspace/bin", "machine/linked", "machine"].map((name) => join(folder, name));
      await chmod(join(folder, "workspace/bin/git"), 0o755);
      await symlink(join(folder, "workspace/bin/git"), join(folder, "machine/linked/git"));
      const environment = { PATH: paths.join(":") };
      assert.equal(await findGit(environment, [join(folder, "workspace")]), undefined);
      await chmod(join(folder, "machine/git"), 0o755);
      assert.equal(await findGit(environment, [join(folder, "workspace")]), join(folder, "machine/git"));
    }),
  );
});
