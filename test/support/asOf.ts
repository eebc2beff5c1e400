import assert from "node:assert/strict";
import { judgeDocument } from "../../server/src/core/judge";
import type { Assessment } from "../../server/src/core/model";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";

/** What carries no date: these rules are not checked where the document may be newer than the moment. */
const UNDATED_RULES: ReadonlySet<string> = new Set([
  "version-pulled",
  "neighbour-pulled",
  "security-holding",
  "deprecated",
]);

/** Asserts that a document as it stood and the one of later say the same at a moment, but for what carries no date. */
export function assertSameAsOf(then: unknown, later: unknown, version: string, asOf: number, created = NONE): void {
  const label = `${version} as of ${new Date(asOf).toISOString()}`;
  // From metadata alone: level, score, words and what is unchecked, to the letter.
  assert.deepEqual(judge(later, false), judge(then, false), label);
  // With the rules about its state, which may be not checked, but say nothing else.
  const [before, after] = [judge(then, true), judge(later, true)];
  const dated = ({ findings }: Assessment) => findings.filter(({ rule }) => !UNDATED_RULES.has(rule));
  const ids = ({ unchecked }: Assessment) =>
    unchecked.flatMap(({ id, reason }) => (reason.startsWith("undated") ? [] : [id]));
  assert.deepEqual(dated(after), dated(before), label);
  assert.deepEqual(ids(after), ids(before), label);
  for (const { rule } of after.findings) {
    assert.ok(
      !UNDATED_RULES.has(rule) || before.findings.some((finding) => finding.rule === rule),
      `${label}: ${rule}`,
    );
  }

  function judge(document: unknown, stateRules: boolean): Assessment {
    const result = judgeDocument(document, version, {
      asOf,
      created,
      beside: [],
      settings: DEFAULT_SETTINGS,
      stateRules,
    });
    assert.ok(result.status === "judged", label);
    return result.assessment;
  }
}

const NONE: ReadonlyMap<string, number> = new Map();
