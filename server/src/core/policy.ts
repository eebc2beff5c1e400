import type { Acceptance, Assessment, Problem, Span } from "./model";
import { LEVELS, type LevelSetting, type Settings } from "./settings";

/** One accepted finding: this exact release, these rules, for this reason, until that day. */
export interface AcceptEntry extends Acceptance {
  /** `name@version`. */
  readonly package: string;
  readonly span: Span;
}

/** What an organisation may leave to its repositories. */
export const LOOSENABLE = ["minimumReleaseAge", "recentTransfer", "levels", "accept"] as const;
export type Loosenable = (typeof LOOSENABLE)[number];

/** A `custody.json`, as far as it could be read. */
export interface Policy {
  readonly levels: Readonly<Record<string, LevelSetting>>;
  readonly minimumReleaseAgeMs: number | undefined;
  readonly recentTransferMs: number | undefined;
  readonly privateScopes: readonly string[];
  readonly accept: readonly AcceptEntry[];
  /** Of an organisation's policy: the keys that a repository may loosen. */
  readonly mayLoosen?: readonly Loosenable[];
  readonly problems: readonly Problem[];
}

/** What an acceptance has to name: every rule that speaks above "none". */
export function rulesToAccept({ findings }: Pick<Assessment, "findings">): readonly string[] {
  return [...new Set(findings.flatMap(({ rule, level }) => (level === "none" ? [] : [rule])))];
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

/**
 * A repository's policy under one that stands above it: levels and ages only become stricter, and acceptances are those
 * above, but for what that one leaves to it.
 */
export function tighten(base: Policy, own: Policy): Policy {
  const mayLoosen = (key: Loosenable): boolean => base.mayLoosen?.includes(key) === true;
  const age = (key: Loosenable, above: number | undefined, below: number | undefined) =>
    mayLoosen(key) ? (below ?? above) : longest(above, below);
  const levels: Record<string, LevelSetting> = { ...base.levels, ...own.levels };
  for (const [rule, level] of Object.entries(mayLoosen("levels") ? {} : base.levels)) {
    levels[rule] = stricter(level, own.levels[rule] ?? level);
  }
  return {
    levels,
    minimumReleaseAgeMs: age("minimumReleaseAge", base.minimumReleaseAgeMs, own.minimumReleaseAgeMs),
    recentTransferMs: age("recentTransfer", base.recentTransferMs, own.recentTransferMs),
    privateScopes: [...new Set([...base.privateScopes, ...own.privateScopes])],
    accept: mayLoosen("accept") ? [...base.accept, ...own.accept] : base.accept,
    problems: [],
  };
}

function stricter(one: LevelSetting, other: LevelSetting): LevelSetting {
  return strictness(one) <= strictness(other) ? one : other;
}

function strictness(level: LevelSetting): number {
  return level === "off" ? LEVELS.length : LEVELS.indexOf(level);
}

function longest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}
