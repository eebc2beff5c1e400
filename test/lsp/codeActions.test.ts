import assert from "node:assert/strict";
import {
  type CodeAction,
  CodeActionRequest,
  type Diagnostic,
  type TextEdit,
  WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
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

const BAD = report("axios", "1.14.1", {
  assessment: assessment({
    level: "error",
    score: 12,
    summary: "by bob",
    findings: [finding("publisher-new", "info", "by bob")],
  }),
  rollback: { version: "1.14.0", publishedAt: undefined },
});
const CALM = report("chalk", "5.6.2");

let clients: LspClient[] = [];

async function start(service: FakeService, options?: ClientOptions): Promise<LspClient> {
  const client = await startClient(() => workspaceOf(service), options);
  clients.push(client);
  return client;
}

/** Asks for the fixes where `$0` stands (or for `$0…$0`, the selection) in an opened `marked`. */
async function actionsAt(
  client: LspClient,
  marked: string,
  only?: string[],
  diagnostics: Diagnostic[] = [],
): Promise<CodeAction[]> {
  const [before = "", selected, after] = marked.split("$0");
  const text = after === undefined ? before + (selected ?? "") : before + selected + after;
  await client.open(text);
  const document = TextDocument.create(MANIFEST, "json", 1, text);
  const end = before.length + (after === undefined ? 0 : (selected ?? "").length);
  const answer = await client.connection.sendRequest(CodeActionRequest.type, {
    textDocument: { uri: MANIFEST },
    range: { start: document.positionAt(before.length), end: document.positionAt(end) },
    context: { diagnostics, ...(only === undefined ? {} : { only }) },
  });
  return (answer ?? []).filter((action): action is CodeAction => "edit" in action);
}

function editsOf({ edit }: CodeAction): readonly TextEdit[] {
  assert.ok(edit !== undefined && WorkspaceEdit.is(edit));
  const [change] = edit.documentChanges ?? [];
  return change !== undefined && "edits" in change ? (change.edits as TextEdit[]) : (edit.changes?.[MANIFEST] ?? []);
}

/** Asserts what the first fix makes of the text. */
async function check(marked: string, service: FakeService, title: string, expected: string): Promise<void> {
  const client = await start(service);
  const [action] = await actionsAt(client, marked);
  assert.equal(action?.title, title);
  const document = TextDocument.create(MANIFEST, "json", 1, client.textOf());
  assert.equal(TextDocument.applyEdits(document, [...editsOf(action ?? assert.fail())]), expected);
}

describe("code actions", () => {
  afterEach(() => {
    for (const client of clients) {
      client.dispose();
    }
    clients = [];
  });

  it("roll back to the sound release, and touch nothing else", () =>
    check(
      '{\n\t"dependencies": {\n\t\t"axios" : "^1$0.14.0" // why\n\t}\n}\n',
      fakeService({ axios: BAD }),
      "Roll back axios to 1.14.0, then run npm install",
      '{\n\t"dependencies": {\n\t\t"axios" : "1.14.0" // why\n\t}\n}\n',
    ));

  it("pin to the locked version", () =>
    check(
      '{ "devDependencies": { "ch$0alk": "npm:chalk@^5" } }',
      fakeService({ chalk: CALM }),
      "Pin chalk to 5.6.2 (locked), then run npm install",
      '{ "devDependencies": { "chalk": "npm:chalk@5.6.2" } }',
    ));

  it("are those of every dependency in a selection", async () => {
    const client = await start(fakeService({ axios: BAD, chalk: CALM }));
    const found = await actionsAt(client, '{ "dependencies": { $0"axios": "^1", "chalk": "^5"$0, "d": "1" } }');
    assert.deepEqual(
      found.map(({ title }) => title.split(" ").slice(0, 3).join(" ")),
      ["Roll back axios", "Pin chalk to"],
    );
  });

  it("prefer going back from an error, and mend its diagnostic", async () => {
    const client = await start(fakeService({ axios: BAD }));
    const text = '{ "dependencies": { "axios": "^1" } }';
    await client.open(text);
    const diagnostics = [...(await client.diagnostics())];
    const [action] = await actionsAt(client, text.replace("^1", "^$01"), ["quickfix"], diagnostics);
    assert.equal(action?.isPreferred, true);
    assert.deepEqual(action?.diagnostics, diagnostics);
    assert.deepEqual(action?.kind, "quickfix.custody.mend");
  });

  it("are only those that lead away from the release, where a client asks for that kind", async () => {
    const client = await start(fakeService({ axios: BAD, chalk: CALM }));
    const text = '{ "dependencies": { $0"axios": "^1", "chalk": "^5"$0 } }';
    const found = await actionsAt(client, text, ["quickfix.custody.mend"]);
    assert.deepEqual(
      found.map(({ title }) => title.split(" ").slice(0, 3).join(" ")),
      ["Roll back axios"],
    );
  });

  it("name the version of the document where the client can check it", async () => {
    const [action] = await actionsAt(
      await start(fakeService({ axios: BAD })),
      '{ "dependencies": { "$0axios": "^1" } }',
    );
    const [change] = action?.edit?.documentChanges ?? [];
    assert.deepEqual(change && "textDocument" in change && change.textDocument, { uri: MANIFEST, version: 1 });
  });

  it("are plain changes for other clients, without a preference they would not know", async () => {
    const client = await start(fakeService({ axios: BAD }), { capabilities: IS_TOLD });
    await client.open('{ "dependencies": { "axios": "^1" } }');
    await client.until(() => client.published.length > 0);
    const [action] = await actionsAt(client, '{ "dependencies": { "$0axios": "^1" } }');
    assert.deepEqual([action?.isPreferred, editsOf(action ?? assert.fail()).length], [undefined, 1]);
  });

  it("are not offered to a client that could not apply them", async () => {
    const { codeAction: _, ...textDocument } = PULLS.textDocument ?? {};
    const client = await start(fakeService({ axios: BAD }), { capabilities: { ...PULLS, textDocument } });
    assert.equal(client.initialized.capabilities.codeActionProvider, undefined);
  });

  for (const [title, marked, only] of [
    ["where nothing stands", '{ "na$0me": "x", "dependencies": { "axios": "1" } }', undefined],
    ["where only other kinds are wanted", '{ "dependencies": { "$0axios": "^1" } }', ["refactor"]],
  ] as const) {
    it(`are none ${title}`, async () => {
      const found = await actionsAt(await start(fakeService({ axios: BAD })), marked, only && [...only]);
      assert.deepEqual(found, []);
    });
  }

  it("come from what is known, without waiting for the network", async () => {
    const service = fakeService({ axios: BAD });
    const client = await start(service);
    await client.open('{ "dependencies": { "axios": "^1" } }');
    await client.diagnostics();
    service.hold();
    await client.change('"axios"', '\n"axios"');
    const answer = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: MANIFEST },
      range: { start: { line: 1, character: 2 }, end: { line: 1, character: 2 } },
      context: { diagnostics: [] },
    });
    const [action] = answer ?? [];
    assert.ok(action !== undefined && "edit" in action);
    assert.deepEqual(editsOf(action)[0]?.range, { start: { line: 1, character: 10 }, end: { line: 1, character: 12 } });
  });

  it("put the name meant in the place of a look-alike", async () => {
    const found = finding("lookalike", "warning", "like lodash", { family: "name", evidence: { meant: "lodash" } });
    const like = report("lodahs", "1.0.0", { assessment: assessment({ level: "warning", findings: [found] }) });
    await check(
      '{ "dependencies": { "$0lodahs": "^1.0.0" } }',
      fakeService({ lodahs: like }),
      "Replace lodahs by lodash, any version, then run npm install",
      '{ "dependencies": { "lodash": "*" } }',
    );
  });

  it("pin the whole manifest where that is asked for by its kind, and never beside the fixes", async () => {
    const client = await start(fakeService({ axios: BAD, chalk: CALM, debug: report("debug", "4.4.1") }));
    const text = '{ "dependencies": { "$0axios": "^1", "chalk": "^5", "debug": "^4.0.0" } }';
    const titles = async (only?: string[]) =>
      (await actionsAt(client, text, only)).map(({ title, kind }) => `${kind}: ${title}`);
    const pin =
      "source.custody.pinAll: Pin 2 dependencies to their locked versions (1 is at warning or above, and stays), then run npm install";
    assert.deepEqual(await titles(["source.custody.pinAll"]), [pin]);
    assert.deepEqual(await titles(["source"]), [pin]);
    assert.deepEqual(await titles(["source.fixAll"]), []);
    assert.ok((await titles()).every((title) => /^quickfix(\.custody\.mend)?: /.test(title)));
    const [action] = await actionsAt(client, text, ["source"]);
    assert.deepEqual(
      editsOf(action ?? assert.fail()).map(({ newText }) => newText),
      ["5.6.2", "4.4.1"],
    );
    assert.ok(client.initialized.capabilities.codeActionProvider !== undefined);
  });
});
