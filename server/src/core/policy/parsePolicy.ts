import { type Node, type ParseError, parseTree } from "jsonc-parser";
import { parseDuration } from "../duration";
import { messages } from "../messages";
import type { Problem, Span } from "../model";
import { nearest } from "../nearest";
import { LOOSENABLE, type Policy } from "../policy";
import { isLevelSetting, type LevelSetting } from "../settings";
import { changeTo, placeOf, propertiesOf } from "./jsonNodes";
import { parseAccept } from "./parseAccept";
import { isStrict, RULE_IDS } from "./policyRules";

/** The keys of a repository's policy. */
const POLICY_KEYS = ["minimumReleaseAge", "recentTransfer", "levels", "privateScopes", "accept"] as const;
/** Those of an organisation's, with what it alone can say; a test keeps the JSON schema equal to them. */
export const ORGANIZATION_KEYS = [...POLICY_KEYS, "mayLoosen"] as const;

/**
 * Reads a policy: a repository's, or that of an organisation. Never throws: whatever is not as it should be is a problem at its place, with what would mend it, and
 * is not applied, because a policy that fails in silence is worse than none.
 */
export function parsePolicy(text: string, now: number, whose: "repository" | "organization" = "repository"): Policy {
  const problems: Problem[] = [];
  const errors: ParseError[] = [];
  const root = readTree(text, errors);
  const [first] = errors;
  if (first !== undefined) {
    problems.push({ message: messages.policyBroken, span: { start: first.offset, end: first.offset + first.length } });
  }
  if (root?.type !== "object") {
    problems.push({ message: messages.policyNotAnObject, span: { start: 0, end: text.length } });
  }
  const members = readMembers();
  const policy = {
    levels: readLevels(members.get("levels")),
    minimumReleaseAgeMs: readDuration("minimumReleaseAge"),
    recentTransferMs: readDuration("recentTransfer"),
    privateScopes: readScopes(members.get("privateScopes")),
    accept: readAccept(members.get("accept")),
    ...readMayLoosen(members.get("mayLoosen")),
  };
  return { ...policy, problems: problems.sort((one, other) => one.span.start - other.span.start) };

  function readMembers(): ReadonlyMap<string, Node> {
    const found = new Map<string, Node>();
    const properties = propertiesOf(root);
    const known: readonly string[] = whose === "organization" ? ORGANIZATION_KEYS : POLICY_KEYS;
    for (const [index, { key, keyNode, value }] of properties.entries()) {
      if (key === "mayLoosen" && whose === "repository") {
        problems.push({ message: messages.mayLoosenIgnored, span: placeOf(keyNode) });
      } else if (!known.includes(key) && key !== "$schema") {
        const meant = nearest(key, known);
        const fixes =
          meant === undefined || properties.some((other) => other.key === meant) ? [] : [changeTo(keyNode, meant)];
        problems.push({ message: messages.policyUnknownKey(key, meant, known), span: placeOf(keyNode), fixes });
      } else if (properties.slice(index + 1).some((later) => later.key === key)) {
        problems.push({ message: messages.policyKeyTwice(key), span: placeOf(keyNode) });
      } else {
        found.set(key, value);
      }
    }
    return found;
  }

  function readDuration(key: string): number | undefined {
    const node = members.get(key);
    const value = typeof node?.value === "string" ? parseDuration(node.value) : undefined;
    if (node !== undefined && value === undefined) {
      refuse(node, messages.policyValue(key, 'a duration such as "3 days"', shown(node)));
    }
    return value;
  }

  function readLevels(node: Node | undefined): Policy["levels"] {
    const levels: Record<string, LevelSetting> = {};
    if (node !== undefined && node.type !== "object") {
      refuse(node, messages.policyValue("levels", 'an object such as { "deprecated": "off" }', shown(node)));
    }
    for (const { key: rule, keyNode, value } of propertiesOf(node)) {
      const meant = RULE_IDS.has(rule) ? rule : nearest(rule, [...RULE_IDS]);
      if (meant !== rule) {
        const fixes = meant === undefined ? [] : [changeTo(keyNode, meant)];
        problems.push({ message: messages.policyUnknownRule(rule, meant), span: placeOf(keyNode), fixes });
      } else if (isLevelSetting(value.value) && !(value.value === "off" && isStrict(rule))) {
        levels[rule] = value.value;
      } else if (value.value === "off") {
        refuse(value, messages.policyNeverOff(rule));
      } else {
        const expected = isStrict(rule) ? '"error", "warning" or "info"' : '"error", "warning", "info" or "off"';
        refuse(value, messages.policyValue(`levels.${rule}`, expected, shown(value)));
      }
    }
    return levels;
  }

  function readScopes(node: Node | undefined): readonly string[] {
    if (node !== undefined && node.type !== "array") {
      refuse(node, messages.policyValue("privateScopes", 'a list of scopes such as ["@acme"]', shown(node)));
    }
    return elementsOf(node).flatMap((element) => {
      const scope: unknown = element.value;
      if (typeof scope === "string" && /^@[^/\s]+$/.test(scope)) {
        return scope;
      }
      const fixes = typeof scope === "string" && /^[\w.-]+$/.test(scope) ? [changeTo(element, `@${scope}`)] : [];
      problems.push({ message: messages.policyNoScope(shown(element)), span: placeOf(element), fixes });
      return [];
    });
  }

  function readAccept(node: Node | undefined): Policy["accept"] {
    if (node !== undefined && node.type !== "array") {
      refuse(
        node,
        messages.policyValue("accept", 'a list of entries such as { "package": "name@1.2.3", … }', shown(node)),
      );
    }
    const { entries, problems: found } = parseAccept(text, elementsOf(node), now);
    problems.push(...found);
    return entries;
  }

  function readMayLoosen(node: Node | undefined): Pick<Policy, "mayLoosen"> {
    const named = elementsOf(node).map(({ value }): unknown => value);
    const mayLoosen = LOOSENABLE.filter((key) => named.includes(key));
    if (node !== undefined && (node.type !== "array" || named.length !== mayLoosen.length)) {
      const expected = `a list of ${LOOSENABLE.map((key) => `"${key}"`).join(", ")}`;
      refuse(node, messages.policyValue("mayLoosen", expected, shown(node)));
    }
    return mayLoosen.length === 0 ? {} : { mayLoosen };
  }

  function refuse(node: Node, message: string): void {
    problems.push({ message, span: placeOf(node) });
  }

  /** A value as it is written, as far as a sentence can hold it. */
  function shown(node: Node): string {
    const written = text.slice(node.offset, node.offset + node.length).replace(/\s+/g, " ");
    return written.length > MAX_SHOWN ? `${written.slice(0, MAX_SHOWN)}…` : written;
  }
}

/** What to underline of a value, by the way to it from the root; undefined where there is none. */
export function placeInPolicy(text: string, path: readonly string[]): Span | undefined {
  let node = readTree(text, []);
  for (const wanted of path) {
    node = propertiesOf(node).findLast(({ key }) => key === wanted)?.value;
  }
  return node && placeOf(node);
}

/** The entries of `accept` as they stand in the text. */
export function acceptElements(text: string): readonly Node[] {
  return elementsOf(propertiesOf(readTree(text, [])).findLast(({ key }) => key === "accept")?.value);
}

const MAX_SHOWN = 40;

function readTree(text: string, errors: ParseError[]): Node | undefined {
  try {
    // The mark is no part of JSON; a blank in its place keeps the offsets.
    return parseTree(text.replace(/^\uFEFF/, " "), errors, { allowTrailingComma: true });
  } catch {
    // Nested deeper than the parser can follow.
    return undefined;
  }
}

function elementsOf(node: Node | undefined): readonly Node[] {
  return node?.type === "array" ? (node.children ?? []) : [];
}
