import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import type { TLSSocket } from "node:tls";
import type { SourceId } from "../../server/src/core/world";
import { type MachineAuthorities, machineAuthorities } from "../../server/src/platform/authorities";
import { createConnections } from "../../server/src/platform/connections";
import { createHttp, HTTP_LIMITS } from "../../server/src/platform/http";
import { AUTHORITY, CLIENT, OTHER_AUTHORITY, SERVER } from "../support/certificates";
import { config, type Setup, USER } from "../support/configDisk";
import { type Loopback, loopback } from "../support/loopback";
import { socksProxy, type WebProxy, type WebProxyOptions, webProxy } from "../support/webProxy";

const never = new AbortController().signal;
const FILES = {
  "/c/ca.pem": AUTHORITY,
  "/c/other.pem": OTHER_AUTHORITY,
  "/c/cert.pem": CLIENT.cert,
  "/c/key.pem": CLIENT.key,
};
const NO_ONE: MachineAuthorities = { ...machineAuthorities([]), system: () => [] };
const MENTIONS_CAFILE =
  "certificate not trusted; if your network has an authority of its own, name its file: npm config set cafile /path/to/ca.pem";

describe("a connection", () => {
  const open: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    await Promise.all(open.splice(0).map((server) => server.close()));
  });

  /** A server that tells who showed a certificate, and under which name it was asked. */
  async function serve(tls?: Parameters<typeof loopback>[1]): Promise<Loopback & { readonly port: number }> {
    const server = await loopback((request, response) => {
      const socket = request.socket as TLSSocket;
      const subject = tls === undefined ? undefined : socket.getPeerCertificate().subject?.CN;
      response.end(JSON.stringify({ client: subject ?? null, host: request.headers.host, path: request.url }));
    }, tls);
    open.push(server);
    return { ...server, port: Number(new URL(server.url).port) };
  }

  async function serveProxy(options: WebProxyOptions): Promise<WebProxy> {
    const proxy = await webProxy(options);
    open.push(proxy);
    return proxy;
  }

  /** What came of asking under the given configuration: the answer, or the reason why there is none. */
  async function ask(
    setup: Setup,
    url: string,
    { source = "registry", machine = NO_ONE }: { source?: SourceId; machine?: MachineAuthorities } = {},
  ): Promise<unknown> {
    const connections = createConnections(config({ ...setup, files: FILES }), machine);
    const send = createHttp({ connections, limits: HTTP_LIMITS });
    const headers = { authorization: "Bearer token" };
    const outcome = await send({ source, method: "GET", url, headers, body: undefined }, never);
    return "answer" in outcome ? outcome.answer.json : outcome.failure.reason;
  }

  describe("to a server whose certificate nobody else knows", () => {
    it("is refused, with the way out", async () => {
      const { url, host, requests } = await serve(SERVER);
      assert.equal(await ask({}, `${url}/a`), `${host}: ${MENTIONS_CAFILE}`);
      assert.deepEqual(requests, []);
    });

    it("is refused with the wrong authority", async () => {
      const { url, host } = await serve(SERVER);
      assert.equal(await ask({ user: "cafile=/c/other.pem" }, `${url}/a`), `${host}: ${MENTIONS_CAFILE}`);
    });

    for (const source of ["registry", "osv", "depsdev", "attestations"] as const) {
      it(`is trusted with cafile, for ${source}`, async () => {
        const { url, host } = await serve(SERVER);
        const answer = await ask({ user: "cafile=/c/ca.pem" }, `${url}/a`, { source });
        assert.deepEqual(answer, { client: null, host, path: "/a" });
      });
    }

    it("is refused where only the project trusts it", async () => {
      const { url, host } = await serve(SERVER);
      const answer = await ask({ project: "cafile=/c/ca.pem | strict-ssl=false", trusted: true }, `${url}/a`);
      assert.equal(answer, `${host}: ${MENTIONS_CAFILE}`);
    });

    it("is trusted with the authorities of the operating system, unless the editor says not to", async () => {
      const { url, host } = await serve(SERVER);
      const machine = { ...NO_ONE, system: () => [AUTHORITY] };
      assert.deepEqual(await ask({}, `${url}/a`, { machine }), { client: null, host, path: "/a" });
      const refused = await ask({ editor: { systemCertificates: false } }, `${url}/a`, { machine });
      assert.equal(refused, `${host}: ${MENTIONS_CAFILE}`);
    });

    it("asks the operating system only where it has to, and once", async () => {
      const { url } = await serve(SERVER);
      let asked = 0;
      const system = () => {
        asked += 1;
        return [AUTHORITY];
      };
      await ask({ user: "cafile=/c/ca.pem" }, `${url}/a`, { machine: { ...NO_ONE, system } });
      assert.equal(asked, 0);
      const send = createHttp({
        connections: createConnections(config({}), { ...NO_ONE, system }),
        limits: HTTP_LIMITS,
      });
      const get = () => send({ source: "registry", method: "GET", url, headers: {}, body: undefined }, never);
      const outcomes = await Promise.all([get(), get(), get()]);
      assert.ok(outcomes.every((outcome) => "answer" in outcome));
      const before = asked;
      assert.ok("answer" in (await get()));
      assert.equal(asked, before);
    });

    it("is not checked for registries with strict-ssl=false, and for nobody else", async () => {
      const { url, host } = await serve(SERVER);
      const setup = { user: "strict-ssl=false" };
      for (const source of ["registry", "attestations"] as const) {
        assert.deepEqual(await ask(setup, `${url}/a`, { source }), { client: null, host, path: "/a" });
      }
      for (const source of ["osv", "depsdev", "scorecard"] as const) {
        assert.equal(await ask(setup, `${url}/a`, { source }), `${host}: ${MENTIONS_CAFILE}`);
      }
    });
  });

  describe("to a registry that asks for a certificate", () => {
    const tls = { ...SERVER, ca: AUTHORITY, requestCert: true, rejectUnauthorized: true };
    const pair = (host: string) => `//${host}/:certfile=/c/cert.pem | //${host}/:keyfile=/c/key.pem`;

    it("shows the one that the user has tied to it", async () => {
      const { url, host } = await serve(tls);
      const answer = await ask({ user: `cafile=/c/ca.pem | ${pair(host)}` }, `${url}/a`);
      assert.deepEqual(answer, { client: "ann", host, path: "/a" });
    });

    it("says what to do without one", async () => {
      // A fatal alert: handshake_failure, as most servers answer to a client that shows none.
      const server = createServer((socket) =>
        socket.on("error", () => undefined).once("data", () => socket.end(Uint8Array.of(21, 3, 3, 0, 2, 2, 40))),
      );
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
      open.push({ close: async () => void server.close() });
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      assert.equal(
        await ask({}, `https://${host}/a`),
        `${host}: no secure connection could be agreed on; if it asks for a certificate of yours, name that in your own .npmrc: //${host}/:certfile=/path/to/cert.pem and //${host}/:keyfile=/path/to/key.pem`,
      );
    });

    it("shows it to no other host and to no other service", async () => {
      const optional = await serve({ ...tls, rejectUnauthorized: false });
      const user = `cafile=/c/ca.pem | ${pair("127.0.0.1:1")}`;
      assert.deepEqual(await ask({ user }, `${optional.url}/a`), { client: null, host: optional.host, path: "/a" });
      const tied = `cafile=/c/ca.pem | ${pair(optional.host)}`;
      const answer = await ask({ user: tied }, `${optional.url}/a`, { source: "osv" });
      assert.deepEqual(answer, { client: null, host: optional.host, path: "/a" });
    });
  });

  describe("through a proxy", () => {
    const LOGIN = `Basic ${btoa("ann:pass")}`;
    const answered = { client: null, host: "registry.example", path: "/a" };

    it("reaches a registry with the proxy's name and password, which the registry does not see", async () => {
      const registry = await serve(SERVER);
      const proxy = await serveProxy({ target: registry.port, authorization: LOGIN });
      const user = `cafile=/c/ca.pem | https-proxy=http://ann:pass@${proxy.host}/`;
      assert.deepEqual(await ask({ user }, "https://registry.example/a"), answered);
      assert.deepEqual(proxy.requests, [`CONNECT registry.example:443 ${LOGIN}`]);
      assert.equal(registry.requests[0]?.headers["proxy-authorization"], undefined);
      assert.equal(registry.requests[0]?.headers.authorization, "Bearer token");
    });

    it("reaches a service through the editor's, with what the editor is set to show", async () => {
      const service = await serve(SERVER);
      const proxy = await serveProxy({ target: service.port, authorization: "Bearer x" });
      const editor = { proxy: `http://${proxy.host}`, proxyAuthorization: "Bearer x" };
      const setup = { user: "cafile=/c/ca.pem", editor };
      const answer = await ask(setup, "https://service.example/a", { source: "osv" });
      assert.deepEqual(answer, { ...answered, host: "service.example" });
    });

    it("says that the proxy wants a name and password, and who named it", async () => {
      const registry = await serve(SERVER);
      const proxy = await serveProxy({ target: registry.port, authorization: LOGIN });
      const setup = { user: `https-proxy=http://ann:wrong@${proxy.host}/` };
      assert.equal(
        await ask(setup, "https://registry.example/a"),
        `registry.example: through the proxy ${proxy.host} ("https-proxy" in ${USER}): the proxy asks for a name and password (407); write them into its address: http://NAME:PASSWORD@HOST:PORT`,
      );
    });

    it("says that the proxy refused", async () => {
      const proxy = await serveProxy({ target: 1, refuse: 403 });
      assert.equal(
        await ask({ environment: { HTTPS_PROXY: proxy.host } }, "https://registry.example/a"),
        `registry.example: through the proxy ${proxy.host} ("HTTPS_PROXY" in the environment): the proxy refused (403)`,
      );
    });

    it("says that there is no proxy", async () => {
      const proxy = await webProxy({ target: 1 });
      await proxy.close();
      assert.equal(
        await ask({ editor: { proxy: `http://${proxy.host}` } }, "https://registry.example/a"),
        `registry.example: through the proxy ${proxy.host} ("http.proxy" in the editor's settings): connection refused`,
      );
    });

    it("does not believe a certificate that the proxy puts in between", async () => {
      const impostor = await serve(SERVER);
      const proxy = await serveProxy({ target: impostor.port });
      const reason = String(await ask({ user: `https-proxy=http://${proxy.host}` }, "https://registry.example/a"));
      assert.ok(reason.endsWith(MENTIONS_CAFILE));
      assert.deepEqual(impostor.requests, []);
    });

    it("asks in the open for what is in the open, with the proxy's name and password", async () => {
      const registry = await serve();
      const proxy = await serveProxy({ target: registry.port, authorization: LOGIN });
      const setup = { user: `proxy=http://ann:pass@${proxy.host}` };
      assert.deepEqual(await ask(setup, "http://registry.example/a"), answered);
      assert.deepEqual(proxy.requests, [`GET http://registry.example/a ${LOGIN}`]);
      const refused = await ask({ user: `proxy=http://${proxy.host}` }, "http://registry.example/a");
      assert.match(String(refused), /the proxy asks for a name and password \(407\)/);
    });

    it("speaks TLS with the proxy itself, and checks its certificate unless the editor says not to", async () => {
      const registry = await serve(SERVER);
      const proxy = await serveProxy({ target: registry.port, tls: true });
      const trusted = `cafile=/c/ca.pem | https-proxy=https://${proxy.host}`;
      assert.deepEqual(await ask({ user: trusted }, "https://registry.example/a"), answered);
      const untrusted = { user: `strict-ssl=false | https-proxy=https://${proxy.host}` };
      assert.match(String(await ask(untrusted, "https://registry.example/a")), /certificate not trusted/);
      const lax = { ...untrusted, editor: { proxyStrictSSL: false } };
      assert.deepEqual(await ask(lax, "https://registry.example/a"), answered);
      // The certificate of the service behind the proxy is checked all the same.
      const service = await ask(lax, "https://service.example/a", { source: "osv" });
      assert.match(String(service), /certificate not trusted/);
    });

    it("shows a certificate to the registry behind it", async () => {
      const registry = await serve({ ...SERVER, ca: AUTHORITY, requestCert: true, rejectUnauthorized: true });
      const proxy = await serveProxy({ target: registry.port });
      const pair = "//registry.example/:certfile=/c/cert.pem | //registry.example/:keyfile=/c/key.pem";
      const user = `cafile=/c/ca.pem | https-proxy=http://${proxy.host} | ${pair}`;
      assert.deepEqual(await ask({ user }, "https://registry.example/a"), { ...answered, client: "ann" });
    });

    it("speaks SOCKS with one that does", async () => {
      const registry = await serve(SERVER);
      const proxy = await socksProxy({ target: registry.port, user: "ann:pass" });
      open.push(proxy);
      const user = `cafile=/c/ca.pem | https-proxy=socks5://ann:pass@${proxy.host}`;
      assert.deepEqual(await ask({ user }, "https://registry.example/a"), answered);
      assert.deepEqual(proxy.requests, ["SOCKS registry.example:443"]);
      assert.match(
        String(await ask({ user: `https-proxy=socks5://ann:pass@${proxy.host}` }, "https://registry.example/a")),
        /certificate not trusted/,
      );
    });

    it("never asks it for this machine", async () => {
      const { url, host } = await serve();
      const answer = await ask({ environment: { HTTP_PROXY: "http://127.0.0.1:1" } }, `${url}/a`);
      assert.deepEqual(answer, { client: null, host, path: "/a" });
    });
  });
});
