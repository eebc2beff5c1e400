import assert from "node:assert/strict";
import { get, type IncomingHttpHeaders } from "node:http";
import { gunzipSync } from "node:zlib";
import { type Replica, startReplica } from "../replica/replica";
import { documentSource } from "../replica/sources";

const ABBREVIATED = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";
const FILLING = "words that fill a document up to where compressing it is worth the while ".repeat(20);

const scoped = {
  name: "@scope/a",
  description: FILLING,
  maintainers: [{ name: "alice", email: "alice@mail.example" }],
  "dist-tags": { latest: "1.1.0" },
  versions: {
    "1.0.0": { name: "@scope/a", version: "1.0.0", _npmUser: { name: "alice" }, maintainers: [{ name: "alice" }] },
    "1.1.0": {
      name: "@scope/a",
      version: "1.1.0",
      scripts: { postinstall: "node x.js" },
      dependencies: { b: "^1.0.0" },
      _npmUser: { name: "alice" },
      dist: { tarball: "https://registry.example/a.tgz" },
    },
  },
  time: {
    created: "2020-01-01T00:00:00.000Z",
    modified: "2021-01-01T00:00:00.000Z",
    "1.0.0": "2020-01-01T00:00:00.000Z",
    "1.1.0": "2021-01-01T00:00:00.000Z",
  },
};

interface Raw {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Unlike `fetch`, neither asks for compression nor undoes it, and sends the path as it is. */
function ask(url: string, headers: Record<string, string> = {}): Promise<Raw> {
  return new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    }).on("error", reject);
  });
}

async function json(url: string, headers: Record<string, string> = {}): Promise<Record<string, never>> {
  return JSON.parse((await ask(url, headers)).body.toString());
}

describe("the replica as the registry", () => {
  let replica: Replica;
  let url: string;
  const start = async (options = {}): Promise<void> => {
    replica = await startReplica({ own: false, documents: [documentSource([scoped])], ...options });
    url = replica.url("registry");
  };
  afterEach(() => replica.close());

  it("serves a whole document, whichever way its scope's slash is written", async () => {
    await start();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/registry\/$/);
    for (const path of ["@scope%2Fa", "@scope%2fa", "%40scope%2Fa", "@scope/a"]) {
      assert.deepEqual(await json(`${url}${path}`), scoped, path);
    }
  });

  it("answers 404 with npm's words for an unknown name", async () => {
    await start();
    const { status, body } = await ask(`${url}nothing`);
    assert.equal(status, 404);
    assert.equal(body.toString(), '{"error":"Not found"}');
  });

  it("answers 400, not an exception, for a broken percent-encoding", async () => {
    await start();
    assert.equal((await ask(`${url}%E0%A4%A`)).status, 400);
  });

  it("says how long an answer lasts and how to ask again, and answers 304", async () => {
    await start();
    const { headers } = await ask(`${url}@scope%2Fa`);
    assert.equal(headers["cache-control"], "public, max-age=300");
    assert.equal(headers["content-type"], "application/json");
    assert.equal(headers["last-modified"], "Fri, 01 Jan 2021 00:00:00 GMT");
    assert.match(String(headers.etag), /^W\/"[0-9a-f]{40}"$/);
    const again = await ask(`${url}@scope%2Fa`, { "if-none-match": String(headers.etag) });
    assert.deepEqual([again.status, again.body.length], [304, 0]);
  });

  it("has another ETag once the document is another", async () => {
    await start({ asOf: "2020-06-01" });
    const before = (await ask(`${url}@scope%2Fa`)).headers.etag;
    replica.setAsOf("2021-06-01");
    const { status, headers } = await ask(`${url}@scope%2Fa`, { "if-none-match": String(before) });
    assert.equal(status, 200);
    assert.notEqual(headers.etag, before);
  });

  it("compresses where that is accepted, and says the same", async () => {
    await start();
    const plain = await ask(`${url}@scope%2Fa`);
    const packed = await ask(`${url}@scope%2Fa`, { "accept-encoding": "gzip, br" });
    assert.equal(packed.headers["content-encoding"], "gzip");
    assert.ok(packed.body.length < plain.body.length / 2);
    assert.deepEqual(gunzipSync(packed.body), plain.body);
  });

  it("serves the abbreviated form: no dates, no people, no scripts, but hasInstallScript", async () => {
    await start();
    const { headers, body } = await ask(`${url}@scope%2Fa`, { accept: ABBREVIATED });
    assert.equal(headers["content-type"], "application/vnd.npm.install-v1+json");
    assert.deepEqual(JSON.parse(body.toString()), {
      name: "@scope/a",
      "dist-tags": { latest: "1.1.0" },
      modified: "2021-01-01T00:00:00.000Z",
      versions: {
        "1.0.0": { name: "@scope/a", version: "1.0.0" },
        "1.1.0": {
          name: "@scope/a",
          version: "1.1.0",
          dependencies: { b: "^1.0.0" },
          dist: { tarball: "https://registry.example/a.tgz" },
          hasInstallScript: true,
        },
      },
    });
  });

  it("serves one manifest by version or tag, and 404 for another", async () => {
    await start();
    assert.deepEqual(await json(`${url}@scope%2Fa/1.0.0`), scoped.versions["1.0.0"]);
    assert.deepEqual(await json(`${url}@scope/a/latest`), scoped.versions["1.1.0"]);
    assert.equal((await ask(`${url}@scope%2Fa/9.9.9`)).status, 404);
  });

  it("does not know what is published later, in any form", async () => {
    await start({ asOf: "2020-06-01" });
    assert.deepEqual(Object.keys((await json(`${url}@scope%2Fa`)).versions ?? {}), ["1.0.0"]);
    assert.equal((await ask(`${url}@scope%2Fa/1.1.0`)).status, 404);
    assert.deepEqual(await json(`${url}@scope%2Fa/latest`), scoped.versions["1.0.0"]);
    replica.setAsOf("2019-01-01");
    assert.equal((await ask(`${url}@scope%2Fa`)).status, 404);
  });

  it("can leave out fields as some mirrors do, everywhere", async () => {
    await start({ omit: ["_npmUser", "maintainers", "time"] });
    const document = await json(`${url}@scope%2Fa`);
    assert.deepEqual(Object.keys(document), ["name", "description", "dist-tags", "versions"]);
    assert.deepEqual(document.versions?.["1.0.0"], { name: "@scope/a", version: "1.0.0" });
    assert.deepEqual(await json(`${url}@scope%2Fa/1.0.0`), { name: "@scope/a", version: "1.0.0" });
  });

  it("records what it was asked, in order, with headers", async () => {
    await start();
    await ask(`${url}@scope%2Fa`, { authorization: "Bearer made-up" });
    await ask(`${replica.url("osv")}/v1/vulns/X`);
    await ask(`${new URL("/elsewhere?x=1", url)}`);
    const seen = replica.requests.map(({ source, method, path }) => `${source} ${method} ${path}`);
    assert.deepEqual(seen, ["registry GET /@scope%2Fa", "osv GET /v1/vulns/X", "unknown GET /elsewhere?x=1"]);
    assert.equal(replica.requests[0]?.headers.authorization, "Bearer made-up");
    replica.forget();
    assert.equal(replica.requests.length, 0);
  });

  it("tells a program where it is and at which moment, by the environment", async () => {
    await start({ asOf: "2020-06-01" });
    assert.deepEqual(replica.environment(), {
      CUSTODY_CACHE: "off",
      CUSTODY_ENDPOINT_REGISTRY: url,
      CUSTODY_ENDPOINT_OSV: replica.url("osv"),
      CUSTODY_ENDPOINT_DEPSDEV: replica.url("depsdev"),
      CUSTODY_ENDPOINT_SCORECARD: replica.url("scorecard"),
      CUSTODY_AS_OF: "2020-06-01T00:00:00.000Z",
    });
  });

  it("refuses a moment that is no date", async () => {
    await start();
    assert.throws(() => replica.setAsOf("yesterday"), /a date such as .* not "yesterday"/);
  });
});
