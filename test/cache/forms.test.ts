import assert from "node:assert/strict";
import { FORMS } from "../../server/src/core/lookup/forms";
import { readHistoryText, toHistoryText } from "../../server/src/core/lookup/historyText";
import type { Form } from "../../server/src/core/lookup/keeper";
import { readOsvRecord } from "../../server/src/core/lookup/osvRecord";
import { readPackument } from "../../server/src/core/lookup/packument";
import { FOLDERS, hasCorpus, readDocuments } from "../corpus/corpus";
import { golden } from "../support/golden";
import { history, release } from "../support/service";
import { packumentOf } from "../support/world";

const packument = packumentOf("a", [
  { version: "1.0.0", daysAgo: 90, more: { repository: "github:o/a", gitHead: "abc" } },
  { version: "1.0.1", daysAgo: 60, more: { dependencies: { b: "^1.0.0" }, optionalDependencies: { c: "*" } } },
  {
    version: "2.0.0",
    daysAgo: 30,
    by: "bob",
    more: { scripts: { postinstall: "node x.js" }, bin: "x.js", gypfile: true },
  },
  {
    version: "2.0.1",
    daysAgo: 3,
    more: {
      _npmUser: { name: "GitHub Actions", trustedPublisher: { id: "github", oidcConfigId: "oidc:1" }, approver: "ann" },
      dist: { attestations: { provenance: {} } },
      deprecated: "use b",
    },
  },
]);
const osv = readOsvRecord({
  id: "GHSA-1",
  aliases: ["CVE-2026-1"],
  summary: "Something",
  published: "2026-01-01T00:00:00Z",
  database_specific: { severity: "HIGH" },
  affected: [
    {
      package: { name: "a", ecosystem: "npm" },
      versions: ["1.0.0"],
      ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.0.1" }] }],
    },
  ],
});

const SAMPLES = {
  histories: readPackument(packument) ?? assert.fail(),
  advisories: [{ id: "MAL-2026-1", modified: "2026-01-01T00:00:00Z" }],
  records: osv ?? assert.fail(),
  versions: { publishedAt: 1, deprecated: "use b", attestedRepository: "github.com/o/a" },
  provenances: { repository: "github.com/o/a", workflow: ".github/workflows/r.yml", ref: "refs/heads/main" },
  scorecards: { score: 7.1, date: 1, checks: [{ name: "Code-Review", score: 3 }] },
  served: { integrity: "sha512-AA==", shasum: "0".repeat(40) },
  unknown: true,
};

describe("the form in which answers are kept", () => {
  it("is as it was, or has another number", async () => {
    const lines = (Object.keys(FORMS) as (keyof typeof FORMS)[]).map((kind) => {
      const form = FORMS[kind] as Form<unknown>;
      return `${kind} ${form.schema}\n${form.toText(SAMPLES[kind])}\n`;
    });
    await golden("cache/forms.txt", lines.join("\n"));
  });

  it("is read back as what it was", () => {
    for (const kind of Object.keys(FORMS) as (keyof typeof FORMS)[]) {
      const form = FORMS[kind] as Form<unknown>;
      assert.deepEqual(plain(form.read(form.toText(SAMPLES[kind]))), plain(SAMPLES[kind]), kind);
    }
  });

  it("of a history tells apart what is not given from what is empty", () => {
    const told = history("a", [
      release("1.0.0", 90, "ann", { maintainers: [], repository: undefined }),
      release("1.0.1", 80, undefined, { maintainers: undefined, repository: "github.com/o/a", publishedAt: undefined }),
      release("1.0.2", 70, "ann", { maintainers: ["ann"], deprecated: "no" }),
    ]);
    const read = readHistoryText(toHistoryText(told));
    assert.deepEqual(
      read?.releases.map(({ maintainers, repository, publisher, publishedAt }) => [
        maintainers,
        repository,
        publisher?.name,
        publishedAt,
      ]),
      told.releases.map(({ maintainers, repository, publisher, publishedAt }) => [
        maintainers,
        repository,
        publisher?.name,
        publishedAt,
      ]),
    );
  });

  it("of a history says once what its releases have in common, and its reader keeps it once", () => {
    const releases = Array.from({ length: 200 }, (_, i) =>
      release(`1.${i}.0`, 200 - i, "ann", {
        maintainers: ["ann", "bob", "cleo"],
        dependencies: [{ name: "b", spec: "^1.0.0", optional: false }],
      }),
    );
    const text = toHistoryText(history("a", releases));
    assert.ok(text.length < JSON.stringify(history("a", releases)).length / 5);
    const read = readHistoryText(text);
    assert.equal(read?.releases[0]?.maintainers, read?.releases[199]?.maintainers);
  });

  for (const text of ["", "{", "null", "[]", "{}", '{"name":1}', '{"name":"a"}']) {
    it(`of a history is not ${JSON.stringify(text)}`, () => {
      let read: unknown;
      try {
        read = readHistoryText(text);
      } catch {
        read = undefined;
      }
      assert.equal(read, undefined);
    });
  }

  it("of every recorded history is read back as what it was", function () {
    if (!hasCorpus) {
      this.skip();
    }
    for (const folder of FOLDERS) {
      for (const { file, document } of readDocuments(folder)) {
        const told = readPackument(document);
        if (told !== undefined) {
          assert.equal(
            JSON.stringify(readHistoryText(toHistoryText(told))?.releases),
            JSON.stringify(told.releases),
            file,
          );
        }
      }
    }
  });
});

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
