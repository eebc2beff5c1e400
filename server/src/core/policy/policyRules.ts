import { rules } from "../assess/rules/index";

/** Every rule that a policy can name. */
export const RULE_IDS: ReadonlySet<string> = new Set(rules.map(({ id }) => id));

/** How far ahead an acceptance of a strict rule may end. It is also the end that is proposed for any. */
export const MAX_ACCEPT_DAYS = 90;

const STRICT: readonly string[] = ["malware", "version-pulled"];

/** Whether a policy cannot switch a rule off, only accept it for one exact version and for at most `MAX_ACCEPT_DAYS`. */
export function isStrict(rule: string): boolean {
  return STRICT.includes(rule);
}
