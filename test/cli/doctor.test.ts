// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how npm writes a variable
import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DoctorReport } from "../../server/src/core/doctorReport";
import { renderDoctorText } from "../../server/src/core/present/formats/doctorText";
import { PLAIN } from "../../server/src/core/present/formats/terminal";
import { SERVER } from "../support/certificates";
import { type Loopback, loopback } from "../support/loopback";
import { program } from "../support/program";
import { inFolder } from "../support/terminal";
import { calmPackument, NOW } from "../support/world";

const DAY = 24 * 60 * 60 * 1000;

describe("custody doctor", () => {
  const open: Loopback[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  async function serve(
    answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
    tls?: Parameters<typeof loopback>[1],
  ): Promise<Loopback & { readonly bodies: readonly string[] }> {
    const bodies: string[] = [];
    const server = await loopback((request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => {
        body += text;
      });
      request.on("end", () => {
        bodies.push(body);
        answer(request, response, body);
      });
    }, tls);
    open.push(server);
    return { ...server, bodies };
  }

  const registry = () =>
    serve((request, response) => {
      const name = decodeURIComponent((request.url ?? "").slice(1));
      response.end(JSON.stringify(calmPackument(name)));
    });
  const osv = () => serve((_, response) => response.end('{"results":[{}]}'));
  const depsDev = () =>
    serve((_, response, body) => {
      const requests: readonly unknown[] = JSON.parse(body).requests;
      response.end(JSON.stringify({ responses: requests.map((request) => ({ request })) }));
    });

  /** A user with a registry for @acme, a token for it, and a project that asks for one public and one private package. */
  function home(acme: Loopback, project: Readonly<Record<string, string>> = {}) {
    const dependencies = { "@acme/secret-plans": "^1.0.0", "calm-package": "^1.0.0" };
    return {
      ".npmrc": `@acme:registry=${acme.url}/\n//${acme.host}/:_authToken=s3cret-token\nhttps-proxy=http://ann:s3cret-pass@127.0.0.1:1/\n`,
      ".config/pnpm/config.yaml": "trustPolicy: no-downgrade\n",
      "project/.git/HEAD": "",
      "project/package.json": JSON.stringify({ name: "app", packageManager: "pnpm@11.1.0", dependencies }),
      "project/pnpm-workspace.yaml": "minimumReleaseAge: 4320\n",
      ...Object.fromEntries(Object.entries(project).map(([name, text]) => [`project/${name}`, text])),
    };
  }

  const endpoints = (servers: Readonly<Record<string, Loopback>>) =>
    Object.entries(servers).flatMap(([id, { url }]) => ["--endpoint", `${id}=${url}`]);

  it("tells who is asked and who says so, asks each source once, and tells private names to nobody else", async () => {
    const [own, acme, advisories, depsdev] = [await registry(), await registry(), await osv(), await depsDev()];
    const files = home(acme, {
      "custody.json": '{"minimumReleaseAge":"5 days"}',
      ".npmrc": "//evil.example/:_authToken=${X}",
    });
    const { code, out, err } = await inFolder(files, (folder) =>
      program(folder, ["doctor", ...endpoints({ registry: own, osv: advisories, depsdev })]),
    );
    assert.equal(err, "");
    assert.equal(code, 0, out);
    const flat = out.replace(/\s+/g, " ");
    assert.match(out, /^custody \d+\.\d+\.\d+, Node \d/);
    assert.match(
      flat,
      new RegExp(
        `answers: registry ${own.url}/, asked about calm-package, in \\d+ ms; gives dates, publishers and owners`,
      ),
    );
    assert.match(flat, new RegExp(`answers: registry ${acme.url}/, asked about @acme/secret-plans, in \\d+ ms`));
    assert.match(flat, new RegExp(`answers: OSV ${advisories.url}, asked about calm-package`));
    assert.match(flat, new RegExp(`answers: deps.dev ${depsdev.url}, asked about calm-package`));
    assert.match(
      flat,
      new RegExp(
        `@acme: ${acme.url}/ \\("@acme:registry" in \\S+/\\.npmrc\\), with a token of "//${acme.host}/:_authToken" in \\S+/\\.npmrc`,
      ),
    );
    assert.match(flat, /all other names: \S+ \("registry" in the endpoints\), without credentials/);
    assert.match(out, /minimum release age: 5 days/);
    assert.match(
      flat,
      /pnpm: releases younger than 3 days are refused \("minimumReleaseAge" in \S+pnpm-workspace\.yaml\)/,
    );
    assert.match(
      flat,
      /pnpm: releases with less evidence than those before are refused \("trustPolicy" in \S+config\.yaml\)/,
    );
    assert.match(flat, /Configured and not used "\/\/evil\.example\/:_authToken" in \S+ is not used/);
    assert.match(out, /All is well\.\n$/);
    assert.ok(!/s3cret/.test(out));
    for (const { requests, bodies } of [own, advisories, depsdev]) {
      assert.equal(requests.length, 1);
      assert.ok(!JSON.stringify([requests, bodies]).includes("secret-plans"));
    }
    assert.deepEqual(
      acme.requests.map(({ path, headers }) => [path, headers.authorization]),
      [["/@acme%2Fsecret-plans", "Bearer s3cret-token"]],
    );
  });

  it("asks about a name that everybody knows where the workspace has none that may be told", async () => {
    const [own, acme, advisories, depsdev] = [await registry(), await registry(), await osv(), await depsDev()];
    const files = { ...home(acme), "project/package.json": '{"dependencies":{"@acme/secret-plans":"1"}}' };
    const { out } = await inFolder(files, (folder) =>
      program(folder, ["doctor", "--format", "json", ...endpoints({ registry: own, osv: advisories, depsdev })]),
    );
    const report = JSON.parse(out);
    assert.equal(report.schema, 1);
    const asked = Object.fromEntries(
      report.sources.map((source: { url: string; asked: string }) => [source.url, source.asked]),
    );
    assert.equal(asked[`${acme.url}/`], "@acme/secret-plans");
    assert.ok(
      ![asked[`${own.url}/`], asked[advisories.url], asked[depsdev.url]].some((name) => /acme|secret/.test(name)),
    );
    assert.ok(!/s3cret/.test(out));
    assert.deepEqual(report.ways[0], { url: `${own.url}/` });
  });

  it("tells how the host of the organisation's policy is reached, and not what else its address holds", async () => {
    const [own, acme, advisories, depsdev] = [await registry(), await registry(), await osv(), await depsDev()];
    const organization = await serve((_, response) => response.end('{"minimumReleaseAge":"6 days"}'));
    const named = ["doctor", "--format", "json", ...endpoints({ registry: own, osv: advisories, depsdev })];
    const environment = { CUSTODY_POLICY: `${organization.url}/policy.json?key=s3cret` };
    const { out } = await inFolder(home(acme), (folder) => program(folder, named, environment));
    const { ways }: DoctorReport["network"] = JSON.parse(out);
    const way = ways.find(({ url }) => new URL(url).host === organization.host);
    assert.equal(way?.url, `${organization.url}/`);
    assert.ok(out.includes(`"${organization.url}/policy.json"`), out);
    assert.ok(!out.includes("s3cret"));
  });

  it("says what fails, with what to do, and ends with 1; with 3 where nobody answers", async () => {
    const [acme, advisories] = [await registry(), await osv()];
    const untrusted = await serve((_, response) => response.end("{}"), SERVER);
    const down = await osv();
    const files = home(acme);
    const servers = { registry: untrusted, osv: advisories, depsdev: down };
    await down.close();
    open.splice(open.indexOf(down), 1);
    const some = await inFolder(files, (folder) => program(folder, ["doctor", ...endpoints(servers)]));
    assert.equal(some.code, 1);
    assert.match(some.out, new RegExp(`FAILS: registry ${untrusted.url}/`));
    assert.match(
      some.out.replace(/\s+/g, " "),
      new RegExp(`To be mended \\(2\\) ${untrusted.host}: certificate not trusted; .* npm config set cafile`),
    );
    assert.match(some.out, new RegExp(`${down.host}: connection refused`));
    const nobody = { ...files, ".npmrc": "", "project/package.json": "{}" };
    const none = await inFolder(nobody, (folder) =>
      program(folder, ["doctor", ...endpoints({ registry: untrusted, osv: down, depsdev: down })]),
    );
    assert.equal(none.code, 3, none.out);
  });

  it("says where answers are kept, and that a folder cannot be written", async () => {
    const [own, advisories, depsdev] = [await registry(), await osv(), await depsDev()];
    const servers = endpoints({ registry: own, osv: advisories, depsdev });
    const files = { "project/package.json": "{}", "a-file": "" };
    await inFolder(files, async (folder) => {
      const cacheIn = async (place: string) => {
        const { code, out } = await program(folder, ["doctor", "--format", "json", ...servers], {
          CUSTODY_CACHE: place,
        });
        const { cache, troubles } = JSON.parse(out);
        return { code, cache, troubles };
      };
      const kept = await cacheIn(`${folder}/kept`);
      assert.deepEqual(
        [kept.code, kept.cache.folder, kept.cache.writable, kept.cache.answers, kept.troubles],
        [0, `${folder}/kept`, true, 0, []],
      );
      const blocked = await cacheIn(`${folder}/a-file`);
      assert.deepEqual([blocked.code, blocked.cache.writable], [1, false]);
      assert.match(blocked.troubles.join(), /kept in memory only: .*a-file: a file stands in its place; CUSTODY_CACHE/);
      const off = await cacheIn("off");
      assert.deepEqual([off.code, off.cache.off, off.cache.writable], [0, 'CUSTODY_CACHE is "off"', false]);
    });
  });

  it("says that a registry gives no publishers or dates", async () => {
    const mirror = await serve((request, response) => {
      const name = decodeURIComponent((request.url ?? "").slice(1));
      const { time: _, maintainers: __, ...rest } = calmPackument(name) as Record<string, unknown>;
      response.end(JSON.stringify(rest).replaceAll('"_npmUser"', '"_left"').replaceAll('"maintainers"', '"_out"'));
    });
    const [advisories, depsdev] = [await osv(), await depsDev()];
    const files = { ...home(mirror), ".npmrc": "" };
    const { out } = await inFolder(files, (folder) =>
      program(folder, ["doctor", ...endpoints({ registry: mirror, osv: advisories, depsdev })]),
    );
    assert.match(
      out.replace(/\s+/g, " "),
      /gives no dates, publishers and owners, so the rules about them stay unchecked/,
    );
  });

  it("reads as a person would want it", () => {
    const place = (key: string, file = "/home/ann/.npmrc") => ({ key, file });
    const report: DoctorReport = {
      version: "1.2.3",
      node: "24.21.0 on linux",
      folder: "/work/app",
      network: {
        tools: ["pnpm", "npm"],
        registries: [
          {
            scope: "",
            url: "https://npm.example/",
            named: place("registry"),
            credentials: undefined,
            withheld: undefined,
          },
          {
            scope: "@acme",
            url: "https://npm.example/",
            named: undefined,
            credentials: undefined,
            withheld:
              'its registry is not known, for "@acme:registry" in /work/app/.npmrc is not used: the project is not trusted',
          },
        ],
        ways: [
          { url: "https://npm.example/", proxy: undefined },
          {
            url: "https://osv.example/",
            proxy: {
              url: "http://proxy.example:8080",
              hasCredentials: true,
              ...place("HTTPS_PROXY", "the environment"),
            },
          },
          {
            url: "https://deps.example/",
            proxy: {
              url: "http://proxy.example:8080",
              hasCredentials: true,
              ...place("HTTPS_PROXY", "the environment"),
            },
          },
        ],
        exceptions: [{ hosts: [".corp.example"], ...place("noproxy") }],
        certificates: {
          authorities: [{ count: 2, ...place("cafile") }],
          extra: "/etc/extra.pem",
          system: { value: true, by: undefined, count: 140 },
          own: [{ shownTo: "//npm.example/", ...place("//npm.example/:certfile") }],
          strictSsl: { value: false, by: place("strict-ssl") },
          strictProxySsl: { value: true, by: undefined },
        },
        gates: [{ value: "3", ...place("min-release-age") }],
        unused: [{ message: "is not used: it belongs to no registry", ...place("_authToken") }],
      },
      sources: [
        {
          source: "registry",
          url: "https://npm.example/",
          asked: "chalk",
          status: "answers",
          reason: undefined,
          milliseconds: 120,
          gives: { time: true, publisher: false, maintainers: true },
          isUnknown: false,
        },
        {
          source: "osv",
          url: "https://osv.example",
          asked: "chalk",
          status: "fails",
          reason: "osv.example: no connection in time",
          milliseconds: 8000,
          gives: undefined,
          isUnknown: false,
        },
      ],
      cache: {
        contents: {
          folder: "/home/ann/.cache/custody",
          off: undefined,
          mostBytes: 200_000_000,
          shelves: [
            { kind: "histories", redirected: false, answers: 1389, bytes: 12_000_000, oldest: NOW - DAY, newest: NOW },
            { kind: "advisories", redirected: true, answers: 11, bytes: 500_000, oldest: NOW - 9 * DAY, newest: NOW },
          ],
        },
        trouble: undefined,
      },
      gates: [
        {
          manager: "pnpm",
          file: "/work/app/pnpm-workspace.yaml",
          setting: "trustPolicy",
          what: "releases with less evidence than those before are refused",
        },
      ],
      policy: {
        files: ["/work/app/custody.json"],
        minimumReleaseAgeMs: 3 * DAY,
        minimumReleaseAgeIsSet: true,
        privateScopes: ["@acme"],
        accepted: 1,
        switchedOff: ["unmaintained"],
      },
    };
    assert.equal(
      renderDoctorText(report, { paint: PLAIN, width: 200 }),
      `custody 1.2.3, Node 24.21.0 on linux, in /work/app

Sources
  answers: registry https://npm.example/, asked about chalk, in 120 ms; gives no publishers, so the rules about them stay unchecked
  FAILS: OSV https://osv.example, asked about chalk: osv.example: no connection in time

Registries
  all other names: https://npm.example/ ("registry" in /home/ann/.npmrc), without credentials
  @acme: nobody is asked, its registry is not known, for "@acme:registry" in /work/app/.npmrc is not used: the project is not trusted
  configured by the files of pnpm and npm

Proxies
  npm.example: directly
  osv.example and deps.example: through http://proxy.example:8080 ("HTTPS_PROXY" in the environment), with a name and password
  excepted from proxies: .corp.example ("noproxy" in /home/ann/.npmrc)

Certificates
  trusted authorities: Node's own; those of NODE_EXTRA_CA_CERTS (/etc/extra.pem); 2 of "cafile" in /home/ann/.npmrc; the operating system's (140) where the others do not suffice
  a certificate of yours is shown to //npm.example/ ("//npm.example/:certfile" in /home/ann/.npmrc)
  the certificates of registries are NOT checked ("strict-ssl" in /home/ann/.npmrc)

Cache
  /home/ann/.cache/custody, which can be written
  1,400 answers, 13 MB of at most 200 MB, the oldest of 2026-01-22

Policy
  /work/app/custody.json
  minimum release age: 3 days
  private scopes: @acme
  1 acceptance
  switched off: unmaintained

What package managers refuse themselves
  npm: "min-release-age" in /home/ann/.npmrc is 3
  pnpm: releases with less evidence than those before are refused ("trustPolicy" in /work/app/pnpm-workspace.yaml)

Configured and not used
  "_authToken" in /home/ann/.npmrc is not used: it belongs to no registry

To be mended (2)
  @acme is asked nothing: its registry is not known, for "@acme:registry" in /work/app/.npmrc is not used: the project is not trusted
  osv.example: no connection in time
`,
    );
  });
});
