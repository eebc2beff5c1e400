import type { History, Level } from "./model";

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

/** What a judgement depends on beside the evidence. No clock of its own: `asOf` is the moment that is asked about. */
export interface AssessContext {
  readonly asOf: number;
  readonly settings: Settings;
  /** Off when the judgement from metadata alone is measured: no finding of the family "state". */
  readonly stateRules: boolean;
  /** Other releases locked in the same workspace, for what only several together show. */
  readonly beside: readonly { readonly history: History; readonly version: string }[];
}

/** Worst first. */
export const LEVELS: readonly Level[] = ["error", "warning", "info", "clear", "unchecked"];
