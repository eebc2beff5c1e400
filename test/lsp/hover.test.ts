import assert from "node:assert/strict";
import {
  CancellationTokenSource,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type Hover,
  HoverRequest,
  LSPErrorCodes,
} from "vscode-languageserver/node";
import type { Workspace } from "../../server/src/lsp/folders";
import { THEME_NOTIFICATION } from "../../server/src/lsp/protocol";
import { type ClientOptions, IS_TOLD, type LspClient, MANIFEST, startClient, workspaceOf } from "../support/lspClient";
import {
  assessment,
  evidence,
  type FakeService,
  fakeService,
  finding,
  history,
  release,
  report,
} from "../support/service";
import { NOW } from "../support/world";

const LOCKFILE = "file:///app/package-lock.json";
const HISTORY = history("axios", [release("1.14.0", 40, "ann"), release("1.14.1", 1, "bob")]);
const AXIOS = report("axios", "1.14.1", {
  assessment: assessment({
    level: "error",
    score: 12,
    summary: "by bob",
    findings: [finding("publisher-new", "info", "by bob")],
  }),
  evidence: evidence("axios", "1.14.1", { history: { status: "found", value: HISTORY, asOf: NOW } }),
});

let clients: LspClient[] = [];
let disk: Record<string, string> = {};

async function start(
  service: FakeService,
  options?: ClientOptions,
  differs: Partial<Workspace> = {},
): Promise<LspClient> {
  const workspace = workspaceOf(service, { readFile: async (path) => disk[path], ...differs });
  const client = await startClient(() => workspace, options);
  clients.push(client);
  return client;
}

/** Opens `marked` without its `$0` and hovers there. */
async function hover(client: LspClient, marked: string, uri = MANIFEST): Promise<Hover | null> {
  const offset = marked.indexOf("$0");
  await client.open(marked.replace("$0", ""), uri);
  const before = marked.slice(0, offset).split("\n");
  const position = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return client.connection.sendRequest(HoverRequest.type, { textDocument: { uri }, position });
}

function textOf(answer: Hover | null): string {
  assert.ok(answer !== null && typeof answer.contents === "object" && "value" in answer.contents);
  return answer.contents.value;
}

describe("hover", () => {
  afterEach(() => {
    for (const client of clients) {
      client.dispose();
    }
    clients = [];
    disk = {};
  });

  for (const [where, marked] of [
    ["the name", '{ "dependencies": { "ax$0ios": "^1.14.0" } }'],
    ["the spec", '{ "dependencies": { "axios": "^1.14.0$0" } }'],
    ["what is between", '{ "dependencies": { "axios": $0 "^1.14.0" } }'],
  ] as const) {
    it(`speaks on ${where}, of the text from name to spec`, async () => {
      const answer = await hover(await start(fakeService({ axios: AXIOS })), marked);
      assert.match(textOf(answer), /^\*\*axios\*\* 1\.14\.1 — \*\*at risk\*\* · score 12 of 100\n/);
      const end = marked.includes(": $0") ? 38 : 37;
      assert.deepEqual(answer?.range, { start: { line: 0, character: 21 }, end: { line: 0, character: end } });
    });
  }

  it("is silent elsewhere", async () => {
    assert.equal(
      await hover(await start(fakeService({ axios: AXIOS })), '{ "na$0me": "x", "dependencies": { "axios": "1" } }'),
      null,
    );
  });

  it("has a picture only for who asked for one, in the theme's kind, also after a change", async () => {
    const marked = '{ "dependencies": { "$0axios": "1" } }';
    assert.doesNotMatch(textOf(await hover(await start(fakeService({ axios: AXIOS })), marked)), /data:image/);
    const client = await start(fakeService({ axios: AXIOS }), { initializationOptions: { pictures: "dark" } });
    const dark = textOf(await hover(client, marked));
    await client.connection.sendNotification(THEME_NOTIFICATION, { pictures: "light" });
    const light = textOf(await hover(client, marked));
    assert.match(dark, /!\[Release timeline of axios, .*\]\(data:image\/svg\+xml;base64,/);
    assert.match(light, /data:image/);
    assert.notEqual(dark, light);
  });

  it("ignores a kind of picture that it does not know", async () => {
    const client = await start(fakeService({ axios: AXIOS }), {
      initializationOptions: { pictures: "__proto__", trusted: "yes" },
    });
    assert.doesNotMatch(textOf(await hover(client, '{ "dependencies": { "$0axios": "1" } }')), /data:image/);
  });

  it("says at error whether node_modules holds that very version", async () => {
    disk["/app/node_modules/axios/package.json"] = '{"name":"axios","version":"1.14.1"}';
    const text = textOf(
      await hover(await start(fakeService({ axios: AXIOS })), '{ "dependencies": { "$0axios": "1" } }'),
    );
    assert.match(text, /node_modules holds this version now/);
  });

  it("looks for an alias under its own name, and above the member's folder", async () => {
    disk["/app/node_modules/http/package.json"] = '{"name":"axios","version":"1.13.0"}';
    const text = textOf(
      await hover(
        await start(fakeService({ http: AXIOS })),
        '{ "dependencies": { "$0http": "npm:axios@1" } }',
        "file:///app/packages/a/package.json",
      ),
    );
    assert.match(text, /node_modules holds 1\.13\.0, not this version/);
  });

  it("looks for what pnpm has locked where pnpm keeps it, whatever stands at the top", async () => {
    const marked =
      "lockfileVersion: '9.0'\n\npackages:\n\n  $0axios@1.14.1:\n    resolution: {integrity: sha512-AA==}\n\nsnapshots:\n\n  axios@1.14.1: {}\n";
    disk["/app/node_modules/axios/package.json"] = '{"name":"axios","version":"1.13.0"}';
    const read = async () =>
      textOf(await hover(await start(fakeService({ axios: AXIOS })), marked, "file:///app/pnpm-lock.yaml"));
    assert.match(await read(), /node_modules holds 1\.13\.0, not this version/);
    disk["/app/node_modules/.pnpm/axios@1.14.1/node_modules/axios/package.json"] = '{"version":"1.14.1"}';
    assert.match(await read(), /node_modules holds this version now/);
  });

  it("reads the registry document of the locked package that is looked at", async () => {
    const shallow = report("axios", "1.14.1", {
      direct: false,
      paths: [["app", "x", "axios"]],
      evidence: evidence("axios", "1.14.1", { history: { status: "unasked", reason: "not direct" } }),
    });
    const service = fakeService({ axios: shallow, "deep:axios": AXIOS });
    const marked = '{ "lockfileVersion": 3, "packages": { "node_modules/$0axios": { "version": "1.14.1" } } }';
    const text = textOf(await hover(await start(service), marked, LOCKFILE));
    assert.match(text, /\*\*at risk\*\*/);
    assert.match(text, /Here because of app > x > axios\./);
  });

  it("answers about a locked package while the rest of its lockfile is still asked about", async () => {
    const service = fakeService({ axios: AXIOS, "deep:axios": AXIOS });
    service.hold();
    const marked = '{ "lockfileVersion": 3, "packages": { "node_modules/$0axios": { "version": "1.14.1" } } }';
    assert.match(textOf(await hover(await start(service), marked, LOCKFILE)), /\*\*at risk\*\*/);
  });

  it("says nothing early of a locked package that comes from elsewhere than a registry", async () => {
    const service = fakeService({});
    service.hold();
    const resolved = "git+ssh://git@git.example/axios.git#0123456789012345678901234567890123456789";
    const entry = JSON.stringify({ version: "1.14.1", resolved });
    const marked = `{ "lockfileVersion": 3, "packages": { "node_modules/$0axios": ${entry} } }`;
    const answer = hover(await start(service), marked, LOCKFILE);
    await service.asked(1);
    service.letGo();
    assert.equal(await answer, null);
  });

  it("keeps the lockfile's own finding where the release alone is clear", async () => {
    const shallow = report("axios", "1.14.1", {
      assessment: assessment({
        level: "warning",
        score: 40,
        findings: [finding("lock-host", "warning", "another host")],
      }),
      evidence: evidence("axios", "1.14.1", { history: { status: "unasked", reason: "not direct" } }),
    });
    const service = fakeService({ axios: shallow, "deep:axios": report("axios", "1.14.1") });
    const marked = '{ "lockfileVersion": 3, "packages": { "node_modules/$0axios": { "version": "1.14.1" } } }';
    assert.match(textOf(await hover(await start(service), marked, LOCKFILE)), /\| \[lock-host\]/);
  });

  it("says why a dependency is not judged", async () => {
    const service = fakeService({});
    service.notes.a = { text: "comes from git, not from a registry", level: "none" };
    const text = textOf(await hover(await start(service), '{ "dependencies": { "$0a": "github:o/r" } }'));
    assert.equal(text, "**a** github:o/r — not judged\n\ncomes from git, not from a registry.");
  });

  for (const [formats, kind, begins] of [
    [["plaintext"], "plaintext", "axios 1.14.1 — "],
    [["plaintext", "markdown"], "plaintext", "axios 1.14.1 — "],
    [["markdown", "plaintext"], "markdown", "**axios** 1.14.1 — "],
  ] as const) {
    it(`is ${kind} for a client that likes to be told in ${formats.join(", then ")}`, async () => {
      const capabilities = {
        ...IS_TOLD,
        textDocument: { ...IS_TOLD.textDocument, hover: { contentFormat: [...formats] } },
      };
      const answer = await hover(
        await start(fakeService({ axios: AXIOS }), { capabilities }),
        '{ "dependencies": { "$0axios": "1" } }',
      );
      assert.ok(answer !== null && typeof answer.contents === "object" && "kind" in answer.contents);
      assert.equal(answer.contents.kind, kind);
      assert.ok(answer.contents.value.startsWith(begins), answer.contents.value);
    });
  }

  for (const [title, initializationOptions, at, isSaid] of [
    ["on the name", { showsDiagnosticsInHover: true }, '"$0axios": "1"', true],
    ["on the version, below the diagnostic", { showsDiagnosticsInHover: true }, '"axios": "$01"', false],
    ["on the version, where no diagnostic is shown with it", {}, '"axios": "$01"', true],
  ] as const) {
    it(`says the verdict ${isSaid ? "" : "only once "}${title}`, async () => {
      const client = await start(fakeService({ axios: AXIOS }), { initializationOptions });
      const text = textOf(await hover(client, `{ "dependencies": { ${at} } }`));
      assert.equal(text.includes("\n\nBy bob.\n\n"), isSaid, text);
      assert.ok(text.startsWith("**axios** 1.14.1 — **"), text);
    });
  }

  it("waits for its own line only", async () => {
    const service = fakeService({ axios: AXIOS });
    const client = await start(service);
    await client.open('{ "dependencies": { "axios": "1" } }');
    await client.diagnostics();
    service.hold();
    await client.change('"axios"', '"new": "1", "axios"');
    const answer = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: MANIFEST },
      position: { line: 0, character: 35 },
    });
    assert.match(textOf(answer), /axios/);
  });

  it("waits for the text to be read where it comes before that, and not for the network", async () => {
    const service = fakeService({ axios: AXIOS });
    let goOn: (() => void) | undefined;
    let isBusy = false;
    const breathe = () => (isBusy ? new Promise<void>((resolve) => (goOn = resolve)) : undefined);
    const client = await start(service, {}, { breathe });
    await client.open('{ "dependencies": { "axios": "1" } }');
    await client.diagnostics();
    service.hold();
    isBusy = true;
    await client.change('"axios"', '"new": "1", "axios"');
    const answer = client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: MANIFEST },
      position: { line: 0, character: 35 },
    });
    await client.until(() => client.statuses.at(-1)?.state === "checking");
    isBusy = false;
    goOn?.();
    assert.match(textOf(await answer), /axios/);
  });

  it("can be called off", async () => {
    const service = fakeService({ axios: AXIOS });
    service.hold();
    const client = await start(service);
    await client.open('{ "dependencies": { "axios": "1" } }');
    const source = new CancellationTokenSource();
    const answer = client.connection.sendRequest(
      HoverRequest.type,
      { textDocument: { uri: MANIFEST }, position: { line: 0, character: 22 } },
      source.token,
    );
    await service.asked(1);
    source.cancel();
    await assert.rejects(answer, { code: LSPErrorCodes.RequestCancelled });
  });

  it("is dropped when the text has changed meanwhile", async () => {
    const service = fakeService({ axios: AXIOS });
    service.hold();
    const client = await start(service);
    await client.open('{ "dependencies": { "axios": "1" } }');
    const answer = client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: MANIFEST },
      position: { line: 0, character: 22 },
    });
    const dropped = assert.rejects(answer, { code: LSPErrorCodes.ContentModified });
    await service.asked(1);
    await client.change("{ ", "{\n");
    await dropped;
  });

  it("is answered under newer circumstances where only these have changed meanwhile", async () => {
    const service = fakeService({ axios: AXIOS });
    service.hold();
    const client = await start(service);
    await client.open('{ "dependencies": { "axios": "1" } }');
    const answer = client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri: MANIFEST },
      position: { line: 0, character: 22 },
    });
    await service.asked(1);
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: "file:///app/custody.json", type: FileChangeType.Changed }],
    });
    const asked = client.pull();
    await service.asked(2);
    service.letGo();
    assert.match(JSON.stringify((await answer)?.contents), /axios/);
    await asked;
  });
});
