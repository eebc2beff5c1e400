import assert from "node:assert/strict";
import type { Evidence, Lookup } from "../../server/src/core/model";
import { explainMissing, type Judged, missingAnswers } from "../../server/src/core/present/missing";
import { advisory } from "../support/evidence";
import { evidence, report } from "../support/service";
import { NOW } from "../support/world";

const silent = (reason: string): Lookup<never> => ({ status: "unavailable", reason });
const found = <T>(value: T): Lookup<T> => ({ status: "found", value, asOf: NOW });
const judged = (name: string, differs: Partial<Evidence>): Judged => ({
  report: report(name, "1.0.0", { evidence: evidence(name, "1.0.0", differs) }),
});

describe("missing answers", () => {
  const cases: readonly (readonly [title: string, judged: readonly Judged[], expected: readonly string[]])[] = [
    ["none, where all answered", [judged("a", {})], []],
    [
      "of each source, with the reason that most have",
      [
        judged("a", { advisories: silent("slow"), depsDev: silent("down") }),
        judged("b", { advisories: silent("gone") }),
        judged("c", { advisories: silent("gone") }),
      ],
      ["osv 3 gone", "depsdev 1 down"],
    ],
    [
      "of a release once, however many lines name it",
      [judged("a", { history: silent("down") }), judged("a", { history: silent("down") })],
      ["registry 1 down"],
    ],
    [
      "of the registry for what a release added",
      [judged("a", { dependencyCreated: new Map([["b", silent("down")]]) })],
      ["registry 1 down"],
    ],
    [
      "of the registry for what could not be resolved",
      [{ open: { why: "unanswered", reason: "down", isMissing: true } }],
      ["registry 1 down"],
    ],
    ["not what no registry has", [{ open: { why: "unanswered", reason: "no version satisfies it" } }], []],
    [
      "of OSV where a record could not be read",
      [judged("a", { advisories: found([advisory({ id: "GHSA-1", detailed: false })]) })],
      ["osv 1 what GHSA-1 says could not be read"],
    ],
    [
      "of attestations and scores",
      [
        judged("a", {
          attested: new Map([["1.0.0", silent("down")]]),
          publicScore: { repository: "github.com/a/a", attested: false, answer: silent("down") },
        }),
      ],
      ["attestations 1 down", "scorecard 1 down"],
    ],
    [
      "not what is not asked, nor what never will be answered",
      [
        judged("a", {
          history: { status: "unasked", reason: "" },
          advisories: { status: "unavailable", reason: "private", isLasting: true },
        }),
      ],
      [],
    ],
  ];
  for (const [title, all, expected] of cases) {
    it(`are counted: ${title}`, () => {
      assert.deepEqual(
        missingAnswers(all).map(({ id, packages, reason }) => `${id} ${packages} ${reason}`),
        expected,
      );
    });
  }

  it("are explained once for each source: what it means, and what to do", () => {
    const down = { packages: 31, reason: "host.example: connection refused" };
    const ids = ["registry", "osv", "depsdev", "attestations", "scorecard"] as const;
    assert.deepEqual(
      explainMissing(
        ids.map((id) => ({ id, ...down })),
        false,
      ),
      [
        "The registry gave no answer that could be used (host.example: connection refused): 31 packages are judged without release history. Check again later, or name another with --registry URL.",
        "OSV gave no answer that could be used (host.example: connection refused): 31 packages are judged without malware reports and advisories. Check again later, or name a mirror with --endpoint osv=URL.",
        "deps.dev gave no answer that could be used (host.example: connection refused): 31 packages are judged without its dates and verified provenance. Check again later, or name a mirror with --endpoint depsdev=URL.",
        "The registry gave no answer that could be used (host.example: connection refused): 31 packages are judged without attestations. Check again later.",
        "The source of public scores gave no answer that could be used (host.example: connection refused): 31 packages are judged without a public score. Check again later, or name a mirror with --endpoint scorecard=URL.",
      ],
    );
  });

  it("are not explained twice where the reason says what to do", () => {
    const reason = "host.example: access refused (401); log in there";
    assert.deepEqual(explainMissing([{ id: "registry", packages: 1, reason }], false), [
      `The registry gave no answer that could be used (${reason}): 1 package is judged without release history.`,
    ]);
  });

  it("are explained in one sentence where there is no network", () => {
    const missing = (["registry", "osv"] as const).map((id, i) => ({ id, packages: 2 - i, reason: "" }));
    const [said, ...more] = explainMissing(missing, true);
    assert.match(said ?? "", /^There is no network: 2 packages are judged by what is here alone/);
    assert.deepEqual(more, []);
  });
});
