import assert from "node:assert/strict";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { createEditorFetch } from "../../client/src/editorFetch";
import type { EditorFetch, EditorRequest } from "../../server/src/core/editorNetwork";
import type { HttpRequest, SourceId } from "../../server/src/core/world";
import { machineAuthorities } from "../../server/src/platform/authorities";
import { createConnections } from "../../server/src/platform/connections";
import { createElsewhere } from "../../server/src/platform/elsewhere";
import { createHttp, HTTP_LIMITS } from "../../server/src/platform/http";
import { config } from "../support/configDisk";
import { type Loopback, loopback } from "../support/loopback";
import { webProxy } from "../support/webProxy";

const never = new AbortController().signal;
const open: { close(): Promise<void> }[] = [];

async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Loopback> {
  const server = await loopback(answer);
  open.push(server);
  return server;
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

describe("the editor's own fetch", () => {
  const get = (url: string, differs: Partial<EditorRequest> = {}): EditorRequest => ({
    url,
    method: "GET",
    headers: { accept: "application/json", authorization: "Bearer x", cookie: "a=b" },
    mostBytes: 1_000,
    milliseconds: 8_000,
    ...differs,
  });

  it("puts the very same request, and brings the answer unpacked", async () => {
    const server = await serve((_, response) =>
      response.writeHead(200, { "content-encoding": "gzip", etag: '"1"', "x-other": "y" }).end(gzipSync('{"a":"ä"}')),
    );
    const editor = createEditorFetch(fetch);
    editor.allow([server.url]);
    assert.deepEqual(await editor.answer(get(`${server.url}/@a%2Fb`), never), {
      status: 200,
      headers: { etag: '"1"' },
      body: '{"a":"ä"}',
    });
    const [request] = server.requests;
    assert.equal(request?.path, "/@a%2Fb");
    assert.equal(request?.headers.authorization, "Bearer x");
    assert.equal(request?.headers.cookie, undefined);
  });

  it("puts a question with a body", async () => {
    const server = await serve((request, response) => request.pipe(response));
    const editor = createEditorFetch(fetch);
    editor.allow([server.url]);
    const answer = await editor.answer(get(server.url, { method: "POST", body: '{"q":1}' }), never);
    assert.ok("body" in answer);
    assert.equal(answer.body, '{"q":1}');
  });

  it("refuses every host that it was not told of, and asks nobody", async () => {
    const server = await serve((_, response) => response.end("{}"));
    const { host } = server;
    const editor = createEditorFetch(fetch);
    editor.allow(["https://registry.example", server.url.replace("127.0.0.1", "localhost")]);
    const refused = { failed: "this host is not one of those that may be asked" };
    for (const url of [
      server.url,
      `http://registry.example@${host}/`,
      `http://user:pass@${host.replace("127.0.0.1", "localhost")}/`,
      "https://registry.example:8443/",
      "http://registry.example/",
      "file:///etc/passwd",
      "nonsense",
    ]) {
      assert.deepEqual(await editor.answer(get(url), never), refused, url);
    }
    assert.deepEqual(server.requests, []);
  });

  it("refuses to do anything but ask", async () => {
    const server = await serve((_, response) => response.end("{}"));
    const editor = createEditorFetch(fetch);
    editor.allow([server.url]);
    const answer = await editor.answer({ ...get(server.url), method: "DELETE" as "GET" }, never);
    assert.deepEqual(answer, { failed: "no question is put in this way" });
    assert.deepEqual(server.requests, []);
  });

  it("follows no redirect, and says where it leads", async () => {
    const server = await serve((_, response) => response.writeHead(302, { location: "http://evil.example/" }).end());
    const editor = createEditorFetch(fetch);
    editor.allow([server.url]);
    const answer = await editor.answer(get(server.url), never);
    assert.deepEqual(answer, { status: 302, headers: { location: "http://evil.example/" }, body: "" });
  });

  it("ends with what is too large, too slow, or no more wanted", async () => {
    const server = await serve((request, response) => {
      if (request.url === "/large") {
        response.end("x".repeat(1_001));
      }
    });
    const editor = createEditorFetch(fetch);
    editor.allow([server.url]);
    assert.deepEqual(await editor.answer(get(`${server.url}/large`), never), { failed: "the answer is too large" });
    assert.ok("failed" in (await editor.answer(get(server.url, { milliseconds: 50 }), never)));
    assert.ok("failed" in (await editor.answer(get(server.url), AbortSignal.abort())));
  });
});

describe("a request that finds no way", () => {
  /** A machine whose proxy refuses everything, and an editor that knows a way. */
  async function machine(editorAnswers: EditorFetch["ask"], differs: { readonly isStrict?: boolean } = {}) {
    const proxy = await webProxy({ target: 1, refuse: 403 });
    open.push(proxy);
    const asked: EditorRequest[] = [];
    const allowed: string[] = [];
    const editor: EditorFetch = {
      allow: (origins) => void allowed.push(...origins),
      ask(request, signal) {
        asked.push(request);
        return editorAnswers(request, signal);
      },
    };
    const send = createHttp({
      connections: createConnections(
        config({ environment: { HTTPS_PROXY: `http://${proxy.host}` } }),
        machineAuthorities([]),
      ),
      limits: HTTP_LIMITS,
      elsewhere: createElsewhere({
        editor,
        origins: ["https://registry.example", "https://service.example"],
        isStrict: differs.isStrict ?? true,
        milliseconds: 5_000,
      }),
    });
    const ask = async (url: string, source: SourceId = "registry") => {
      const request: HttpRequest = {
        source,
        method: "GET",
        url,
        headers: { authorization: "Bearer x" },
        body: undefined,
      };
      const outcome = await send(request, never);
      return "answer" in outcome ? outcome.answer.json : outcome.failure.reason;
    };
    return { ask, asked, allowed, proxy };
  }
  const REFUSED = /through the proxy .*: the proxy refused \(403\)/;

  it("goes through the editor, and the next to the same host at once", async () => {
    const { ask, asked, allowed, proxy } = await machine(async () => ({ status: 200, headers: {}, body: '{"a":1}' }));
    assert.deepEqual(allowed, ["https://registry.example", "https://service.example"]);
    assert.deepEqual(await ask("https://registry.example/a"), { a: 1 });
    assert.deepEqual(await ask("https://registry.example/b"), { a: 1 });
    assert.deepEqual(
      asked.map(({ url, headers }) => `${url} ${headers.authorization}`),
      ["https://registry.example/a Bearer x", "https://registry.example/b Bearer x"],
    );
    assert.equal(proxy.requests.length, 1);
  });

  it("does not go through the editor to a host that only a project or a redirect names", async () => {
    const { ask, asked } = await machine(async () => ({
      status: 307,
      headers: { location: "https://elsewhere.example/a" },
      body: "",
    }));
    assert.match(String(await ask("https://elsewhere.example/a")), REFUSED);
    assert.deepEqual(asked, []);
    const reason = "registry.example: redirected to elsewhere.example, which is not followed";
    assert.equal(await ask("https://registry.example/a"), reason);
    assert.equal(asked.length, 1);
  });

  it("says what was wrong at first where the editor finds none either", async () => {
    const { ask } = await machine(async () => ({ failed: "net::ERR_FAILED" }));
    assert.match(String(await ask("https://registry.example/a")), REFUSED);
    const gone = await machine(() => Promise.reject(new Error("connection is closed")));
    assert.match(String(await gone.ask("https://registry.example/a")), REFUSED);
  });

  it("goes through an editor that checks no certificates for registries alone", async () => {
    const { ask } = await machine(async () => ({ status: 200, headers: {}, body: "{}" }), { isStrict: false });
    assert.deepEqual(await ask("https://registry.example/a"), {});
    assert.match(String(await ask("https://service.example/a", "osv")), REFUSED);
  });

  it("reads an answer of the editor like any other: status, validator, what is no JSON", async () => {
    const { ask } = await machine(async ({ url }) =>
      url.endsWith("/page")
        ? { status: 200, headers: {}, body: "<html>" }
        : { status: 404, headers: { etag: '"1"' }, body: '{"error":"none"}' },
    );
    assert.deepEqual(await ask("https://registry.example/a"), { error: "none" });
    assert.equal(await ask("https://registry.example/page"), "registry.example: answered HTML instead of JSON");
  });
});
