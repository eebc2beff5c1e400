import assert from "node:assert/strict";
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  DidSaveTextDocumentNotification,
  FileChangeType,
  type FileEvent,
} from "vscode-languageserver/node";
import type { CacheAccess } from "../../server/src/core/cacheContents";
import { parsePolicy } from "../../server/src/core/policy/parsePolicy";
import type { SourceCheck } from "../../server/src/core/sourceChecks";
import { readClientSupport, toServerCapabilities } from "../../server/src/lsp/capabilities";
import type { FolderOptions, Workspace } from "../../server/src/lsp/folders";
import { toPath } from "../../server/src/lsp/paths";
import {
  CLEAR_CACHE_REQUEST,
  DOCTOR_REQUEST,
  NETWORK_NOTIFICATION,
  RECHECK_REQUEST,
  SHOW_CACHE_REQUEST,
  TRUST_NOTIFICATION,
} from "../../server/src/lsp/protocol";
import {
  type ClientOptions,
  EAGER,
  IS_TOLD,
  type LspClient,
  MANIFEST,
  PULLS,
  startClient,
  workspaceOf,
} from "../support/lspClient";
import { assessment, type FakeService, fakeService, finding, report } from "../support/service";
import { NOTHING_CONFIGURED } from "../support/terminal";
import { NOW } from "../support/world";

const TEXT = '{ "dependencies": { "axios": "^1.14.0" } }';
const AXIOS = report("axios", "1.14.1", {
  assessment: assessment({
    level: "warning",
    score: 40,
    summary: "by bob",
    findings: [finding("publisher-new", "info", "by bob")],
  }),
});
const CALM = report("axios", "1.14.1");
const ANSWERS: SourceCheck = {
  source: "osv",
  url: "https://osv.example",
  asked: "chalk",
  status: "answers",
  reason: undefined,
  milliseconds: 12,
  gives: undefined,
  isUnknown: false,
};

let clients: LspClient[] = [];
let worlds: FolderOptions[] = [];

async function start(
  service: FakeService,
  options?: ClientOptions,
  differs: Partial<Workspace> = {},
): Promise<LspClient> {
  const create = (folder: FolderOptions) => {
    worlds.push(folder);
    return workspaceOf(service, differs);
  };
  const client = await startClient(create, options);
  clients.push(client);
  return client;
}

describe("the language server", () => {
  afterEach(() => {
    for (const client of clients) {
      client.dispose();
    }
    clients = [];
    worlds = [];
  });

  it("offers to a client what it can use", () => {
    const pulls = toServerCapabilities(readClientSupport(PULLS));
    assert.deepEqual(pulls.diagnosticProvider, {
      identifier: "custody",
      interFileDependencies: true,
      workspaceDiagnostics: true,
    });
    const bare = toServerCapabilities(readClientSupport({}));
    assert.deepEqual(
      [bare.diagnosticProvider, bare.codeActionProvider, bare.workspace],
      [undefined, undefined, undefined],
    );
    assert.equal(bare.hoverProvider, true);
  });

  it("builds one world for each folder, the innermost, and one for what lies outside", async () => {
    const folders = ["file:///app", "file:///app/inner", "file:///other%20one"];
    const client = await start(fakeService({ axios: CALM }), { folders });
    for (const uri of [
      "file:///app/a/package.json",
      "file:///app/b/package.json",
      "file:///app/inner/package.json",
      "file:///other%20one/package.json",
      "file:///elsewhere/package.json",
      "file:///apple/package.json",
    ]) {
      await client.open(TEXT, uri);
      await client.diagnostics(uri);
    }
    assert.deepEqual(
      worlds.map(({ root }) => root),
      ["/app", "/app/inner", "/other one", undefined],
    );
  });

  it("follows folders that come and go", async () => {
    const client = await start(fakeService({ axios: CALM }), { folders: [] });
    await client.open(TEXT);
    await client.diagnostics();
    await client.connection.sendNotification(DidChangeWorkspaceFoldersNotification.type, {
      event: { added: [{ uri: "file:///app", name: "app" }], removed: [] },
    });
    await client.until(() => client.refreshes > 0);
    await client.pull();
    assert.deepEqual(
      worlds.map(({ root }) => root),
      [undefined, "/app"],
    );
  });

  it("trusts nothing until it is told to, then builds the world anew", async () => {
    const client = await start(fakeService({ axios: CALM }));
    await client.open(TEXT);
    await client.diagnostics();
    await client.connection.sendNotification(TRUST_NOTIFICATION, { trusted: true });
    await client.until(() => client.refreshes > 0);
    await client.pull();
    assert.deepEqual(
      worlds.map(({ trusted }) => trusted),
      [false, true],
    );
  });

  it("hands the machine's endpoints to the world", async () => {
    const endpoints = { osv: "http://127.0.0.1:1", registry: 7 };
    const client = await start(fakeService({ axios: CALM }), { settings: () => ({ endpoints }) });
    await client.open(TEXT);
    await client.diagnostics();
    assert.deepEqual(worlds[0]?.endpoints, { osv: "http://127.0.0.1:1" });
  });

  it("asks for settings again when they have changed", async () => {
    let enable = true;
    const client = await start(fakeService({ axios: AXIOS }), { settings: () => ({ enable }) });
    await client.open(TEXT);
    assert.equal((await client.diagnostics()).length, 1);
    enable = false;
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await client.until(() => client.refreshes > 0);
    await client.until(() => client.statuses.at(-1)?.state === "checked");
    assert.deepEqual(await client.diagnostics(), []);
  });

  it("takes settings from a client that only sends them", async () => {
    const client = await start(fakeService({ axios: AXIOS }), { capabilities: IS_TOLD });
    await client.open(TEXT);
    await client.until(() => client.published.at(-1)?.diagnostics.length === 1);
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { custody: { enable: false } },
    });
    await client.until(() => client.published.at(-1)?.diagnostics.length === 0);
  });

  const events: readonly { title: string; send(client: LspClient): Promise<unknown> }[] = [
    {
      title: "the lockfile changes on disk",
      send: ({ connection }) =>
        connection.sendNotification(DidChangeWatchedFilesNotification.type, {
          changes: [{ uri: "file:///app/package-lock.json", type: FileChangeType.Changed }],
        }),
    },
    {
      title: "the document is saved",
      send: ({ connection }) =>
        connection.sendNotification(DidSaveTextDocumentNotification.type, { textDocument: { uri: MANIFEST } }),
    },
    { title: "the user says so", send: ({ connection }) => connection.sendRequest(RECHECK_REQUEST) },
  ];
  for (const { title, send } of events) {
    it(`judges again when ${title}`, async () => {
      const service = fakeService({ axios: AXIOS });
      const client = await start(service);
      await client.open(TEXT);
      assert.equal((await client.diagnostics()).length, 1);
      service.reports.axios = CALM;
      await send(client);
      await client.until(() => client.refreshes > 0);
      await client.pull();
      assert.deepEqual(await client.diagnostics(), []);
    });
  }

  it("forgets all answers when the user asks to check again, or who is asked is another", async () => {
    let isOutdated = false;
    const client = await start(fakeService({ axios: CALM }), {}, { isOutdated: (isNews) => isOutdated && isNews });
    await client.open(TEXT);
    await client.diagnostics();
    await client.connection.sendRequest(RECHECK_REQUEST);
    await client.until(() => client.refreshes === 1);
    await client.pull();
    assert.equal(worlds.length, 2);
    const changes: FileEvent[] = [{ uri: "file:///home/ann/.npmrc", type: FileChangeType.Changed }];
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    await client.until(() => client.refreshes === 2);
    await client.pull();
    assert.equal(worlds.length, 2);
    isOutdated = true;
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, { changes });
    await client.until(() => client.refreshes === 3);
    await client.pull();
    assert.equal(worlds.length, 3);
  });

  it("reaches the network as the editor does, and as it does after a change, without a restart", async () => {
    const network = { proxy: "http://proxy.example:1", noProxy: ["a.example", 7], proxyStrictSSL: false, extra: "x" };
    const client = await start(fakeService({ axios: CALM }), { initializationOptions: { network, canFetch: true } });
    await client.open(TEXT);
    await client.diagnostics();
    await client.connection.sendNotification(NETWORK_NOTIFICATION, { proxySupport: "off", proxy: 7 });
    await client.until(() => client.refreshes > 0);
    await client.pull();
    assert.deepEqual(
      worlds.map((world) => [JSON.stringify(world.network), world.canFetch]),
      [
        ['{"proxy":"http://proxy.example:1","noProxy":["a.example"],"proxyStrictSSL":false}', true],
        ['{"proxySupport":"off"}', true],
      ],
    );
  });

  it("has the files of the user's own configuration watched, each once, where the client can", async () => {
    const watched = { didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true } };
    const capabilities = { ...PULLS, workspace: { ...PULLS.workspace, ...watched } };
    const differs = { configFiles: ["/home/ann/.npmrc", "/home/ann/.config/pnpm/auth.ini"] };
    const client = await start(fakeService({ axios: CALM }), { capabilities }, differs);
    await client.open(TEXT);
    await client.diagnostics();
    await client.connection.sendRequest(RECHECK_REQUEST);
    await client.until(() => client.refreshes === 1);
    await client.pull();
    assert.equal(worlds.length, 2);
    const globs = client.registrations.flatMap(({ registerOptions }) => registerOptions?.watchers ?? []);
    assert.deepEqual(
      globs.map(({ globPattern }) => globPattern).filter((glob) => typeof glob !== "string"),
      [
        { baseUri: "file:///home/ann", pattern: ".npmrc" },
        { baseUri: "file:///home/ann/.config/pnpm", pattern: "auth.ini" },
      ],
    );
  });

  it("asks again, after the user has asked to check again, what was answered before", async () => {
    const client = await start(fakeService({ axios: CALM }));
    await client.open(TEXT);
    await client.diagnostics();
    await client.connection.sendRequest(RECHECK_REQUEST);
    await client.until(() => client.refreshes === 1);
    await client.pull();
    assert.deepEqual(
      worlds.map(({ freshSince }) => freshSince),
      [undefined, NOW],
    );
  });

  it("tells what is kept on disk, takes it away, and judges anew", async () => {
    let answers = 3;
    const cache: CacheAccess = {
      contents: async () => ({
        folder: "/home/ann/.cache/custody",
        off: undefined,
        mostBytes: 200_000_000,
        shelves:
          answers === 0
            ? []
            : [{ kind: "histories", redirected: false, answers, bytes: 1_200_000, oldest: NOW, newest: NOW }],
      }),
      trouble: () => undefined,
      clear: () => {
        answers = 0;
      },
    };
    const client = await start(fakeService({ axios: CALM }), { cache });
    await client.open(TEXT);
    await client.diagnostics();
    assert.equal(
      await client.connection.sendRequest(SHOW_CACHE_REQUEST),
      [
        "/home/ann/.cache/custody",
        "1.2 MB, at most 200 MB",
        "  registry: release histories  3 answers  1.2 MB  2026-01-31 to 2026-01-31",
        "",
      ].join("\n"),
    );
    assert.match(await client.connection.sendRequest(CLEAR_CACHE_REQUEST), /Nothing is kept yet/);
    await client.until(() => client.refreshes === 1);
    await client.pull();
    assert.equal(worlds.length, 2);
  });

  it("tells of a folder who is asked, by which rules, and how the cache is", async () => {
    const cache: CacheAccess = {
      contents: async () => ({ folder: "/cache", off: undefined, mostBytes: 200_000_000, shelves: [] }),
      trouble: () => "the disk is full",
      clear: () => undefined,
    };
    const service = fakeService({});
    const asked: string[] = [];
    const diagnose: FakeService["diagnose"] = async (path) => {
      asked.push(path);
      return { sources: [ANSWERS], gates: [] };
    };
    const workspace = workspaceOf({ ...service, diagnose }, { networkFacts: async () => NOTHING_CONFIGURED });
    const client = await startClient(() => workspace, {
      cache,
      settings: () => ({ privateScopes: ["@acme"], levels: { deprecated: "off" } }),
    });
    clients.push(client);
    const text = await client.connection.sendRequest<string>(DOCTOR_REQUEST, { uri: "file:///app" });
    assert.deepEqual(asked, ["/app"]);
    for (const part of [
      /^custody 0\.0\.0, Node 24\.21\.0 on linux, in \/app\n/,
      /\n {2}answers: OSV https:\/\/osv\.example, asked about chalk, in 12 ms\n/,
      /\nCache\n {2}\/cache, which FAILS: the disk is full\n {2}0 answers, 0\.0 MB of at most 200 MB\n/,
      /\n {2}private scopes: @acme\n {2}switched off: deprecated\n/,
      /\nTo be mended \(1\)\n {2}answers are kept in memory only: \/cache: the disk is full; /,
    ]) {
      assert.match(text, part);
    }
    assert.equal(await client.connection.sendRequest(DOCTOR_REQUEST, { uri: "untitled:x" }), null);
  });

  it("asks nobody where the user wants that, and says so", async () => {
    const workspace = workspaceOf(
      { ...fakeService({}), diagnose: () => assert.fail("somebody was asked") },
      { networkFacts: async () => NOTHING_CONFIGURED },
    );
    const client = await startClient(() => workspace, { settings: () => ({ offline: true }) });
    clients.push(client);
    const text = await client.connection.sendRequest<string>(DOCTOR_REQUEST, { uri: "file:///app" });
    assert.match(text, /^Nobody is asked: the setting custody\.offline is on\./);
  });

  it("says that nothing is kept where there is no cache", async () => {
    const client = await start(fakeService({}));
    assert.equal(await client.connection.sendRequest(SHOW_CACHE_REQUEST), "No answers are kept on disk.\n");
  });

  it("does not stir for what happens inside node_modules", async () => {
    const service = fakeService({ axios: AXIOS });
    const client = await start(service);
    await client.open(TEXT);
    await client.diagnostics();
    await client.connection.sendNotification(DidChangeWatchedFilesNotification.type, {
      changes: [{ uri: "file:///app/node_modules/axios/package.json", type: FileChangeType.Changed }],
    });
    await client.pull();
    assert.equal(client.refreshes, 0);
  });

  it("tells how a file stands: each release once, what is unchecked and why", async () => {
    const silent = (name: string) =>
      report(name, "1.0.0", {
        assessment: assessment({
          level: "unchecked",
          score: undefined,
          unchecked: [{ id: "osv", reason: "timed out" }],
        }),
      });
    const accepted = {
      ...AXIOS,
      subject: { name: "ok", version: "1.0.0" },
      accepted: { rules: [], reason: "", until: "" },
    };
    const client = await start(
      fakeService({ axios: AXIOS, a: silent("a"), b: silent("b"), calm: report("calm", "1.0.0"), ok: accepted }),
    );
    await client.open(
      '{ "dependencies": { "axios": "1", "a": "1", "b": "1", "calm": "1", "ok": "1" }, "devDependencies": { "axios": "1" } }',
    );
    await client.diagnostics();
    assert.equal(client.statuses[0]?.state, "checking");
    assert.deepEqual(client.statuses.at(-1), {
      uri: MANIFEST,
      state: "checked",
      counts: { error: 0, warning: 1, transferred: 0, info: 0, clear: 1, unchecked: 2, accepted: 1 },
      total: 6,
      pending: 0,
      checkedAt: NOW,
      reasons: ["OSV: timed out"],
      undecided: [],
      uncheckedSince: NOW,
      outages: [],
      noNetwork: false,
      offline: false,
      switchedOff: [],
    });
  });

  it("says nothing of its own to a client that has never heard of it", async () => {
    const unknown: string[] = [];
    const client = await start(fakeService({ axios: AXIOS }), { initializationOptions: null, pauses: EAGER });
    client.connection.onUnhandledNotification(({ method }) => unknown.push(method));
    await client.open('{ "dependencies": { "axios": "1" } }');
    const answer = await client.pull();
    assert.equal(answer.kind === "full" && answer.items.length, 1);
    assert.deepEqual([client.statuses, client.news, client.alarms, unknown], [[], 0, [], []]);
  });

  it("never makes a diagnostic of what is unchecked", async () => {
    const silent = report("axios", "1.0.0", { assessment: assessment({ level: "unchecked", score: undefined }) });
    const client = await start(fakeService({ axios: silent }));
    await client.open(TEXT);
    assert.deepEqual(await client.diagnostics(), []);
  });

  it("shows what is wrong with a policy, all of it", async () => {
    const client = await start(fakeService({}));
    const uri = "file:///app/custody.json";
    await client.open('{ "minimumReleaseAge": "soon", "colour": "red" }', uri);
    assert.equal((await client.diagnostics(uri)).length, 2);
  });

  const policies: readonly { title: string; trusted: boolean; organization?: object; says: readonly RegExp[] }[] = [
    { title: "nothing in a trusted workspace", trusted: true, says: [] },
    {
      title: "what loosens, in a workspace that is not trusted",
      trusted: false,
      says: [/^"minimumReleaseAge" is not applied: .*not trusted/, /^The level "off" of deprecated is not applied/],
    },
    {
      title: "what the organisation is stricter in",
      trusted: true,
      organization: { levels: { deprecated: "warning" } },
      says: [/^The level "off" of deprecated is not applied: .*your organisation/],
    },
  ];
  for (const { title, trusted, organization, says } of policies) {
    it(`shows on a policy what of it is not applied: ${title}`, async () => {
      const policy = organization && parsePolicy(JSON.stringify(organization), NOW, "organization");
      const differs: Partial<Workspace> =
        policy === undefined
          ? {}
          : { organization: async () => ({ source: "/etc/custody.json", policy, notice: undefined }) };
      const client = await startClient(() => workspaceOf(fakeService({}), differs), {
        initializationOptions: { trusted },
      });
      clients.push(client);
      const uri = "file:///app/custody.json";
      await client.open('{ "minimumReleaseAge": "1 day", "levels": { "deprecated": "off" } }', uri);
      const found = await client.diagnostics(uri);
      assert.equal(found.length, says.length);
      for (const [i, said] of says.entries()) {
        assert.match(String(found[i]?.message), said);
      }
    });
  }

  it("does not judge the manifests of what is installed", async () => {
    const client = await start(fakeService({ axios: AXIOS }));
    const uri = "file:///app/node_modules/x/package.json";
    await client.open(TEXT, uri);
    assert.deepEqual(await client.diagnostics(uri), []);
  });

  it("says nothing of documents that are no files", async () => {
    const client = await start(fakeService({ axios: AXIOS }));
    await client.open(TEXT, "untitled:package.json");
    assert.deepEqual(await client.diagnostics("untitled:package.json"), []);
  });

  it("lives on after a bug in the service, and says so in the log only", async () => {
    const service = fakeService({ axios: AXIOS });
    const document = service.document;
    const logged: string[] = [];
    const client = await start(service);
    client.connection.onNotification(
      "window/logMessage",
      ({ message }: { message: string }) => void logged.push(message),
    );
    await client.open(TEXT);
    const before = await client.diagnostics();
    service.document = () => Promise.reject(new Error("a bug"));
    await client.change("axios", "axios");
    await client.until(() => client.statuses.at(-1)?.state === "checked" && client.statuses.length >= 4);
    assert.deepEqual(await client.diagnostics(), before);
    assert.ok(logged.some((message) => message.includes("a bug")));
    service.document = document;
  });
});

describe("toPath", () => {
  const cases: readonly { title: string; uri: string; path: string | undefined }[] = [
    { title: "a path", uri: "file:///app/package.json", path: "/app/package.json" },
    { title: "what is encoded", uri: "file:///my%20app/%C3%A4%23/package.json", path: "/my app/ä#/package.json" },
    { title: "a drive", uri: "file:///c%3A/app/package.json", path: "c:/app/package.json" },
    { title: "a share", uri: "file://server/share/package.json", path: "//server/share/package.json" },
    { title: "a folder with its slash", uri: "file:///app/", path: "/app" },
    { title: "no path of another scheme", uri: "untitled:package.json", path: undefined },
    { title: "no path of what is no URI", uri: "package.json", path: undefined },
    { title: "no path of a broken escape", uri: "file:///%E0%A4%A", path: undefined },
  ];
  for (const { title, uri, path } of cases) {
    it(`reads ${title}`, () => assert.equal(toPath(uri), path));
  }
});
