import assert from "node:assert/strict";
import { type CodeAction, CodeActionRequest, type TextEdit } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { createOrganization } from "../../server/src/core/policy/organization";
import { createTrustService } from "../../server/src/core/service";
import { type LspClient, startClient, workspaceOf } from "../support/lspClient";
import { npmLock } from "../support/smallProject";
import { fakeWorld } from "../support/world";

const URI = "file:///app/custody.json";
const LOCKED = {
  "/app/package.json": '{ "dependencies": { "a": "^1.0.0" } }',
  "/app/package-lock.json": npmLock("1.2.0"),
};

const accepting = (...packages: readonly string[]) =>
  `{
  "accept": [
${packages.map((name) => `    { "package": "${name}", "rules": ["deprecated"], "reason": "known", "until": "2026-03-01" }`).join(",\n")}
  ]
}
`;

describe("custody.json", () => {
  let client: LspClient | undefined;
  afterEach(() => client?.dispose());

  async function open(text: string, files: Readonly<Record<string, string>> = {}): Promise<LspClient> {
    const service = createTrustService(fakeWorld({ files }));
    client = await startClient(() => workspaceOf(service));
    await client.open(text, URI);
    return client;
  }

  /** `severity: what is underlined: message`, and the page that each links to. */
  async function notes(text: string, files?: Readonly<Record<string, string>>): Promise<readonly string[]> {
    const found = await (await open(text, files)).diagnostics(URI);
    const document = TextDocument.create(URI, "jsonc", 1, text);
    for (const { code, codeDescription } of found) {
      assert.deepEqual([code, codeDescription?.href], ["policy", "https://pages.example/custody-json.md"]);
    }
    return found.map(({ severity, range, message }) => `${severity}: ${document.getText(range)}: ${message}`);
  }

  /** What a fix at the first place of `at` makes of the text. */
  async function fixed(text: string, at: string, title: RegExp, files?: Readonly<Record<string, string>>) {
    const { connection, diagnostics } = await open(text, files);
    const found = await diagnostics(URI);
    const document = TextDocument.create(URI, "jsonc", 1, text);
    const position = document.positionAt(text.indexOf(at) + 1);
    const answer = await connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri: URI },
      range: { start: position, end: position },
      context: { diagnostics: [...found] },
    });
    const action = (answer ?? []).find((one): one is CodeAction => "edit" in one && title.test(one.title));
    assert.ok(action !== undefined, (answer ?? []).map((one) => one.title).join(", "));
    assert.equal(action.diagnostics?.length, 1, "it names the diagnostic that it mends");
    const [change] = action.edit?.documentChanges ?? [];
    assert.ok(change !== undefined && "edits" in change);
    return TextDocument.applyEdits(document, change.edits as TextEdit[]);
  }

  it("says of each part that is not applied why, and links to the page about it", async () => {
    assert.deepEqual(await notes('{ "minimumReleaseAge": "soon", "level": {} }'), [
      '2: soon: "minimumReleaseAge" should be a duration such as "3 days", but is "soon". It is not applied.',
      '2: level: custody.json does not know "level". Did you mean "levels"? It is not applied.',
    ]);
  });

  it("puts in what is meant", async () => {
    assert.equal(await fixed('{ "level": {} }', "level", /^Change to "levels"$/), '{ "levels": {} }');
  });

  it("extends an acceptance that has ended, or removes it", async () => {
    const ended = accepting("a@1.2.0").replace("2026-03-01", "2026-01-30");
    assert.equal(await fixed(ended, "2026-01-30", /^Extend it by 90 days/), ended.replace("2026-01-30", "2026-05-01"));
    client?.dispose();
    assert.equal(await fixed(ended, "2026-01-30", /^Remove the acceptance of a@1\.2\.0$/), '{\n  "accept": []\n}\n');
  });

  it("leaves what repositories may loosen to the policy of an organisation, and takes it in that very file", async () => {
    const text = '{ "mayLoosen": ["levels"], "levels": { "deprecated": "off" } }';
    assert.deepEqual(await notes(text), [
      '2: mayLoosen: Only the policy of an organisation says with "mayLoosen" what a repository may loosen. Here it is not applied.',
    ]);
    client?.dispose();
    const files = { "/app/custody.json": text };
    const world = fakeWorld({ files });
    const organization = createOrganization("/app/custody.json", world, undefined);
    client = await startClient(() => ({
      ...workspaceOf(createTrustService(world)),
      organization: (offline) => organization.latest(offline),
    }));
    await client.open(text, URI);
    assert.deepEqual(await client.diagnostics(URI), []);
  });

  it("points out an acceptance of what no lockfile here has, and removes it", async () => {
    const text = accepting("a@1.2.0", "a@1.1.0", "gone@3.0.0");
    const found = await notes(text, LOCKED);
    assert.deepEqual(
      found.map((note) => `${note.slice(0, 2)} ${/No lockfile.*/.exec(note)?.[0]}`),
      [
        "3: No lockfile here has a@1.1.0, only 1.2.0: this acceptance has no effect. Remove it once it is not needed any more.",
        "3: No lockfile here has gone@3.0.0: this acceptance has no effect. Remove it once it is not needed any more.",
      ],
    );
    client?.dispose();
    assert.equal(await fixed(text, "gone@", /^Remove this entry$/, LOCKED), accepting("a@1.2.0", "a@1.1.0"));
  });

  it("looks into every project below", async () => {
    const files = {
      ...LOCKED,
      "/app/tools/one/package.json": "{}",
      "/app/tools/one/package-lock.json": npmLock("1.0.1"),
      "/app/node_modules/x/package.json": "{}",
    };
    assert.deepEqual(await notes(accepting("a@1.2.0", "a@1.0.1"), files), []);
  });

  it("does not say so where some manifest has no lockfile to tell", async () => {
    assert.deepEqual(await notes(accepting("gone@3.0.0"), { "/app/package.json": "{}" }), []);
  });

  it("says so no more once a lockfile has it", async () => {
    const world = fakeWorld({ files: LOCKED });
    const { connection, ...session } = await startClient(() => workspaceOf(createTrustService(world)));
    client = { connection, ...session };
    await session.open(accepting("a@1.3.0"), URI);
    assert.equal((await session.diagnostics(URI)).length, 1);
    world.files["/app/package-lock.json"] = npmLock("1.3.0");
    await connection.sendNotification("workspace/didChangeWatchedFiles", {
      changes: [{ uri: "file:///app/package-lock.json", type: 2 }],
    });
    const answer = await session.pull(undefined, URI);
    assert.deepEqual(answer.kind === "full" && answer.items, []);
  });

  it("is read again when it is saved, and holds for the open manifest then", async () => {
    const service = createTrustService(fakeWorld({ files: LOCKED }));
    const asked: unknown[] = [];
    const { document } = service;
    service.document = (path, text, options, abort, onGlance) => {
      asked.push(options.policy?.levels);
      return document(path, text, { ...options, offline: true }, abort, onGlance);
    };
    const world = fakeWorld({ files: { "/app/custody.json": '{ "levels": { "deprecated": "off" } }' } });
    service.policy = createTrustService(world).policy;
    client = await startClient(() => workspaceOf(service));
    await client.open('{ "dependencies": { "a": "^1.0.0" } }');
    await client.diagnostics();
    const saved = '{ "levels": { "deprecated": "error" } }';
    await client.open(saved, URI);
    world.files["/app/custody.json"] = saved;
    await client.connection.sendNotification("textDocument/didSave", { textDocument: { uri: URI } });
    await client.until(() => (client?.refreshes ?? 0) > 0);
    await client.pull();
    assert.deepEqual(asked, [{ deprecated: "off" }, { deprecated: "error" }]);
  });
});
