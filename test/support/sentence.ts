import assert from "node:assert/strict";

const LONGEST = 200;

/** A finding's `what` is one sentence that fits a line of the Problems panel; what it quotes stands in quotes. */
export function assertSentence(rule: string, what: string): void {
  const own = what.replace(/"[^"]*"/g, "");
  assert.ok(what.length <= LONGEST, `${rule}: ${what.length} characters: ${what}`);
  assert.match(what, /^\S[^\n]*[.!?…]$/, `${rule} is no sentence: ${what}`);
  assert.doesNotMatch(own, /[.!?] +\p{Lu}/u, `${rule} is more than one sentence: ${what}`);
}
