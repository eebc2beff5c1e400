import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type AnswerBody, exchange, type WireResponse } from "../../server/src/platform/exchange";
import { Agent } from "../../server/src/platform/undici";
import { type Loopback, loopback } from "../support/loopback";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

describe("an exchange with a server", () => {
  // One connection at a time: the next question waits until it is free, or another one.
  const agent = new Agent({ connections: 1 });
  const open: Loopback[] = [];
  after(() => agent.destroy());
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  async function serve(handler: Handler): Promise<(path?: string, signal?: AbortSignal) => Promise<WireResponse>> {
    const server = await loopback(handler);
    open.push(server);
    const { origin } = new URL(server.url);
    return (path = "/", signal = new AbortController().signal) =>
      exchange(agent, { origin, path, method: "GET" }, signal);
  }

  async function textOf(body: AnswerBody): Promise<string> {
    let text = "";
    for (let part = await body.next(); part !== undefined; part = await body.next()) {
      text += part.toString();
    }
    return text;
  }

  it("gives the head, then the body in the order in which it came", async () => {
    const ask = await serve((_, response) => {
      response.setHeader("x-kind", "test");
      response.statusCode = 404;
      response.write("one ");
      response.write("two ");
      response.end("three");
    });
    const { statusCode, headers, body } = await ask();
    assert.deepEqual([statusCode, headers["x-kind"], await textOf(body)], [404, "test", "one two three"]);
    assert.equal(await body.next(), undefined, "and stays at its end");
  });

  it("takes no news of an answer for the answer", async () => {
    const ask = await serve((_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.end("whole");
    });
    const { statusCode, body } = await ask();
    assert.deepEqual([statusCode, await textOf(body)], [200, "whole"]);
  });

  it("lets the other side wait while nobody reads, and loses nothing", async () => {
    const part = "x".repeat(64 * 1024);
    const parts = 400;
    let written = 0;

    const ask = await serve(async (_, response) => {
      for (; written < parts; written++) {
        if (!response.write(part)) {
          await once(response, "drain");
        }
      }
      response.end();
    });
    const { body } = await ask();
    const first = await body.next();
    assert.ok((first?.length ?? 0) > 0);
    assert.ok(written < parts, "not all of it was sent before it was read");
    const rest = await textOf(body);
    assert.equal((first?.length ?? 0) + rest.length, part.length * parts);
  });

  it("ends with the reason of whoever ends it: before the answer, and in the middle of it", async () => {
    const reason = new Error("enough");
    const [early, late, before] = [new AbortController(), new AbortController(), new AbortController()];
    const ask = await serve((request, response) => {
      if (request.url === "/silent") {
        early.abort(reason);
      } else {
        response.write("half");
      }
    });
    await assert.rejects(ask("/silent", early.signal), reason);
    const { body } = await ask("/half", late.signal);
    assert.equal((await body.next())?.toString(), "half");
    const next = body.next();
    late.abort(reason);
    await assert.rejects(next, reason);
    before.abort(reason);
    await assert.rejects(ask("/", before.signal), reason);
  });

  it("tells of an answer that is cut off", async () => {
    const ask = await serve((request, response) => {
      if (request.url === "/head") {
        request.socket.destroy();
      } else {
        response.setHeader("content-length", "100");
        response.write("half", () => request.socket.destroy());
      }
    });
    await assert.rejects(ask("/head"), { code: "UND_ERR_SOCKET" });
    const { body } = await ask("/body");
    await assert.rejects(textOf(body), { code: "UND_ERR_SOCKET" });
  });

  it("uses a connection again whose answer nobody reads, unless there is too much of it", async () => {
    const sockets: Socket[] = [];
    const ask = await serve((request, response) => {
      sockets.push(request.socket);
      response.end(request.url === "/long" ? "x".repeat(10_000_000) : "moved");
    });
    (await ask("/short")).body.drop();
    await textOf((await ask("/again")).body);
    assert.ok(sockets[0] === sockets[1]);
    const long = await ask("/long");
    const [, , socket] = sockets;
    const closed = new Promise((resolve) => socket?.once("close", resolve));
    long.body.drop();
    await closed;
    await textOf((await ask("/after")).body);
    assert.ok(sockets[2] !== sockets[3]);
  });
});
