import assert from "node:assert/strict";
import { cutDocument } from "../replica/cutDocument";
import type { RegistryDocument } from "../replica/documents";

const at = (iso: string): number => Date.parse(iso);

function document(differs: Partial<RegistryDocument> = {}): RegistryDocument {
  return {
    name: "a",
    description: "the third",
    maintainers: [{ name: "carol" }],
    "dist-tags": { latest: "2.0.0", next: "3.0.0-rc.1" },
    versions: {
      "1.0.0": { name: "a", version: "1.0.0", description: "the first", maintainers: [{ name: "alice" }] },
      "1.1.0": {
        name: "a",
        version: "1.1.0",
        description: "the second",
        maintainers: [{ name: "bob" }],
        deprecated: "old",
      },
      "2.0.0": { name: "a", version: "2.0.0", description: "the third", maintainers: [{ name: "carol" }] },
      "3.0.0-rc.1": { name: "a", version: "3.0.0-rc.1", description: "a try", maintainers: [{ name: "carol" }] },
    },
    time: {
      created: "2020-01-01T00:00:00.000Z",
      modified: "2023-06-01T00:00:00.000Z",
      "1.0.0": "2020-01-01T00:00:00.000Z",
      "1.0.1": "2020-06-01T00:00:00.000Z",
      "1.1.0": "2021-01-01T00:00:00.000Z",
      "2.0.0": "2022-01-01T00:00:00.000Z",
      "3.0.0-rc.1": "2023-01-01T00:00:00.000Z",
    },
    ...differs,
  };
}

describe("cutDocument", () => {
  it("knows no name before its first release", () => {
    assert.equal(cutDocument(document(), at("2019-12-31")), undefined);
  });

  it("leaves out versions, stamps and tags of a later day", () => {
    const cut = cutDocument(document(), at("2021-06-01"));
    assert.deepEqual(Object.keys(cut?.versions ?? {}), ["1.0.0", "1.1.0"]);
    assert.deepEqual(Object.keys(cut?.time ?? {}), ["created", "modified", "1.0.0", "1.0.1", "1.1.0"]);
    assert.equal(cut?.time?.modified, "2021-01-01T00:00:00.000Z");
    assert.deepEqual(cut?.["dist-tags"], { latest: "1.1.0" });
  });

  it("counts a release of the very millisecond", () => {
    assert.ok(cutDocument(document(), at("2022-01-01T00:00:00.000Z"))?.versions?.["2.0.0"]);
    assert.equal(cutDocument(document(), at("2022-01-01T00:00:00.000Z") - 1)?.versions?.["2.0.0"], undefined);
  });

  it("repeats the root's words and owners from the releases of its time", () => {
    const cut = cutDocument(document(), at("2020-02-01"));
    assert.equal(cut?.description, "the first");
    assert.deepEqual(cut?.maintainers, [{ name: "alice" }]);
  });

  it("adds no root field that the document does not have", () => {
    const { maintainers: _, ...bare } = document();
    assert.equal(cutDocument(bare as RegistryDocument, at("2020-02-01"))?.maintainers, undefined);
  });

  it("is the document itself, undated parts and all, once nothing is later", () => {
    assert.deepEqual(cutDocument(document(), at("2024-01-01")), document());
  });

  it("forgets an undated deprecation where something is later", () => {
    assert.equal(cutDocument(document(), at("2021-06-01"))?.versions?.["1.1.0"]?.deprecated, undefined);
  });

  it("prefers a stable version as latest, and takes the newest where there is none", () => {
    const time = {
      created: "2020-01-01T00:00:00Z",
      modified: "2023-01-01T00:00:00Z",
      "1.0.0-b": "2020-01-01T00:00:00Z",
      "1.0.0-a": "2021-01-01T00:00:00Z",
      "0.1.0": "2022-01-01T00:00:00Z",
    };
    const versions = Object.fromEntries(
      ["1.0.0-b", "1.0.0-a", "0.1.0"].map((version) => [version, { name: "a", version }]),
    );
    const pre = document({ time, versions, "dist-tags": { latest: "0.1.0" } });
    assert.equal(cutDocument(pre, at("2021-06-01"))?.["dist-tags"]?.latest, "1.0.0-a");
    assert.equal(cutDocument(pre, at("2023-06-01"))?.["dist-tags"]?.latest, "0.1.0");
  });

  describe("with the dates of undated events", () => {
    const events = {
      pulled: { "2.0.0": "2022-01-02T00:00:00Z" },
      deprecated: { "1.0.0": { at: "2021-06-01T00:00:00Z", message: "use 2" } },
    };

    it("serves a pulled version until its pull, and keeps its stamp afterwards", () => {
      assert.ok(cutDocument(document(), at("2022-01-01T12:00:00Z"), events)?.versions?.["2.0.0"]);
      const after = cutDocument(document(), at("2022-01-03"), events);
      assert.equal(after?.versions?.["2.0.0"], undefined);
      assert.equal(after?.time?.["2.0.0"], "2022-01-01T00:00:00.000Z");
      assert.equal(after?.time?.modified, "2022-01-02T00:00:00.000Z");
      assert.equal(after?.["dist-tags"]?.latest, "1.1.0");
    });

    it("deprecates on the day, not before", () => {
      assert.equal(cutDocument(document(), at("2021-05-31"), events)?.versions?.["1.0.0"]?.deprecated, undefined);
      assert.equal(cutDocument(document(), at("2021-06-02"), events)?.versions?.["1.0.0"]?.deprecated, "use 2");
    });
  });

  it("serves an unpublished package's stub from the day it was unpublished", () => {
    const stub = {
      name: "a",
      time: { created: "2020-01-01T00:00:00Z", unpublished: { time: "2021-01-01T00:00:00Z", versions: ["1.0.0"] } },
    };
    assert.equal(cutDocument(stub, at("2020-06-01")), undefined);
    assert.deepEqual(cutDocument(stub, at("2021-06-01")), stub);
  });

  it("does not date the second life of a name back into its first", () => {
    const revived = document({
      versions: { "2.0.0": { name: "a", version: "2.0.0" } },
      time: {
        created: "2022-01-01T00:00:00Z",
        modified: "2022-01-01T00:00:00Z",
        "1.0.0": "2016-01-01T00:00:00Z",
        "2.0.0": "2022-01-01T00:00:00Z",
      },
    });
    assert.equal(cutDocument(revived, at("2018-01-01")), undefined);
    assert.equal(cutDocument(revived, at("2022-06-01"))?.time?.["1.0.0"], "2016-01-01T00:00:00Z");
  });

  it("leaves a document without dates as it is", () => {
    const { time: _, ...undated } = document();
    assert.deepEqual(cutDocument(undated as RegistryDocument, at("2000-01-01")), undated);
  });
});
