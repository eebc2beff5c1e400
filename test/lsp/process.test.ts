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
import { startReplicaFor } from "../replica/moments";
import type { Replica } from "../replica/replica";
import { connectClient, type LspClient } from "../support/lspClient";

const MAIN = resolve(import.meta.dirname, "../../server/src/main.ts");
const WORKSPACE = resolve(import.meta.dirname, "../demo/workspaces/2026-03-31-axios");
const URI = pathToFileURL(`${WORKSPACE}/package.json`).href;
const TEXT = readFileSync(`${WORKSPACE}/package.json`, "utf8");

describe("the server's own process", () => {
  let replica: Replica;
  let child: ChildProcess;
  let client: LspClient;

  before(async () => {
    replica = await startReplicaFor("2026-03-31-axios");
  });
  after(() => replica.close());
  afterEach(async () => {
    const gone = once(child, "exit");
    client.dispose();
    child.kill();
    await gone;
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
      assert.match(text, /\*\*axios\*\* 1\.14\.1 — \*\*error\*\*/);
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
});
