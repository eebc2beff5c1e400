import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { createLookups } from "../../server/src/core/lookup/createLookups";
import type { World } from "../../server/src/core/world";
import { createHttp, type HttpLimits } from "../../server/src/platform/http";
import { withPatience } from "../../server/src/platform/patience";
import { direct } from "../support/connections";
import { type Loopback, loopback } from "../support/loopback";
import { calmPackument, NOW } from "../support/world";

const never = new AbortController().signal;
/** Times that a busy machine does not reach; where time is what is tested, the case names a short one. */
const LIMITS: HttpLimits = { headersMs: 8_000, idleMs: 8_000, totalMs: 15_000, mostBytes: 100_000 };

/** A world whose registry is at `url`, over the real HTTP client, with no patience for real waiting. */
function worldAt(url: string, waits: number[] = [], limits = LIMITS): World {
  let now = NOW;
  const sendOnce = createHttp({ connections: direct(), limits });
  return {
    now: () => NOW,
    readFile: async () => undefined,
    stampOf: async () => undefined,
    foldersIn: async () => [],
    registry: () => ({ url: `${url}/`, headers: { authorization: "Bearer secret" }, isPrivate: false }),
    breathe: () => undefined,
    endpoints: { osv: url, depsdev: url },
    send: withPatience(sendOnce, {
      now: () => now,
      random: () => 0,
      async wait(milliseconds) {
        waits.push(milliseconds);
        now += milliseconds;
      },
    }),
  };
}

const create = (world: World) => createLookups(world, { privateScopes: [], offline: false });
const whole = JSON.stringify(calmPackument("a"));

type Answer = (request: IncomingMessage, response: ServerResponse, server: { readonly count: number }) => void;

describe("a registry at fault", () => {
  const servers: Loopback[] = [];
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.close()));
  });

  async function ask(answer: Answer, waits: number[] = [], limits = LIMITS) {
    let count = 0;
    const server = await loopback((request, response) => answer(request, response, { count: count++ }));
    servers.push(server);
    const lookups = create(worldAt(server.url, waits, limits));
    const history = await lookups.history("a", never);
    const reason = history.status === "unavailable" ? history.reason.replace(server.host, "HOST") : "";
    return { status: history.status, reason, tries: server.requests.length };
  }

  const cases: readonly (readonly [
    title: string,
    answer: Answer,
    reason: string,
    tries: number,
    limits?: Partial<HttpLimits>,
  ])[] = [
    ["that never answers", () => undefined, "HOST: timed out after 0.3 s", 1, { headersMs: 300 }],
    [
      "that begins and then says nothing more",
      (_, response) => response.write('{"name":'),
      "HOST: nothing more came for 0.3 s",
      1,
      { idleMs: 300 },
    ],
    [
      "that ends in the middle, and says so",
      (_, response) => response.end(whole.slice(0, 100)),
      "HOST: answer cut short",
      3,
    ],
    [
      "that closes in the middle of a measured answer",
      (_, response) => {
        response.writeHead(200, { "content-length": whole.length });
        response.write(whole.slice(0, 100), () => response.destroy());
      },
      "HOST: connection closed before the answer was complete",
      3,
    ],
    [
      "that closes in the middle of a chunked answer",
      (_, response) => response.write(whole.slice(0, 100), () => response.destroy()),
      "HOST: connection closed before the answer was complete",
      3,
    ],
    [
      "that packs half an answer",
      (_, response) => {
        const packed = gzipSync(whole);
        response.writeHead(200, { "content-encoding": "gzip" }).end(packed.subarray(0, packed.length / 2));
      },
      "HOST: answer could not be unpacked",
      3,
    ],
    [
      "that calls something packed which is not",
      (_, response) => response.writeHead(200, { "content-encoding": "br" }).end(whole),
      "HOST: answer could not be unpacked",
      3,
    ],
    [
      "that packs in a way nobody asked for",
      (_, response) => response.writeHead(200, { "content-encoding": "zstd" }).end(whole),
      "HOST: answered in an encoding that was not asked for (zstd)",
      1,
    ],
    [
      "that says too much",
      (_, response) => response.end(JSON.stringify({ name: "a", versions: {}, more: "x".repeat(100_000) })),
      "HOST: answer larger than 0.1 MB",
      1,
    ],
    [
      "that never stops",
      (_, response) => {
        response.write('{"readme":"');
        const more = () => {
          while (!response.destroyed && response.write("x".repeat(10_000))) {}
        };
        response.on("drain", more);
        more();
      },
      "HOST: answer larger than 0.1 MB",
      1,
    ],
    [
      "that packs a thousand times too much",
      (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(BOMB),
      "HOST: answer larger than 0.1 MB",
      1,
    ],
    [
      "that shows a page",
      (_, response) => response.writeHead(200, { "content-type": "text/html" }).end("\n<!doctype html><h1>Log in"),
      "HOST: answered HTML instead of JSON",
      1,
    ],
    ["that says something else", (_, response) => response.end("OK"), "HOST: answered something that is not JSON", 1],
    ["that says nothing", (_, response) => response.writeHead(204).end(), "HOST: answered nothing", 3],
    [
      "that says JSON of another kind",
      (_, response) => response.end("[1,2,3]"),
      "HOST: answered something that is not the registry document of this package",
      1,
    ],
    [
      "that nests ten thousand deep",
      (_, response) => response.end(`${"[".repeat(10_000)}${"]".repeat(10_000)}`),
      "HOST: answered something that is not the registry document of this package",
      1,
    ],
    [
      "that wants a login",
      (_, response) => response.writeHead(401).end("{}"),
      "HOST: access refused (401); log in there, or put a token for it into your own .npmrc",
      1,
    ],
    [
      "that refuses",
      (_, response) => response.writeHead(403).end("<html>"),
      "HOST: access refused (403); log in there, or put a token for it into your own .npmrc",
      1,
    ],
    ["that has trouble", (_, response) => response.writeHead(500).end(), "HOST: trouble on its side (500)", 3],
    [
      "that refuses and does not finish telling why",
      (_, response) => {
        response.writeHead(403, { "content-length": 100 });
        response.write("<h");
      },
      "HOST: access refused (403); log in there, or put a token for it into your own .npmrc",
      1,
      { idleMs: 300 },
    ],
    [
      "that wants to be left alone for an hour",
      (_, response) => response.writeHead(429, { "retry-after": "3600" }).end("{}"),
      "HOST: too many requests (429)",
      1,
    ],
    [
      "that hangs up",
      (request) => request.socket.destroy(),
      "HOST: connection closed before the answer was complete",
      3,
    ],
    ["that resets", (request) => request.socket.resetAndDestroy(), "HOST: connection reset", 3],
  ];
  for (const [title, answer, reason, tries, limits] of cases) {
    it(`${title} is unavailable, with the reason`, async () => {
      assert.deepEqual(await ask(answer, [], { ...LIMITS, ...limits }), { status: "unavailable", reason, tries });
    });
  }

  it("that says one letter at a time is not listened to for ever", async () => {
    const { reason, tries } = await ask(
      (_, response) => {
        const drip = setInterval(() => response.write(" "), 50);
        response.on("close", () => clearInterval(drip));
      },
      [],
      { ...LIMITS, totalMs: 400 },
    );
    assert.deepEqual([reason, tries], ["HOST: took longer than 0.4 s", 1]);
  });

  it("that has no such package says absent", async () => {
    const { status, tries } = await ask((_, response) => response.writeHead(404).end('{"error":"Not found"}'));
    assert.deepEqual([status, tries], ["absent", 1]);
  });

  it("is forgiven one reset", async () => {
    const { status, tries } = await ask((request, response, { count }) =>
      count === 0 ? request.socket.resetAndDestroy() : response.end(whole),
    );
    assert.deepEqual([status, tries], ["found", 2]);
  });

  it("gets the time that it asks for", async () => {
    const waits: number[] = [];
    const { status } = await ask((_, response, { count }) => {
      response.writeHead(count === 0 ? 429 : 200, { "retry-after": "2" }).end(whole);
    }, waits);
    assert.deepEqual([status, waits], ["found", [2000]]);
  });

  it("that sends the question elsewhere does not get the credentials sent after it", async () => {
    const thief = await loopback((_, response) => response.end(whole));
    servers.push(thief);
    const { reason } = await ask((_, response) => response.writeHead(302, { location: `${thief.url}/a` }).end());
    assert.equal(reason, `HOST: redirected to ${thief.host}, which is not followed`);
    assert.deepEqual(thief.requests, []);
  });

  it("where nobody listens is given up after five tries, for all packages together", async () => {
    const server = await loopback(() => undefined);
    await server.close();
    const lookups = create(worldAt(server.url));
    const names = Array.from({ length: 300 }, (_, i) => `p${i}`);
    const histories = await Promise.all(names.map((name) => lookups.history(name, never)));
    assert.deepEqual(
      new Set(histories.map((history) => history.status === "unavailable" && history.reason)),
      new Set([`${server.host}: connection refused`]),
    );
    // 16 were under way before the fifth had failed, each once.
    const requests = lookups.stats()[0]?.requests ?? 0;
    assert.ok(requests <= 32, `${requests} requests`);
  });

  it("that speaks something else than HTTP is unavailable", async () => {
    const server = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n", () => socket.destroySoon()));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const history = await create(worldAt(`http://127.0.0.1:${port}`)).history("a", never);
    await new Promise((resolve) => server.close(resolve));
    assert.equal(
      history.status === "unavailable" && history.reason,
      `127.0.0.1:${port}: answered something that is not HTTP`,
    );
  });

  it("that answers in plain where a certificate is due is unavailable", async () => {
    const server = await loopback((_, response) => response.end(whole));
    servers.push(server);
    const history = await create(worldAt(server.url.replace("http:", "https:"))).history("a", never);
    assert.equal(
      history.status === "unavailable" && history.reason,
      `${server.host}: no secure connection could be agreed on`,
    );
  });

  it("costs the other sources nothing", async () => {
    const server = await loopback((request, response) => {
      switch (request.url) {
        case "/v1/querybatch":
          response.end('{"results":[{}]}');
          break;
        case "/v3alpha/versionbatch":
          response.writeHead(500).end();
          break;
        default:
          request.socket.destroy();
      }
    });
    servers.push(server);
    const lookups = create(worldAt(server.url));
    const subjects = [{ name: "a", version: "1.0.0" }];
    const [history, advisories, depsDev] = await Promise.all([
      lookups.history("a", never),
      lookups.advisories(subjects, never),
      lookups.depsDev(subjects, never),
    ]);
    assert.equal(history.status, "unavailable");
    assert.equal(advisories.get("a@1.0.0")?.status, "found");
    assert.equal(depsDev.get("a@1.0.0")?.status, "unavailable");
    assert.deepEqual(
      lookups.stats().map(({ id, requests, failed }) => [id, requests, failed]),
      [
        ["registry", 3, 3],
        ["osv", 1, 0],
        ["depsdev", 3, 3],
        ["attestations", 0, 0],
        ["scorecard", 0, 0],
      ],
    );
  });
});

/** 50 MB of one letter in 50 KB. */
const BOMB = gzipSync(`{"readme":"${"x".repeat(50_000_000)}`);
