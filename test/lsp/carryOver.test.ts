import assert from "node:assert/strict";
import type { Level } from "../../server/src/core/model";
import { parsePackageJson } from "../../server/src/core/parse/packageJson";
import type { DocumentReport } from "../../server/src/core/service";
import { carryOver, fillIn } from "../../server/src/lsp/carryOver";
import { assessment, report } from "../support/service";

const MANIFEST = parsePackageJson('{ "dependencies": { "axios": "^1" } }');
const NOTHING: DocumentReport = { kind: "manifest", asOf: 0, entries: [], problems: [], pending: 0 };
const BARE = carryOver(NOTHING, MANIFEST);

/** What is said about the one line: a level, `early` while answers still come in; undefined is nothing yet. */
type Said = readonly [Level, "early"?] | undefined;

function saying(said: Said): DocumentReport {
  const [level, early] = said ?? [];
  const found = level && report("axios", "1.14.1", { assessment: assessment({ level }) });
  const entries = BARE.entries.map((entry) => ({
    ...entry,
    report: found,
    ...(early === undefined ? {} : ({ isEarly: true } as const)),
  }));
  return { ...BARE, entries, pending: early !== undefined || said === undefined ? 1 : 0 };
}

describe("what was said about a line", () => {
  const cases: readonly [before: Said, now: Said, shown: Said][] = [
    [["error"], undefined, ["error"]],
    [["error", "early"], undefined, ["error", "early"]],
    [["error"], ["info", "early"], ["error"]],
    [
      ["error", "early"],
      ["info", "early"],
      ["error", "early"],
    ],
    [["info"], ["error", "early"], ["error", "early"]],
    [
      ["info", "early"],
      ["error", "early"],
      ["error", "early"],
    ],
    [["error", "early"], ["clear"], ["clear"]],
    [undefined, ["info", "early"], ["info", "early"]],
  ];
  for (const [before, now, shown] of cases) {
    it(`${before?.join(" ")} and then ${now?.join(" ")} shows ${shown?.join(" ")}`, () => {
      const [entry] = fillIn(saying(now), carryOver(saying(before), MANIFEST)).entries;
      assert.deepEqual([entry?.report?.assessment.level, entry?.isEarly], [shown?.[0], shown?.[1] && true]);
    });
  }
});
