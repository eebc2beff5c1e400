import type { Finding, Loosening, Repacked } from "../model";
import type { AssessContext } from "../settings";
import { applySettings } from "./combine";
import { known } from "./fact";
import type { FactSet } from "./facts";
import type { Rule } from "./rule";
import { lockRepacked } from "./rules/lockfile/lockRepacked";
import { policyWeakened } from "./rules/policy/policyWeakened";

/** The finding that a loosening of the rules is; undefined where the settings in force switch that off. */
export function judgeLoosening(loosened: Loosening, context: AssessContext): Finding | undefined {
  return judge(policyWeakened, { loosened: known(loosened) }, context);
}

/** The finding that a lockfile is of which most has another checksum; undefined where the settings in force switch that off. */
export function judgeRepacked(repacked: Repacked, context: AssessContext): Finding | undefined {
  return judge(lockRepacked, { repacked: known(repacked) }, context);
}

function judge(rule: Rule, facts: Partial<FactSet>, context: AssessContext): Finding | undefined {
  const outcome = rule.check(facts, context);
  return outcome.status === "failed" ? applySettings([outcome.signal], context.settings.levels)[0]?.finding : undefined;
}
