import assert from "node:assert/strict";
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  type Position,
  type TextEdit,
  type WorkspaceEdit,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { withOpenTexts } from "../../server/src/core/openTexts";
import { createTrustService } from "../../server/src/core/service";
import { ACCEPT_REQUEST, type AcceptQuestion, type AcceptResult } from "../../server/src/lsp/protocol";
import { type ClientOptions, type LspClient, MANIFEST, PULLS, startClient, workspaceOf } from "../support/lspClient";
import { fakeWorld, packumentOf } from "../support/world";

/** Calm up to 1.7.0; 1.8.0 is another's, and runs a script. */
const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);
const TEXT = '{ "name": "app", "dependencies": { "taken": "^1.0.0" } }';
const LOCK = JSON.stringify({
  lockfileVersion: 3,
  packages: { "": { dependencies: { taken: "^1.0.0" } }, "node_modules/taken": { version: "1.8.0" } },
});
const FILES = { "/app/package.json": TEXT, "/app/package-lock.json": LOCK };

const CREATES: ClientCapabilities = {
  ...PULLS,
  workspace: { ...PULLS.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } },
};
const ASKS: ClientOptions = { capabilities: CREATES, initializationOptions: { accept: "client.accept" } };

describe("accepting a finding", () => {
  let client: LspClient | undefined;
  afterEach(() => client?.dispose());

  async function open(options: ClientOptions, files: Readonly<Record<string, string>> = FILES): Promise<LspClient> {
    const world = fakeWorld({ files, documents: { taken: TAKEN } });
    client = await startClient((_, texts) => workspaceOf(createTrustService(withOpenTexts(world, texts))), options);
    await client.open(TEXT);
    await client.diagnostics();
    return client;
  }

  async function actions({ connection }: LspClient): Promise<readonly CodeAction[]> {
    const at: Position = TextDocument.create("", "", 1, TEXT).positionAt(TEXT.indexOf("^1.0.0"));
    const answer = await connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: MANIFEST },
      range: { start: at, end: at },
      context: { diagnostics: [] },
    });
    return (answer ?? []).filter((one): one is CodeAction => one.title.startsWith("Accept "));
  }

  async function question(asking: LspClient): Promise<AcceptQuestion> {
    const [action] = await actions(asking);
    const [asked] = action?.command?.arguments ?? [];
    return asked;
  }

  /** What an edit makes of custody.json. */
  function written(edit: WorkspaceEdit | undefined, before = "", uri = "file:///app/custody.json"): string {
    const change = edit?.documentChanges?.find((one) => "edits" in one && one.textDocument.uri === uri);
    assert.ok(change !== undefined && "edits" in change, JSON.stringify(edit));
    return TextDocument.applyEdits(TextDocument.create(uri, "", 1, before), change.edits as TextEdit[]);
  }

  it("is a command of a client that can ask, about the exact release and the rules that speak", async () => {
    const asking = await open(ASKS);
    const [action, ...others] = await actions(asking);
    assert.deepEqual([action?.title, action?.edit, others], ["Accept taken 1.8.0 in custody.json…", undefined, []]);
    assert.equal(action?.command?.command, "client.accept");
    const { rules, ...asked } = await question(asking);
    assert.deepEqual(asked, { uri: MANIFEST, package: "taken@1.8.0", until: "2026-05-01" });
    assert.deepEqual([...rules].sort(), [...new Set(rules)].sort(), "each rule once");
    assert.ok(rules.includes("install-script-added"), rules.join());
  });

  it("makes custody.json where the lockfile stands, and the finding is accepted by it", async () => {
    const asking = await open(ASKS);
    const asked = await question(asking);
    const result = await asking.connection.sendRequest<AcceptResult>(ACCEPT_REQUEST, { ...asked, reason: "looked at" });
    assert.ok("edit" in result, JSON.stringify(result));
    assert.deepEqual(result.edit.documentChanges?.[0], {
      kind: "create",
      uri: "file:///app/custody.json",
      options: { ignoreIfExists: true },
    });
    const policy = written(result.edit);
    assert.match(policy, /"package": "taken@1\.8\.0",[^}]*"reason": "looked at",\n {6}"until": "2026-05-01"\n/);
    asking.dispose();
    const accepted = await open(ASKS, { ...FILES, "/app/custody.json": policy });
    assert.deepEqual(await accepted.diagnostics(), []);
    assert.equal(accepted.statuses.at(-1)?.counts.accepted, 1);
    assert.deepEqual(await actions(accepted), [], "what is accepted is not offered again");
  });

  it("names the schema where Custody is installed", async () => {
    const schema = "/app/node_modules/custody/schemas/custody.schema.json";
    const asking = await open(ASKS, { ...FILES, [schema]: "{}" });
    const result = await asking.connection.sendRequest<AcceptResult>(ACCEPT_REQUEST, {
      ...(await question(asking)),
      reason: "x",
    });
    assert.match(
      "edit" in result ? written(result.edit) : "",
      /"\$schema": "\.\/node_modules\/custody\/schemas\/custody\.schema\.json"/,
    );
  });

  it("writes into the nearest custody.json as it stands in the editor", async () => {
    const before = '{\n  "levels": {} // none\n}\n';
    const asking = await open(ASKS, { ...FILES, "/app/custody.json": "{}" });
    await asking.open(before, "file:///app/custody.json");
    const result = await asking.connection.sendRequest<AcceptResult>(ACCEPT_REQUEST, {
      ...(await question(asking)),
      reason: "x",
    });
    const edit = "edit" in result ? result.edit : undefined;
    assert.match(
      written(edit, before),
      /^\{\n {2}"levels": \{\}, \/\/ none\n {2}"accept": \[\n {4}\{\n {6}"package": "taken@1\.8\.0",\n/,
    );
    const [change] = edit?.documentChanges ?? [];
    assert.equal(change && "edits" in change && change.textDocument.version, 1);
  });

  it("says which answer will not do, and of a file that cannot be read", async () => {
    const asking = await open(ASKS, { ...FILES, "/app/custody.json": '{ "accept": [' });
    const asked = await question(asking);
    const refusal = async (answers: object): Promise<string> => {
      const result = await asking.connection.sendRequest<AcceptResult>(ACCEPT_REQUEST, { ...asked, ...answers });
      return "refused" in result ? `${result.field}: ${result.refused}` : "written";
    };
    assert.match(await refusal({ reason: "" }), /^reason: Say why/);
    assert.match(await refusal({ reason: "x", until: "2026-02-30" }), /^until: A day of the calendar/);
    assert.match(await refusal({ reason: "x" }), /^undefined: custody\.json cannot be read to its end/);
    assert.equal(await asking.connection.sendRequest(ACCEPT_REQUEST, { uri: MANIFEST }), null);
  });

  it("writes an empty reason for a client that cannot ask: nothing is accepted until somebody fills it in", async () => {
    const silent = await open({ capabilities: CREATES });
    const [action] = await actions(silent);
    assert.equal(action?.title, "Accept taken 1.8.0 in custody.json until 2026-05-01, once a reason is given there");
    const policy = written(action?.edit);
    await silent.open(policy, "file:///app/custody.json");
    const [problem] = await silent.diagnostics("file:///app/custody.json");
    assert.match(String(problem?.message), /needs a "reason"\. It is not applied/);
    const document = TextDocument.create("", "", 1, policy);
    assert.equal(problem && document.getText(problem.range), '""');
    silent.dispose();
    const still = await open({ capabilities: CREATES }, { ...FILES, "/app/custody.json": policy });
    assert.equal((await still.diagnostics()).length, 1, "the finding still shows");
    still.dispose();
    const filled = policy.replace('"reason": ""', '"reason": "looked at"');
    const accepted = await open({ capabilities: CREATES }, { ...FILES, "/app/custody.json": filled });
    assert.deepEqual(await accepted.diagnostics(), []);
  });

  it("is not offered where a file would have to be made and the client cannot", async () => {
    assert.deepEqual(await actions(await open({ capabilities: PULLS })), []);
  });
});
