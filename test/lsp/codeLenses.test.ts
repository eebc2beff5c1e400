import assert from "node:assert/strict";
import { type CodeLens, CodeLensRequest } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { PackageReport } from "../../server/src/core/model";
import { fixture } from "../support/fixture";
import { type ClientOptions, IS_TOLD, type LspClient, MANIFEST, startClient, workspaceOf } from "../support/lspClient";
import { assessment, type FakeService, fakeService, finding, report } from "../support/service";

const WORKSPACE = "file:///app/pnpm-workspace.yaml";
const LOCKFILE = "file:///app/package-lock.json";

const flagged = (level: "error" | "warning" | "info", rule: string) =>
  report("it", "1.0.0", { assessment: assessment({ level, score: 10, findings: [finding(rule, level, "it is so")] }) });
const named = (name: string, differs: PackageReport): PackageReport => ({
  ...differs,
  subject: { name, version: "1.0.0" },
});

const REPORTS = {
  risk: named("risk", flagged("error", "trust-downgraded")),
  look: named("look", flagged("warning", "publisher-new")),
  passed: named("passed", flagged("info", "maintainers-replaced")),
  known: named("known", flagged("info", "vulnerable")),
  silent: report("silent", "1.0.0", { assessment: assessment({ level: "unchecked", score: undefined }) }),
  calm: report("calm", "1.0.0"),
  quiet: report("quiet", "1.0.0"),
  other: { ...report("quiet", "1.0.0") },
  allowed: {
    ...named("allowed", flagged("warning", "publisher-new")),
    accepted: { rules: [], reason: "", until: "" },
  },
};

let clients: LspClient[] = [];

async function start(service: FakeService, options?: ClientOptions): Promise<LspClient> {
  const client = await startClient(() => workspaceOf(service), options);
  clients.push(client);
  return client;
}

async function lensesOf(client: LspClient, uri = MANIFEST): Promise<readonly CodeLens[]> {
  return (await client.connection.sendRequest(CodeLensRequest.type, { textDocument: { uri } })) ?? [];
}

/** Asserts that the lenses are those drawn in `source`, each under the key that it is for. */
async function check(source: string, uri = MANIFEST, prepare: (service: FakeService) => void = () => undefined) {
  const { text, notes } = fixture(source);
  const service = fakeService(REPORTS);
  prepare(service);
  const client = await start(service);
  await client.open(text, uri);
  await client.diagnostics(uri);
  const document = TextDocument.create(uri, "json", 1, text);
  const actual = (await lensesOf(client, uri)).map(({ range, command }) => ({
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    text: command?.title,
  }));
  assert.deepEqual(actual, notes);
}

describe("code lenses", () => {
  afterEach(() => {
    for (const client of clients) {
      client.dispose();
    }
    clients = [];
  });

  it("count each release once, by what it asks of a person, above each block", () =>
    check(`{
  "name": "app",
  "dependencies": {
// ^^^^^^^^^^^^ Custody: 1 at risk · 1 to look at · 1 transferred · 1 to know · 1 accepted · 2 clear · 1 unchecked
    "risk": "1", "look": "1", "passed": "1", "known": "1", "silent": "1", "calm": "1", "quiet": "1", "other": "1", "allowed": "1"
  },
  "scripts": { "test": "mocha" },
  "devDependencies": {
// ^^^^^^^^^^^^^^^ Custody: 1 clear
    "calm": "1"
  },
  "overrides": { "calm": "1", "deep": { "risk": "1" } },
// ^^^^^^^^^ Custody: 1 at risk · 1 clear
  "peerDependencies": {}
}`));

  it("stand above each catalog of pnpm-workspace.yaml, and its overrides", async () => {
    const client = await start(fakeService(REPORTS));
    const text = `packages:
  - packages/*
catalog:
  calm: ^1.0.0
catalogs:
  old:
    look: ^1.0.0
overrides:
  risk: ^1.0.0
`;
    await client.open(text, WORKSPACE);
    await client.diagnostics(WORKSPACE);
    const document = TextDocument.create(WORKSPACE, "yaml", 1, text);
    assert.deepEqual(
      (await lensesOf(client, WORKSPACE)).map(({ range, command }) => [document.getText(range), command?.title]),
      [
        ["catalog", "Custody: 1 clear"],
        ["old", "Custody: 1 to look at"],
        ["overrides", "Custody: 1 at risk"],
      ],
    );
  });

  it("are one above a lockfile", async () => {
    const client = await start(fakeService(REPORTS));
    await client.open(
      '{ "lockfileVersion": 3, "packages": { "node_modules/risk": { "version": "1.0.0" }, "node_modules/calm": { "version": "1.0.0" } } }',
      LOCKFILE,
    );
    await client.diagnostics(LOCKFILE);
    const lenses = await lensesOf(client, LOCKFILE);
    assert.deepEqual(
      lenses.map(({ range, command }) => [range.start.line, command?.title]),
      [[0, "Custody: 1 at risk · 1 clear"]],
    );
  });

  it("count as unchecked whose version could not be found out, and leave out what is not from a registry", () =>
    check(
      `{ "dependencies": { "calm": "1", "gone": "1", "local": "file:." } }
// ^^^^^^^^^^^^ Custody: 1 clear · 1 unchecked
`,
      MANIFEST,
      ({ opens }) => {
        opens.gone = { why: "unanswered", reason: "the registry timed out" };
        opens.local = { why: "not-from-registry", reason: "comes from a file" };
      },
    ));

  it("are there at once, and told to be asked for again when more is known", async () => {
    const service = fakeService(REPORTS);
    service.hold();
    const client = await start(service);
    await client.open('{ "dependencies": { "calm": "1", "risk": "1" } }');
    assert.equal((await lensesOf(client))[0]?.command?.title, "Custody: 2 being checked");
    service.letGo();
    await client.until(() => client.redrawn.lenses === 1);
    assert.equal((await lensesOf(client))[0]?.command?.title, "Custody: 1 at risk · 1 clear");
  });

  it("keep their counts while somebody types", async () => {
    const service = fakeService(REPORTS);
    const client = await start(service);
    await client.open('{ "dependencies": { "calm": "1", "risk": "1" } }');
    await client.diagnostics();
    await lensesOf(client);
    service.hold();
    await client.change('"risk": "1"', '"risk": "1", "quiet": "1"');
    assert.equal((await lensesOf(client))[0]?.command?.title, "Custody: 1 at risk · 1 clear · 1 being checked");
  });

  it("run the command that the client has for it, and none where it has none", async () => {
    const text = '{ "dependencies": { "calm": "1" } }';
    const bare = await start(fakeService(REPORTS));
    await bare.open(text);
    await bare.diagnostics();
    assert.equal((await lensesOf(bare))[0]?.command?.command, "");
    const able = await start(fakeService(REPORTS), { initializationOptions: { showFindings: "some.command" } });
    await able.open(text);
    await able.diagnostics();
    assert.equal((await lensesOf(able))[0]?.command?.command, "some.command");
  });

  it("are none where they are switched off, and not offered to a client that knows none", async () => {
    const client = await start(fakeService(REPORTS), { settings: () => ({ codeLens: false }) });
    await client.open('{ "dependencies": { "calm": "1" } }');
    await client.diagnostics();
    assert.deepEqual(await lensesOf(client), []);
    const old = await start(fakeService(REPORTS), { capabilities: IS_TOLD });
    assert.equal(old.initialized.capabilities.codeLensProvider, undefined);
  });
});
