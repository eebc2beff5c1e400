import assert from "node:assert/strict";
import { parsePolicy } from "../../server/src/core/policy/parsePolicy";
import { fixture } from "../support/fixture";
import { NOW } from "../support/world";

/** Asserts that the problems are exactly the caret notes in `source`; answers what was read. */
function check(source: string) {
  const { text, notes } = fixture(source);
  const policy = parsePolicy(text, NOW);
  const actual = policy.problems.map(({ message, span }) => ({ ...span, text: message }));
  assert.deepEqual(actual, notes);
  return policy;
}

/** What a fix makes of the text. */
function fixed(text: string, title: RegExp): string {
  const { problems } = parsePolicy(text, NOW);
  const fixes = problems.flatMap((problem) => problem.fixes ?? []);
  const fix = fixes.find((one) => title.test(one.title));
  assert.ok(fix !== undefined, `none of ${fixes.map((one) => one.title).join(", ")}`);
  return text.slice(0, fix.span.start) + fix.newText + text.slice(fix.span.end);
}

const entry = (differs: object = {}) =>
  JSON.stringify({
    package: "left@1.0.0",
    rules: ["trust-downgraded"],
    reason: "slip",
    until: "2026-03-01",
    ...differs,
  });

describe("the problems of a policy", () => {
  it("are none where all is well, with a schema, comments and a comma too many", () => {
    const policy = check(`{
  "$schema": "./custody.schema.json",
  "minimumReleaseAge": "3 days", // for a start
  "levels": { "malware": "warning", "deprecated": "off" },
  "privateScopes": ["@acme"],
  "accept": [${entry()}],
}`);
    assert.equal(policy.accept.length, 1);
  });

  it("name a key that is not known, with the one that may be meant", () => {
    check(`{
  "minimumReleaseAgee": "3 days",
// ^^^^^^^^^^^^^^^^^^ custody.json does not know "minimumReleaseAgee". Did you mean "minimumReleaseAge"? It is not applied.
  "colour": "red"
// ^^^^^^ custody.json does not know "colour". It is not applied; the keys are minimumReleaseAge, recentTransfer, levels, privateScopes, accept.
}`);
  });

  it("name a key that stands twice, since only the last one is applied", () => {
    const policy = check(`{
  "levels": { "deprecated": "off" },
// ^^^^^^ "levels" stands in custody.json again below. The last one is applied, this one is not.
  "levels": {}
}`);
    assert.deepEqual(policy.levels, {});
  });

  it("name values of another kind", () => {
    check(`{
  "minimumReleaseAge": "soon",
//                      ^^^^ "minimumReleaseAge" should be a duration such as "3 days", but is "soon". It is not applied.
  "recentTransfer": 90,
//                  ^^ "recentTransfer" should be a duration such as "3 days", but is 90. It is not applied.
  "levels": [],
//          ^^ "levels" should be an object such as { "deprecated": "off" }, but is []. It is not applied.
  "privateScopes": "@acme",
//                  ^^^^^ "privateScopes" should be a list of scopes such as ["@acme"], but is "@acme". It is not applied.
  "accept": {}
//          ^^ "accept" should be a list of entries such as { "package": "name@1.2.3", … }, but is {}. It is not applied.
}`);
  });

  it("name levels of rules that do not exist, and what no policy can switch off", () => {
    const policy = check(`{ "levels": {
  "instal-script-added": "error",
// ^^^^^^^^^^^^^^^^^^^ There is no rule "instal-script-added". Did you mean "install-script-added"? This level is not applied.
  "deprecated": "of",
//               ^^ "levels.deprecated" should be "error", "warning", "info" or "off", but is "of". It is not applied.
  "malware": "off",
//            ^^^ "malware" cannot be switched off, so that this level is not applied. Accept it for one exact version, with a reason and an end, under "accept".
  "unmaintained": "off"
} }`);
    assert.deepEqual(policy.levels, { unmaintained: "off" });
  });

  it("name what is no scope", () => {
    const policy = check(`{ "privateScopes": ["@acme",
  "acme",
// ^^^^ "acme" is no scope, such as "@acme". It is not applied.
  "@acme/one", 5
// ^^^^^^^^^ "@acme/one" is no scope, such as "@acme". It is not applied.
//             ^ 5 is no scope, such as "@acme". It is not applied.
] }`);
    assert.deepEqual(policy.privateScopes, ["@acme"]);
  });

  it("say of an acceptance that it is not applied, and why", () => {
    const policy = check(`{ "accept": [
  { "package": "left", "rules": ["malware"], "reason": "x", "until": "2026-03-01" },
//              ^^^^ An acceptance is for one exact version, written as name@version, such as "left-pad@1.3.0". This entry is not applied.
  { "package": "left@^1.0.0", "rules": ["malware"], "reason": "x", "until": "2026-03-01" },
//              ^^^^^^^^^^^ An acceptance is for one exact version, written as name@version, such as "left-pad@1.3.0". This entry is not applied.
  { "package": "left@1.0.0", "rules": ["malwares"], "reason": "x", "until": "2026-03-01" },
//                                      ^^^^^^^^ There is no rule "malwares". Did you mean "malware"? This entry is not applied.
  { "package": "left@1.0.0", "rules": ["deprecated"], "reason": "", "until": "2026-03-01" },
//                                                              ^^ This entry of "accept" needs a "reason". It is not applied; the findings it names stay visible.
  { "package": "left@1.0.0", "rules": ["deprecated"], "reason": "x", "until": "2026-02-30" },
//                                                                             ^^^^^^^^^^ "until" should be a day of the calendar, YYYY-MM-DD, but is "2026-02-30". This entry is not applied.
  { "package": "left@1.0.0", "rules": ["deprecated"], "reason": "x", "until": "2026-01-30" },
//                                                                             ^^^^^^^^^^ The acceptance of left@1.0.0 ended on 2026-01-30. Its findings show again; renew it with a new reason, or remove it.
  { "package": "left@1.0.0", "rules": ["malware"], "reason": "x", "until": "2026-05-02" },
//                                                                          ^^^^^^^^^^ An acceptance of malware or of a pulled version ends at most 90 days ahead, on 2026-05-01. That of left@1.0.0 is not applied.
  { "package": "left@1.0.0", "rules": ["deprecated"], "reason": "x", "untill": "2026-03-01" },
//                                                                    ^^^^^^ An entry of "accept" does not know "untill". Did you mean "until"? The entry is not applied.
  { "package": "left@1.0.0", "rules": ["deprecated"], "reason": "x", "until": "2026-03-01", "paths": [] },
//                                                                                           ^^^^^ An entry of "accept" does not know "paths"; its keys are package, rules, reason, until. The entry is not applied.
  { "package": "left@1.0.0", "rules": ["deprecated"], "reason": "x" },
//              ^^^^^^^^^^ This entry of "accept" needs "until" as YYYY-MM-DD. It is not applied; the findings it names stay visible.
  "left@1.0.0"
// ^^^^^^^^^^ An entry of "accept" should be an object with "package", "rules", "reason" and "until". This one is not applied.
] }`);
    assert.deepEqual(policy.accept, []);
  });

  it("name what an entry above says already, and entries that do not add up", () => {
    const policy = check(`{ "accept": [
  { "package": "left@1.0.0", "rules": ["deprecated", "unmaintained"], "reason": "x", "until": "2026-03-01" },
  { "package": "left@1.0.0", "rules": ["deprecated"], "reason": "y", "until": "2026-02-01" },
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ left@1.0.0 is accepted above for the same rules already. This entry is not applied.
  { "package": "left@1.0.0", "rules": ["bin-added"], "reason": "y", "until": "2026-02-01" }
//^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ left@1.0.0 is accepted above for other rules. A release counts as accepted where one entry names every rule that speaks: put them into one.
] }`);
    assert.deepEqual(
      policy.accept.map(({ rules }) => rules),
      [["deprecated", "unmaintained"], ["bin-added"]],
    );
  });

  it("take an acceptance of malware that ends on the last day", () => {
    check(`{ "accept": [${entry({ rules: ["malware"], until: "2026-05-01" })}] }`);
  });

  it("take a byte-order mark, and text that is nested deeper than anybody reads", () => {
    assert.deepEqual(parsePolicy('\uFEFF{ "levels": {} }', NOW).problems, []);
    assert.ok(parsePolicy("[".repeat(200_000), NOW).problems.length > 0);
  });
});

describe("the fixes of a policy", () => {
  it("put in the key or the rule that is meant", () => {
    assert.equal(fixed('{ "level": {} }', /^Change to/), '{ "levels": {} }');
    assert.equal(fixed('{ "levels": { "malwar": "info" } }', /^Change to/), '{ "levels": { "malware": "info" } }');
    assert.equal(fixed('{ "privateScopes": ["acme"] }', /^Change to/), '{ "privateScopes": ["@acme"] }');
    assert.match(fixed(`{ "accept": [${entry({ rules: ["malwre"] })}] }`, /^Change to/), /"rules":\["malware"\]/);
  });

  it("do not put in a key that stands there already", () => {
    const { problems } = parsePolicy('{ "level": {}, "levels": {} }', NOW);
    assert.deepEqual(problems[0]?.fixes, []);
  });

  it("extend what has ended by 90 days, and shorten what is too long to as many", () => {
    const ended = `{ "accept": [${entry({ until: "2026-01-01" })}] }`;
    assert.equal(fixed(ended, /^Extend it by 90 days, to 2026-05-01$/), ended.replace("2026-01-01", "2026-05-01"));
    const long = `{ "accept": [${entry({ until: "2028-01-01", rules: ["malware"] })}] }`;
    assert.equal(fixed(long, /^End it on 2026-05-01$/), long.replace("2028-01-01", "2026-05-01"));
  });

  const ENDED = '{ "package": "gone@1.0.0", "rules": ["malware"], "reason": "x", "until": "2026-01-01" }';
  const removals: readonly { readonly title: string; readonly before: string; readonly after: string }[] = [
    { title: "the only entry", before: `{ "accept": [ ${ENDED} ] }`, after: '{ "accept": [] }' },
    {
      title: "the first entry, with the comment behind it",
      before: `{\n  "accept": [\n    // for now\n    ${ENDED}, // gone\n    ${entry()} // stays\n  ]\n}\n`,
      after: `{\n  "accept": [\n    // for now\n    ${entry()} // stays\n  ]\n}\n`,
    },
    {
      title: "the last entry, and the comma before it, not its neighbour's comment",
      before: `{\n  "accept": [\n    ${entry()}, // stays\n    ${ENDED} // gone\n  ]\n}\n`,
      after: `{\n  "accept": [\n    ${entry()} // stays\n  ]\n}\n`,
    },
    {
      title: "the last entry, with a comma behind it",
      before: `{\r\n  "accept": [\r\n    ${entry()},\r\n    ${ENDED},\r\n  ]\r\n}\r\n`,
      after: `{\r\n  "accept": [\r\n    ${entry()}\r\n  ]\r\n}\r\n`,
    },
    {
      title: "the first of several on one line",
      before: `{ "accept": [${ENDED}, ${entry()}] }`,
      after: `{ "accept": [${entry()}] }`,
    },
    {
      title: "the last of several on one line",
      before: `{ "accept": [${entry()}, ${ENDED}] }`,
      after: `{ "accept": [${entry()}] }`,
    },
  ];
  for (const { title, before, after } of removals) {
    it(`remove ${title}`, () => assert.equal(fixed(before, /^Remove the acceptance of gone@1\.0\.0$/), after));
  }
});
