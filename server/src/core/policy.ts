import { type Node, type ParseError, parseTree } from "jsonc-parser";
import { parseDuration } from "./duration";
import { messages } from "./messages";
import type { Acceptance, Problem, Span } from "./model";
import { isLevelSetting, type LevelSetting, type Settings } from "./settings";

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

const KEYS = ["minimumReleaseAge", "recentTransfer", "levels", "privateScopes", "accept"] as const;
/** Rules that a policy cannot switch off, only accept for one exact version and for at most `MAX_DAYS`. */
const STRICT: readonly string[] = ["malware", "version-pulled"];
const MAX_DAYS = 90;
const DAY = 86_400_000;

/**
 * Reads a policy. Never throws: an unknown key, a bad value or an expired acceptance is a problem at
 * its place and is not applied, because a policy that fails in silence is worse than none.
 */
export function parsePolicy(text: string, now: number): Policy {
  const problems: Problem[] = [];
  const errors: ParseError[] = [];
  const root = parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first !== undefined) {
    problems.push({ message: messages.policyBroken, span: { start: first.offset, end: first.offset + first.length } });
  }
  const members = new Map<string, Node>();
  if (root?.type === "object") {
    for (const [key, keyNode, value] of properties(root)) {
      if ((KEYS as readonly string[]).includes(key) || key === "$schema") {
        members.set(key, value);
      } else {
        problems.push({ message: messages.policyUnknownKey(key, KEYS), span: spanOf(keyNode) });
      }
    }
  } else {
    problems.push({ message: messages.policyNotAnObject, span: { start: 0, end: text.length } });
  }

  return {
    levels: readLevels(members.get("levels")),
    minimumReleaseAgeMs: readDuration("minimumReleaseAge"),
    recentTransferMs: readDuration("recentTransfer"),
    privateScopes: strings(members.get("privateScopes")),
    accept: (members.get("accept")?.children ?? []).flatMap((entry) => readAccept(entry) ?? []),
    problems,
  };

  function readDuration(key: string): number | undefined {
    const node = members.get(key);
    if (node === undefined) {
      return undefined;
    }
    const value = typeof node.value === "string" ? parseDuration(node.value) : undefined;
    if (value === undefined) {
      problems.push({
        message: messages.settingIgnored(key, 'a duration such as "3 days"', node.value),
        span: spanOf(node),
      });
    }
    return value;
  }

  function readLevels(node: Node | undefined): Policy["levels"] {
    const levels: Record<string, LevelSetting> = {};
    for (const [rule, , value] of node === undefined ? [] : properties(node)) {
      if (isLevelSetting(value.value) && !(value.value === "off" && STRICT.includes(rule))) {
        levels[rule] = value.value;
      } else {
        const expected = STRICT.includes(rule) ? '"error", "warning" or "info"' : '"error", "warning", "info" or "off"';
        problems.push({
          message: messages.settingIgnored(`levels.${rule}`, expected, value.value),
          span: spanOf(value),
        });
      }
    }
    return levels;
  }

  function readAccept(node: Node): AcceptEntry | undefined {
    const fields = new Map([...properties(node)].map(([key, , value]) => [key, value]));
    const name = fields.get("package")?.value;
    const reason = fields.get("reason")?.value;
    const until = fields.get("until")?.value;
    const rules = strings(fields.get("rules"));
    const span = spanOf(node);
    if (typeof name !== "string" || !/^.+@\d/.test(name)) {
      return refuse(messages.acceptIncomplete('"package" as name@version'), span);
    }
    if (typeof reason !== "string" || reason.trim() === "") {
      return refuse(messages.acceptIncomplete('a "reason"'), span);
    }
    if (rules.length === 0) {
      return refuse(messages.acceptIncomplete('"rules", a list of rule ids'), span);
    }
    const end = typeof until === "string" ? endOfDay(until) : undefined;
    if (typeof until !== "string" || end === undefined) {
      return refuse(messages.acceptIncomplete('"until" as YYYY-MM-DD'), span);
    }
    if (end < now) {
      return refuse(messages.acceptExpired(name, until), span);
    }
    if (rules.some((rule) => STRICT.includes(rule)) && end - now > (MAX_DAYS + 1) * DAY) {
      return refuse(messages.acceptTooLong(name, MAX_DAYS), span);
    }
    return { package: name, rules, reason, until, span };
  }

  function refuse(message: string, span: Span): undefined {
    problems.push({ message, span });
    return undefined;
  }
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

/** The last second of a day of the calendar, UTC; undefined for 30 February and the like. */
function endOfDay(date: string): number | undefined {
  const end = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T23:59:59Z`) : Number.NaN;
  return Number.isNaN(end) || !new Date(end).toISOString().startsWith(date) ? undefined : end;
}

function* properties(node: Node): Generator<readonly [key: string, keyNode: Node, value: Node]> {
  for (const property of node.type === "object" ? (node.children ?? []) : []) {
    const [key, value] = property.children ?? [];
    if (typeof key?.value === "string" && value !== undefined) {
      yield [key.value, key, value];
    }
  }
}

function strings(node: Node | undefined): readonly string[] {
  return (node?.children ?? []).flatMap(({ value }) => (typeof value === "string" ? [value] : []));
}

function spanOf(node: Node): Span {
  return { start: node.offset, end: node.offset + node.length };
}
