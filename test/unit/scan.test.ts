import assert from "node:assert/strict";
import { createTrustService, type ScanReport } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { calmPackument, fakeWorld } from "../support/world";

const OPTIONS = { asOf: undefined, deep: false, offline: false, settings: DEFAULT_SETTINGS, policy: undefined };

const FILES = {
  "/repo/package.json": '{ "workspaces": ["packages/*"], "dependencies": { "a": "^1.0.0" } }',
  "/repo/packages/one/package.json": '{ "name": "one", "dependencies": { "b": "^1.0.0" } }',
  "/repo/package-lock.json": JSON.stringify({
    lockfileVersion: 3,
    packages: {
      "": { workspaces: ["packages/*"], dependencies: { a: "^1.0.0" } },
      "packages/one": { name: "one", dependencies: { b: "^1.0.0" } },
      "node_modules/a": { version: "1.9.0", dependencies: { c: "^1.0.0" } },
      "node_modules/b": { version: "1.9.0" },
      "node_modules/c": { version: "1.9.0" },
    },
  }),
};
const DOCUMENTS = { a: calmPackument("a"), b: calmPackument("b") };

const namesOf = (report: ScanReport | undefined) => report?.packages.map(({ subject }) => subject.name);

describe("a scan", () => {
  it("tells first what the manifests name, then all that is locked", async () => {
    const service = createTrustService(fakeWorld({ files: FILES, documents: DOCUMENTS }));
    const early: ScanReport[] = [];
    const last = await service.scan("/repo", "/repo", OPTIONS, new AbortController().signal, (report) =>
      early.push(report),
    );
    assert.deepEqual(
      early.map((report) => [namesOf(report), report.pending]),
      [[["a", "b"], 1]],
    );
    assert.deepEqual([namesOf(last), last.pending], [["a", "b", "c"], 0]);
    assert.equal(last.lockfile, "/repo/package-lock.json");
  });

  it("says where each version stands, and gives the texts that the places count in", async () => {
    const service = createTrustService(fakeWorld({ files: FILES, documents: DOCUMENTS }));
    const report = await service.scan("/repo", "/repo", OPTIONS, new AbortController().signal, () => undefined);
    const [place] = report.packages.find(({ subject }) => subject.name === "b")?.locations ?? [];
    assert.equal(place?.file, "/repo/packages/one/package.json");
    const { start = 0, end = 0 } = place?.versionSpan ?? {};
    assert.equal(report.texts.get(place?.file ?? "")?.slice(start, end), "^1.0.0");
  });

  it("takes of a lockfile outside of the folder only what is asked for from inside", async () => {
    const service = createTrustService(fakeWorld({ files: FILES, documents: DOCUMENTS }));
    const inner = "/repo/packages/one";
    const report = await service.scan(inner, inner, OPTIONS, new AbortController().signal, () => undefined);
    assert.deepEqual(namesOf(report), ["b"]);
  });

  it("ends with its abort, and asks nothing more", async () => {
    const controller = new AbortController();
    const world = fakeWorld({
      files: FILES,
      documents: DOCUMENTS,
      answer: () => {
        controller.abort();
        return undefined;
      },
    });
    const scan = createTrustService(world).scan("/repo", "/repo", OPTIONS, controller.signal, () => undefined);
    await assert.rejects(scan, { name: "AbortError" });
    assert.ok(!world.sent.some((request) => request.includes("/c")), world.sent.join());
  });
});
