import type { Assessment, Subject } from "../../model";

/** The `judge` object of the command line's contract, schema 1. */
export function judgeJson(subject: Subject, asOf: number, assessment: Assessment) {
  const { level, score, findings, unchecked } = assessment;
  return {
    schema: 1,
    name: subject.name,
    version: subject.version,
    asOf: new Date(asOf).toISOString(),
    level,
    score: score ?? null,
    signals: findings.map(({ rule, level, points, what, evidence }) => ({
      id: rule,
      level,
      points,
      message: what,
      evidence,
    })),
    unchecked: unchecked.map(({ id, reason }) => ({ id, reason })),
  } as const;
}
