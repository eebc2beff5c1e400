import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { rules } from "../assess/rules/index";
import { renderDuration } from "../duration";
import type { FindingLevel, Location, Loosening, Span } from "../model";
import { type AcceptEntry, applyPolicy, type Policy } from "../policy";
import { isStrict } from "../policy/policyRules";
import type { LevelSetting, Settings } from "../settings";

/** A custody.json with its text. */
export interface PolicyFile {
  readonly path: string;
  readonly text: string;
  readonly policy: Policy;
}

/** What became looser, and the place that says so. */
export interface Loosened {
  readonly loosening: Loosening;
  readonly location: Location;
}

type Told = Pick<Loosening, "setting" | "was" | "is"> & {
  readonly how?: Loosening["how"];
  readonly span?: Span;
};

/**
 * What the policy that counts for a folder now holds less strictly than the one that counted at the base; either may be
 * missing. What became stricter is nothing to tell. `nameFile` names a file as the report does.
 */
export function comparePolicies(
  base: PolicyFile | undefined,
  now: PolicyFile | undefined,
  settings: Settings,
  nameFile: (path: string) => string,
): readonly Loosened[] {
  const file = now ?? base;
  return file === undefined
    ? []
    : [
        ...looserAges(base?.policy, now?.policy, settings),
        ...looserLevels(base?.policy, now?.policy, settings),
        ...newScopes(base?.policy, now),
        ...newAcceptances(base?.policy, now?.policy),
      ].map((told) => place(told, file));

  function place({ setting, was, is, how, span }: Told, { path }: PolicyFile): Loosened {
    const key = now && placeOf(now.text, setting.split("."));
    const isMoved = base !== undefined && now !== undefined && base.path !== now.path;
    const change = now === undefined ? "gone" : isMoved ? "before" : key === undefined ? "dropped" : "set";
    const other = isMoved && how === undefined ? { other: nameFile(base.path) } : {};
    return {
      loosening: { file: nameFile(path), setting, was, is, how: how ?? change, ...other },
      location: {
        file: path,
        span: span ?? key ?? (now && placeOf(now.text, setting.split(".").slice(0, 1))) ?? START,
      },
    };
  }
}

const START: Span = { start: 0, end: 0 };

function looserAges(base: Policy | undefined, now: Policy | undefined, settings: Settings): readonly Told[] {
  const [before, after] = [applyPolicy(settings, base), applyPolicy(settings, now)];
  const ages = [
    ["minimumReleaseAge", before.minimumReleaseAgeMs, after.minimumReleaseAgeMs],
    ["recentTransfer", before.recentTransferMs, after.recentTransferMs],
  ] as const;
  return ages.flatMap(([setting, was, is]) =>
    is < was ? [{ setting, was: renderDuration(was), is: renderDuration(is) }] : [],
  );
}

/** Smaller is stricter. */
export function strictnessOf(level: FindingLevel | "off"): number {
  return STRICTNESS.indexOf(level);
}

const STRICTNESS: readonly (FindingLevel | "off")[] = ["error", "warning", "info", "none", "off"];

function looserLevels(base: Policy | undefined, now: Policy | undefined, settings: Settings): readonly Told[] {
  return rules.flatMap(({ id, level, highest }): readonly Told[] => {
    const [before, after] = [levelOf(id, base, settings), levelOf(id, now, settings)];
    const [was, is] = [before ?? highest, after ?? level];
    if (before === after || isStrict(id) || strictnessOf(is) <= strictnessOf(was)) {
      return [];
    }
    return [{ setting: `levels.${id}`, was: before ?? `its own (${highest})`, is: after ?? `its own (${level})` }];
  });
}

/** The level that is set for a rule; undefined: its own. */
export function levelOf(rule: string, policy: Policy | undefined, settings: Settings): LevelSetting | undefined {
  const levels = { ...settings.levels, ...policy?.levels };
  return Object.hasOwn(levels, rule) ? levels[rule] : undefined;
}

function newScopes(base: Policy | undefined, now: PolicyFile | undefined): readonly Told[] {
  return (now?.policy.privateScopes ?? []).flatMap((scope, at) => {
    const span = now && placeOf(now.text, ["privateScopes", at]);
    const told = { setting: "privateScopes", was: undefined, is: scope, how: "private" } as const;
    return base?.privateScopes.includes(scope) === true ? [] : [span === undefined ? told : { ...told, span }];
  });
}

function newAcceptances(base: Policy | undefined, now: Policy | undefined): readonly Told[] {
  return (now?.accept ?? []).flatMap((entry) => {
    const known = base?.accept ?? [];
    if (isCovered(entry, known)) {
      return [];
    }
    const was = known.find((other) => other.package === entry.package);
    const isWider = was !== undefined && entry.rules.some((rule) => !was.rules.includes(rule));
    return [
      {
        setting: "accept",
        how: "accepted" as const,
        was: was === undefined ? undefined : isWider ? `only for ${few(was.rules)}` : `until ${was.until}`,
        is: `${few(entry.rules)} of ${entry.package.slice(0, 60)} until ${entry.until}`,
        span: entry.span,
      },
    ];
  });
}

/** Whether some entry admits as much, for as long. */
export function isCovered(entry: AcceptEntry, by: readonly AcceptEntry[]): boolean {
  return by.some(
    (other) =>
      other.package === entry.package &&
      other.until >= entry.until &&
      entry.rules.every((rule) => other.rules.includes(rule)),
  );
}

function few(rules: readonly string[]): string {
  const [first = "", ...others] = rules;
  return others.length === 0
    ? first
    : others.length === 1
      ? `${first} and ${others[0]}`
      : `${first} and ${others.length} more`;
}

/** The key of a member, or an item of a list; undefined where there is none. */
function placeOf(text: string, path: (string | number)[]): Span | undefined {
  const root = parseTree(text.replace(/^\uFEFF/, " "), [], { allowTrailingComma: true });
  const node = root && findNodeAtLocation(root, path);
  const key = node?.parent?.type === "property" ? node.parent.children?.[0] : node;
  return key === undefined ? undefined : { start: key.offset, end: key.offset + key.length };
}
