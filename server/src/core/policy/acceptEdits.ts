import { putInJson, renderFitting, renderFlat, type TextEdit } from "../present/edits/jsonEdit";
import { dayAhead, endOfDay, isBeyond } from "./calendar";
import { propertiesOf, spanOf } from "./jsonNodes";
import { acceptElements } from "./parsePolicy";
import { isStrict, MAX_ACCEPT_DAYS } from "./policyRules";

/** What somebody accepts: one exact release, with the rules that speak about it, for a reason and until a day. */
export interface AcceptRequest {
  /** `name@version`. */
  readonly package: string;
  readonly rules: readonly string[];
  readonly reason: string;
  /** `YYYY-MM-DD`. */
  readonly until: string;
}

/** What is wrong with an answer, in words for the box that it was typed into. */
export interface AcceptFault {
  readonly field: "reason" | "until";
  readonly message: string;
}

/** Undefined where the policy would apply it. */
export function faultOf({ reason, until, rules }: AcceptRequest, now: number): AcceptFault | undefined {
  const last = dayAhead(now, MAX_ACCEPT_DAYS);
  const end = endOfDay(until);
  if (reason.trim() === "") {
    return {
      field: "reason",
      message: "Say why, for those who read it later: an entry without a reason is not applied.",
    };
  }
  if (end === undefined) {
    return { field: "until", message: `A day of the calendar, such as ${last}.` };
  }
  if (end < now) {
    return { field: "until", message: "That day is over." };
  }
  return rules.some(isStrict) && isBeyond(end, now, MAX_ACCEPT_DAYS)
    ? {
        field: "until",
        message: `Malware and pulled versions are accepted for at most ${MAX_ACCEPT_DAYS} days, until ${last}.`,
      }
    : undefined;
}

/**
 * Writes an acceptance into a policy, and leaves the rest as it is written; `schema` is named in a new one. An entry that
 * is there for the same release gets the further rules, the new reason and the new end.
 *
 * Undefined where the text is not whole, or holds something else where the acceptances should be.
 */
export function acceptEdits(
  text: string,
  request: AcceptRequest,
  schema: string | undefined,
): readonly TextEdit[] | undefined {
  const { reason, until } = request;
  if (text.trim() === "") {
    return [{ span: { start: 0, end: text.length }, newText: newPolicy(request, schema) }];
  }
  const known = acceptElements(text).find((element) => fieldsOf(element).get("package")?.value === request.package);
  const edits = putInJson(text, [{ key: "accept", value: { added: toEntry(request) } }]);
  if (known === undefined || edits === undefined) {
    return edits;
  }
  const fields = fieldsOf(known);
  const before = (fields.get("rules")?.children ?? []).map(({ value }) => String(value));
  const rules = [...new Set([...before, ...request.rules])];
  const values = Object.entries({ rules, reason, until });
  return values.every(([key]) => fields.has(key))
    ? values.flatMap(([key, value]) => {
        const node = fields.get(key);
        return node === undefined ? [] : [{ span: spanOf(node), newText: renderFlat(value) }];
      })
    : [{ span: spanOf(known), newText: renderFlat(toEntry({ ...request, rules })) }];
}

function fieldsOf(element: Parameters<typeof propertiesOf>[0]) {
  return new Map(propertiesOf(element).map(({ key, value }) => [key, value]));
}

/** The order in which people read it. */
function toEntry({ package: name, rules, reason, until }: AcceptRequest) {
  return { package: name, rules, reason, until };
}

const STYLE = { eol: "\n", unit: "  " };

function newPolicy(request: AcceptRequest, schema: string | undefined): string {
  const named = schema === undefined ? "" : `  "$schema": ${JSON.stringify(schema)},\n`;
  return `{\n${named}  "accept": [\n    ${renderFitting(toEntry(request), "    ", STYLE)}\n  ]\n}\n`;
}
