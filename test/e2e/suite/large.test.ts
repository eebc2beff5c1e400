import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as vscode from "vscode";
import { readStalls, renderStalls } from "../../support/stalls";
import { diagnostics, hover, open } from "./editor";

const { CUSTODY_E2E_CHECKOUT = "", CUSTODY_E2E_MEASURES = "" } = process.env;
const HOST_STALLS = join(tmpdir(), `custody-host-${process.pid}.jsonl`);
const SERVER_STALLS = join(tmpdir(), `custody-server-${process.pid}.jsonl`);
/** What tasks should stay below. */
const LIMIT_MS = 50;

const isError = ({ severity }: vscode.Diagnostic): boolean => severity === vscode.DiagnosticSeverity.Error;

describe("a lockfile of thousands of packages in VS Code", () => {
  let document: vscode.TextDocument;

  before(async () => {
    const probe = pathToFileURL(join(CUSTODY_E2E_CHECKOUT, "test/support/probe.mjs")).href;
    process.env.CUSTODY_PROBE = HOST_STALLS;
    await import(probe);
    // The server is started with the first document, and inherits its own probe from here.
    Object.assign(process.env, { CUSTODY_PROBE: SERVER_STALLS, NODE_OPTIONS: `--import "${probe}"` });
    await measured("the server started, and a small manifest", async () => {
      const { document: manifest } = await open("package.json");
      assert.ok((await diagnostics(manifest, (found) => found.length > 0)).length > 0, "a word about its comment");
    });
  });

  after(() => Promise.all([HOST_STALLS, SERVER_STALLS].map((place) => rm(place, { force: true }))));

  it("has its one error on the line of the package, soon after it was opened", async () => {
    await measured("the lockfile opened", async () => {
      ({ document } = await open("pnpm-lock.yaml"));
      await diagnostics(document, (found) => found.some(isError));
    });
    assert.ok(document.lineCount > 20_000, `${document.lineCount} lines`);
    const errors = (await diagnostics(document, (found) => found.some(isError))).filter(isError);
    assert.deepEqual(
      errors.map(({ range }) => document.lineAt(range.start.line).text),
      ["  handed-over@2.1.0:"],
    );
  });

  it("shows there in a hover who holds the package", async () => {
    const place = placeOf("handed-over@2.1.0");
    const shown = await measured("hover", () => hover(document, place));
    assert.match(shown, /handed.{0,2}over\*\* 2\.1\.0/);
    assert.match(shown, /bertil/);
  });

  it("keeps its error on the package while lines are typed above", async () => {
    const { line } = placeOf("handed-over@2.1.0").start;
    for (let typed = 1; typed <= 5; typed++) {
      await measured("a line typed", async () => {
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(0, 0), "# a line\n");
        assert.ok(await vscode.workspace.applyEdit(edit));
        const moved = await diagnostics(document, (found) =>
          found.some((one) => isError(one) && one.range.start.line === line + typed),
        );
        assert.equal(moved.filter(isError).length, 1);
      });
    }
  });

  /** The key among the packages; it stands a second time among the snapshots. */
  function placeOf(text: string): vscode.Range {
    const start = document.positionAt(document.getText().indexOf(text));
    return new vscode.Range(start, start.translate(0, text.length));
  }
});

/** Leaves a line about how long it took, and how long the extension host and the server were busy: no verdict. */
async function measured<T>(what: string, run: () => Promise<T>): Promise<T> {
  const since = Date.now();
  try {
    return await run();
  } finally {
    const took = Date.now() - since;
    const [host, server] = await Promise.all([readStalls(HOST_STALLS, since), readStalls(SERVER_STALLS, since)]);
    const line = `${what}: ${took} ms; extension host: ${renderStalls(host, LIMIT_MS)}; server: ${renderStalls(server, LIMIT_MS)}`;
    appendFileSync(CUSTODY_E2E_MEASURES, `${line}\n`);
  }
}
