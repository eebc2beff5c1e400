import assert from "node:assert/strict";
import { judgeDocument } from "../../server/src/core/judge";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { NOW, packumentOf } from "../support/world";

type Document = { versions: Record<string, unknown>; time: Record<string, string> };

const long = () =>
  packumentOf(
    "left",
    Array.from({ length: 30 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 2000 - i * 60 })),
  ) as Document;
const judge = (document: unknown, version: string) => {
  const result = judgeDocument(document, version, {
    asOf: NOW,
    created: new Map(),
    beside: [],
    settings: DEFAULT_SETTINGS,
  });
  assert.ok(result.status === "judged" || result.status === "unknown-version");
  return result.status === "judged" ? result.assessment : undefined;
};

describe("a mirror", () => {
  it("that serves a third of the versions and dates all of them has pulled none of the others", () => {
    const document = long();
    for (const [i, version] of Object.keys(document.versions).entries()) {
      if (i % 3 > 0) {
        delete document.versions[version];
      }
    }
    const left = judge(document, "1.27.0");
    assert.deepEqual([left?.level, left?.unchecked.map(({ id }) => id)], ["clear", ["registry", "osv", "depsdev"]]);
    assert.notEqual(judge(document, "1.26.0")?.level, "error");
  });

  it("that lacks one version has it pulled", () => {
    const document = long();
    delete document.versions["1.26.0"];
    assert.equal(judge(document, "1.26.0")?.level, "error");
  });
});
