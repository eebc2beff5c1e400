import assert from "node:assert/strict";
import { withOpenTexts } from "../../server/src/core/openTexts";
import { createTrustService } from "../../server/src/core/service";
import {
  BASE_FILES_REQUEST,
  BASE_TEXT_REQUEST,
  type BaseParams,
  REPORT_REQUEST,
  REVIEWED_NOTIFICATION,
  type ReportParams,
  type ReviewFindings,
} from "../../server/src/lsp/protocol";
import { type LspClient, startClient, workspaceOf } from "../support/lspClient";
import { calmPackument, fakeWorld, packumentOf } from "../support/world";

const TAKEN = packumentOf("taken", [
  ...Array.from({ length: 8 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 900 - i * 60 })),
  { version: "1.8.0", daysAgo: 1, by: "mallory", more: { scripts: { postinstall: "node steal.js" } } },
]);
const MANIFEST = '{ "name": "app", "dependencies": { "taken": "^1.0.0", "calm": "^1.0.0", "gone": "^1.0.0" } }';

function lockfile(versions: Readonly<Record<string, string>>): string {
  const entries = Object.entries(versions).map(([name, version]) => [
    `node_modules/${name}`,
    { version, integrity: "sha512-AA==" },
  ]);
  const root = { name: "app", dependencies: { taken: "^1.0.0", calm: "^1.0.0", gone: "^1.0.0" } };
  return JSON.stringify({ lockfileVersion: 3, packages: { "": root, ...Object.fromEntries(entries) } }, undefined, 2);
}

describe("the list of a review", () => {
  let client: LspClient | undefined;

  afterEach(() => client?.dispose());

  it("has each change, worst first, with what is said about it and where it stands", async () => {
    const world = fakeWorld({
      files: { "/app/package.json": MANIFEST, "/app/package-lock.json": lockfile({ taken: "1.8.0", calm: "1.9.0" }) },
      documents: { taken: TAKEN, calm: calmPackument("calm") },
    });
    client = await startClient((_, openText) =>
      workspaceOf(createTrustService(withOpenTexts(world, openText)), { readFile: world.readFile }),
    );
    const { connection } = client;
    const before = lockfile({ taken: "1.7.0", calm: "1.8.0", gone: "1.0.0" });
    connection.onRequest(BASE_FILES_REQUEST, () => ["file:///app/package-lock.json"]);
    connection.onRequest(BASE_TEXT_REQUEST, ({ uri }: BaseParams) => (uri.endsWith("lock.json") ? before : MANIFEST));
    const { promise, resolve } = Promise.withResolvers<ReviewFindings>();
    connection.onNotification(REVIEWED_NOTIFICATION, resolve);
    const params: ReportParams = { uri: "file:///app", format: "page", base: "HEAD", baseName: "main" };
    await connection.sendRequest(REPORT_REQUEST, params);

    const { base, summary, changes } = await promise;
    assert.deepEqual([base, summary], ["main", "3 changes since main (HEAD): 2 upgraded, 1 removed."]);
    assert.deepEqual(
      changes.map(({ kind, name, way, verdict, place }) => [
        `${kind} ${name} ${way}`,
        verdict?.word,
        place && `${place.file}:${place.range.start.line + 1}`,
      ]),
      [
        ["upgraded taken 1.7.0 → 1.8.0", "at risk", "package-lock.json:12"],
        ["upgraded calm 1.8.0 → 1.9.0", "clear", "package-lock.json:16"],
        ["removed gone 1.0.0", undefined, undefined],
      ],
    );
    const [taken, calm] = changes;
    assert.equal(taken?.finding?.reasons[0]?.rule, "install-script-added");
    assert.equal(calm?.finding, undefined);
  });

  it("says what is loud of a file rather than of a package", async () => {
    const files = {
      "/app/package.json": MANIFEST,
      "/app/.npmrc": "min-release-age=1\n",
      "/app/package-lock.json": lockfile({ calm: "1.9.0" }),
    };
    const world = fakeWorld({
      files,
      documents: { taken: TAKEN, calm: calmPackument("calm"), gone: calmPackument("gone") },
    });
    client = await startClient((_, openText) =>
      workspaceOf(createTrustService(withOpenTexts(world, openText)), { readFile: world.readFile }),
    );
    const { connection } = client;
    connection.onRequest(BASE_FILES_REQUEST, () => ["file:///app/package-lock.json", "file:///app/.npmrc"]);
    connection.onRequest(BASE_TEXT_REQUEST, ({ uri }: BaseParams) =>
      uri.endsWith(".npmrc") ? "min-release-age=3\n" : (files[new URL(uri).pathname as keyof typeof files] ?? null),
    );
    const { promise, resolve } = Promise.withResolvers<ReviewFindings>();
    connection.onNotification(REVIEWED_NOTIFICATION, resolve);
    const params: ReportParams = { uri: "file:///app", format: "page", base: "HEAD", baseName: "main" };
    await connection.sendRequest(REPORT_REQUEST, params);
    assert.equal(
      (await promise).summary,
      'No package has changed since main (HEAD). .npmrc sets "min-release-age" to 1 day, which was 3 days at the base.',
    );
  });
});
