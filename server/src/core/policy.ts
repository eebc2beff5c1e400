import type { Acceptance, Problem, Span } from "./model";
import type { LevelSetting, Settings } from "./settings";

/** One accepted finding: this exact release, these rules, for this reason, until that day. */
export interface AcceptEntry extends Acceptance {
  /** `name@version`. */
  readonly package: string;
  readonly span: Span;
}

/** A `custody.json`, as far as it could be read. */
export interface Policy {
  readonly levels: Readonly<Record<string, LevelSetting>>;
  readonly minimumReleaseAgeMs: number | undefined;
  readonly recentTransferMs: number | undefined;
  readonly privateScopes: readonly string[];
  readonly accept: readonly AcceptEntry[];
  readonly problems: readonly Problem[];
}

/** The stricter age wins; a level of the policy stands before the user's. */
export function applyPolicy(settings: Settings, policy: Policy | undefined): Settings {
  if (policy === undefined) {
    return settings;
  }
  const { minimumReleaseAgeMs: age } = policy;
  const userAge = settings.minimumReleaseAgeIsSet ? settings.minimumReleaseAgeMs : 0;
  return {
    levels: { ...settings.levels, ...policy.levels },
    minimumReleaseAgeMs: age === undefined ? settings.minimumReleaseAgeMs : Math.max(age, userAge),
    minimumReleaseAgeIsSet: settings.minimumReleaseAgeIsSet || age !== undefined,
    recentTransferMs: policy.recentTransferMs ?? settings.recentTransferMs,
    privateScopes: [...new Set([...settings.privateScopes, ...policy.privateScopes])],
  };
}
