import assert from "node:assert/strict";
import { corpusDocuments, hasCorpus } from "../replica/corpusSource";
import { cutDocument } from "../replica/cutDocument";
import { stampsOf } from "../replica/documents";
import { type Replica, startReplica } from "../replica/replica";

describe("the replica with the recorded corpus", () => {
  let replica: Replica | undefined;
  before(function () {
    if (!hasCorpus()) {
      this.skip();
    }
  });
  afterEach(async () => {
    await replica?.close();
    replica = undefined;
  });

  async function versionsOf(name: string, asOf: string): Promise<readonly string[]> {
    replica?.setAsOf(asOf);
    replica ??= await startReplica({ own: false, corpus: true, asOf });
    const response = await fetch(`${replica.url("registry")}${encodeURIComponent(name)}`);
    return Object.keys(((await response.json()) as { versions?: object }).versions ?? {});
  }

  it("serves what an attacker published while it stood there, and not before", async () => {
    assert.ok((await versionsOf("axios", "2026-03-31T01:22:00Z")).includes("1.14.1"));
    assert.ok(!(await versionsOf("axios", "2026-03-30T00:00:00Z")).includes("1.14.1"));
    assert.ok(!(await versionsOf("axios", "2026-06-18T00:00:00Z")).includes("1.14.1"));
  });

  it("answers for scoped names and knows recorded advisories by their day", async () => {
    assert.ok((await versionsOf("@nuxt/kit", "2026-01-01T00:00:00Z")).includes("3.19.3"));
    const vulns = async (): Promise<unknown> => {
      const query = { package: { ecosystem: "npm", name: "lodash" }, version: "4.17.20" };
      const body = JSON.stringify({ queries: [query] });
      const response = await fetch(`${replica?.url("osv")}/v1/querybatch`, { method: "POST", body });
      return response.json();
    };
    assert.match(JSON.stringify(await vulns()), /GHSA-35jh-r3h4-6jhm/);
    replica?.setAsOf("2021-01-01T00:00:00Z");
    assert.deepEqual(await vulns(), { results: [{}] });
  });

  it("never lets a later stamp through, whatever the document", () => {
    const source = corpusDocuments();
    const asOf = Date.parse("2021-01-01T00:00:00Z");
    let cuts = 0;
    for (const name of source.names()) {
      const found = source.find(name, asOf) ?? assert.fail(name);
      const cut = cutDocument(found.document, asOf, found.events);
      if (cut === undefined) {
        continue;
      }
      cuts++;
      const stamps = stampsOf(cut);
      assert.ok(
        [...stamps.values()].every((at) => at <= asOf),
        name,
      );
      assert.ok(Date.parse(String(cut.time?.created)) <= asOf || cut.time === undefined, name);
      const served = Object.keys(cut.versions ?? {});
      assert.ok(
        Object.values(cut["dist-tags"] ?? {}).every((version) => served.includes(version)),
        name,
      );
    }
    assert.ok(cuts > 300, `${cuts} documents stood then`);
  });
});
