import assert from "node:assert/strict";
import {
  DidChangeConfigurationNotification,
  type InlayHint,
  InlayHintRequest,
  InlayHintResolveRequest,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { PackageReport } from "../../server/src/core/model";
import { fixture } from "../support/fixture";
import { type ClientOptions, IS_TOLD, type LspClient, MANIFEST, startClient, workspaceOf } from "../support/lspClient";
import { assessment, type FakeService, fakeService, finding, report } from "../support/service";

const PNPM_LOCK = "file:///app/pnpm-lock.yaml";

const judged = (level: "error" | "warning" | "info", score: number, rule: string, what: string) =>
  assessment({ level, score, summary: what, findings: [finding(rule, level, what)] });

const AXIOS = report("axios", "1.14.1", {
  assessment: judged("error", 12, "trust-downgraded", "first of 42 releases without provenance"),
});
const EVENT_STREAM = report("event-stream", "3.3.6", {
  assessment: judged("warning", 41, "publisher-new", "by right9ctrl, who never published it before"),
});
const THROUGH = report("through2", "4.0.0", {
  assessment: judged("info", 78, "maintainers-replaced", "since 4.0.0 owned by rvagg"),
});
const QS = report("qs", "6.5.0", { assessment: judged("info", 70, "vulnerable", "GHSA-1 in 6.5.0") });
const YOUNG = report("chalk", "5.6.3", { assessment: judged("info", 79, "release-young", "published 5 h ago") });
const SILENT = report("left-pad", "1.3.0", { assessment: assessment({ level: "unchecked", score: undefined }) });
const ACCEPTED = { ...EVENT_STREAM, accepted: { rules: ["publisher-new"], reason: "seen", until: "2026-03-01" } };
const ALL = { axios: AXIOS, "event-stream": EVENT_STREAM, through2: THROUGH, qs: QS, chalk: YOUNG, "left-pad": SILENT };

let clients: LspClient[] = [];

async function start(service: FakeService, options?: ClientOptions): Promise<LspClient> {
  const client = await startClient(() => workspaceOf(service), options);
  clients.push(client);
  return client;
}

async function hintsOf(client: LspClient, uri = MANIFEST, lines = [0, 1000]): Promise<readonly InlayHint[]> {
  const [first = 0, last = 0] = lines;
  const range = { start: { line: first, character: 0 }, end: { line: last, character: 0 } };
  return (await client.connection.sendRequest(InlayHintRequest.type, { textDocument: { uri }, range })) ?? [];
}

/** Asserts that the hints stand exactly where they are drawn in `source`. */
async function check(
  source: string,
  reports: Readonly<Record<string, PackageReport>>,
  settings: object = {},
  uri = MANIFEST,
): Promise<void> {
  const { text, notes } = fixture(source);
  const client = await start(fakeService(reports), { settings: () => settings });
  await client.open(text, uri);
  await client.diagnostics(uri);
  const document = TextDocument.create(uri, "json", 1, text);
  const actual = (await hintsOf(client, uri)).map(({ position, label }) => {
    const start = document.offsetAt(position);
    return { start, end: start + 1, text: String(label) };
  });
  assert.deepEqual(actual, notes);
}

describe("inlay hints", () => {
  afterEach(() => {
    for (const client of clients) {
      client.dispose();
    }
    clients = [];
  });

  it("tell a word and the score at the end of each line that is flagged, and nothing elsewhere", () =>
    check(
      `{
  "dependencies": {
    "axios": "^1.14.0", // the reason is in the wiki
//                     ^ at risk 12
    "chalk": "^5.6.0",
    "event-stream": "^3.3.6",
//                           ^ look 41
    "left-pad": "1",
    "qs" : "6.5.0" ,
//                  ^ vulnerable 70
    "through2": "^4.0.0"
//                      ^ transferred 78
  }
}`,
      ALL,
    ));

  it("stay within a line that goes on", () =>
    check(
      `{ "dependencies": { "axios": "1", "event-stream": "3" } }
//                              ^ at risk 12
//                                                   ^ look 41
`,
      ALL,
    ));

  it("are there for every line that is judged, where all are wanted", () =>
    check(
      `{ "dependencies": {
  "axios": "1",
//             ^ at risk 12
  "calm": "1",
//            ^ clear 96
  "chalk": "5",
//             ^ young 79
  "event-stream": "3",
//                    ^ accepted 41
  "left-pad": "1"
//               ^ not checked
} }`,
      {
        ...ALL,
        "event-stream": ACCEPTED,
        calm: report("calm", "1.0.0", { assessment: assessment({ score: 96 }) }),
      },
      { inlayHints: "all" },
    ));

  it("are none where they are switched off, and where the finding is accepted", async () => {
    await check('{ "dependencies": { "axios": "1" } }', ALL, { inlayHints: "off" });
    await check('{ "dependencies": { "event-stream": "1" } }', { "event-stream": ACCEPTED });
  });

  it("stand behind the key in a lockfile", () =>
    check(
      `lockfileVersion: '9.0'

packages:

  axios@1.14.1:
//             ^ at risk 12
    resolution: {integrity: sha512-AA==}

  'event-stream@3.3.6':
//                     ^ look 41
    resolution: {integrity: sha512-AA==}
`,
      ALL,
      {},
      PNPM_LOCK,
    ));

  it("are those of the part that is asked about", async () => {
    const client = await start(fakeService(ALL));
    await client.open('{ "dependencies": {\n"axios": "1",\n"qs": "6",\n"event-stream": "3"\n} }');
    await client.diagnostics();
    assert.deepEqual(
      (await hintsOf(client, MANIFEST, [2, 3])).map(({ label }) => label),
      ["vulnerable 70"],
    );
  });

  it("say in a sentence what it is about, and on demand all that the hover says", async () => {
    const client = await start(fakeService({ axios: AXIOS, "deep:axios": AXIOS }));
    await client.open('{ "dependencies": { "axios": "1" } }');
    await client.diagnostics();
    const [hint = assert.fail()] = await hintsOf(client);
    assert.equal(hint.tooltip, "axios 1.14.1: first of 42 releases without provenance.");
    const { tooltip } = await client.connection.sendRequest(InlayHintResolveRequest.type, hint);
    assert.ok(typeof tooltip === "object");
    assert.equal(tooltip.kind, "markdown");
    assert.match(tooltip.value, /^\*\*axios\*\* 1\.14\.1 — \*\*at risk\*\* · score 12 of 100/);
  });

  it("stay where they are while somebody types, with what is known by then", async () => {
    const service = fakeService(ALL);
    const client = await start(service);
    await client.open('{ "dependencies": { "axios": "1" } }');
    await client.diagnostics();
    await hintsOf(client);
    service.hold();
    await client.change('"axios"', '\n"axios"');
    assert.deepEqual(
      (await hintsOf(client)).map(({ label, position }) => [label, position.line]),
      [["at risk 12", 1]],
    );
    service.letGo();
    await client.until(() => client.statuses.at(-1)?.state === "checked");
    assert.equal(client.redrawn.hints, 0, "nothing is drawn again that looks the same");
  });

  it("are asked for again once something else is known", async () => {
    const service = fakeService(ALL);
    service.hold();
    const client = await start(service);
    await client.open('{ "dependencies": { "axios": "1" } }');
    assert.deepEqual(await hintsOf(client), []);
    service.letGo();
    await client.until(() => client.redrawn.hints === 1);
    assert.equal((await hintsOf(client)).length, 1);
  });

  it("are asked for again when the setting changes", async () => {
    let inlayHints = "flagged";
    const client = await start(fakeService(ALL), { settings: () => ({ inlayHints }) });
    await client.open('{ "dependencies": { "axios": "1" } }');
    await client.diagnostics();
    assert.equal((await hintsOf(client)).length, 1);
    inlayHints = "off";
    await client.connection.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
    await client.until(() => client.redrawn.hints > 0);
    assert.deepEqual(await hintsOf(client), []);
  });

  it("are not offered to a client that knows none", async () => {
    const client = await start(fakeService(ALL), { capabilities: IS_TOLD });
    assert.equal(client.initialized.capabilities.inlayHintProvider, undefined);
  });
});
