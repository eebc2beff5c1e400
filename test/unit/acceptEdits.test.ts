import assert from "node:assert/strict";
import { acceptEdits, faultOf } from "../../server/src/core/policy/acceptEdits";
import { parsePolicy } from "../../server/src/core/policy/parsePolicy";
import type { TextEdit } from "../../server/src/core/present/edits/jsonEdit";
import { NOW } from "../support/world";

const REQUEST = { package: "a@1.0.0", rules: ["deprecated"], reason: 'the "old" one', until: "2026-05-01" };
const ENTRY = '{ "package": "a@1.0.0", "rules": ["deprecated"], "reason": "the \\"old\\" one", "until": "2026-05-01" }';
const OTHER = '{ "package": "b@1.0.0", "rules": ["malware"], "reason": "x", "until": "2026-04-01" }';

function apply(text: string, edits: readonly TextEdit[] | undefined): string | undefined {
  return edits
    ?.toSorted((one, other) => other.span.start - one.span.start)
    .reduce((changed, { span, newText }) => changed.slice(0, span.start) + newText + changed.slice(span.end), text);
}

describe("what an acceptance writes", () => {
  const cases: readonly { readonly title: string; readonly before: string; readonly after: string | undefined }[] = [
    { title: "makes a policy of nothing", before: "", after: `{\n  "accept": [\n    ${ENTRY}\n  ]\n}\n` },
    {
      title: "adds the list",
      before: '{\n\t"levels": {}\n}\n',
      after: `{\n\t"levels": {},\n\t"accept": [\n\t\t${ENTRY}\n\t]\n}\n`,
    },
    { title: "fills an empty object", before: "{}\n", after: `{\n  "accept": [\n    ${ENTRY}\n  ]\n}\n` },
    {
      title: "fills an empty list",
      before: '{\n  "accept": []\n}\n',
      after: `{\n  "accept": [\n    ${ENTRY}\n  ]\n}\n`,
    },
    {
      title: "stands behind the others, with their comments where they were",
      before: `{\n  // what we know of\n  "accept": [\n    ${OTHER} // for now\n  ]\n}\n`,
      after: `{\n  // what we know of\n  "accept": [\n    ${OTHER}, // for now\n    ${ENTRY}\n  ]\n}\n`,
    },
    {
      title: "keeps a comma behind the last one, and the ends of lines",
      before: `{\r\n  "accept": [\r\n    ${OTHER},\r\n  ],\r\n}\r\n`,
      after: `{\r\n  "accept": [\r\n    ${OTHER},\r\n    ${ENTRY},\r\n  ],\r\n}\r\n`,
    },
    {
      title: "stays on one line where all is on one",
      before: `{ "accept": [${OTHER}] }`,
      after: `{ "accept": [${OTHER}, ${ENTRY}] }`,
    },
    {
      title: "stands on as many lines as the one before it",
      before: '{\n  "accept": [\n    {\n      "package": "b@1.0.0"\n    }\n  ]\n}\n',
      after: `{\n  "accept": [\n    {\n      "package": "b@1.0.0"\n    },\n    {\n      "package": "a@1.0.0",\n      "rules": ["deprecated"],\n      "reason": "the \\"old\\" one",\n      "until": "2026-05-01"\n    }\n  ]\n}\n`,
    },
    {
      title: "renews the entry of the same release, with the rules of both",
      before: `{ "accept": [{ "package": "a@1.0.0", "rules": ["unmaintained"], /* long known */ "reason": "", "until": "2025-01-01" }, ${OTHER}] }`,
      after: `{ "accept": [{ "package": "a@1.0.0", "rules": ["unmaintained", "deprecated"], /* long known */ "reason": "the \\"old\\" one", "until": "2026-05-01" }, ${OTHER}] }`,
    },
    {
      title: "makes whole an entry of the same release that is not",
      before: '{ "accept": [{ "package": "a@1.0.0" }] }',
      after: `{ "accept": [${ENTRY}] }`,
    },
    { title: "is nothing where the text is not whole", before: '{ "accept": [', after: undefined },
    { title: "is nothing where something else stands there", before: '{ "accept": {} }', after: undefined },
    { title: "is nothing where the policy is no object", before: "[]", after: undefined },
  ];
  for (const { title, before, after } of cases) {
    it(title, () => {
      const changed = apply(before, acceptEdits(before, REQUEST, undefined));
      assert.equal(changed, after);
      if (changed !== undefined) {
        const accepted = parsePolicy(changed, NOW).accept.find((entry) => entry.package === "a@1.0.0");
        assert.equal(accepted?.reason, REQUEST.reason, "the policy applies it");
      }
    });
  }

  it("stands on a line for each key where one line would be too long", () => {
    const long = { ...REQUEST, reason: "a reason that takes as many words as it takes" };
    const entry = `{\n      "package": "a@1.0.0",\n      "rules": ["deprecated"],\n      "reason": "${long.reason}",\n      "until": "2026-05-01"\n    }`;
    const made = `{\n  "accept": [\n    ${entry}\n  ]\n}\n`;
    assert.equal(apply("", acceptEdits("", long, undefined)), made);
    assert.equal(apply("{}\n", acceptEdits("{}\n", long, undefined)), made);
    const before = `{\n  "accept": [\n    ${OTHER}\n  ]\n}\n`;
    assert.equal(apply(before, acceptEdits(before, long, undefined)), before.replace(OTHER, `${OTHER},\n    ${entry}`));
  });

  it("names its schema in a new one, where that is known", () => {
    const changed = apply("", acceptEdits("", REQUEST, "./schema.json"));
    assert.equal(changed, `{\n  "$schema": "./schema.json",\n  "accept": [\n    ${ENTRY}\n  ]\n}\n`);
  });
});

describe("what is wrong with an answer", () => {
  const faults: readonly { readonly differs: Partial<typeof REQUEST>; readonly says: string | undefined }[] = [
    { differs: {}, says: undefined },
    { differs: { until: "2026-01-31" }, says: undefined },
    { differs: { until: "2036-01-31" }, says: undefined },
    {
      differs: { reason: "  " },
      says: "reason: Say why, for those who read it later: an entry without a reason is not applied.",
    },
    { differs: { until: "tomorrow" }, says: "until: A day of the calendar, such as 2026-05-01." },
    { differs: { until: "2026-02-30" }, says: "until: A day of the calendar, such as 2026-05-01." },
    { differs: { until: "2026-01-30" }, says: "until: That day is over." },
    { differs: { until: "2026-05-01", rules: ["malware"] }, says: undefined },
    {
      differs: { until: "2026-05-02", rules: ["malware"] },
      says: "until: Malware and pulled versions are accepted for at most 90 days, until 2026-05-01.",
    },
  ];
  for (const { differs, says } of faults) {
    it(`${JSON.stringify(differs)}: ${says ?? "nothing"}`, () => {
      const request = { ...REQUEST, ...differs };
      const fault = faultOf(request, NOW);
      assert.equal(fault && `${fault.field}: ${fault.message}`, says);
      const text = JSON.stringify({ accept: [request] });
      assert.equal(parsePolicy(text, NOW).accept.length, says === undefined ? 1 : 0, "and the policy agrees");
    });
  }
});
