import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request as ask, type IncomingMessage, type ServerResponse } from "node:http";
import { request as askOverTls } from "node:https";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { text as readText } from "node:stream/consumers";
import { nodeWorld } from "../../server/src/platform/nodeWorld";
import type { RegistryDocument } from "../replica/documents";
import { type Replica, startReplica } from "../replica/replica";
import { documentSource } from "../replica/sources";
import { AUTHORITY, SERVER } from "../support/certificates";
import { type Loopback, loopback } from "../support/loopback";
import { hasNginx, type Nginx, startNginx } from "../support/nginx";
import { custody, inFolder } from "../support/terminal";
import { NOW, packumentOf } from "../support/world";

const PAGE = resolve(__dirname, "../../docs/shared-cache.md");
const PACKAGES = 1_000;
const DIRECT = 60;
/** A key of nginx's cache can be no longer, with all of a question's body in it. */
const LONGEST_KEY = 64 * 1024;
/** The services by their names on the page, with their hosts there. */
const SERVICES = {
  registry: "registry.example",
  osv: "api.osv.dev",
  depsdev: "api.deps.dev",
  scorecard: "api.scorecard.dev",
} as const;
type Service = keyof typeof SERVICES;
const services = Object.keys(SERVICES) as Service[];

/** Every fourth is scoped, every tenth has a release of this week, and all have repositories of their own. */
const documents = Array.from({ length: PACKAGES + 100 }, (_, index) => {
  const more = { repository: { type: "git", url: `git+https://github.com/some/part-${index}.git` } };
  return packumentOf(`${index % 4 === 3 ? "@some/" : ""}part-${index}`, [
    { version: "1.0.0", daysAgo: 900, more },
    { version: "1.1.0", daysAgo: index % 10 === 0 ? 5 : 400, more },
  ]) as RegistryDocument;
});
const names = documents.map(({ name }) => name);

const advisories = [3, 500, 900].map((index) => ({
  id: `${index === 900 ? "MAL" : "GHSA"}-2026-${index}`,
  modified: "2026-01-20T00:00:00Z",
  published: "2026-01-20T00:00:00Z",
  summary: "Something",
  affected: [
    {
      package: { ecosystem: "npm", name: names[index] ?? "" },
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }] }],
    },
  ],
}));

const projects = Array.from({ length: DIRECT }, (_, index) => ({
  id: `github.com/some/part-${index}`,
  stars: 1,
  scorecard: { date: "2026-01-26", score: 7.5, checks: { Maintained: 8 } },
}));

describe("the shared cache of docs/shared-cache.md, in nginx", () => {
  let replica: Replica;
  let nginx: Nginx;
  let fronts: readonly Loopback[] = [];
  let folder: string | undefined;
  /** What npm, which runs the tests, says of this machine. */
  const ofThisMachine = Object.entries(process.env).filter(([name]) => /^npm_config_/i.test(name));

  before(async function () {
    if (!hasNginx()) {
      this.skip();
    }
    folder = await mkdtemp(join(tmpdir(), "custody-shared-"));
    replica = await startReplica({
      asOf: NOW,
      own: false,
      documents: [documentSource(documents)],
      advisories,
      projects,
    });
    const behind = await Promise.all(services.map(async (service) => [service, await front(service)] as const));
    fronts = behind.map(([, server]) => server);
    nginx = await startNginx((port, place) => configuration(port, place, new Map(behind)));
    const authority = join(folder, "authority.pem");
    await writeFile(authority, AUTHORITY);
    for (const [name] of ofThisMachine) {
      delete process.env[name];
    }
    process.env.npm_config_userconfig = join(folder, ".npmrc");
    const npmrc = `registry=https://127.0.0.1:${nginx.port}/registry/\ncafile=${authority}\n`;
    await writeFile(process.env.npm_config_userconfig, npmrc);
  });

  beforeEach(() => replica.forget());

  after(async () => {
    delete process.env.npm_config_userconfig;
    Object.assign(process.env, Object.fromEntries(ofThisMachine));
    await nginx?.close();
    await Promise.all([...fronts, replica].map((server) => server?.close()));
    if (folder !== undefined) {
      await rm(folder, { recursive: true });
    }
  });

  /** A service over TLS, as it is spoken to from outside; the replica answers. */
  function front(service: Service): Promise<Loopback> {
    return loopback((request: IncomingMessage, response: ServerResponse) => {
      const { method, url, headers } = request;
      const way = ask(`${replica.url(service).replace(/\/$/, "")}${url}`, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      request.pipe(way);
    }, SERVER);
  }

  /** The page's own text, with other hosts, ports and files. */
  async function configuration(port: number, place: string, behind: ReadonlyMap<Service, Loopback>): Promise<string> {
    const page = await readFile(PAGE, "utf8");
    const block = /```nginx\n([\s\S]*?)```/.exec(page)?.[1] ?? assert.fail("the page has an nginx block");
    const files = { "authority.pem": AUTHORITY, "server.pem": SERVER.cert, "server.key": SERVER.key };
    await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(place, name), text)));
    const replaced: readonly (readonly [string, string])[] = [
      ["listen 443 ssl", `listen 127.0.0.1:${port} ssl`],
      ["/var/cache/custody", join(place, "cache")],
      ["/etc/ssl/certs/cache.example.pem", join(place, "server.pem")],
      ["/etc/ssl/private/cache.example.key", join(place, "server.key")],
      ["/etc/ssl/certs/ca-certificates.crt", join(place, "authority.pem")],
      ...services.map((service) => [`server ${SERVICES[service]}:443`, `server ${behind.get(service)?.host}`] as const),
      // The name in the certificate of all four.
      ...services.map((service) => [`$service ${SERVICES[service]};`, "$service registry.example;"] as const),
    ];
    return replaced.reduce((text, [from, to]) => {
      assert.equal(text.split(from).length, 2, `the page says ${from} once`);
      return text.replace(from, to);
    }, block);
  }

  /** A whole scan by somebody on whose machine nothing is kept. */
  async function scan(packages: readonly string[], differs: Readonly<Record<string, string>> = {}) {
    const endpoints = services.map((service) => [
      `CUSTODY_ENDPOINT_${service.toUpperCase()}`,
      `https://127.0.0.1:${nginx.port}/${service}`,
    ]);
    return inFolder(projectOf(packages), async (project) => {
      const { out, err } = await custody(["check", project, "--format", "json", "--all"], {
        folder: project,
        environment: { ...Object.fromEntries(endpoints), ...differs },
        world: (options) => nodeWorld({ ...options, now: () => NOW }),
      });
      assert.equal(err, "");
      return JSON.parse(out);
    });
  }

  /** One question as any program may put it. */
  async function put(
    path: string,
    {
      method = "GET",
      headers = {},
      body = "",
    }: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ) {
    const request = askOverTls(`https://127.0.0.1:${nginx.port}${path}`, { method, headers, ca: AUTHORITY });
    request.end(body);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    return { status: response.statusCode, text: await readText(response), headers: response.headers };
  }

  const asked = () => replica.requests.map(({ source, method, path }) => `${source} ${method} ${path}`);

  for (const { title, differs } of [
    { title: "scores from Scorecard itself", differs: {} },
    {
      title: "scores from deps.dev, and the registry of an .npmrc",
      differs: {
        CUSTODY_ENDPOINT_SCORECARD: "",
        CUSTODY_ENDPOINT_REGISTRY: "",
        CUSTODY_REGISTRY_IS_MIRROR: "yes",
      },
    },
  ]) {
    it(`asks nobody for a second client that has nothing: 1,000 packages, ${title}`, async () => {
      const packages = names.slice(0, PACKAGES);
      const first = await scan(packages, differs);
      assert.equal(first.packages.length, PACKAGES);
      assert.ok(replica.requests.length > 0);
      replica.forget();
      const second = await scan(packages, differs);
      assert.deepEqual(asked(), []);
      assert.deepEqual(second.packages, first.packages);
      assert.deepEqual(
        second.packages
          .filter(({ level }: { level: string }) => level === "error")
          .map(({ name }: { name: string }) => name),
        [names[900]],
      );
    });
  }

  const batch = (...asking: readonly string[]): string =>
    JSON.stringify({ queries: asking.map((name) => ({ package: { name, ecosystem: "npm" }, version: "1.1.0" })) });
  const digest = (body: string) => ({ "custody-body-md5": createHash("md5").update(body).digest("base64url") });
  const post = (body: string, headers: Record<string, string>, path = "/osv/v1/querybatch") =>
    put(path, { method: "POST", headers: { "content-length": `${Buffer.byteLength(body)}`, ...headers }, body });
  const versions = Array.from({ length: 5_000 }, (_, index) => ({
    versionKey: { system: "NPM", name: `@some/part-of-a-larger-whole-${index}`, version: "1.1.0" },
  }));

  for (const { path, body } of [
    { path: "/osv/v1/querybatch", body: batch(...names.slice(-PACKAGES)) },
    { path: "/depsdev/v3alpha/versionbatch", body: JSON.stringify({ requests: versions }) },
  ]) {
    it(`answers a body of ${Math.round(body.length / 1024)} KB from what it keeps, and many at once with one answer`, async () => {
      assert.ok(body.length > LONGEST_KEY);
      const answers = await Promise.all([1, 2, 3].map(() => post(body, digest(body), path)));
      const last = await post(body, digest(body), path);
      assert.deepEqual([last.status, last.headers["custody-cache"]], [200, "HIT"]);
      assert.equal(new Set([...answers, last].map(({ text }) => text)).size, 1);
      assert.equal(asked().length, 1);
    });
  }

  it("keeps no answer under a question that it does not belong to", async () => {
    const [harmless, malicious] = [batch("part-1"), batch(names[900] ?? "")];
    for (const headers of [
      digest(malicious),
      { "custody-body-md5": `${digest(malicious)["custody-body-md5"]},9999999999` },
      {},
    ]) {
      const { text, headers: said } = await post(harmless, headers);
      assert.deepEqual([text, said["custody-cache"]], ['{"results":[{}]}', "BYPASS"]);
    }
    const { text, headers } = await post(malicious, digest(malicious));
    assert.match(text, /MAL-2026-900/);
    assert.equal(headers["custody-cache"], "MISS");
    const wrong = await post(harmless, digest(malicious));
    assert.doesNotMatch(wrong.text, /MAL/, "nor gives one");
  });

  it("passes on no header that could change an answer for everybody", async () => {
    const body = batch("part-2");
    await post(body, {
      ...digest(body),
      "x-http-method-override": "GET",
      "x-goog-fieldmask": "x",
      cookie: "a=b",
      "content-type": "text/plain",
    });
    const { connection: _, ...headers } = replica.requests[0]?.headers ?? assert.fail();
    assert.deepEqual(headers, {
      host: "registry.example",
      "accept-encoding": "gzip",
      "content-type": "application/json",
      "content-length": `${body.length}`,
    });
  });

  it("keeps nothing that credentials got", async () => {
    const authorization = "Bearer x";
    const headers = { authorization };
    await put("/registry/@some%2Fpart-1003", { headers });
    await put("/registry/@some%2Fpart-1003", { headers });
    await put("/registry/@some%2Fpart-1003");
    await put("/registry/@some%2Fpart-1003");
    assert.deepEqual(
      replica.requests.map((request) => request.headers.authorization),
      [authorization, authorization, undefined],
    );
    assert.deepEqual(new Set(asked()), new Set(["registry GET /@some%2Fpart-1003"]));
  });

  it("asks for a record anew where a client knows of a later change", async () => {
    const path = "/osv/v1/vulns/GHSA-2026-500";
    const no = { "cache-control": "no-cache" };
    for (const headers of [{}, no, {}]) {
      assert.equal((await put(path, { headers })).status, 200);
    }
    const ofThis = asked().length;
    await put(path);
    await put(path, { headers: no });
    assert.equal(asked().length, ofThis + 1);
  });

  for (const [path, body] of [
    ["/registry/part-7", undefined],
    ["/osv/v1/querybatch", batch("part-7")],
    ["/depsdev/v3alpha/versionbatch", JSON.stringify({ requests: versions.slice(0, 3) })],
    ["/scorecard/projects/github.com/some/part-7", undefined],
  ] as const) {
    it(`asks anew where a client wants that, and gives everybody what came: ${path}`, async () => {
      const said: unknown[] = [];
      for (const headers of [{}, { "cache-control": "no-cache" }, {}]) {
        const answer = await (body === undefined
          ? put(path, { headers })
          : post(body, { ...digest(body), ...headers }, path));
        said.push(answer.headers["custody-cache"]);
      }
      assert.deepEqual(said.slice(1), ["BYPASS", "HIT"]);
    });
  }

  it("keeps no failure", async () => {
    const body = batch("part-5");
    replica.fault("osv", { kind: "status", status: 503 });
    assert.equal((await post(body, digest(body))).status, 503);
    replica.heal();
    assert.equal((await post(body, digest(body))).status, 200);
  });

  it("is a way to ask these services, and to nothing else", async () => {
    assert.equal((await put("/registry/part-1", { method: "PUT", body: "{}" })).status, 403);
    assert.equal((await put("/osv/v1/querybatch", { method: "DELETE" })).status, 403);
    assert.equal((await put("/elsewhere/part-1")).status, 404);
    assert.deepEqual(asked(), []);
  });

  it("shares documents, records and scores between workspaces that differ, and no batches", async () => {
    await scan(names.slice(0, PACKAGES));
    replica.forget();
    await scan(names.slice(10, PACKAGES + 10));
    const news = [...names.slice(DIRECT, DIRECT + 10), ...names.slice(PACKAGES, PACKAGES + 10)];
    const ofOne = asked().filter((question) => !question.includes(" POST "));
    assert.deepEqual(
      asked()
        .filter((question) => question.includes(" POST "))
        .toSorted(),
      ["depsdev POST /v3alpha/versionbatch", "osv POST /v1/querybatch"],
    );
    for (const question of ofOne) {
      const about = decodeURIComponent(question).split("/").at(-1) ?? "";
      assert.ok(
        news.some((name) => name.endsWith(about)),
        question,
      );
    }
  });
});

/** What npm writes for a project that has them all, and asks for the first ones itself. */
function projectOf(packages: readonly string[]): Readonly<Record<string, string>> {
  const dependencies = Object.fromEntries(packages.slice(0, DIRECT).map((name) => [name, "^1.1.0"]));
  const entries = packages.map((name) => [`node_modules/${name}`, { version: "1.1.0" }]);
  const lock = { name: "app", lockfileVersion: 3, packages: { "": { dependencies }, ...Object.fromEntries(entries) } };
  return {
    "package.json": JSON.stringify({ name: "app", dependencies }),
    "package-lock.json": JSON.stringify(lock),
  };
}
