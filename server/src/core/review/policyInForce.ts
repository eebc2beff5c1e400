import { rules } from "../assess/rules/index";
import { applyPolicy, type Policy } from "../policy";
import type { LevelSetting, Settings } from "../settings";
import { isCovered, levelOf, strictnessOf } from "./comparePolicies";

/**
 * The policy that a review goes by: the base's, and of today's what is stricter. What makes exceptions, acceptances and
 * private scopes, is the base's; an acceptance that is gone since is gone.
 */
export function policyInForce(
  base: Policy | undefined,
  now: Policy | undefined,
  settings: Settings,
): Policy | undefined {
  if (base === undefined && now === undefined) {
    return undefined;
  }
  const [before, after] = [applyPolicy(settings, base), applyPolicy(settings, now)];
  const levels: Record<string, LevelSetting> = { ...base?.levels };
  for (const { id, highest } of rules) {
    const [was, is] = [levelOf(id, base, settings), levelOf(id, now, settings)];
    if (is !== undefined && is !== was && strictnessOf(is) <= strictnessOf(was ?? highest)) {
      levels[id] = is;
    }
  }
  return {
    levels,
    minimumReleaseAgeMs: stricter(before.minimumReleaseAgeMs, after.minimumReleaseAgeMs, base?.minimumReleaseAgeMs),
    recentTransferMs: stricter(before.recentTransferMs, after.recentTransferMs, base?.recentTransferMs),
    privateScopes: base?.privateScopes ?? [],
    accept: (now?.accept ?? []).filter((entry) => isCovered(entry, base?.accept ?? [])),
    problems: [],
  };
}

/** Undefined where nobody has written one that would hold. */
function stricter(before: number, after: number, written: number | undefined): number | undefined {
  return after > before ? after : written;
}
