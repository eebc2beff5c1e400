import assert from "node:assert/strict";
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import {
  CodeActionRequest,
  HoverRequest,
  IPCMessageReader,
  IPCMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { createEditorFetch } from "../../client/src/editorFetch";
import {
  FETCH_ORIGINS_NOTIFICATION,
  FETCH_REQUEST,
  type FetchOriginsParams,
  type FetchParams,
} from "../../server/src/lsp/protocol";
import { startReplicaFor } from "../replica/moments";
import type { Replica } from "../replica/replica";
import { connectClient, type LspClient } from "../support/lspClient";
import { webProxy } from "../support/webProxy";

const MAIN = resolve(import.meta.dirname, "../../server/src/main.ts");
const WORKSPACE = resolve(import.meta.dirname, "../demo/workspaces/2026-03-31-axios");
const URI = pathToFileURL(`${WORKSPACE}/package.json`).href;
const TEXT = readFileSync(`${WORKSPACE}/package.json`, "utf8");

describe("the server's own process", () => {
  let replica: Replica;
  let child: ChildProcess;
  let client: LspClient;
  let proxy: Awaited<ReturnType<typeof webProxy>> | undefined;

  before(async () => {
    replica = await startReplicaFor("2026-03-31-axios");
  });
  after(() => replica.close());
  afterEach(async () => {
    const gone = once(child, "exit");
    client.dispose();
    child.kill();
    await Promise.all([gone, proxy?.close()]);
    proxy = undefined;
  });

  function environment(): NodeJS.ProcessEnv {
    return { ...process.env, ...replica.environment() };
  }

  async function connect(transport: "--stdio" | "--node-ipc"): Promise<void> {
    const options = { folders: [pathToFileURL(WORKSPACE).href], initializationOptions: { pictures: "dark" } };
    if (transport === "--node-ipc") {
      child = fork(MAIN, [transport], { env: environment(), execArgv: ["--import", "tsx"] });
      client = await connectClient(new IPCMessageReader(child), new IPCMessageWriter(child), options);
      return;
    }
    const spawned = spawn(process.execPath, ["--import", "tsx", MAIN, transport], {
      env: environment(),
      stdio: ["pipe", "pipe", "inherit"],
    });
    child = spawned;
    client = await connectClient(
      new StreamMessageReader(spawned.stdout),
      new StreamMessageWriter(spawned.stdin),
      options,
    );
  }

  for (const transport of ["--stdio", "--node-ipc"] as const) {
    it(`warns over ${transport} at the hour of an attack: on the line, with the evidence and the way back`, async () => {
      await connect(transport);
      await client.open(TEXT, URI);
      const said = await client.diagnostics(URI);
      const grave = said.find(({ severity }) => severity === 1);
      assert.match(String(grave?.message), /^axios 1\.14\.1: /);
      const line = TEXT.split("\n").findIndex((each) => each.includes('"axios"'));
      assert.equal(grave?.range.start.line, line);
      assert.ok(grave?.codeDescription?.href.endsWith(`/docs/rules/${grave.code}.md`));

      const position = grave.range.start;
      const hover = await client.connection.sendRequest(HoverRequest.type, { textDocument: { uri: URI }, position });
      const text = JSON.stringify(hover?.contents);
      assert.match(text, /\*\*axios\*\* 1\.14\.1 — \*\*at risk\*\*/);
      assert.match(text, /plain-crypto-js/);
      assert.match(text, /data:image\/svg\+xml;base64,/);

      const actions = await client.connection.sendRequest(CodeActionRequest.type, {
        textDocument: { uri: URI },
        range: grave.range,
        context: { diagnostics: [grave] },
      });
      assert.deepEqual(
        actions?.map((action) => action.title),
        ["Roll back axios to 1.14.0, then run npm install"],
      );
    });
  }

  it("asks through the editor where the network lets nobody else out", async () => {
    proxy = await webProxy({ target: 1, refuse: 403 });
    // What an earlier run kept on disk would be answered without a network.
    const { CUSTODY_AS_OF = "", CUSTODY_CACHE = "" } = replica.environment();
    const spawned = fork(MAIN, ["--node-ipc"], {
      env: { ...withoutEndpoints(process.env), HTTPS_PROXY: `http://${proxy.host}`, CUSTODY_AS_OF, CUSTODY_CACHE },
      execArgv: ["--import", "tsx"],
    });
    child = spawned;
    const hosts = ["registry", "osv", "depsdev"].map((id) => [id, `https://${id}.example`] as const);
    client = await connectClient(new IPCMessageReader(spawned), new IPCMessageWriter(spawned), {
      folders: [pathToFileURL(WORKSPACE).href],
      initializationOptions: { canFetch: true },
      settings: () => ({
        endpoints: Object.fromEntries(hosts),
        organizationPolicy: "https://policies.example/custody.json",
      }),
    });
    // The editor's way out: the replica, whoever is asked for.
    const ways = replica.environment();
    const policiesAsked: string[] = [];
    const editor = createEditorFetch(async (input, init) => {
      const { hostname, pathname } = new URL(String(input));
      if (hostname === "policies.example") {
        policiesAsked.push(pathname);
        return Response.json({ levels: { "trust-downgraded": "off" } });
      }
      const way = ways[`CUSTODY_ENDPOINT_${hostname.replace(".example", "").toUpperCase()}`];
      return fetch(`${way?.replace(/\/$/, "")}${pathname}`, init);
    });
    const origins: string[] = [];
    client.connection.onNotification(FETCH_ORIGINS_NOTIFICATION, (params: FetchOriginsParams) => {
      origins.push(...params.origins);
      editor.allow(params.origins);
    });
    client.connection.onRequest(FETCH_REQUEST, (params: FetchParams) =>
      editor.answer(params, new AbortController().signal),
    );
    await client.open(TEXT, URI);
    const said = await client.diagnostics(URI);
    assert.match(String(said.find(({ severity }) => severity === 1)?.message), /^axios 1\.14\.1: /);
    assert.deepEqual(policiesAsked, ["/custody.json"]);
    for (const url of [...hosts.map(([, each]) => each), "https://policies.example"]) {
      assert.ok(origins.includes(url), url);
    }
    assert.ok(proxy.requests.length > 0);
  });
});

function withoutEndpoints(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^CUSTODY_|proxy$/i.test(name)));
}
