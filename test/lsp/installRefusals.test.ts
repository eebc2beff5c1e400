import assert from "node:assert/strict";
import {
  type ClientCapabilities,
  type CodeAction,
  CodeActionRequest,
  DiagnosticSeverity,
  HoverRequest,
  MarkupContent,
  type WorkspaceDiagnosticReport,
  WorkspaceDiagnosticRequest,
  type WorkspaceFullDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import { withOpenTexts } from "../../server/src/core/openTexts";
import { createTrustService } from "../../server/src/core/service";
import type { HttpRequest } from "../../server/src/core/world";
import { EAGER, type LspClient, PULLS, startClient, workspaceOf } from "../support/lspClient";
import { DAY, fakeWorld, list, NOW, ok, packumentOf } from "../support/world";

const CREATES: ClientCapabilities = {
  ...PULLS,
  workspace: { ...PULLS.workspace, workspaceEdit: { documentChanges: true, resourceOperations: ["create"] } },
};
const URI = "file:///app/package.json";
const MANIFEST = `{
  "name": "app",
  "packageManager": "pnpm@11.28.11",
  "dependencies": {
    "b": "1.2.0"
  }
}
`;
const LOCK = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      b:
        specifier: 1.2.0
        version: 1.2.0

packages:

  b@1.2.0:
    resolution: {integrity: sha512-AA==}

snapshots:

  b@1.2.0: {}
`;
const HOURS = 1 / 24;
const EARLIER = Array.from({ length: 8 }, (_, i) => ({ version: `1.1.${i}`, daysAgo: 900 - i * 60 }));
const CALM = packumentOf("b", [...EARLIER, { version: "1.2.0", daysAgo: 9 * HOURS }]);
/** Another's, and it runs a script. */
const TAKEN = packumentOf("b", [
  ...EARLIER,
  { version: "1.2.0", daysAgo: 9 * HOURS, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);
const SENTENCE =
  "The next pnpm install will refuse b 1.2.0: published 9 h ago, and minimumReleaseAge in pnpm-workspace.yaml is 1 day. Ask for an earlier release, or wait until it has that age.";

describe("what the next install will refuse, in the editor", () => {
  let client: LspClient | undefined;
  afterEach(() => client?.dispose());

  const SETTINGS = "minimumReleaseAge: 1440 # a day\n";

  it("is said once, at the version, and mended in the file of its package manager", async () => {
    const { said, page, actions, hover } = await look({ "/app/pnpm-workspace.yaml": SETTINGS });
    assert.equal(page, "https://pages.example/gates.md");
    assert.deepEqual(said, [["install", DiagnosticSeverity.Information, "4:10-4:15", SENTENCE]]);
    const [fix, ...others] = actions.filter(({ title }) => title.startsWith("Let"));
    assert.equal(fix?.title, "Let pnpm install b 1.2.0 now: exclude it in pnpm-workspace.yaml");
    assert.equal(others.length, 0);
    assert.notEqual(fix?.isPreferred, true);
    assert.deepEqual(fix?.edit?.documentChanges, [
      {
        textDocument: { uri: "file:///app/pnpm-workspace.yaml", version: null },
        edits: [
          {
            range: { start: { line: 1, character: 0 }, end: { line: 1, character: 0 } },
            newText: "minimumReleaseAgeExclude:\n  - b@1.2.0\n",
          },
        ],
      },
    ]);
    assert.match(hover, /will refuse b 1\\?\.2\\?\.0: published 9 h ago/);
    assert.doesNotMatch(hover, /Nothing is locked/, "not what it will not come to");
  });

  it("is said of what is locked, in the lockfile", async () => {
    const { said, actions } = await look({ "/app/pnpm-lock.yaml": LOCK }, { uri: "file:///app/pnpm-lock.yaml" });
    assert.deepEqual(
      said.map(([code, , at]) => [code, at]),
      [["install", "12:4-12:9"]],
    );
    assert.deepEqual(
      actions.map(({ edit }) => edit?.documentChanges?.map((change) => ("kind" in change ? change.kind : "edit"))),
      [["create", "edit"]],
    );
  });

  it("leaves no way for what speaks against itself", async () => {
    const { said, actions } = await look({ "/app/pnpm-workspace.yaml": SETTINGS }, { document: TAKEN });
    assert.deepEqual(
      said.map(([code, severity]) => [code, severity]),
      [
        ["install-script-added", DiagnosticSeverity.Error],
        ["install", DiagnosticSeverity.Information],
      ],
    );
    assert.deepEqual(
      actions.filter(({ title }) => title.startsWith("Let")),
      [],
    );
  });

  it("says of a fix that not all could be checked", async () => {
    const { actions } = await look({ "/app/pnpm-workspace.yaml": SETTINGS }, { isOsvDown: true });
    assert.deepEqual(
      actions.map(({ title }) => title).filter((title) => title.startsWith("Let")),
      ["Let pnpm install b 1.2.0 now: exclude it in pnpm-workspace.yaml (not fully checked)"],
    );
  });

  describe("while its files are closed", () => {
    it("is said where a manifest asks for it, else in the lockfile, each once", async () => {
      const { said, page } = await lookAside(["a", "b", "c"], ["b"]);
      assert.equal(page, "https://pages.example/gates.md");
      assert.deepEqual(said, [
        ["/app/package.json", DiagnosticSeverity.Information, sentence("b")],
        ["/app/pnpm-lock.yaml", DiagnosticSeverity.Information, sentence("a")],
        ["/app/pnpm-lock.yaml", DiagnosticSeverity.Information, sentence("c")],
      ]);
    });

    it("is one line of the lockfile where there are more than anybody reads", async () => {
      const { said } = await lookAside(["a", "b", "c", "d", "e", "f"], ["b"]);
      assert.deepEqual(said, [
        [
          "/app/pnpm-lock.yaml",
          DiagnosticSeverity.Information,
          "The next pnpm install will refuse 6 releases that stand here, b 1.2.0 and a 1.2.0 among them. Open this file to see why each, and what to do.",
        ],
      ]);
    });

    const sentence = (name: string) =>
      `The next pnpm install will refuse ${name} 1.2.0, which is locked: published 9 h ago, and minimumReleaseAge in pnpm-workspace.yaml is 1 day. Lock an earlier release, or wait until it has that age.`;

    /** What is said of a project of which `names` are locked, and `direct` asked for. */
    async function lookAside(names: readonly string[], direct: readonly string[]) {
      const asked = direct.map((name) => `      ${name}:\n        specifier: 1.2.0\n        version: 1.2.0\n`);
      const packages = names.map((name) => `  ${name}@1.2.0:\n    resolution: {integrity: sha512-AA==}\n`);
      const snapshots = names.map((name) => `  ${name}@1.2.0: {}\n`);
      const lock = `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n${asked.join("")}\npackages:\n\n${packages.join("\n")}\nsnapshots:\n\n${snapshots.join("\n")}`;
      const documents = Object.fromEntries(
        names.map((name) => [name, packumentOf(name, [...EARLIER, { version: "1.2.0", daysAgo: 9 * HOURS }])]),
      );
      const files = {
        "/app/package.json": MANIFEST,
        "/app/pnpm-workspace.yaml": SETTINGS,
        "/app/pnpm-lock.yaml": lock,
      };
      const publishedAt = new Date(NOW - 9 * HOURS * DAY).toISOString();
      const answer = ({ source, body }: HttpRequest) =>
        source === "depsdev"
          ? ok({
              responses: list(body, "requests").map((request) => ({
                request,
                version: { ...Object(request), publishedAt },
              })),
            })
          : undefined;
      const world = fakeWorld({ files, documents, answer });
      client = await startClient(
        (_options, openText) =>
          workspaceOf(createTrustService(withOpenTexts(world, openText)), { readFile: world.readFile }),
        { capabilities: CREATES, folders: ["file:///app"], pauses: EAGER },
      );
      const known = new Map<string, WorkspaceFullDocumentDiagnosticReport>();
      while (!known.has("file:///app/pnpm-lock.yaml")) {
        const { items }: WorkspaceDiagnosticReport = await client.connection.sendRequest(
          WorkspaceDiagnosticRequest.type,
          {
            identifier: "custody",
            previousResultIds: [...known].map(([uri, { resultId = "" }]) => ({ uri, value: resultId })),
          },
        );
        for (const item of items) {
          assert.equal(item.kind, "full");
          known.set(item.uri, item);
        }
      }
      const all = [...known].flatMap(([uri, { items }]) => items.map((item) => ({ uri, item })));
      return {
        page: all[0]?.item.codeDescription?.href,
        said: all
          .map(({ uri, item: { severity, message } }) => [new URL(uri).pathname, severity, message])
          .sort(([one], [other]) => String(one).localeCompare(String(other))),
      };
    }
  });

  async function look(
    files: Readonly<Record<string, string>>,
    { document = CALM, uri = URI, isOsvDown = false }: { document?: unknown; uri?: string; isOsvDown?: boolean } = {},
  ) {
    const world = fakeWorld({
      files: { [new URL(URI).pathname]: MANIFEST, ...files },
      documents: { b: document },
      answer: ({ source }) => (isOsvDown && source === "osv" ? { failed: "osv.example is down" } : undefined),
    });
    client = await startClient(
      (_options, openText) => {
        const seen = withOpenTexts(world, openText);
        return workspaceOf(createTrustService(seen), { readFile: (path) => seen.readFile(path) });
      },
      { capabilities: CREATES, folders: ["file:///app"] },
    );
    const path = new URL(uri).pathname;
    await client.open(world.files[path] ?? "", uri);
    const diagnostics = await client.diagnostics(uri);
    const range = diagnostics.find(({ code }) => code === "install")?.range ?? assert.fail("nothing is refused");
    const answer = await client.connection.sendRequest(CodeActionRequest.type, {
      textDocument: { uri },
      range,
      context: { diagnostics: [] },
    });
    const hover = await client.connection.sendRequest(HoverRequest.type, {
      textDocument: { uri },
      position: range.start,
    });
    return {
      page: diagnostics.find(({ code }) => code === "install")?.codeDescription?.href,
      said: diagnostics.map(({ code, severity, range: { start, end }, message }) => [
        code,
        severity,
        `${start.line}:${start.character}-${end.line}:${end.character}`,
        message,
      ]),
      actions: (answer ?? []).filter((each): each is CodeAction => "edit" in each),
      hover: MarkupContent.is(hover?.contents) ? hover.contents.value : "",
    };
  }
});
