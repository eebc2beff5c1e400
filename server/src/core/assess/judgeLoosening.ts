import type { Finding, Loosening } from "../model";
import type { AssessContext } from "../settings";
import { applySettings } from "./combine";
import { known } from "./fact";
import { policyWeakened } from "./rules/policy/policyWeakened";

/** The finding that a loosening of the rules is; undefined where the settings in force switch that off. */
export function judgeLoosening(loosened: Loosening, context: AssessContext): Finding | undefined {
  const outcome = policyWeakened.check({ loosened: known(loosened) }, context);
  return outcome.status === "failed" ? applySettings([outcome.signal], context.settings.levels)[0]?.finding : undefined;
}
