import assert from "node:assert/strict";
import type { Finding } from "../../server/src/core/model";

const LONGEST = 200;

/** A finding's `what` is one sentence that fits a line of the Problems panel; what it quotes stands in quotes. */
export function assertSentence(rule: string, what: string): void {
  const own = what.replace(/"[^"]*"/g, "");
  assert.ok(what.length <= LONGEST, `${rule}: ${what.length} characters: ${what}`);
  assert.match(what, /^\S[^\n]*[.!?…]$/, `${rule} is no sentence: ${what}`);
  assert.doesNotMatch(own, /[.!?] +\p{Lu}/u, `${rule} is more than one sentence: ${what}`);
}

/** Another release, or the other packages of a burst. */
const COMPARED = /\d+\.\d+\.\d+|packages used here/;
const WHEN = /\b\d{4}-\d{2}-\d{2}\b|\b\d[\d.]* (?:s|min|h|hours|days|months|years)\b|\bwithin the hour\b/;

/** What speaks of an event says when that was and names a release that it is compared with; what is about people names one. */
export function assertCompared({ rule, family, what, evidence }: Finding): void {
  if (!["who", "how", "what", "when"].includes(family) || rule === "release-young") {
    return;
  }
  assert.match(what, COMPARED, `${rule} names no other release: ${what}`);
  assert.match(what, WHEN, `${rule} says not when: ${what}`);
  const { account, now, gone } = evidence;
  const people = [account, now, gone].flat().filter((name) => typeof name === "string");
  assert.ok(
    family !== "who" || people.length === 0 || people.some((name) => what.includes(name.slice(0, 20))),
    `${rule} names nobody: ${what}`,
  );
}
