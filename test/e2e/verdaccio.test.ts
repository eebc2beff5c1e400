import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Replica } from "../replica/replica";
import { freePort } from "../support/freePort";
import { run, start, stop } from "./children";
import { fetchOnce, installPinned, type Pinned } from "./fetched";
import { startWorld } from "./world";

const CLI = resolve(import.meta.dirname, "../../dist/cli.js");

const PACKAGE: Pinned = {
  name: "verdaccio",
  version: "6.10.4",
  integrity: "sha512-2XjsxiH/ZYWjefbVLY854mo+lz1M14mdhx/tI1278aVXN/D9dTflpw0T6w1oi6WChMLhRogTnz8blL36Ys/dhQ==",
  // One of its dependencies names this by a tag, which not every mirror of the registry has.
  overrides: { "node-fetch": "2.7.0" },
};

/** Published by nobody but this file, with what Verdaccio keeps of a publication: a date, and no account. */
const PRIVATE = ["@team/plan", "own-tool"];
const PUBLIC = ["handed-over", "brought-along", "quiet-one"];

interface Judged {
  readonly name: string;
  readonly level: string;
  readonly signals: readonly { readonly id: string }[];
  readonly unchecked: readonly { readonly id: string; readonly reason: string }[];
}

describe("a Verdaccio that has private packages and stands before the public registry", () => {
  let replica: Replica;
  let folder: string;
  let url: string;
  let child: ReturnType<typeof start> | undefined;

  before(async function () {
    this.timeout(300_000);
    const place = await fetchOnce("verdaccio", PACKAGE, say, async (partial) => {
      say("Fetching Verdaccio from the npm registry (once; half a minute, 65 MB on disk) …");
      await installPinned(partial, PACKAGE);
    }).catch((error: unknown) => say(String(error)));
    if (place === undefined) {
      this.skip();
    }
    replica = await startWorld();
    folder = await mkdtemp(join(tmpdir(), "custody-verdaccio-"));
    const port = await freePort();
    url = `http://127.0.0.1:${port}/`;
    await Promise.all(PRIVATE.map((name) => publish(name)));
    await writeProject();
    const config = join(folder, "config.yaml");
    await writeFile(config, configuration(port));
    const program = join(place, "node_modules/verdaccio/bin/verdaccio");
    child = start(process.execPath, [program, "--config", config], {
      cwd: folder,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    // It tells whoever started it that it listens.
    await Promise.race([
      once(child, "message"),
      once(child, "exit").then(() => assert.fail("Verdaccio ended before it listened")),
    ]);
  });

  beforeEach(() => replica.forget());

  after(async () => {
    if (child !== undefined) {
      await stop(child);
    }
    await replica?.close();
    if (folder !== undefined) {
      await rm(folder, { recursive: true });
    }
  });

  const configuration = (port: number): string => `
storage: ${join(folder, "storage")}
listen: 127.0.0.1:${port}
web: { enable: false }
uplinks:
  public: { url: "${replica.url("registry")}" }
packages:
  "@team/*": { access: $all, publish: $nobody }
  "own-*": { access: $all, publish: $nobody }
  "**": { access: $all, publish: $nobody, proxy: public }
log: { type: stdout, level: fatal }
`;

  async function publish(name: string): Promise<void> {
    const file = join(folder, "storage", name, "package.json");
    await mkdir(dirname(file), { recursive: true });
    const dates = { "1.0.0": "2025-06-01T08:00:00.000Z", "1.1.0": "2026-03-09T08:00:00.000Z" };
    const versions = Object.keys(dates).map((version) => [
      version,
      { name, version, dist: { tarball: `${url}${name}/-/${version}.tgz` } },
    ]);
    const time = { created: dates["1.0.0"], modified: dates["1.1.0"], ...dates };
    const none = { users: {}, _uplinks: {}, _distfiles: {}, _attachments: {} };
    await writeFile(
      file,
      JSON.stringify({
        _id: name,
        name,
        "dist-tags": { latest: "1.1.0" },
        versions: Object.fromEntries(versions),
        time,
        _rev: "1-0",
        ...none,
      }),
    );
  }

  async function writeProject(): Promise<void> {
    const locked = {
      "@team/plan": "1.1.0",
      "own-tool": "1.1.0",
      "handed-over": "2.1.0",
      "brought-along": "1.0.0",
      "quiet-one": "1.2.0",
    };
    const dependencies = {
      "@team/plan": "^1.0.0",
      "own-tool": "^1.0.0",
      "handed-over": "^2.0.0",
      "quiet-one": "^1.0.0",
    };
    const packages = {
      "": { dependencies },
      ...Object.fromEntries(Object.entries(locked).map(([name, version]) => [`node_modules/${name}`, { version }])),
    };
    await mkdir(join(folder, "project"));
    await writeFile(join(folder, "project/package.json"), JSON.stringify({ dependencies }));
    await writeFile(join(folder, "project/package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
    await writeFile(join(folder, ".npmrc"), `registry=${url}\n@team:registry=${url}\n`);
  }

  /** A scan by a user whose home has the .npmrc, with nothing kept: by package, what it came to. */
  async function scan(environment: Readonly<Record<string, string>>): Promise<ReadonlyMap<string, Judged>> {
    const { CUSTODY_ENDPOINT_REGISTRY: _, ...services } = replica.environment();
    const out = join(folder, "out.json");
    const { code, output } = await run(
      process.execPath,
      [CLI, "check", "project", "--all", "--format", "json", "--output", out],
      {
        cwd: folder,
        env: { PATH: process.env.PATH, HOME: folder, USERPROFILE: folder, ...services, ...environment },
      },
    );
    assert.ok(code === 0 || code === 1, output);
    const { packages } = JSON.parse(await readFile(out, "utf8"));
    return new Map(packages.map((each: Judged) => [each.name, each]));
  }

  /** `registry handed-over` for each name that a service of the public heard of, once. */
  function heard(): readonly string[] {
    const all = replica.requests.flatMap(({ source, path, body }) => {
      const told = `${decodeURIComponent(path)} ${JSON.stringify(body ?? "")}`;
      return [...PRIVATE, ...PUBLIC].flatMap((name) => (told.includes(name) ? [`${source} ${name}`] : []));
    });
    return [...new Set(all)].sort();
  }

  it("brings the very verdicts that the public registry would, and hears alone of a scope that is its own", async () => {
    const direct = await scan({ CUSTODY_ENDPOINT_REGISTRY: replica.url("registry") });
    assert.deepEqual(
      PUBLIC.map((name) => direct.get(name)?.level),
      ["error", "warning", "clear"],
    );
    replica.forget();
    const behind = await scan({ CUSTODY_REGISTRY_IS_MIRROR: "yes" });
    for (const name of PUBLIC) {
      assert.deepEqual(behind.get(name), direct.get(name));
    }
    assert.deepEqual(
      heard(),
      [
        // Without a scope of its own, and of a registry that is said to be a mirror: told like any other.
        ...["brought-along", "handed-over", "own-tool", "quiet-one"].flatMap((name) => [
          `depsdev ${name}`,
          `osv ${name}`,
        ]),
        ...PUBLIC.map((name) => `registry ${name}`),
      ].sort(),
    );
  });

  it("says of a private package what it knows, and of the rest that it was not given", async () => {
    const judged = (await scan({ CUSTODY_REGISTRY_IS_MIRROR: "yes" })).get("@team/plan");
    assert.equal(judged?.level, "info");
    assert.deepEqual(judged?.signals.map(({ id }) => id).sort(), ["no-repository", "release-young"]);
    assert.deepEqual(
      judged?.unchecked.map(({ id, reason }) => `${id}: ${reason}`),
      [
        "registry.publisher: the registry does not say who published the release",
        "osv: private: asked of its own registry only",
        "depsdev: private: asked of its own registry only",
      ],
    );
  });

  it("answers the next scan by itself", async () => {
    await scan({ CUSTODY_REGISTRY_IS_MIRROR: "yes" });
    replica.forget();
    await scan({ CUSTODY_REGISTRY_IS_MIRROR: "yes" });
    assert.deepEqual(
      heard().filter((name) => name.startsWith("registry")),
      [],
    );
  });

  it("hears alone of every name where it is no mirror, or where nobody has said that it is one", async () => {
    for (const { answer, quiet, why } of [
      { answer: "no", quiet: "clear", why: /registryIsMirror is "no"/ },
      { answer: "ask", quiet: "unchecked", why: /registryIsMirror/ },
    ]) {
      const found = await scan({ CUSTODY_REGISTRY_IS_MIRROR: answer });
      assert.deepEqual(
        PUBLIC.map((name) => found.get(name)?.level),
        ["error", "warning", quiet],
      );
      const reasons = new Map(found.get("own-tool")?.unchecked.map(({ id, reason }) => [id, reason]));
      assert.match(reasons.get("osv") ?? "", why);
      assert.match(reasons.get("depsdev") ?? "", why);
      assert.deepEqual(
        heard().filter((each) => !each.startsWith("registry")),
        [],
      );
    }
  });
});

function say(line: string): undefined {
  process.stdout.write(`${line}\n`);
}
