import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { moments, startReplicaFor } from "../replica/moments";
import type { Replica } from "../replica/replica";
import { type CacheFolder, cacheFolder } from "../support/cacheFolder";
import { loopback } from "../support/loopback";
import { inFolder } from "../support/terminal";
import { calmPackument } from "../support/world";

const ROOT = resolve(__dirname, "../..");
const PROGRAM = resolve(ROOT, "dist/cli.js");
const workspaceOf = (name: string) =>
  resolve(ROOT, "test/demo/workspaces", moments.find((moment) => moment.name === name)?.workspace ?? name);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(args: readonly string[], cwd: string, environment: Readonly<Record<string, string>> = {}): ChildProcess {
  const own = Object.entries(process.env).filter(
    ([name]) => !name.startsWith("CUSTODY_") && name !== "GITHUB_WORKSPACE",
  );
  return spawn(process.execPath, args, {
    cwd,
    env: { ...Object.fromEntries(own), CUSTODY_CACHE: "off", ...environment },
  });
}

async function end(child: ChildProcess): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const [code] = await once(child, "close");
  return { code, out, err };
}

describe("the program dist/cli.js", () => {
  before("build it as it is shipped", async () => {
    const { code, err } = await end(start(["esbuild.mjs"], ROOT));
    assert.equal(code, 0, err);
  });

  it("tells the version of package.json, and starts as a program", async () => {
    const { version } = JSON.parse(await readFile(resolve(ROOT, "package.json"), "utf8"));
    assert.deepEqual(await end(start([PROGRAM, "--version"], ROOT)), { code: 0, out: `${version}\n`, err: "" });
    assert.match(await readFile(PROGRAM, "utf8"), /^#!\/usr\/bin\/env node\n/);
  });

  it("exits with 2 and one line where it is used wrongly", async () => {
    const { code, out, err } = await end(start([PROGRAM, "chekc"], ROOT));
    assert.match(err, /^custody: unknown command "chekc", did you mean "check"\?[^\n]*\n$/);
    assert.deepEqual([code, out], [2, ""]);
  });

  it("loads nothing of the network where nobody is asked", () =>
    inFolder({ "package.json": '{"dependencies":{"calm":"1.0.0"}}' }, async (folder) => {
      const probe =
        "data:text/javascript,process.on('exit',()=>process.stderr.write(String(process.moduleLoadList.includes('NativeModule tls'))))";
      const isLoaded = async (...words: string[]) =>
        (await end(start(["--import", probe, PROGRAM, "check", ".", ...words], folder))).err.slice(-5);
      assert.equal(await isLoaded("--offline", "--quiet"), "false");
      const nowhere = "http://127.0.0.1:9";
      const endpoints = ["registry", "osv", "depsdev"].flatMap((id) => ["--endpoint", `${id}=${nowhere}`]);
      assert.match(await isLoaded(...endpoints, "--quiet"), /true$/);
    }));

  it("keeps the policy of an address for the process after it, which asks nobody and says how old it is", () =>
    inFolder({ "package.json": "{}" }, async (folder) => {
      const kept = cacheFolder();
      const server = await loopback((_, response) => response.end('{"levels":{"deprecated":"off"}}'));
      const check = (...words: string[]) =>
        end(
          start([PROGRAM, "check", ".", ...words], folder, {
            CUSTODY_POLICY: `${server.url}/custody.json`,
            CUSTODY_CACHE: kept.folder,
          }),
        );
      try {
        const first = await check();
        assert.match(first.out, /deprecated/);
        await server.close();
        const second = await check("--offline");
        assert.match(second.out, /deprecated/);
        assert.match(second.err, /nobody is asked while offline\. The one of \d{4}-\d\d-\d\d holds\./);
      } finally {
        kept.remove();
      }
    }));

  it("ends quietly when whoever reads it goes away", () =>
    inFolder({ "calm.json": JSON.stringify(calmPackument("calm")) }, async (folder) => {
      const files = Array.from({ length: 500 }, () => "calm.json");
      const child = start([PROGRAM, "replay", ...files], folder);
      child.stdout?.once("data", () => child.stdout?.destroy());
      let err = "";
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        err += text;
      });
      const [code] = await once(child, "close");
      assert.deepEqual([code, err], [0, ""]);
    }));
});

describe("the program in the hour of an attack", () => {
  const attacks: readonly { moment: string; error?: string; warnings?: readonly string[] }[] = [
    { moment: "2018-09-09-event-stream", error: "event-stream@3.3.6" },
    { moment: "2026-03-31-axios", error: "axios@1.14.1", warnings: ["plain-crypto-js@4.2.1"] },
    { moment: "2026-06-17-mastra", error: "mastra@1.13.1" },
    { moment: "2026-08-04-keyv", warnings: ["keyv@6.0.0", "file-entry-cache@11.1.6"] },
  ];
  for (const { moment, error, warnings = [] } of attacks) {
    it(`finds ${[error, ...warnings].filter(Boolean).join(", ")} at ${moment}, on the exact lines`, async () => {
      const folder = workspaceOf(moment);
      const replica = await startReplicaFor(moment);
      const words = [PROGRAM, "check", ".", "--format", "json"];
      const { code, out, err } = await end(start(words, folder, replica.environment()));
      await replica.close();
      assert.equal(err, "");
      const { packages, asOf, sources } = JSON.parse(out);
      assert.equal(Date.parse(asOf), replica.asOf);
      const found = (level: string): { name: string; version: string }[] =>
        packages.filter((entry: { level: string }) => entry.level === level);
      const keys = (level: string) => found(level).map(({ name, version }) => `${name}@${version}`);
      assert.deepEqual(keys("error"), error === undefined ? [] : [error]);
      for (const warning of warnings) {
        assert.ok(keys("warning").includes(warning), `${warning} among ${keys("warning").join(", ")}`);
      }
      assert.equal(code, error === undefined ? 0 : 1);

      for (const { name, locations } of packages) {
        for (const { file, line, column } of locations) {
          const text = (await readFile(resolve(folder, file), "utf8")).split("\n")[line - 1]?.slice(column - 1);
          assert.match(text ?? "", new RegExp(`^(?:node_modules/(?:.*/)?)?${name.replace("/", "\\/")}"`));
        }
      }
      for (const { id, failed } of sources) {
        assert.equal(failed, 0, id);
      }
    });
  }

  describe("asks a replica", () => {
    let replica: Replica;
    const folder = workspaceOf("2026-03-31-axios");
    beforeEach(async () => {
      replica = await startReplicaFor("2026-03-31-axios");
    });
    afterEach(() => replica.close());
    const custody = (...words: string[]) => end(start([PROGRAM, ...words], folder, replica.environment()));

    it("that fails on every side, and exits with 3 and nothing called clear", async () => {
      for (const source of ["registry", "osv", "depsdev"] as const) {
        replica.fault(source, { kind: "html" });
      }
      const { code, out } = await custody("check", ".", "--format", "json", "--all");
      const { summary } = JSON.parse(out);
      assert.equal(summary.clear, 0);
      assert.equal(summary.unchecked, summary.packages);
      assert.equal(code, 3);
    });

    it("whose registry is sound and whose OSV is not, and says which source is missing", async () => {
      replica.fault("osv", { kind: "truncated" });
      const { out } = await custody("check", ".");
      assert.match(out, /^error {4}axios 1\.14\.1/);
      assert.match(out, /\nNot checked: OSV for any package: /);
      assert.doesNotMatch(out, /all clear| clear\b/);
    });

    it("and explains one release", async () => {
      const { code, out } = await custody("explain", "axios@1.14.1");
      assert.match(out, /^axios 1\.14\.1: at risk, do not install \(error, score \d+ of 100\)\n/);
      assert.match(out, /\n {2}jasonsaayman {2,}[·▁-█]{32} {2}\d+ releases {2}<- 1\.14\.1\n/);
      assert.match(out, /\n {2}the registry: 28 releases, just now\n/);
      assert.equal(code, 1);
    });

    describe("with a cache of its own", () => {
      let at: CacheFolder;
      beforeEach(() => {
        at = cacheFolder();
      });
      afterEach(() => at.remove());
      const cached = (...words: string[]) =>
        end(start([PROGRAM, ...words], folder, { ...replica.environment(), CUSTODY_CACHE: at.folder }));
      const packagesOf = ({ out }: Ended): unknown => JSON.parse(out).packages;

      it("and nobody the second time, with the same words", async () => {
        const cold = await cached("check", ".", "--format", "json", "--all");
        assert.ok(replica.requests.length > 10);
        replica.forget();
        const warm = await cached("check", ".", "--format", "json", "--all");
        assert.deepEqual(replica.requests, []);
        assert.deepEqual(packagesOf(warm), packagesOf(cold));
        assert.deepEqual([warm.code, warm.err], [cold.code, cold.err]);
      });

      it("and, with no network at all, judges from what it has heard before", async () => {
        await cached("check", ".");
        replica.fault("registry", { kind: "reset" });
        replica.fault("osv", { kind: "reset" });
        replica.fault("depsdev", { kind: "reset" });
        replica.forget();
        const { out } = await cached("check", ".", "--offline");
        assert.match(out, /^error {4}axios 1\.14\.1/);
        assert.deepEqual(replica.requests, []);
      });

      it("and tells what it keeps, where nobody else can read it, and takes it away", async () => {
        await cached("check", ".");
        const { code, out } = await cached("cache");
        assert.equal(code, 0);
        assert.ok(out.startsWith(`${at.folder}\n`), out);
        assert.match(out, /From other addresses, or of another moment than now/);
        assert.match(out, /\n {2}registry: release histories +\d+ answers +0\.\d MB {2}\d{4}-\d\d-\d\d to /);
        const { kept } = JSON.parse((await cached("cache", "--format", "json")).out);
        assert.deepEqual(
          kept.map(({ kind, source }: { kind: string; source: string }) => `${source} ${kind}`),
          [
            "registry histories",
            "attestations provenances",
            "osv advisories",
            "osv records",
            "depsdev versions",
            "scorecard scorecards",
          ],
        );
        const cleared = await cached("cache", "clear");
        assert.match(cleared.out, /\nNothing is kept yet\.\n$/);
        assert.equal(at.files().size, 0);
      });

      it("and works without it where it cannot be used, saying so in one line", async () => {
        writeFileSync(join(at.folder, "redirected-1"), "");
        const { code, out, err } = await cached("check", ".");
        assert.match(out, /^error {4}axios 1\.14\.1/);
        assert.match(err, /^custody: Answers are kept in memory only, [^\n]*a file stands in its place[^\n]*\n$/);
        assert.equal(code, 1);
      });
    });

    it("and stops at once when it is interrupted", async () => {
      replica.fault("registry", { kind: "hang" });
      replica.fault("osv", { kind: "hang" });
      const child = start([PROGRAM, "check", "."], folder, replica.environment());
      const ended = end(child);
      while (replica.requests.length === 0 && child.exitCode === null) {
        await new Promise((next) => setImmediate(next));
      }
      child.kill("SIGINT");
      const { code, out, err } = await ended;
      assert.deepEqual([code, out, err], [130, "", ""]);
    });
  });
});
