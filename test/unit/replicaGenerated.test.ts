import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { generatedSource } from "../replica/generatedSource";
import { startReplica } from "../replica/replica";

const until = Date.parse("2026-06-01T00:00:00Z");
const DAY = 24 * 60 * 60 * 1000;

describe("generatedSource", () => {
  it("makes the same documents for the same seed, others for another", () => {
    const text = (seed: number): string => {
      const source = generatedSource({ count: 3, seed, until });
      return JSON.stringify(source.names().map((name) => source.find(name, until)));
    };
    assert.equal(text(1), text(1));
    assert.notEqual(text(1), text(2));
  });

  it("has the sizes of real documents", () => {
    const source = generatedSource({ count: 400, until });
    const sizes = source.names().map((name) => Object.keys(source.find(name, until)?.document.versions ?? {}).length);
    const sorted = sizes.sort((a, b) => a - b);
    const quantile = (part: number): number => sorted[Math.floor(part * sorted.length)] ?? 0;
    assert.ok(quantile(0.5) > 12 && quantile(0.5) < 30, `median ${quantile(0.5)}`);
    assert.ok(quantile(0.9) > 70 && quantile(0.9) < 170, `p90 ${quantile(0.9)}`);

    const long = source
      .names()
      .find((name) => Object.keys(source.find(name, until)?.document.versions ?? {}).length > 100);
    const { document } = source.find(long ?? "", until) ?? assert.fail();
    const count = Object.keys(document.versions ?? {}).length;
    const text = JSON.stringify(document);
    const raw = text.length / count;
    const packed = gzipSync(text).length / count;
    assert.ok(raw > 1900 && raw < 2500, `${raw} bytes a version`);
    assert.ok(packed > 350 && packed < 650, `${packed} bytes a version, compressed`);
  });

  it("tells calm stories: dates in order and not too young, provenance never lost, nobody unheard of", () => {
    const source = generatedSource({ count: 200, until });
    for (const name of source.names()) {
      const { document } = source.find(name, until) ?? assert.fail(name);
      const versions = Object.entries(document.versions ?? {});
      const dates = versions.map(([version]) => Date.parse(String(document.time?.[version])));
      assert.ok(
        dates.every((date, index) => index === 0 || date > (dates[index - 1] ?? 0)),
        name,
      );
      assert.ok((dates.at(-1) ?? 0) <= until - 31 * DAY, name);
      const attested = versions.map(([, { dist }]) => (dist as { attestations?: unknown }).attestations !== undefined);
      assert.equal(attested.lastIndexOf(false) >= attested.indexOf(true) && attested.includes(true), false, name);
    }
  });

  it("names only dependencies that it has itself", () => {
    const source = generatedSource({ count: 50, until });
    const names = new Set(source.names());
    for (const name of names) {
      for (const { dependencies } of Object.values(source.find(name, until)?.document.versions ?? {})) {
        assert.ok(Object.keys(dependencies as object).every((one) => names.has(one)));
      }
    }
  });

  it("is served by a replica, and its newest versions are there", async () => {
    const source = generatedSource({ count: 20, until });
    const replica = await startReplica({ own: false, documents: [source], asOf: until });
    const requests = source.newest().map((key) => ({ versionKey: { system: "NPM", ...key } }));
    const response = await fetch(`${replica.url("depsdev")}/v3alpha/versionbatch`, {
      method: "POST",
      body: JSON.stringify({ requests }),
    });
    const { responses } = (await response.json()) as { responses: { version?: { isDefault: boolean } }[] };
    await replica.close();
    assert.deepEqual(
      responses.map(({ version }) => version?.isDefault),
      requests.map(() => true),
    );
  });
});
