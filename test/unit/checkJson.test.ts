import assert from "node:assert/strict";
import { messages } from "../../server/src/core/messages";
import { checkJson, renderCheckJson } from "../../server/src/core/present/formats/checkJson";
import { arrangeCheck } from "../../server/src/core/present/formats/checkView";
import { assessment, checked, checkInput, locate, MIXED } from "../support/checked";
import { NOW } from "../support/world";

const OPTIONS = { all: true, locate, elapsedMs: 12.4 };

describe("arrangeCheck", () => {
  it("tells one line for each source that is open, the widest first, and documents left out by design apart", () => {
    const reasons = [
      ["osv", "no answer"],
      ["registry.publisher", "does not say who published 1.0.0"],
      ["registry.publisher", "does not say who published 2.0.0"],
      ["registry", messages.documentNotAsked],
      ["registry", "timed out"],
    ] as const;
    const packages = reasons.map(([id, reason], index) =>
      checked(`p${index}`, "1.0.0", {
        assessment: assessment({
          unchecked: [
            { id: "osv", reason: "no answer" },
            { id, reason },
          ],
        }),
      }),
    );
    assert.deepEqual(arrangeCheck(checkInput(packages)).open, [
      { id: "osv", reason: "no answer", packages: 5 },
      { id: "registry.publisher", reason: "for example, does not say who published 1.0.0", packages: 2 },
      { id: "registry", reason: messages.documentNotAsked, packages: 1 },
      { id: "registry", reason: "timed out", packages: 1 },
    ]);
  });
});

describe("checkJson", () => {
  it("has the keys of the contract in their order", () => {
    const json = checkJson(arrangeCheck(MIXED), OPTIONS);
    assert.deepEqual(Object.keys(json), ["schema", "asOf", "root", "summary", "packages", "sources", "elapsedMs"]);
    assert.deepEqual(Object.keys(json.summary), [
      "packages",
      "error",
      "warning",
      "info",
      "clear",
      "unchecked",
      "accepted",
    ]);
    assert.deepEqual(Object.keys(json.packages[0] ?? {}), [
      "schema",
      "name",
      "version",
      "asOf",
      "level",
      "score",
      "signals",
      "unchecked",
      "direct",
      "resolvedBy",
      "locations",
      "paths",
      "accepted",
    ]);
    assert.deepEqual(Object.keys(json.sources[0] ?? {}), ["id", "requests", "bytes", "failed", "hits"]);
    assert.equal(json.schema, 1);
    assert.equal(json.asOf, new Date(NOW).toISOString());
    assert.equal(json.elapsedMs, 12);
  });

  it("sorts by level, name and version", () => {
    const levels = ["info", "error", "unchecked", "warning", "clear"] as const;
    const input = checkInput(
      levels.flatMap((level) =>
        [
          ["b", "1.0.0"],
          ["a", "10.0.0"],
          ["a", "9.0.0"],
        ].map(([name = "", version = ""]) => checked(name, version, { assessment: assessment({ level }) })),
      ),
    );
    const { packages } = checkJson(arrangeCheck(input), OPTIONS);
    assert.deepEqual(
      packages.map(({ level, name, version }) => `${level} ${name}@${version}`),
      ["error", "warning", "info", "clear", "unchecked"].flatMap((level) => [
        `${level} a@9.0.0`,
        `${level} a@10.0.0`,
        `${level} b@1.0.0`,
      ]),
    );
  });

  it("counts before it filters, and accepted packages under accepted only", () => {
    const json = checkJson(arrangeCheck(MIXED), { ...OPTIONS, all: false });
    assert.deepEqual(json.summary, {
      packages: 7,
      error: 1,
      warning: 1,
      info: 1,
      clear: 1,
      unchecked: 2,
      accepted: 1,
    });
    assert.deepEqual(
      json.packages.map(({ name }) => name),
      ["bad", "agreed", "zeta", "told", "lost", "silent"],
    );
  });

  it("tells places from 1, relative to the root, in the order of the files", () => {
    const [bad] = checkJson(arrangeCheck(MIXED), OPTIONS).packages;
    assert.deepEqual(bad?.locations, [
      { file: "package-lock.json", line: 1, column: 4 },
      { file: "package.json", line: 3, column: 6 },
    ]);
  });

  it("tells who accepted what, and null where nobody did", () => {
    const { packages } = checkJson(arrangeCheck(MIXED), OPTIONS);
    assert.deepEqual(packages.find(({ name }) => name === "agreed")?.accepted, {
      rules: ["trust-downgraded"],
      reason: "workflow slip",
      until: "2027-03-01",
    });
    assert.equal(packages.find(({ name }) => name === "bad")?.accepted, null);
  });

  it("keeps at most five paths", () => {
    const paths = Array.from({ length: 7 }, (_, i) => ["app", `way${i}`, "deep"]);
    const { packages } = checkJson(arrangeCheck(checkInput([checked("deep", "1.0.0", { paths })])), OPTIONS);
    assert.deepEqual(packages[0]?.paths, paths.slice(0, 5));
  });

  it("keeps a dependency whose version could not be found as unchecked, with its range", () => {
    const lost = checkJson(arrangeCheck(MIXED), OPTIONS).packages.find(({ name }) => name === "lost");
    assert.deepEqual(lost && [lost.version, lost.level, lost.score, lost.unchecked, lost.locations], [
      "^1.0.0",
      "unchecked",
      null,
      [{ id: "registry", reason: "the version could not be resolved: timed out" }],
      [{ file: "package.json", line: 6, column: 1 }],
    ]);
  });

  it("leaves out what comes from no registry, and peers that nobody needs", () => {
    const [lost] = MIXED.unresolved;
    assert.ok(lost !== undefined);
    const unresolved = (["not-from-registry", "optional-peer"] as const).map((why) => ({ ...lost, why }));
    const view = arrangeCheck(checkInput([], { unresolved }));
    assert.equal(view.summary.packages, 0);
    assert.equal(view.notFromRegistry, 1);
  });

  it("gives the same bytes whatever the order in which answers came", () => {
    const reversed = { ...MIXED, packages: [...MIXED.packages].reverse() };
    assert.equal(
      JSON.stringify(checkJson(arrangeCheck(MIXED), OPTIONS)),
      JSON.stringify(checkJson(arrangeCheck(reversed), OPTIONS)),
    );
  });

  it("is the same text, whole or in parts", () => {
    const many = Array.from({ length: 400 }, (_, i) =>
      checked(`p${i}`, "1.0.0", { paths: [["app", '"packages": []']] }),
    );
    for (const input of [MIXED, checkInput([]), checkInput(many)]) {
      for (const all of [true, false]) {
        const view = arrangeCheck(input);
        const parts = [...renderCheckJson(view, { ...OPTIONS, all })];
        assert.equal(parts.join(""), `${JSON.stringify(checkJson(view, { ...OPTIONS, all }), undefined, 2)}\n`);
        assert.ok(parts.every((part) => part.length < 100_000));
      }
    }
  });
});
