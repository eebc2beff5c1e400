import { rules as RULES } from "../assess/rules/index";
import { messages } from "../messages";
import type { FindingLevel, Span } from "../model";
import { applyPolicy, type Policy, tighten } from "../policy";
import { DEFAULT_SETTINGS, type LevelSetting, type Settings } from "../settings";

/** The policy that the machine's organisation names. */
export interface Organization {
  /** A path or an address, as it was named. */
  readonly source: string;
  /** Undefined: it could not be read, and none was kept. Then nothing may be looser than the defaults. */
  readonly policy: Policy | undefined;
  /** What people should know of it: that an older one holds, or none, and why. */
  readonly notice: string | undefined;
}

/** All that somebody says about how to judge. */
export interface Said {
  /** The user's, with the gate of the package manager. */
  readonly settings: Settings;
  readonly organization: Organization | undefined;
  /** The custody.json of the repository that is judged. */
  readonly repository: Policy | undefined;
  /** The workspace is not trusted: its policy may tighten only. */
  readonly isRestricted: boolean;
}

/** What comes of it. */
export interface RulesInForce {
  readonly settings: Settings;
  readonly policy: Policy | undefined;
  /** What the repository's policy asks for in vain. */
  readonly dropped: readonly Dropped[];
}

/** An entry of a custody.json that is not applied, and why. */
export interface Dropped {
  /** The way to it from the root of the file. */
  readonly path: readonly string[];
  /** Where it stands, if that is known without the text. */
  readonly span?: Span;
  readonly message: string;
}

/**
 * Organisation before policy before user before package manager before default, and of ages the stricter one.
 *
 * A repository's policy comes from those who are judged: over an organisation's it may only tighten, but for what that
 * one leaves to it, and where the workspace is not trusted, over everything. An organisation that could not be asked is
 * not the same as none: then neither the user nor the repository goes below the defaults.
 */
export function rulesInForce({ settings: own, organization, repository, isRestricted }: Said): RulesInForce {
  const isUnknown = organization !== undefined && organization.policy === undefined;
  const settings = isUnknown ? atLeastDefaults(own) : own;
  const base = organization?.policy;
  if (repository === undefined) {
    return { settings, policy: base, dropped: [] };
  }
  const tightens = isRestricted || isUnknown;
  const usable = tightens ? tighteningHalf(repository, applyPolicy(settings, base)) : repository;
  const policy = base === undefined ? usable : tighten(base, usable);
  const because = isUnknown ? "unknown" : isRestricted ? "restricted" : "organization";
  return { settings, policy, dropped: findDropped(repository, policy, because) };
}

/** What stands above the policies that a review compares. */
export interface RulesAbove extends Pick<RulesInForce, "settings" | "policy"> {
  /** The organisation's policy is not known: those of the repository may only tighten. */
  readonly tightensOnly: boolean;
}

/**
 * The settings and the organisation's policy, without the repository's own: that is part of what a review is about, and
 * would otherwise have a say in its own judgement.
 */
export function rulesAbove({ settings: own, organization }: Pick<Said, "settings" | "organization">): RulesAbove {
  const { settings, policy } = rulesInForce({
    settings: own,
    organization,
    repository: undefined,
    isRestricted: false,
  });
  return { settings, policy, tightensOnly: organization !== undefined && organization.policy === undefined };
}

/** What a policy asks for beyond what holds without it. */
export function tighteningHalf(policy: Policy, { levels, minimumReleaseAgeMs, recentTransferMs }: Settings): Policy {
  return {
    levels: stricterThan(policy.levels, levels),
    minimumReleaseAgeMs: atLeast(policy.minimumReleaseAgeMs, minimumReleaseAgeMs),
    recentTransferMs: atLeast(policy.recentTransferMs, recentTransferMs),
    privateScopes: policy.privateScopes,
    accept: [],
    problems: policy.problems,
  };
}

function atLeastDefaults(settings: Settings): Settings {
  return {
    ...settings,
    levels: stricterThan(settings.levels, {}),
    minimumReleaseAgeMs: Math.max(settings.minimumReleaseAgeMs, DEFAULT_SETTINGS.minimumReleaseAgeMs),
    recentTransferMs: Math.max(settings.recentTransferMs, DEFAULT_SETTINGS.recentTransferMs),
  };
}

type Levels = Settings["levels"];

function stricterThan(levels: Levels, floor: Levels): Levels {
  return Object.fromEntries(
    Object.entries(levels).filter(([rule, level]) => strictness(level) <= strictness(levelIn(floor, rule))),
  );
}

function levelIn(levels: Levels, rule: string): LevelSetting | FindingLevel {
  const set = Object.hasOwn(levels, rule) ? levels[rule] : undefined;
  return set ?? RULES.find(({ id }) => id === rule)?.highest ?? "off";
}

const STRICTNESS: readonly (LevelSetting | FindingLevel)[] = ["error", "warning", "info", "none", "off"];

function strictness(level: LevelSetting | FindingLevel): number {
  return STRICTNESS.indexOf(level);
}

function atLeast(age: number | undefined, least: number): number | undefined {
  return age !== undefined && age >= least ? age : undefined;
}

function findDropped(own: Policy, inForce: Policy, because: keyof typeof messages.policyDropped): readonly Dropped[] {
  const message = messages.policyDropped[because];
  const ages = [
    ["minimumReleaseAge", own.minimumReleaseAgeMs, inForce.minimumReleaseAgeMs],
    ["recentTransfer", own.recentTransferMs, inForce.recentTransferMs],
  ] as const;
  return [
    ...ages.flatMap(([key, asked, holds]) =>
      asked === undefined || asked === holds ? [] : [{ path: [key], message: message(`"${key}"`) }],
    ),
    ...Object.entries(own.levels).flatMap(([rule, level]) =>
      inForce.levels[rule] === level
        ? []
        : [{ path: ["levels", rule], message: message(`the level "${level}" of ${rule}`) }],
    ),
    ...own.accept.flatMap((entry) =>
      inForce.accept.some((kept) => kept.package === entry.package)
        ? []
        : [{ path: ["accept"], span: entry.span, message: message(`the acceptance of ${entry.package}`) }],
    ),
  ];
}
