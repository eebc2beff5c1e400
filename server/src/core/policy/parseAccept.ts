import type { Node } from "jsonc-parser";
import { valid } from "semver";
import { messages } from "../messages";
import type { Problem, ProblemFix } from "../model";
import { nearest } from "../nearest";
import type { AcceptEntry } from "../policy";
import { dayAhead, endOfDay, isBeyond } from "./calendar";
import { changeTo, insideOf, type Property, placeOf, propertiesOf, removeElement, spanOf } from "./jsonNodes";
import { isStrict, MAX_ACCEPT_DAYS, RULE_IDS } from "./policyRules";

/** The keys of an acceptance; a test keeps the JSON schema equal to them. */
export const ACCEPT_KEYS = ["package", "rules", "reason", "until"] as const;
type AcceptKey = (typeof ACCEPT_KEYS)[number];

/**
 * Reads acceptances. An entry that is not whole, has ended, or says something that nobody knows is not applied: it would
 * silence a finding on other terms than were written.
 */
export function parseAccept(
  text: string,
  elements: readonly Node[],
  now: number,
): { readonly entries: readonly AcceptEntry[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const entries: AcceptEntry[] = [];
  for (const element of elements) {
    const entry = readEntry(element);
    if (entry !== undefined && !isTold(entry, element)) {
      entries.push(entry);
    }
  }
  return { entries, problems };

  function readEntry(element: Node): AcceptEntry | undefined {
    if (element.type !== "object") {
      return refuse(element, messages.acceptNoObject);
    }
    const before = problems.length;
    const fields = readFields(element);
    const found = {
      package: readPackage(fields, element),
      rules: readRules(fields, element),
      reason: readReason(fields, element),
    };
    const until = readUntil(fields, element, found);
    const { package: name, rules, reason } = found;
    return problems.length > before || !name || !rules || !reason || !until
      ? undefined
      : { package: name, rules, reason, until, span: spanOf(element) };
  }

  /** A key that is not known may narrow what was meant, so that nothing of the entry is applied. */
  function readFields(element: Node): ReadonlyMap<AcceptKey, Property | "misspelt"> {
    const fields = new Map<AcceptKey, Property | "misspelt">();
    for (const property of propertiesOf(element)) {
      const { key, keyNode } = property;
      const known = ACCEPT_KEYS.find((candidate) => candidate === key);
      if (known !== undefined) {
        fields.set(known, property);
        continue;
      }
      const meant = ACCEPT_KEYS.find((candidate) => candidate === nearest(key, ACCEPT_KEYS));
      if (meant !== undefined && !fields.has(meant)) {
        fields.set(meant, "misspelt");
      }
      refuse(
        keyNode,
        messages.acceptUnknownKey(key, meant, ACCEPT_KEYS),
        meant === undefined ? [] : [changeTo(keyNode, meant)],
      );
    }
    return fields;
  }

  function readPackage(fields: Fields, element: Node): string | undefined {
    const node = needed("package", fields, element, '"package" as name@version');
    const at = typeof node?.value === "string" ? node.value.lastIndexOf("@") : -1;
    const version = typeof node?.value === "string" ? node.value.slice(at + 1) : "";
    if (node !== undefined && (at < 1 || valid(version) !== version)) {
      return refuse(node, messages.acceptNoVersion);
    }
    return node?.value;
  }

  function readRules(fields: Fields, element: Node): readonly string[] | undefined {
    const node = needed("rules", fields, element, '"rules", a list of rule ids');
    const elements = node?.type === "array" ? (node.children ?? []) : [];
    if (node !== undefined && elements.length === 0) {
      return refuse(node, messages.acceptIncomplete('"rules", a list of rule ids'));
    }
    const known: string[] = [];
    for (const one of elements) {
      const rule: unknown = one.value;
      if (typeof rule === "string" && RULE_IDS.has(rule)) {
        known.push(rule);
        continue;
      }
      const meant = typeof rule === "string" ? nearest(rule, [...RULE_IDS]) : undefined;
      const name = typeof rule === "string" ? rule : text.slice(one.offset, one.offset + one.length);
      refuse(one, messages.acceptUnknownRule(name, meant), meant === undefined ? [] : [changeTo(one, meant)]);
    }
    return known;
  }

  function readReason(fields: Fields, element: Node): string | undefined {
    const node = needed("reason", fields, element, 'a "reason"');
    const isGiven = typeof node?.value === "string" && node.value.trim() !== "";
    return node === undefined || isGiven ? node?.value : refuse(node, messages.acceptIncomplete('a "reason"'));
  }

  function readUntil(
    fields: Fields,
    element: Node,
    {
      package: name = "this release",
      rules = [],
    }: { readonly package: string | undefined; readonly rules: readonly string[] | undefined },
  ): string | undefined {
    const node = needed("until", fields, element, '"until" as YYYY-MM-DD');
    if (node === undefined) {
      return undefined;
    }
    const until: unknown = node.value;
    const end = typeof until === "string" ? endOfDay(until) : undefined;
    if (typeof until !== "string" || end === undefined) {
      return refuse(node, messages.acceptNoDate(text.slice(node.offset, node.offset + node.length)));
    }
    const last = dayAhead(now, MAX_ACCEPT_DAYS);
    const change = { span: insideOf(node), newText: last };
    if (end < now) {
      const remove = { title: `Remove the acceptance of ${name}`, ...removeElement(text, element) };
      const extend = { title: `Extend it by ${MAX_ACCEPT_DAYS} days, to ${last}`, ...change };
      return refuse(node, messages.acceptExpired(name, until), [remove, extend]);
    }
    if (rules.some(isStrict) && isBeyond(end, now, MAX_ACCEPT_DAYS)) {
      return refuse(node, messages.acceptTooLong(name, MAX_ACCEPT_DAYS, last), [
        { title: `End it on ${last}`, ...change },
      ]);
    }
    return until;
  }

  function needed(key: AcceptKey, fields: Fields, element: Node, wanted: string): Node | undefined {
    const field = fields.get(key);
    if (field === undefined) {
      const name = fields.get("package");
      return refuse(typeof name === "object" ? name.value : element, messages.acceptIncomplete(wanted));
    }
    return field === "misspelt" ? undefined : field.value;
  }

  /** What an earlier entry says already changes nothing; what it does not say is not added to it. */
  function isTold(entry: AcceptEntry, element: Node): boolean {
    const earlier = entries.filter((other) => other.package === entry.package);
    const isCovered = earlier.some(({ rules }) => entry.rules.every((rule) => rules.includes(rule)));
    if (isCovered) {
      const remove = { title: "Remove this entry", ...removeElement(text, element) };
      refuse(element, messages.acceptTwice(entry.package), [remove]);
    } else if (earlier.length > 0) {
      problems.push({ message: messages.acceptApart(entry.package), span: spanOf(element), notice: true });
    }
    return isCovered;
  }

  function refuse(node: Node, message: string, fixes?: readonly ProblemFix[]): undefined {
    problems.push({ message, span: placeOf(node), ...(fixes === undefined ? {} : { fixes }) });
    return undefined;
  }
}

type Fields = ReadonlyMap<AcceptKey, Property | "misspelt">;
