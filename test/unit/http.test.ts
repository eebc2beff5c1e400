import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import type { HttpRequest } from "../../server/src/core/world";
import { createHttp, HTTP_LIMITS } from "../../server/src/platform/http";
import { direct } from "../support/connections";
import { type Loopback, loopback } from "../support/loopback";

const never = new AbortController().signal;
const send = createHttp({ connections: direct(), limits: HTTP_LIMITS });

function get(url: string, headers: Readonly<Record<string, string>> = {}): HttpRequest {
  return { source: "registry", method: "GET", url, headers, body: undefined };
}

describe("a request over HTTP", () => {
  const servers: Loopback[] = [];
  const serve = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
    const server = await loopback(answer);
    servers.push(server);
    return server;
  };

  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  const document = { name: "a", list: Array.from({ length: 200 }, (_, i) => `entry ${i}`) };
  const text = JSON.stringify(document);
  const encodings: readonly (readonly [encoding: string, body: Uint8Array])[] = [
    ["identity", Buffer.from(text)],
    ["gzip", gzipSync(text)],
    ["br", brotliCompressSync(text)],
    ["deflate", deflateSync(text)],
    ["gzip, br", brotliCompressSync(gzipSync(text))],
  ];
  for (const [encoding, body] of encodings) {
    it(`reads JSON in ${encoding}, and counts what came over the wire`, async () => {
      const { url } = await serve((_, response) => response.setHeader("content-encoding", encoding).end(body));
      assert.deepEqual(await send(get(url), never), {
        answer: { status: 200, json: document, bytes: body.length },
        retryAfter: undefined,
      });
    });
  }

  it("leaves nothing behind that would wake the process later", async () => {
    const { url } = await serve((_, response) => response.end("{}"));
    const [set, clear] = [globalThis.setTimeout, globalThis.clearTimeout];
    const deadlines = new Set<unknown>();
    let most = 0;
    Object.assign(globalThis, {
      setTimeout(run: () => void, ms?: number) {
        const timer = set(run, ms);
        if (ms === HTTP_LIMITS.totalMs) {
          deadlines.add(timer);
          most = Math.max(most, deadlines.size);
        }
        return timer;
      },
      clearTimeout(timer: NodeJS.Timeout) {
        deadlines.delete(timer);
        clear(timer);
      },
    });
    try {
      await send(get(url), never);
      await send(get(`${url}/again`), never);
    } finally {
      Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
    }
    assert.deepEqual([most, deadlines.size], [1, 0]);
  });

  it("says what it can read, who it is, and what the question's headers say", async () => {
    const server = await serve((_, response) => response.end("{}"));
    await send(get(`${server.url}/@a%2Fb`, { accept: "application/json", authorization: "Bearer x" }), never);
    const [request] = server.requests;
    assert.equal(request?.path, "/@a%2Fb");
    assert.equal(request?.headers["accept-encoding"], "gzip, br, deflate");
    assert.equal(request?.headers["user-agent"], "custody");
    assert.equal(request?.headers.accept, "application/json");
    assert.equal(request?.headers.authorization, "Bearer x");
  });

  const validators: readonly (readonly [
    title: string,
    headers: Record<string, string>,
    validator: string | undefined,
  ])[] = [
    ["its ETag", { etag: '"a"', "last-modified": "Sat, 31 Jan 2026 10:00:00 GMT" }, '"a"'],
    ["a weak ETag", { etag: 'W/"a"' }, 'W/"a"'],
    [
      "the date of its last change",
      { "last-modified": "Sat, 31 Jan 2026 10:00:00 GMT" },
      "Sat, 31 Jan 2026 10:00:00 GMT",
    ],
    ["no ETag without quotes", { etag: "a" }, undefined],
    ["no ETag of any length", { etag: `"${"a".repeat(300)}"` }, undefined],
    ["no date that is none", { "last-modified": "yesterday" }, undefined],
    ["nothing where there is nothing", {}, undefined],
  ];
  for (const [title, headers, validator] of validators) {
    it(`recognises an answer again by ${title}`, async () => {
      const { url } = await serve((_, response) => response.writeHead(200, headers).end("{}"));
      const outcome = await send(get(url), never);
      assert.equal("answer" in outcome ? outcome.answer.validator : "failed", validator);
    });
  }

  it("reads that nothing has changed, which has no body", async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(304, { etag: '"a"', "content-encoding": "gzip" }).end(),
    );
    assert.deepEqual(await send(get(url, { "if-none-match": '"a"' }), never), {
      answer: { status: 304, json: undefined, bytes: 0, validator: '"a"' },
      retryAfter: undefined,
    });
  });

  it("sends the digest of a body, for a cache, to an address that was named instead of a public one", async () => {
    const [cache, service] = [await serve((_, response) => response.end("{}")), await serve((_, r) => r.end("{}"))];
    const named = createHttp({ connections: direct(), limits: HTTP_LIMITS, namedServices: [`${cache.url}/osv`] });
    const body = { queries: ["ä"] };
    const post = (url: string): HttpRequest => ({ source: "osv", method: "POST", url, headers: {}, body });
    await named(post(`${cache.url}/osv/v1/querybatch`), never);
    await named(post(`${cache.url}/osver/v1/querybatch`), never);
    await named(get(`${cache.url}/osv/v1/vulns/MAL-1`), never);
    await named(post(`${service.url}/v1/querybatch`), never);
    // openssl dgst -md5 -binary, in base64url.
    assert.deepEqual(
      [...cache.requests, ...service.requests].map(({ headers }) => headers["custody-body-md5"]),
      ["zCfK0R7MxtcYjnd-rQvTqg", undefined, undefined, undefined],
    );
  });

  it("sends a body as JSON", async () => {
    let received = "";
    const { url } = await serve((request, response) => {
      request.setEncoding("utf8").on("data", (chunk: string) => {
        received += chunk;
      });
      request.on("end", () => response.end("[]"));
    });
    await send({ source: "osv", method: "POST", url, headers: {}, body: { queries: ["ä"] } }, never);
    assert.equal(received, '{"queries":["ä"]}');
  });

  it("reads JSON behind a byte-order mark", async () => {
    const { url } = await serve((_, response) => response.end('\ufeff{"a":1}'));
    const outcome = await send(get(url), never);
    assert.deepEqual("answer" in outcome && outcome.answer.json, { a: 1 });
  });

  for (const status of [400, 404, 500]) {
    it(`brings a ${status} with its JSON, or without`, async () => {
      let body = '{"error":"x"}';
      const { url } = await serve((_, response) => response.writeHead(status, { "retry-after": "3" }).end(body));
      assert.deepEqual(await send(get(url), never), {
        answer: { status, json: { error: "x" }, bytes: 13 },
        retryAfter: "3",
      });
      body = "package not found";
      const outcome = await send(get(url), never);
      assert.deepEqual("answer" in outcome && [outcome.answer.status, outcome.answer.json], [status, undefined]);
    });
  }

  describe("of which only some fields are read", () => {
    const reads = { name: "all", versions: { "*": { a: "all" } } } as const;
    const versions = Array.from({ length: 30_000 }, (_, i) => [`1.0.${i}`, { a: i, b: `${i}`.repeat(20) }] as const);
    const long = JSON.stringify({ name: "left", readme: "x".repeat(100_000), versions: Object.fromEntries(versions) });
    const wanted = {
      name: "left",
      versions: Object.fromEntries(versions.map(([version, { a }]) => [version, { a }])),
    };
    const short = '{"name":"left","readme":"","versions":{"1.0.0":{"a":1,"b":2}}}';
    const bodies: readonly (readonly [title: string, text: string, json: unknown])[] = [
      ["a short body", short, { name: "left", versions: { "1.0.0": { a: 1 } } }],
      ["a long body", long, wanted],
    ];
    for (const [title, text, json] of bodies) {
      for (const [encoding, body] of [
        ["identity", Buffer.from(text)],
        ["gzip", gzipSync(text)],
        ["br", brotliCompressSync(text)],
        ["deflate", deflateSync(text)],
        ["gzip, br", brotliCompressSync(gzipSync(text))],
      ] as const) {
        it(`leaves out the others of ${title} in ${encoding}`, async () => {
          const { url } = await serve((_, response) => response.setHeader("content-encoding", encoding).end(body));
          assert.deepEqual(await send({ ...get(url), reads }, never), {
            answer: { status: 200, json, bytes: body.length },
            retryAfter: undefined,
          });
        });
      }
    }

    it("reads a body that is short until it is unpacked", async () => {
      const text = `{"readme":"${"x".repeat(20_000_000)}","name":"left"}`;
      const body = gzipSync(text);
      const { url } = await serve((_, response) => response.setHeader("content-encoding", "gzip").end(body));
      const outcome = await send({ ...get(url), reads }, never);
      assert.ok(body.length < 60_000);
      assert.deepEqual("answer" in outcome && outcome.answer.json, { name: "left" });
    });

    it("gives way to others between the parts of a long body", async () => {
      let breaths = 0;
      const breathing = createHttp({
        connections: direct(),
        limits: HTTP_LIMITS,
        breathe: () => {
          breaths += 1;
          return undefined;
        },
      });
      const { url } = await serve((_, response) => response.setHeader("content-encoding", "gzip").end(gzipSync(long)));
      await breathing({ ...get(url), reads }, never);
      assert.ok(breaths > long.length / 100_000, `${breaths} times`);
    });

    for (const [title, text, reason] of [
      ["nothing", "", "answered nothing"],
      ["HTML", "\n<!doctype html><p>Sign in", "answered HTML instead of JSON"],
      ["half of it", long.slice(0, 400_000), "answer cut short"],
      ["something else", "OK", "answered something that is not JSON"],
      ["something behind it", `${long}x`, "answered something that is not JSON"],
    ] as const) {
      it(`says what came where it was ${title}`, async () => {
        const server = await serve((_, response) => response.end(text));
        const outcome = await send({ ...get(server.url), reads }, never);
        assert.equal("failure" in outcome && outcome.failure.reason, `${server.host}: ${reason}`);
      });
    }
  });

  it("keeps its connections for the next question", async () => {
    const ports = new Set<number | undefined>();
    const { url } = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end("{}");
    });
    for (let i = 0; i < 5; i++) {
      await send(get(url), never);
    }
    assert.ok(ports.size < 5, `${ports.size} connections`);
  });

  describe("that is redirected", () => {
    it("is followed on the same host, with its credentials", async () => {
      const server = await serve((request, response) =>
        request.url === "/old"
          ? response.writeHead(301, { location: "/new" }).end()
          : response.end(JSON.stringify({ path: request.url })),
      );
      const outcome = await send(get(`${server.url}/old`, { authorization: "Bearer x" }), never);
      assert.deepEqual("answer" in outcome && outcome.answer.json, { path: "/new" });
      assert.deepEqual(
        server.requests.map(({ headers }) => headers.authorization),
        ["Bearer x", "Bearer x"],
      );
    });

    it("never takes credentials to another host", async () => {
      const other = await serve((_, response) => response.end("{}"));
      const { url } = await serve((_, response) => response.writeHead(302, { location: `${other.url}/steal` }).end());
      for (const name of ["authorization", "Authorization"]) {
        const outcome = await send(get(url, { [name]: "Bearer x" }), never);
        assert.match(
          "failure" in outcome ? outcome.failure.reason : "",
          /redirected to 127\.0\.0\.1:\d+, which is not/,
        );
      }
      assert.deepEqual(other.requests, []);
    });

    it("is followed to another host without credentials", async () => {
      const other = await serve((_, response) => response.end('{"from":"other"}'));
      const { url } = await serve((_, response) => response.writeHead(307, { location: `${other.url}/` }).end());
      const outcome = await send(get(url), never);
      assert.deepEqual("answer" in outcome && outcome.answer.json, { from: "other" });
    });

    it("puts a body again only where it is asked to, and only to the same host", async () => {
      const other = await serve((_, response) => response.end("{}"));
      let location = "/again";
      let status = 308;
      const server = await serve((request, response) =>
        request.url === "/" ? response.writeHead(status, { location }).end() : response.end("{}"),
      );
      const post = () => send({ source: "osv", method: "POST", url: `${server.url}/`, headers: {}, body: {} }, never);
      assert.ok("answer" in (await post()));
      assert.equal(server.requests.at(-1)?.method, "POST");
      status = 302;
      assert.ok("failure" in (await post()));
      status = 307;
      location = other.url;
      assert.ok("failure" in (await post()));
      assert.deepEqual(other.requests, []);
    });

    for (const location of ["file:///etc/passwd", "ftp://x/", "http://[", "data:,{}"]) {
      it(`does not go to ${location}`, async () => {
        const { url } = await serve((_, response) => response.writeHead(302, { location }).end());
        const outcome = await send(get(url), never);
        assert.match("failure" in outcome ? outcome.failure.reason : "", /not followed/);
      });
    }

    it("does not go in circles", async () => {
      const server = await serve((_, response) => response.writeHead(302, { location: "/" }).end());
      const outcome = await send(get(server.url), never);
      assert.match("failure" in outcome ? outcome.failure.reason : "", /in circles/);
      assert.equal(server.requests.length, 5);
    });
  });
});
