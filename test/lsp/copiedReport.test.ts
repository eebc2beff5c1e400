import assert from "node:assert/strict";
import { type CodeAction, CodeActionRequest } from "vscode-languageserver/node";
import { createTrustService } from "../../server/src/core/service";
import { COPIED_REPORT_REQUEST, type CopiedReport, type CopiedReportParams } from "../../server/src/lsp/protocol";
import { type LspClient, MANIFEST, startClient, workspaceOf } from "../support/lspClient";
import { calmPackument, fakeWorld, packumentOf } from "../support/world";

const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);
const TEXT = '{ "name": "secret-app", "dependencies": { "taken": "^1.0.0", "calm": "^1.0.0", "local": "file:./x" } }';
const LOCK = JSON.stringify({
  lockfileVersion: 3,
  packages: {
    "": { name: "secret-app", dependencies: { taken: "^1.0.0", calm: "^1.0.0" } },
    "node_modules/taken": { version: "1.8.0" },
    "node_modules/calm": { version: "1.9.0" },
  },
});

describe("the report on a release", () => {
  let client: LspClient | undefined;
  afterEach(() => client?.dispose());

  async function open(initializationOptions?: object): Promise<LspClient> {
    const files = { "/app/package.json": TEXT, "/app/package-lock.json": LOCK };
    const documents = { taken: TAKEN, calm: calmPackument("calm") };
    const service = createTrustService(fakeWorld({ files, documents }));
    client = await startClient(() => workspaceOf(service), { initializationOptions });
    await client.open(TEXT);
    await client.diagnostics();
    return client;
  }

  const at = (text: string) => ({ line: 0, character: TEXT.indexOf(text) + 1 });
  const copy = ({ connection }: LspClient, text: string): Promise<CopiedReport | null> =>
    connection.sendRequest(COPIED_REPORT_REQUEST, { uri: MANIFEST, position: at(text) } satisfies CopiedReportParams);

  async function titles(asking: LspClient, text: string): Promise<readonly CodeAction[]> {
    const answer = await asking.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: MANIFEST },
      range: { start: at(text), end: at(text) },
      context: { diagnostics: [] },
    });
    return (answer ?? []).filter((one): one is CodeAction => one.title.startsWith("Copy "));
  }

  it("is the evidence as text: who, what, when, compared with what, and of which moment", async () => {
    const { text } = (await copy(await open(), "taken")) ?? assert.fail();
    assert.match(text, /^Custody 0\.0\.0 on taken@1\.8\.0, 2026-01-31 12:00 UTC\n\ntaken 1\.8\.0: /);
    for (const part of [
      /postinstall "node steal\.js"/,
      /mallory/,
      /ann/,
      /What to do/,
      /Who published what/,
      /OSV: /,
    ]) {
      assert.match(text, part);
    }
    assert.match(text, /The same as data: custody explain taken@1\.8\.0 --format json\n$/);
  });

  it("holds nothing of the workspace, and no e-mail address", async () => {
    const { text } = (await copy(await open(), "taken")) ?? assert.fail();
    assert.doesNotMatch(text, /secret-app|\/app|direct|@mail\.example/);
  });

  it("is there for a calm package too, and none for what is no release", async () => {
    const asking = await open();
    assert.match((await copy(asking, "calm"))?.text ?? "", /calm 1\.9\.0: nothing found/);
    assert.equal(await copy(asking, "local"), null);
    assert.equal(await copy(asking, "name"), null);
    assert.equal(await asking.connection.sendRequest(COPIED_REPORT_REQUEST, { uri: MANIFEST }), null);
  });

  it("is offered last on a line that is marked, to a client that has a clipboard", async () => {
    const asking = await open({ copyReport: "client.copyReport" });
    const [action] = await titles(asking, "taken");
    assert.equal(action?.title, "Copy the report on taken 1.8.0");
    assert.deepEqual(action?.command?.arguments, [
      { uri: MANIFEST, position: { line: 0, character: TEXT.indexOf("taken") } },
    ]);
    assert.deepEqual(await titles(asking, "calm"), []);
    asking.dispose();
    assert.deepEqual(await titles(await open(), "taken"), []);
  });
});
