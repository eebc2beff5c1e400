import assert from "node:assert/strict";
import { TextDocument } from "vscode-languageserver-textdocument";
import { withOpenTexts } from "../../server/src/core/openTexts";
import { createTrustService } from "../../server/src/core/service";
import { startClient, workspaceOf } from "../support/lspClient";
import { fakeWorld, packumentOf } from "../support/world";

const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);

const MANIFEST = '{ "name": "app", "dependencies": { "taken": "^1.0.0" } }';

/** Each with the text that is its key. */
const LOCKFILES: readonly [name: string, key: string, text: string][] = [
  [
    "package-lock.json",
    "node_modules/taken",
    '{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "taken": "^1.0.0" } }, "node_modules/taken": { "version": "1.8.0" } } }',
  ],
  [
    "bun.lock",
    "taken",
    '{\n  "lockfileVersion": 1,\n  "workspaces": { "": { "name": "app", "dependencies": { "taken": "^1.0.0", }, }, },\n  "packages": {\n    "taken": ["taken@1.8.0", "", {}, "sha512-AA=="],\n  }\n}\n',
  ],
  ["yarn.lock", "^1.0.0", '# yarn lockfile v1\n\n\ntaken@^1.0.0:\n  version "1.8.0"\n  integrity sha512-AA==\n'],
  [
    "yarn.lock",
    "npm:^1.0.0",
    '__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"app@workspace:.":\n  version: 0.0.0-use.local\n  resolution: "app@workspace:."\n  dependencies:\n    taken: "npm:^1.0.0"\n  languageName: unknown\n  linkType: soft\n\n"taken@npm:^1.0.0":\n  version: 1.8.0\n  resolution: "taken@npm:1.8.0"\n  checksum: 10c0/00\n  languageName: node\n  linkType: hard\n',
  ],
  [
    "pnpm-lock.yaml",
    "1.8.0",
    "lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      taken:\n        specifier: ^1.0.0\n        version: 1.8.0\n\npackages:\n\n  taken@1.8.0:\n    resolution: {integrity: sha512-AA==}\n\nsnapshots:\n\n  taken@1.8.0: {}\n",
  ],
];

describe("lockfiles in the editor", () => {
  for (const [name, key, text] of LOCKFILES) {
    it(`show an error at ${key} in ${name}, and at the dependency in the manifest`, async () => {
      const path = `/app/${name}`;
      const world = fakeWorld({
        files: { "/app/package.json": MANIFEST, [path]: text },
        documents: { taken: TAKEN },
      });
      const client = await startClient(() => workspaceOf(createTrustService(world), { readFile: world.readFile }));
      try {
        await client.open(text, `file://${path}`);
        await client.open(MANIFEST, "file:///app/package.json");
        assert.deepEqual(await places(`file://${path}`, text), [`1 ${key}`]);
        assert.deepEqual(await places("file:///app/package.json", MANIFEST), ["1 ^1.0.0"]);
      } finally {
        client.dispose();
      }

      /** Severity and underlined text of each diagnostic. */
      async function places(uri: string, content: string): Promise<readonly string[]> {
        const document = TextDocument.create(uri, "", 1, content);
        return (await client.diagnostics(uri)).map(({ severity, range }) => `${severity} ${document.getText(range)}`);
      }
    });
  }

  it("count as they stand in the editor, saved or not, and as they stand on disk once they are closed", async () => {
    const [name, , text] = LOCKFILES[0] ?? assert.fail();
    const path = `/app/${name}`;
    const sound = text.replace("1.8.0", "1.7.0");
    const world = fakeWorld({
      files: { "/app/package.json": MANIFEST, [path]: sound },
      documents: { taken: TAKEN },
    });
    const client = await startClient((_, openText) => workspaceOf(createTrustService(withOpenTexts(world, openText))));
    try {
      await client.open(MANIFEST);
      assert.deepEqual(await client.diagnostics(), []);
      await client.open(text, `file://${path}`);
      assert.equal((await afterEdit()).length, 1);
      await client.close(`file://${path}`);
      assert.deepEqual(await afterEdit(), []);
    } finally {
      client.dispose();
    }

    /** What is said on the manifest once a blank more stands in it. */
    async function afterEdit() {
      const before = client.statuses.length;
      await client.change("{", "{ ");
      await client.until(() =>
        client.statuses.slice(before).some(({ uri, state }) => uri.endsWith("/package.json") && state === "checked"),
      );
      return client.diagnostics();
    }
  });
});
