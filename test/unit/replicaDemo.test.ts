import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { nodeWorld } from "../../server/src/platform/nodeWorld";
import { findCode, openDesktop } from "../demo/desktop";
import { createDoors } from "../demo/doors";
import { guides, tell } from "../demo/guide";
import { readOptions, UsageError } from "../demo/options";
import { moments, startReplicaFor } from "../replica/moments";

const WORKSPACES = resolve(import.meta.dirname, "../demo/workspaces");

describe("the demo's guide", () => {
  for (const { name, at, workspace } of moments) {
    it(`promises what is seen at ${name}, and that the rest is calm`, async () => {
      const folder = join(WORKSPACES, workspace);
      const replica = await startReplicaFor(name);
      const endpoints = { registry: replica.url("registry"), osv: replica.url("osv"), depsdev: replica.url("depsdev") };
      const world = nodeWorld({
        projectDirectory: folder,
        trustProject: false,
        endpoints,
        now: () => Date.parse(at),
      });
      const options = {
        asOf: undefined,
        deep: false,
        offline: false,
        settings: DEFAULT_SETTINGS,
        policy: undefined,
      };
      const { packages } = await createTrustService(world).check(folder, options, new AbortController().signal);
      await replica.close();
      const levels = packages
        .filter(({ direct, assessment }) => direct && assessment.level !== "clear")
        .map(({ subject, assessment }) => `${assessment.level} ${subject.name}`);
      const promised = guides[name]?.sights.map((sight) => `${sight.level} ${sight.package}`) ?? [];
      assert.deepEqual(levels.sort(), promised.sort());
    });

    it(`points, at ${name}, to lines that are there`, async () => {
      const manifest = await readFile(join(WORKSPACES, workspace, "package.json"), "utf8");
      const text = tell(guides[name] ?? assert.fail(name), manifest, "http://127.0.0.1:1/x");
      const lines = manifest.split("\n");
      const pointed = [...text.matchAll(/line +(\d+) +\w+ +(\S+):/g)];
      assert.equal(pointed.length, guides[name]?.sights.length);
      for (const [, line, key] of pointed) {
        assert.ok(lines[Number(line) - 1]?.includes(`"${key}":`), `${line} ${key}`);
      }
    });
  }
});

describe("the demo's command line", () => {
  it("opens every moment that has a workspace of its own, unless one is named", () => {
    const names = (args: readonly string[]): readonly string[] => {
      const options = readOptions(args);
      return options.kind === "moments" ? options.moments.map(({ name }) => name) : [];
    };
    assert.deepEqual(names([]), [
      "2018-09-09-event-stream",
      "2026-03-31-axios",
      "2026-06-17-mastra",
      "2026-08-04-keyv",
    ]);
    assert.deepEqual(names(["--moment", "2026-04-01-axios"]), ["2026-04-01-axios"]);
    assert.deepEqual(readOptions(["--live", "."]), { kind: "live", path: "." });
    const kinds = [["--list"], ["--lock"], ["-h"]].map((args) => readOptions(args).kind);
    assert.deepEqual(kinds, ["list", "lock", "help"]);
  });

  const wrong: readonly { title: string; args: readonly string[]; says: RegExp }[] = [
    { title: "an unknown flag", args: ["--fast"], says: /^Unknown option '--fast'; see npm start -- --help$/ },
    { title: "a word too many", args: ["axios"], says: /^Unexpected argument 'axios'; see/ },
    { title: "an unknown moment", args: ["--moment", "axios"], says: /^--moment expects one of .*, not "axios"$/ },
    { title: "a flag without its value", args: ["--live"], says: /argument missing; see/ },
    { title: "two that exclude each other", args: ["--live", ".", "--moment", "x"], says: /exclude each other/ },
  ];
  for (const { title, args, says } of wrong) {
    it(`refuses ${title} in one line`, () => {
      assert.throws(
        () => readOptions(args),
        (error) => error instanceof UsageError && says.test(error.message) && !error.message.includes("\n"),
      );
    });
  }
});

describe("npm start", () => {
  it("ends wrong use with one line on standard error and exit code 2", () => {
    const start = resolve(import.meta.dirname, "../demo/start.ts");
    const args = ["--import", "tsx", start, "--live", join(tmpdir(), "no", "such", "folder")];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.deepEqual([status, stdout], [2, ""]);
    assert.match(stderr, /^custody demo: --live expects a folder with a package\.json, and .* is none\n$/);
  });
});

describe("the demo on the desktop", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "custody-desktop-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Notes what it was called with; as VS Code does, it leaves the window's process in its user data folder. */
  async function installCode(): Promise<string> {
    const code = join(folder, "bin/code");
    await mkdir(join(folder, "bin"));
    await writeFile(
      code,
      `#!${process.execPath}
      const { writeFileSync } = require("node:fs");
      const user = process.argv[process.argv.indexOf("--user-data-dir") + 1];
      writeFileSync(user + "/code.lock", process.env.WINDOW_PID);
      writeFileSync(user + "/called.json", JSON.stringify({ args: process.argv.slice(2), env: process.env }));`,
    );
    await chmod(code, 0o755);
    return code;
  }

  it("is chosen where `code` is on the PATH and a window can open", async function () {
    if (process.platform === "win32") {
      this.skip();
    }
    const code = await installCode();
    const env = { PATH: `${join(folder, "none")}${delimiter}${join(folder, "bin")}`, DISPLAY: ":0" };
    assert.equal(findCode(env, "linux"), code);
    assert.equal(findCode({ PATH: env.PATH }, "darwin"), code);
    assert.equal(findCode({ PATH: env.PATH }, "linux"), undefined, "no display");
    assert.equal(findCode({ ...env, VSCODE_IPC_HOOK_CLI: "/x" }, "linux"), undefined, "a remote terminal");
    assert.equal(findCode({ ...env, WSL_DISTRO_NAME: "x" }, "linux"), undefined, "WSL");
    assert.equal(findCode({ ...env, CUSTODY_VSCODE: "server" }, "linux"), undefined, "told otherwise");
    assert.equal(findCode({ ...env, PATH: join(folder, "none") }, "linux"), undefined, "not installed");
  });

  it("opens with state, settings and a world of its own, and ends the window with itself", async function () {
    if (process.platform === "win32") {
      this.skip();
    }
    const code = await installCode();
    const pretended = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const ended = new Promise((resolve) => pretended.once("exit", (_, signal) => resolve(signal)));
    const state = join(folder, "state");
    const window = await openDesktop({
      ...{ code, state, folder: "/demo", file: "/demo/package.json", extension: "/extension" },
      env: { CUSTODY_AS_OF: "2026-03-31T01:22:00Z", WINDOW_PID: String(pretended.pid) },
      settings: { "workbench.startupEditor": "none" },
    });
    const called = JSON.parse(await readFile(join(state, "user/called.json"), "utf8"));
    assert.ok(called.args.includes("--extensionDevelopmentPath=/extension"));
    assert.ok(called.args.includes("/demo/package.json"));
    assert.equal(called.args[called.args.indexOf("--extensions-dir") + 1], join(state, "extensions"));
    assert.equal(called.env.CUSTODY_AS_OF, "2026-03-31T01:22:00Z");
    const settings = JSON.parse(await readFile(join(state, "user/User/settings.json"), "utf8"));
    assert.deepEqual(settings, { "workbench.startupEditor": "none" });
    await window.close();
    assert.equal(await ended, "SIGTERM");
  });

  it("says so where it does not open", async () => {
    const options = { code: join(folder, "missing"), state: folder, folder: "/a", file: "/a/b", extension: "/e" };
    await assert.rejects(openDesktop({ ...options, env: {}, settings: {} }), /ENOENT|did not open/);
  });
});

describe("the demo's doors", () => {
  it("lead from short addresses to long ones, and name themselves otherwise", async () => {
    const doors = await createDoors();
    const address = doors.open("axios", "http://127.0.0.1:1/?folder=/a");
    const through = await fetch(address, { redirect: "manual" });
    assert.deepEqual([through.status, through.headers.get("location")], [302, "http://127.0.0.1:1/?folder=/a"]);
    const beside = await fetch(new URL("/other", address));
    assert.deepEqual([beside.status, await beside.text()], [404, "Try axios\n"]);
    doors.close();
  });
});
