import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import { npmDefaultRegistry } from "../../server/src/platform/config/npmDefaults";
import { type NodeWorldOptions, nodeWorld } from "../../server/src/platform/nodeWorld";
import { loopback } from "../support/loopback";
import { calmPackument, NOW } from "../support/world";

const never = new AbortController().signal;
const world = (differs: Partial<NodeWorldOptions> = {}) =>
  nodeWorld({ projectDirectory: undefined, trustProject: false, endpoints: {}, ...differs });

describe("the world of this machine", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "custody-world-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const file = (name: string, content: string | Uint8Array): string => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path.replaceAll("\\", "/");
  };

  it("reads a file as text, without a mark at its start", async () => {
    const { readFile } = world();
    assert.equal(await readFile(file("plain", '{"ä":"😀"}\r\n')), '{"ä":"😀"}\r\n');
    assert.equal(await readFile(file("marked", "\ufeff{}")), "{}");
    assert.equal(await readFile(file("utf16", Buffer.from("\ufeff{}", "utf16le"))), "{}");
    assert.equal(await readFile(file("empty", "")), "");
    assert.equal(await readFile(file("broken", Uint8Array.of(0x7b, 0xff, 0x7d))), "{\ufffd}");
  });

  it("has no text for what is no file", async () => {
    const { readFile } = world();
    assert.equal(await readFile(join(folder, "missing")), undefined);
    assert.equal(await readFile(folder), undefined);
    assert.equal(await readFile("\0"), undefined);
    assert.equal(await readFile(join(file("a-file", ""), "below")), undefined);
  });

  it("does not wait for a pipe that nobody writes to", async function () {
    if (process.platform === "win32") {
      this.skip();
    }
    const pipe = join(folder, "pipe");
    execFileSync("sh", ["-c", 'mkfifo "$0"', pipe]);
    assert.equal(await world().readFile(pipe), undefined);
  });

  it("reads no file of more than 50 MB", async () => {
    const path = file("huge", "");
    truncateSync(path, 50 * 1024 * 1024 + 1);
    assert.equal(await world().readFile(path), undefined);
  });

  it("gives a file another stamp once its text is another, and what is no file none", async () => {
    const { stampOf } = world();
    const path = file("stamped", "one");
    const first = await stampOf(path);
    assert.deepEqual(await stampOf(path), first);
    assert.ok(Math.abs((first?.modifiedAt ?? 0) - Date.now()) < 60 * 60 * 1000);
    file("stamped", "three");
    assert.notEqual((await stampOf(path))?.id, first?.id);
    assert.equal(await stampOf(folder), undefined);
    assert.equal(await stampOf(join(folder, "missing")), undefined);
  });

  it("names the folders in a folder, and follows no links", async () => {
    const { foldersIn } = world();
    const outer = join(folder, "outer");
    mkdirSync(join(outer, "inner"), { recursive: true });
    writeFileSync(join(outer, "file"), "");
    symlinkSync(folder, join(outer, "link"), "junction");
    assert.deepEqual(await foldersIn(outer), ["inner"]);
    assert.deepEqual(await foldersIn(join(outer, "file")), []);
    assert.deepEqual(await foldersIn(join(outer, "missing")), []);
  });

  it("asks the public services unless told otherwise", () => {
    assert.deepEqual(world().endpoints, { osv: "https://api.osv.dev", depsdev: "https://api.deps.dev" });
    assert.deepEqual(
      world({ endpoints: { osv: "http://127.0.0.1:1/", depsdev: "http://127.0.0.1:2/sub//" } }).endpoints,
      { osv: "http://127.0.0.1:1", depsdev: "http://127.0.0.1:2/sub" },
    );
  });

  it("refuses an address that is none, rather than to ask somebody else", () => {
    for (const endpoint of ["localhost:4873", "file:///etc", "", "registry"]) {
      for (const id of ["registry", "osv", "depsdev"] as const) {
        assert.throws(() => world({ endpoints: { [id]: endpoint } }), new RegExp(`The ${id} endpoint should be`));
      }
    }
  });

  it("knows npm's own registry from npm's own configuration", () => {
    const url = new URL(npmDefaultRegistry());
    assert.equal(url.protocol, "https:");
    assert.equal(url.pathname, "/");
  });

  it("takes an endpoint for the public registry, unless it is said to be none", () => {
    const endpoints = { registry: "http://127.0.0.1:1/" };
    assert.equal(world({ endpoints }).registryIsMirror, "yes");
    assert.equal(world({ endpoints, registryIsMirror: "no" }).registryIsMirror, "no");
    assert.equal(world({ endpoints }).registry("x").servesBoth, true);
    assert.equal(world().registryIsMirror, "ask");
  });

  it("has the given clock, else the machine's", () => {
    assert.equal(world({ now: () => NOW }).now(), NOW);
    assert.ok(world().now() > NOW - 10 * 365 * 24 * 60 * 60 * 1000);
  });

  it("knows when who is asked is another by now, and when only a file was touched", () => {
    const project = join(folder, "outdated");
    mkdirSync(project);
    const write = (name: string, text: string) => writeFileSync(join(project, name), text);
    write(".npmrc", "@acme:registry=https://one.example/\ncafile=ca.pem\n");
    const here = world({ projectDirectory: project, trustProject: true });
    assert.equal(here.isOutdated(true), false);
    assert.equal(here.npmConfig().registry("@acme/x").url, "https://one.example/");
    assert.equal(here.isOutdated(true), false);
    write(".npmrc", "; a comment\n@acme:registry=https://one.example/\ncafile=ca.pem\n");
    assert.equal(here.isOutdated(true), false);
    write("package.json", '{"packageManager":"npm@11.0.0"}');
    assert.equal(here.isOutdated(true), false);
    write(".npmrc", "@acme:registry=https://two.example/\n");
    assert.equal(here.isOutdated(true), true);
    assert.equal(here.npmConfig().registry("@acme/x").url, "https://one.example/");
    const later = world({ projectDirectory: project, trustProject: true });
    later.npmConfig();
    write("bunfig.toml", '[install.scopes]\nacme = "https://bun.example/"\n');
    assert.equal(later.isOutdated(true), true);
  });

  it("looks for that every other second at most", () => {
    const project = join(folder, "seldom");
    mkdirSync(project);
    const here = world({ projectDirectory: project, trustProject: true });
    here.npmConfig();
    assert.equal(here.isOutdated(false), false);
    writeFileSync(join(project, ".npmrc"), "registry=https://two.example/\n");
    assert.equal(here.isOutdated(false), false);
    assert.equal(here.isOutdated(true), true);
  });

  it("names the files outside of the project that it rests on", () => {
    const project = join(folder, "names");
    mkdirSync(project);
    writeFileSync(join(project, ".npmrc"), "");
    const here = world({ projectDirectory: project });
    here.npmConfig();
    const files = here.configFiles();
    assert.ok(files.some((path) => path.endsWith(".yarnrc.yml")));
    assert.ok(!files.some((path) => path.startsWith(project)));
  });

  it("answers a whole question, from endpoint to history", async () => {
    const server = await loopback((request, response) => {
      switch (request.url) {
        case "/npm/@s%2Fa":
          response.end(JSON.stringify(calmPackument("@s/a")));
          break;
        case "/osv/v1/querybatch":
          response.end('{"results":[{}]}');
          break;
        case "/deps/v3alpha/versionbatch":
          response.end('{"responses":[{"version":{"publishedAt":"2025-01-01T00:00:00Z"}}]}');
          break;
        default:
          response.writeHead(404).end();
      }
    });
    const { url } = server;
    const here = world({ endpoints: { registry: `${url}/npm`, osv: `${url}/osv`, depsdev: `${url}/deps/` } });
    const lookups = createLookups(here, { privateScopes: [], offline: false });
    const subjects = [{ name: "@s/a", version: "1.0.0" }];
    const history = await lookups.history("@s/a", never);
    const advisories = await lookups.advisories(subjects, never);
    const depsDev = await lookups.depsDev(subjects, never);
    await server.close();
    assert.equal(history.status === "found" && history.value.releases.length, 10);
    assert.equal(advisories.get("@s/a@1.0.0")?.status, "found");
    assert.equal(depsDev.get("@s/a@1.0.0")?.status, "found");
    assert.deepEqual(
      server.requests.map(({ headers }) => headers.authorization),
      [undefined, undefined, undefined],
    );
  });
});
