import assert from "node:assert/strict";
import {
  CancellationTokenSource,
  type Diagnostic,
  DiagnosticTag,
  DocumentDiagnosticRequest,
  LSPErrorCodes,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { PackageReport } from "../../server/src/core/model";
import { fixture } from "../support/fixture";
import {
  type ClientOptions,
  IS_TOLD,
  type LspClient,
  MANIFEST,
  PULLS,
  startClient,
  workspaceOf,
} from "../support/lspClient";
import { assessment, type FakeService, fakeService, finding, report } from "../support/service";

const LOCKFILE = "file:///app/package-lock.json";

const AXIOS = report("axios", "1.14.1", {
  assessment: assessment({
    level: "error",
    score: 12,
    summary: "first of 42 releases without provenance",
    findings: [
      finding("trust-downgraded", "info", "first of 42 releases without provenance"),
      finding("young-dependency-added", "warning", "adds plain-crypto-js, first published 18 h earlier"),
    ],
  }),
});
const HANDED_OVER = report("through2", "4.0.0", {
  assessment: assessment({
    level: "info",
    score: 78,
    summary: "since 4.0.0 published by rvagg",
    findings: [finding("publisher-new", "info", "since 4.0.0 published by rvagg")],
  }),
});
const YOUNG = report("chalk", "5.6.3", {
  assessment: assessment({
    level: "info",
    score: 79,
    summary: "published 5 h ago",
    findings: [finding("release-young", "info", "published 5 h ago", { family: "when" })],
  }),
});
const UNCHECKED = report("left-pad", "1.3.0", {
  assessment: assessment({ level: "unchecked", score: undefined, unchecked: [{ id: "osv", reason: "timed out" }] }),
});

let clients: LspClient[] = [];

/** What the client is told while answers are still coming in. */
async function early(client: LspClient): Promise<readonly Diagnostic[]> {
  const answer = await client.pull();
  return answer.kind === "full" ? answer.items : [];
}

async function start(service: FakeService, options?: ClientOptions): Promise<LspClient> {
  const client = await startClient(() => workspaceOf(service), options);
  clients.push(client);
  return client;
}

/** Asserts that the diagnostics are exactly the notes drawn in `source`, as "severity code: message". */
async function check(source: string, reports: Record<string, PackageReport>, options?: ClientOptions, uri = MANIFEST) {
  const { text, notes } = fixture(source);
  const client = await start(fakeService(reports), options);
  await client.open(text, uri);
  const document = TextDocument.create(uri, "json", 1, text);
  const actual = (await client.diagnostics(uri)).map(({ range, severity, code, message }) => ({
    start: document.offsetAt(range.start),
    end: document.offsetAt(range.end),
    text: `${["", "error", "warning", "information"][severity ?? 0]} ${code}: ${message}`,
  }));
  assert.deepEqual(actual, notes);
}

describe("diagnostics", () => {
  afterEach(() => {
    for (const client of clients) {
      client.dispose();
    }
    clients = [];
  });

  it("point at the spec, one for each dependency, at the level that was judged", () =>
    check(
      `{
  "dependencies": {
    "axios": "^1.14.0",
//            ^^^^^^^ error trust-downgraded: axios 1.14.1: first of 42 releases without provenance.
    "through2": "^4.0.0",
//               ^^^^^^ information publisher-new: through2 4.0.0: since 4.0.0 published by rvagg.
    "left-pad": "1"
  },
  "devDependencies": { "axios": "1" }
//                               ^ error trust-downgraded: axios 1.14.1: first of 42 releases without provenance.
}`,
      { axios: AXIOS, through2: HANDED_OVER, "left-pad": UNCHECKED },
    ));

  it("stand on a lockfile's keys", () =>
    check(
      `{
  "lockfileVersion": 3,
  "packages": {
    "node_modules/axios": { "version": "1.14.1" }
//   ^^^^^^^^^^^^^^^^^^ error trust-downgraded: axios 1.14.1: first of 42 releases without provenance.
  }
}`,
      { axios: AXIOS },
      {},
      LOCKFILE,
    ));

  it("stand on the version where a lockfile's key has one", () =>
    check(
      `lockfileVersion: '6.0'

packages:

  /axios@1.14.1:
//       ^^^^^^ error trust-downgraded: axios 1.14.1: first of 42 releases without provenance.
    resolution: {integrity: sha512-AA==}
`,
      { axios: AXIOS },
      {},
      "file:///app/pnpm-lock.yaml",
    ));

  it("stand on the name where it is the name that is wrong", () =>
    check(
      `{ "dependencies": { "axois": "^1.14.0" } }
//                   ^^^^^ warning lookalike: axois 1.0.0: easily mistaken for axios.
`,
      {
        axois: report("axois", "1.0.0", {
          assessment: assessment({
            level: "warning",
            score: 30,
            summary: "easily mistaken for axios",
            findings: [finding("lookalike", "warning", "easily mistaken for axios", { family: "name" })],
          }),
        }),
      },
    ));

  it("strike out what is deprecated, for a client that can", async () => {
    const old = report("request", "2.88.2", {
      assessment: assessment({
        level: "info",
        score: 70,
        summary: "deprecated by its owners",
        findings: [finding("deprecated", "info", "deprecated by its owners", { family: "state" })],
      }),
    });
    for (const [capabilities, tags] of [
      [PULLS, [DiagnosticTag.Deprecated]],
      [{ ...PULLS, textDocument: { diagnostic: {} } }, undefined],
    ] as const) {
      const client = await start(fakeService({ request: old }), { capabilities });
      await client.open('{ "dependencies": { "request": "2" } }');
      const [only] = await client.diagnostics();
      assert.deepEqual(only?.tags, tags);
    }
  });

  it("count UTF-16 units before the spec", () =>
    check(
      `{ "description": "日本 𝒳", "dependencies": { "axios": "1" } }
//                                                    ^ error trust-downgraded: axios 1.14.1: first of 42 releases without provenance.
`,
      { axios: AXIOS },
    ));

  it("are judged in what can be read of half-typed text", async () => {
    const client = await start(fakeService({ axios: AXIOS }));
    await client.open('{ "dependencies": { "axios": "^1.14.0", "chal');
    const said = await client.diagnostics();
    assert.deepEqual(
      said.map(({ code }) => code),
      ["unreadable", "trust-downgraded"],
    );
  });

  it("leave youth alone to the hover", () => check('{ "dependencies": { "chalk": "^5.0.0" } }', { chalk: YOUNG }));

  it("show youth where the user has set an age", () =>
    check(
      `{ "dependencies": { "chalk": "^5.0.0" } }
//                            ^^^^^^ information release-young: chalk 5.6.3: published 5 h ago.
`,
      { chalk: YOUNG },
      { settings: () => ({ minimumReleaseAge: "3 days" }) },
    ));

  it("show youth where the package manager has a gate of its own", async () => {
    const service = fakeService({ chalk: YOUNG });
    service.patience = async () => ({ ms: 86_400_000, isSet: true, isOwn: false });
    const client = await startClient(() => workspaceOf(service));
    clients.push(client);
    await client.open('{ "dependencies": { "chalk": "^5.0.0" } }');
    const said = await client.diagnostics();
    assert.deepEqual(
      said.map(({ code }) => code),
      ["release-young"],
    );
    assert.equal(service.settings?.minimumReleaseAgeMs, 86_400_000);
  });

  for (const { isOwn, days } of [
    { isOwn: true, days: 1 },
    { isOwn: false, days: 3 },
  ]) {
    it(`take ${days} days in Restricted Mode where ${isOwn ? "the user" : "the workspace alone"} asks for one`, async () => {
      const service = fakeService({ chalk: YOUNG });
      service.patience = async () => ({ ms: 86_400_000, isSet: true, isOwn });
      const options = { initializationOptions: { trusted: false } };
      const client = await startClient(() => workspaceOf(service), options);
      clients.push(client);
      await client.open('{ "dependencies": { "chalk": "^5.0.0" } }');
      await client.diagnostics();
      assert.equal(service.settings?.minimumReleaseAgeMs, days * 86_400_000);
    });
  }

  it("stay away where the user has switched Custody off", () =>
    check('{ "dependencies": { "axios": "1" } }', { axios: AXIOS }, { settings: () => ({ enable: false }) }));

  it("stay away where a finding is accepted", () =>
    check('{ "dependencies": { "axios": "1" } }', {
      axios: { ...AXIOS, accepted: { rules: ["trust-downgraded"], reason: "seen", until: "2026-03-01" } },
    }));

  it("say where lockfile and manifest disagree", async () => {
    const service = fakeService({ axios: report("axios", "1.13.0") });
    service.notes.axios = { text: "The lockfile has axios 1.12.0.", level: "info" };
    const client = await start(service);
    await client.open('{ "dependencies": { "axios": "^1.13.0" } }');
    const [only, ...others] = await client.diagnostics();
    assert.deepEqual(
      [only?.code, only?.severity, String(only?.message), others],
      ["lockfile", 3, "The lockfile has axios 1.12.0.", []],
    );
  });

  it("name a page for their code, and the further findings", async () => {
    const client = await start(fakeService({ axios: AXIOS }));
    await client.open('{ "dependencies": { "axios": "1" } }');
    const [only] = await client.diagnostics();
    assert.equal(only?.source, "custody");
    assert.equal(only?.codeDescription?.href, "https://pages.example/rules/trust-downgraded.md");
    assert.deepEqual(
      only?.relatedInformation?.map(({ message }) => message),
      ["adds plain-crypto-js, first published 18 h earlier (young-dependency-added)."],
    );
  });

  it("take the pages from where the client says they are", async () => {
    const client = await start(fakeService({ axios: AXIOS }), {
      initializationOptions: { rulePages: "file:///extension/docs/rules/" },
    });
    await client.open('{ "dependencies": { "axios": "1" } }');
    const [only] = await client.diagnostics();
    assert.equal(only?.codeDescription?.href, "file:///extension/docs/rules/trust-downgraded.md");
  });

  it("are at most 500 in one file, the worst of them, and the rest is counted", async () => {
    const names = Array.from({ length: 700 }, (_, i) => `p${i}`);
    const client = await start(
      fakeService(Object.fromEntries(names.map((name, i) => [name, i === 699 ? AXIOS : HANDED_OVER]))),
    );
    await client.open(JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, "1"])) }));
    const said = await client.diagnostics();
    assert.equal(said.length, 500);
    assert.equal(said.filter(({ severity }) => severity === 1).length, 1);
    assert.match(String(said.at(-1)?.message), /^201 more findings in this file/);
  });

  describe("asked for", () => {
    it("are not pushed too", async () => {
      const client = await start(fakeService({ axios: AXIOS }));
      await client.open('{ "dependencies": { "axios": "1" } }');
      await client.diagnostics();
      await client.close();
      await client.until(() => client.statuses.at(-1)?.state === "closed");
      assert.deepEqual(client.published, []);
    });

    it("answer 'unchanged' to who has the same already", async () => {
      const client = await start(fakeService({ axios: AXIOS }));
      await client.open('{ "dependencies": { "axios": "1" } }');
      await client.diagnostics();
      const first = await client.pull();
      assert.ok(first.kind === "full" && first.resultId !== undefined);
      assert.deepEqual(await client.pull(first.resultId), { kind: "unchanged", resultId: first.resultId });
    });

    it("show what is known while the rest is asked, then ask the client to come again", async () => {
      const service = fakeService({ axios: AXIOS });
      const client = await start(service);
      await client.open('{ "dependencies": { "axios": "1" } }');
      const before = await client.diagnostics();
      service.hold();

      await client.change('"axios"', '\n "axios"');
      const meanwhile = await client.pull();
      assert.ok(meanwhile.kind === "full");
      assert.deepEqual(
        meanwhile.items.map(({ code, range }) => [code, range.start.line]),
        before.map(({ code }) => [code, 1]),
      );
      assert.equal(client.refreshes, 0);

      service.letGo();
      await client.until(() => client.refreshes === 1);
      assert.deepEqual(await client.pull(meanwhile.resultId), { kind: "unchanged", resultId: meanwhile.resultId });
    });

    it("are asked for again with each layer of answers, and what stays is said in the same words", async () => {
      const service = fakeService({ axios: AXIOS, through2: HANDED_OVER });
      service.hold();
      const client = await start(service);
      await client.open('{ "dependencies": { "axios": "1", "chalk": "1", "through2": "1" } }');
      await service.asked(1);
      assert.deepEqual(await early(client), []);

      service.layer({ through2: HANDED_OVER });
      await client.until(() => client.refreshes === 1);
      const first = await early(client);
      assert.deepEqual(
        first.map(({ code }) => code),
        ["publisher-new"],
      );

      service.layer({ through2: HANDED_OVER, axios: AXIOS });
      await client.until(() => client.refreshes === 2);
      const second = await early(client);
      assert.deepEqual(
        second.map(({ code }) => code),
        ["trust-downgraded", "publisher-new"],
      );
      assert.deepEqual(second[1], first[0]);

      service.letGo();
      await client.until(() => client.refreshes === 3);
      assert.deepEqual(await client.diagnostics(), second);
    });

    it("keep what was known when a layer knows less of it", async () => {
      const service = fakeService({ axios: AXIOS, through2: HANDED_OVER });
      const client = await start(service);
      await client.open('{ "dependencies": { "axios": "1", "through2": "1" } }');
      const before = await client.diagnostics();
      service.hold();

      await client.change('"axios"', ' "axios"');
      await service.asked(2);
      await client.pull();
      const less = report("axios", "1.14.1", {
        assessment: assessment({ level: "warning", findings: [finding("vulnerable", "warning", "one advisory")] }),
      });
      const worse = report("through2", "4.0.0", {
        assessment: assessment({ level: "error", findings: [finding("malware", "error", "a feed names it")] }),
      });
      service.layer({ axios: less, through2: worse });
      await client.until(() => client.refreshes === 1);
      assert.deepEqual(
        (await early(client)).map(({ code }) => code),
        [before[0]?.code, "malware"],
      );
    });

    it("leave what stands while nothing is known", async () => {
      const service = fakeService({ axios: AXIOS });
      service.hold();
      const client = await start(service);
      await client.open('{ "dependencies": { "axios": "1" } }');
      assert.deepEqual(await client.pull("of an earlier server"), {
        kind: "unchanged",
        resultId: "of an earlier server",
      });
    });

    it("wait to be whole for a client that cannot be told to come again", async () => {
      const service = fakeService({ axios: AXIOS });
      service.hold();
      const client = await start(service, { capabilities: { textDocument: { diagnostic: {} } } });
      await client.open('{ "dependencies": { "axios": "1" } }');
      const answer = client.pull();
      await service.asked(1);
      service.letGo();
      const whole = await answer;
      assert.equal(whole.kind === "full" && whole.items.length, 1);
    });

    it("drop the answer about an older text, and say that it should be asked again", async () => {
      const service = fakeService({ axios: AXIOS });
      service.hold();
      const client = await start(service, { capabilities: { textDocument: { diagnostic: {} } } });
      await client.open('{ "dependencies": { "axios": "1" } }');
      const stale = assert.rejects(client.pull(), { code: LSPErrorCodes.ServerCancelled });
      await service.asked(1);
      await client.change("1", "2");
      await stale;
      assert.equal(service.abandoned, 1);
    });

    it("end with the request, not with the question that others share", async () => {
      const service = fakeService({ axios: AXIOS });
      service.hold();
      const client = await start(service, { capabilities: { textDocument: { diagnostic: {} } } });
      await client.open('{ "dependencies": { "axios": "1" } }');
      const source = new CancellationTokenSource();
      const answer = client.connection.sendRequest(
        DocumentDiagnosticRequest.type,
        { textDocument: { uri: MANIFEST } },
        source.token,
      );
      await service.asked(1);
      source.cancel();
      await assert.rejects(answer, { code: LSPErrorCodes.RequestCancelled });
      assert.equal(service.abandoned, 0);
    });
  });

  describe("pushed", () => {
    it("carry the version of the text that they were found in", async () => {
      const client = await start(fakeService({ axios: AXIOS }), { capabilities: IS_TOLD });
      await client.open('{ "dependencies": { "axios": "1" } }');
      await client.until(() => client.published.some(({ diagnostics }) => diagnostics.length === 1));
      assert.equal(client.published.at(-1)?.version, 1);
      assert.equal(client.initialized.capabilities.diagnosticProvider, undefined);
    });

    it("never speak of a text that is no more", async () => {
      const service = fakeService({ axios: AXIOS });
      service.hold();
      const client = await start(service, { capabilities: IS_TOLD });
      await client.open('{ "dependencies": { "axios": "1" } }');
      await service.asked(1);
      await client.change("1", "22");
      await service.asked(2);
      service.letGo();
      await client.until(() => client.published.length > 0);
      assert.deepEqual(
        client.published.map(({ version, diagnostics }) => [version, diagnostics[0]?.range.end.character]),
        [[2, 32]],
      );
    });

    it("come with each layer of answers, the newest last", async () => {
      const service = fakeService({ axios: AXIOS, through2: HANDED_OVER });
      service.hold();
      const client = await start(service, { capabilities: IS_TOLD });
      await client.open('{ "dependencies": { "axios": "1", "through2": "1" } }');
      await service.asked(1);
      service.layer({ through2: HANDED_OVER });
      await client.until(() => client.published.at(-1)?.diagnostics.length === 1);
      service.letGo();
      await client.until(() => client.published.at(-1)?.diagnostics.length === 2);
      const [early] = client.published.flatMap(({ diagnostics }) => (diagnostics.length === 1 ? diagnostics : []));
      assert.deepEqual(client.published.at(-1)?.diagnostics[1], early);
    });

    it("stay while the next text is judged", async () => {
      const service = fakeService({ axios: AXIOS });
      const client = await start(service, { capabilities: IS_TOLD });
      await client.open('{ "dependencies": { "axios": "1" } }');
      await client.until(() => client.published.some(({ diagnostics }) => diagnostics.length === 1));
      service.hold();
      await client.change("{ ", "{\n");
      await client.until(() => client.published.some(({ version }) => version === 2));
      service.letGo();
      await client.until(() => client.statuses.at(-1)?.state === "checked");
      const second = client.published.filter(({ version }) => version === 2);
      assert.deepEqual(
        second.map(({ diagnostics }) => diagnostics.length),
        second.map(() => 1),
      );
    });

    it("go when the document is closed", async () => {
      const client = await start(fakeService({ axios: AXIOS }), { capabilities: IS_TOLD });
      await client.open('{ "dependencies": { "axios": "1" } }');
      await client.until(() => client.published.length > 0);
      await client.close();
      await client.until(() => client.published.at(-1)?.diagnostics.length === 0);
    });
  });
});
