import assert from "node:assert/strict";
import { type JudgeOptions, judgeDocument, replayDocument } from "../../server/src/core/judge";
import { judgeJson } from "../../server/src/core/present/formats/judgeJson";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { at } from "../support/evidence";
import { type DocumentRows, registryDocument } from "../support/releases";

const rows: DocumentRows = {
  name: "left",
  every: { by: "ann" },
  releases: [
    { version: "1.0.0", at: "2025-01-01" },
    { version: "1.1.0", at: "2025-02-01" },
    { version: "2.0.0-rc.1", at: "2025-02-15" },
    { version: "1.0.1", at: "2025-03-01" },
    {
      version: "1.2.0",
      at: "2025-04-01",
      scripts: { postinstall: "node x.js" },
      by: "eve",
      dependencies: { fresh: "1" },
    },
  ],
  pulled: { "1.1.1": "2025-02-02" },
};

function judge(version: string, differs: Partial<JudgeOptions> = {}, document: unknown = registryDocument(rows)) {
  return judgeDocument(document, version, {
    asOf: at("2025-04-02"),
    created: new Map(),
    beside: [],
    settings: DEFAULT_SETTINGS,
    ...differs,
  });
}

describe("judgeDocument", () => {
  it("judges from the document alone, and says what it did not ask", () => {
    const result = judge("1.2.0");
    assert.ok(result.status === "judged");
    assert.equal(result.assessment.level, "error");
    assert.deepEqual(
      result.assessment.unchecked.map(({ id }) => id),
      ["osv", "depsdev", "dependency-age"],
    );
  });

  it("takes the first publication of dependencies from the caller", () => {
    const result = judge("1.2.0", { created: new Map([["fresh", at("2025-03-31")]]) });
    assert.ok(result.status === "judged");
    assert.ok(result.assessment.findings.some(({ rule }) => rule === "young-dependency-added"));
    assert.ok(result.assessment.unchecked.every(({ id }) => id !== "dependency-age"));
  });

  it("judges a version that was pulled", () => {
    const result = judge("1.1.1");
    assert.ok(result.status === "judged");
    assert.equal(result.assessment.findings[0]?.rule, "version-pulled");
  });

  it("does not hold today's state against a moment in the past", () => {
    const result = judge("1.1.1", { asOf: at("2025-02-03") });
    assert.ok(result.status === "judged");
    assert.equal(result.assessment.level, "unchecked");
    assert.equal(result.assessment.score, undefined);
  });

  it("counts undated facts from the moment of fetching on", () => {
    const result = judge("1.1.1", { asOf: at("2025-02-03"), fetched: at("2025-02-03") });
    assert.ok(result.status === "judged");
    assert.equal(result.assessment.level, "error");
  });

  it("leaves the state of a version out where that is asked for", () => {
    const result = judge("1.0.0", { stateRules: false });
    assert.ok(result.status === "judged");
    assert.ok(result.assessment.findings.every(({ family }) => family !== "state"));
  });

  const refused: readonly { title: string; run: () => ReturnType<typeof judge>; status: string; message: RegExp }[] = [
    {
      title: "no document",
      run: () => judge("1.0.0", {}, { error: "x" }),
      status: "bad-document",
      message: /registry document/,
    },
    {
      title: "a version that never was",
      run: () => judge("9.9.9"),
      status: "unknown-version",
      message: /left has no version 9\.9\.9/,
    },
    {
      title: "a version that came later",
      run: () => judge("1.2.0", { asOf: at("2025-03-01") }),
      status: "unknown-version",
      message: /2025-04-01T12:00:00\.000Z, after the moment asked about \(2025-03-01/,
    },
  ];
  for (const { title, run, status, message } of refused) {
    it(`refuses ${title} with a sentence`, () => {
      const result = run();
      assert.equal(result.status, status);
      assert.ok(result.status !== "judged");
      assert.match(result.message, message);
    });
  }

  it("sees other packages of the workspace beside it", () => {
    const name = (one: string) => ({
      name: one,
      every: { by: "ann", repository: `https://github.com/ann/${one}` },
      releases: [
        { version: "1.0.0", at: `2024-0${one.length}-01` },
        { version: "1.0.1", at: "2025-04-01" },
      ],
    });
    const beside = ["right", "up"].map((one) => ({ raw: registryDocument(name(one)), version: "1.0.1" }));
    const result = judge("1.0.1", { beside }, registryDocument(name("left")));
    assert.ok(result.status === "judged");
    assert.equal(result.assessment.level, "warning");
    assert.equal(result.assessment.findings[0]?.rule, "publisher-burst");
  });
});

describe("replayDocument", () => {
  it("judges every dated release one hour after it", () => {
    const results = replayDocument(registryDocument(rows), {}) ?? [];
    assert.deepEqual(
      results.map(({ evidence, asOf, publishedAt }) => [evidence.subject.version, (asOf - publishedAt) / 60_000]),
      ["1.0.0", "1.1.0", "2.0.0-rc.1", "1.0.1", "1.2.0"].map((version) => [version, 60]),
    );
  });

  it("says at each release what judging it by itself would", () => {
    const document = registryDocument(rows);
    for (const { evidence, asOf, assessment } of replayDocument(document, {}) ?? []) {
      const alone = judge(evidence.subject.version, { asOf }, document);
      assert.ok(alone.status === "judged");
      assert.deepEqual(alone.assessment, assessment);
    }
  });

  const moments: readonly [string, string | undefined][] = [
    ["2024-12-01", undefined],
    ["2025-01-15", "1.0.0"],
    ["2025-03-15", "1.1.0"],
    ["2026-01-01", "1.2.0"],
  ];
  for (const [moment, version] of moments) {
    it(`takes ${version ?? "nothing"} for the newest stable version at ${moment}`, () => {
      const results = replayDocument(registryDocument(rows), { at: at(moment) }) ?? [];
      assert.deepEqual(
        results.map(({ evidence }) => evidence.subject.version),
        version === undefined ? [] : [version],
      );
      assert.ok(results.every(({ asOf }) => asOf === at(moment)));
    });
  }

  it("is undefined for what is no document", () => assert.equal(replayDocument("text", {}), undefined));
});

describe("judgeJson", () => {
  it("is the contract's object, with null for no score", () => {
    const result = judge("1.1.1", { asOf: at("2025-02-03") });
    assert.ok(result.status === "judged");
    const json = judgeJson(result.evidence.subject, result.asOf, result.assessment);
    assert.deepEqual(Object.keys(json), [
      "schema",
      "name",
      "version",
      "asOf",
      "level",
      "score",
      "signals",
      "unchecked",
    ]);
    assert.equal(json.asOf, "2025-02-03T12:00:00.000Z");
    assert.equal(json.score, null);
  });

  it("gives each signal its message and plain evidence", () => {
    const result = judge("1.2.0");
    assert.ok(result.status === "judged");
    const { signals } = judgeJson(result.evidence.subject, result.asOf, result.assessment);
    for (const signal of signals) {
      assert.deepEqual(Object.keys(signal), ["id", "level", "points", "message", "evidence"]);
      assert.ok(signal.message.length <= 200);
      assert.deepEqual(JSON.parse(JSON.stringify(signal.evidence)), signal.evidence);
    }
  });
});
