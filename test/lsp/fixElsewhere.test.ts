import assert from "node:assert/strict";
import { type ClientCapabilities, type CodeAction, CodeActionRequest, type TextEdit } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { withOpenTexts } from "../../server/src/core/openTexts";
import { createTrustService } from "../../server/src/core/service";
import { type LspClient, PULLS, startClient, workspaceOf } from "../support/lspClient";
import { calmPackument, fakeWorld, packumentOf } from "../support/world";

/** Calm up to 1.7.0; 1.8.0 is another's, and runs a script. */
const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);
const DOCUMENTS = { taken: TAKEN, carrier: calmPackument("carrier") };

const MANIFEST = '{\n  "name": "app",\n  "dependencies": {\n    "carrier": "^1.0.0"\n  }\n}\n';
const PNPM_LOCK = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      carrier:
        specifier: ^1.0.0
        version: 1.9.0

packages:

  carrier@1.9.0:
    resolution: {integrity: sha512-AA==}

  taken@1.8.0:
    resolution: {integrity: sha512-AA==}

snapshots:

  carrier@1.9.0:
    dependencies:
      taken: 1.8.0

  taken@1.8.0: {}
`;
const NPM_LOCK = JSON.stringify(
  {
    lockfileVersion: 3,
    packages: {
      "": { name: "app", dependencies: { carrier: "^1.0.0" } },
      "node_modules/carrier": { version: "1.9.0", dependencies: { taken: "^1.0.0" } },
      "node_modules/taken": { version: "1.8.0" },
    },
  },
  null,
  2,
);

const CREATES: ClientCapabilities = {
  ...PULLS,
  workspace: { ...PULLS.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } },
};

describe("a fix in another file", () => {
  let client: LspClient | undefined;
  afterEach(() => client?.dispose());

  it("overrides a transitive package in the root's package.json, from the line of npm's lockfile", async () => {
    const files = { "/app/package.json": MANIFEST, "/app/package-lock.json": NPM_LOCK };
    const action = await fixAt(files, "/app/package-lock.json", "node_modules/taken");
    assert.equal(action?.title, "Override taken with 1.7.0 in package.json, then run npm install");
    assert.equal(action?.isPreferred, true);
    assert.deepEqual(changed(action, files), {
      "file:///app/package.json":
        '{\n  "name": "app",\n  "dependencies": {\n    "carrier": "^1.0.0"\n  },\n  "overrides": {\n    "taken": "1.7.0"\n  }\n}\n',
    });
    assert.deepEqual(versions(action), { "file:///app/package.json": null });
  });

  it("is made for what stands in the editor, not on disk, and names its version", async () => {
    const files = { "/app/package.json": MANIFEST, "/app/package-lock.json": NPM_LOCK };
    const unsaved = MANIFEST.replace('"app",', '"app",\n  "private": true,');
    const action = await fixAt(files, "/app/package-lock.json", "node_modules/taken", { "/app/package.json": unsaved });
    assert.match(
      changed(action, { "/app/package.json": unsaved })["file:///app/package.json"] ?? "",
      /"private": true,[\s\S]*"overrides": \{\n {4}"taken": "1\.7\.0"\n {2}\}\n\}\n$/,
    );
    assert.deepEqual(versions(action), { "file:///app/package.json": 1 });
  });

  it("makes pnpm-workspace.yaml where there is none, for a client that can", async () => {
    const files = { "/app/package.json": MANIFEST, "/app/pnpm-lock.yaml": PNPM_LOCK };
    const action = await fixAt(files, "/app/pnpm-lock.yaml", "  taken@1.8.0:\n    resolution", {}, CREATES);
    assert.equal(action?.title, "Override taken with 1.7.0 in pnpm-workspace.yaml, then run pnpm install");
    assert.deepEqual(action?.edit?.documentChanges?.[0], {
      kind: "create",
      uri: "file:///app/pnpm-workspace.yaml",
      options: { ignoreIfExists: true },
    });
    assert.deepEqual(changed(action, files), { "file:///app/pnpm-workspace.yaml": "overrides:\n  taken: 1.7.0\n" });
    client?.dispose();
    assert.equal(await fixAt(files, "/app/pnpm-lock.yaml", "  taken@1.8.0:\n    resolution"), undefined);
  });

  it("sets the entry of the catalog that a dependency takes its version from", async () => {
    const files = {
      "/app/package.json": '{ "name": "app", "dependencies": { "taken": "catalog:" } }',
      "/app/pnpm-workspace.yaml": "packages: []\n# by hand\ncatalog:\n  taken: ^1.0.0 # why\n",
      "/app/pnpm-lock.yaml": PNPM_LOCK.replace(
        "      carrier:\n        specifier: ^1.0.0\n        version: 1.9.0\n",
        "      taken:\n        specifier: 'catalog:'\n        version: 1.8.0\n",
      ).replace("    dependencies:\n      taken: 1.8.0\n", ""),
    };
    const action = await fixAt(files, "/app/package.json", '"taken"');
    assert.equal(action?.title, "Set taken to 1.7.0 in pnpm-workspace.yaml, then run pnpm install");
    assert.deepEqual(changed(action, files), {
      "file:///app/pnpm-workspace.yaml": "packages: []\n# by hand\ncatalog:\n  taken: 1.7.0 # why\n",
    });
  });

  it("is none where nothing can be written that would do it", async () => {
    const files = { "/app/package.json": '{ "name": "app", ', "/app/package-lock.json": NPM_LOCK };
    assert.equal(await fixAt(files, "/app/package-lock.json", "node_modules/taken"), undefined);
    client?.dispose();
    const alone = { "/app/package-lock.json": NPM_LOCK };
    assert.equal(await fixAt(alone, "/app/package-lock.json", "node_modules/taken"), undefined);
  });

  /** The one fix where some text starts in a file, once everything is judged; `open` are documents that are open too. */
  async function fixAt(
    files: Readonly<Record<string, string>>,
    path: string,
    at: string,
    open: Readonly<Record<string, string>> = {},
    capabilities: ClientCapabilities = PULLS,
  ): Promise<CodeAction | undefined> {
    const world = fakeWorld({ files, documents: DOCUMENTS, answer: datedYesterday });
    client = await startClient((_, openText) => workspaceOf(createTrustService(withOpenTexts(world, openText))), {
      capabilities,
    });
    for (const [other, text] of Object.entries(open)) {
      await client.open(text, `file://${other}`);
    }
    const text = files[path] ?? assert.fail();
    const uri = `file://${path}`;
    await client.open(text, uri);
    assert.equal((await client.diagnostics(uri)).filter(({ severity }) => severity === 1).length, 1);
    const offset = text.indexOf(at) + at.search(/\S/);
    const position = TextDocument.create(uri, "", 1, text).positionAt(offset + 1);
    const answer = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range: { start: position, end: position },
      context: { diagnostics: [] },
    });
    const [action, ...others] = (answer ?? []).filter(({ title }) => !title.startsWith("Accept "));
    assert.deepEqual(others, []);
    return action !== undefined && "edit" in action ? action : undefined;
  }
});

/** deps.dev knows the day of the release in question, so that its history is looked at. */
function datedYesterday(request: { readonly source: string; readonly body: unknown }) {
  if (request.source !== "depsdev") {
    return undefined;
  }
  const { requests } = request.body as {
    readonly requests: readonly { readonly versionKey: { readonly name: string } }[];
  };
  const responses = requests.map((asked) => ({
    request: asked,
    version: { versionKey: asked.versionKey, publishedAt: new Date(Date.UTC(2026, 0, 30, 12)).toISOString() },
  }));
  return { status: 200, json: { responses, nextPageToken: "" }, bytes: 1 };
}

/** What an action makes of each file that it touches. */
function changed(action: CodeAction | undefined, files: Readonly<Record<string, string>>): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const change of action?.edit?.documentChanges ?? []) {
    if ("edits" in change) {
      const { uri } = change.textDocument;
      const before = files[uri.replace("file://", "")] ?? "";
      texts[uri] = TextDocument.applyEdits(TextDocument.create(uri, "", 1, before), change.edits as TextEdit[]);
    }
  }
  return texts;
}

function versions(action: CodeAction | undefined): Record<string, number | null> {
  return Object.fromEntries(
    (action?.edit?.documentChanges ?? []).flatMap((change) =>
      "edits" in change ? [[change.textDocument.uri, change.textDocument.version]] : [],
    ),
  );
}
