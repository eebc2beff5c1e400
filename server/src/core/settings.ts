import { parseDuration } from "./duration";
import { messages } from "./messages";
import type { History, Level } from "./model";
import type { RegistryIsMirror } from "./world";

export type LevelSetting = "error" | "warning" | "info" | "off";

/** How the judgement is adjusted. What a person writes is read by `readSettings`; this is what rules see. */
export interface Settings {
  /** Rule id → level instead of its own. */
  readonly levels: Readonly<Record<string, LevelSetting>>;
  readonly minimumReleaseAgeMs: number;
  /** Whether somebody set the age (user, policy, package manager), so that release-young may show in Problems. */
  readonly minimumReleaseAgeIsSet: boolean;
  readonly recentTransferMs: number;
  readonly privateScopes: readonly string[];
}

const DAY = 24 * 60 * 60 * 1000;

export const DEFAULT_SETTINGS: Settings = {
  levels: {},
  minimumReleaseAgeMs: 3 * DAY,
  minimumReleaseAgeIsSet: false,
  recentTransferMs: 90 * DAY,
  privateScopes: [],
};

/** A release that is locked in the same workspace as another. */
export interface Beside {
  readonly history: History;
  readonly version: string;
  /** The address of the registry that it is from: records of two registries are never compared. Undefined: of a stored document. */
  readonly registry: string | undefined;
}

/** What a judgement depends on beside the evidence. No clock of its own: `asOf` is the moment that is asked about. */
export interface AssessContext {
  readonly asOf: number;
  readonly settings: Settings;
  /** Off when the judgement from metadata alone is measured: no finding of the family "state". */
  readonly stateRules: boolean;
  /** Other releases locked in the same workspace, for what only several together show. */
  readonly beside: readonly Beside[];
  /** Answers are still coming in. */
  readonly isEarly?: true;
}

/** Worst first. */
export const LEVELS: readonly Level[] = ["error", "warning", "info", "clear", "unchecked"];

/** Turns whatever a client or a file sent into settings, saying what it could not use. Never throws. */
export function readSettings(raw: unknown, complain: (message: string) => void): Settings {
  const source = isRecord(raw) ? raw : {};
  const age = duration("minimumReleaseAge");
  return {
    levels: levels(),
    minimumReleaseAgeMs: age ?? DEFAULT_SETTINGS.minimumReleaseAgeMs,
    minimumReleaseAgeIsSet: age !== undefined,
    recentTransferMs: duration("recentTransfer") ?? DEFAULT_SETTINGS.recentTransferMs,
    privateScopes: scopes(),
  };

  function duration(key: string): number | undefined {
    const value = source[key];
    if (value === undefined || value === null || value === "") {
      return undefined;
    }
    const parsed = typeof value === "string" ? parseDuration(value) : undefined;
    if (parsed === undefined) {
      complain(messages.settingIgnored(`custody.${key}`, 'a duration such as "3 days"', value));
    }
    return parsed;
  }

  function levels(): Settings["levels"] {
    const accepted: Record<string, LevelSetting> = {};
    for (const [rule, level] of Object.entries(isRecord(source.levels) ? source.levels : {})) {
      if (isLevelSetting(level)) {
        accepted[rule] = level;
      } else {
        complain(messages.settingIgnored(`custody.levels.${rule}`, '"error", "warning", "info" or "off"', level));
      }
    }
    return accepted;
  }

  function scopes(): readonly string[] {
    const value = source.privateScopes;
    if (value === undefined || value === null) {
      return [];
    }
    if (Array.isArray(value) && value.every((scope) => typeof scope === "string" && scope.startsWith("@"))) {
      return value;
    }
    complain(messages.settingIgnored("custody.privateScopes", 'a list of scopes such as ["@acme"]', value));
    return [];
  }
}

/** For how long a package manager waits by itself, before it takes a release. */
export interface Patience {
  readonly ms: number;
  /** Somebody has said so; else it is what this version does by itself. */
  readonly isSet: boolean;
  /** The user or the machine says at least as much: it does not hang on the project's files alone. */
  readonly isOwn: boolean;
}

/** The package manager's own age instead of the default; of that and the user's the stricter one. */
export function withPatience(settings: Settings, patience: Patience | undefined): Settings {
  if (patience === undefined) {
    return settings;
  }
  const own = settings.minimumReleaseAgeIsSet ? settings.minimumReleaseAgeMs : 0;
  return {
    ...settings,
    minimumReleaseAgeMs: Math.max(patience.ms, own),
    minimumReleaseAgeIsSet: settings.minimumReleaseAgeIsSet || patience.isSet,
  };
}

/** What the client sent, or "ask" for anything else. */
export function readRegistryIsMirror(value: unknown): RegistryIsMirror {
  return value === "yes" || value === "no" ? value : "ask";
}

export function isLevelSetting(value: unknown): value is LevelSetting {
  return value === "error" || value === "warning" || value === "info" || value === "off";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
