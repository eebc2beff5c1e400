import assert from "node:assert/strict";
import { custody, inFolder } from "../support/terminal";
import { calmPackument, fakeWorld } from "../support/world";

const FILES = {
  "package.json": '{ "name": "app", "dependencies": { "calm": "^1.0.0" } }',
  "calm.json": JSON.stringify(calmPackument("calm")),
  "text.json": "this is not JSON",
  "empty.json": "",
  "list.json": "[1, 2]",
  "other.json": '{ "name": "calm" }',
  "notes.txt": "hello",
  "empty/notes.txt": "hello",
  "broken/package.json": "not json at all",
  "blank/package.json": "",
  "list/package.json": "[]",
  "policy.json": "nothing",
};

describe("wrong use", () => {
  const cases: readonly { words: string; says: RegExp; environment?: Record<string, string> }[] = [
    { words: "", says: /expected a command: check, review, explain, inspect, judge, replay, doctor, cache/ },
    { words: "frob", says: /unknown command "frob"/ },
    { words: "check --frob", says: /unknown option "--frob"/ },
    { words: "check nowhere", says: /there is no file or folder nowhere: expected a folder with a package\.json/ },
    { words: "check empty", says: /there is no package\.json in empty: expected a folder with one/ },
    { words: "check notes.txt", says: /notes\.txt is no file that can be checked: expected package\.json/ },
    { words: "check broken", says: /broken\/package\.json is not JSON: expected a JSON object/ },
    { words: "check broken/package.json", says: /broken\/package\.json is not JSON/ },
    { words: "check blank", says: /blank\/package\.json is empty: expected a JSON object/ },
    { words: "check list", says: /list\/package\.json is not JSON: expected a JSON object|list\/package\.json/ },
    { words: "check . --as-of tomorrow", says: /--as-of expects a moment such as 2026-03-31/ },
    { words: "check . --as-of 2026-02-30", says: /--as-of expects a moment.*"2026-02-30"/ },
    { words: "check .", environment: { CUSTODY_AS_OF: "soon" }, says: /CUSTODY_AS_OF expects a moment/ },
    { words: "check . --fail-on high", says: /--fail-on is one of error, warning, info, never, not "high"/ },
    { words: "check . --format xml", says: /--format of check is one of text, json, sarif, github, markdown/ },
    { words: "check . --endpoint osv", says: /--endpoint expects one of registry=URL, osv=URL/ },
    { words: "check . --registry localhost", says: /--registry expects an http or https address/ },
    { words: "check .", environment: { CUSTODY_ENDPOINT_OSV: "x" }, says: /CUSTODY_ENDPOINT_OSV expects an http/ },
    { words: "check . --policy nowhere.json", says: /cannot read nowhere\.json: there is no such file or folder/ },
    { words: "check . --policy policy.json", says: /policy\.json is no policy: expected one JSON object/ },
    { words: "check .", environment: { CUSTODY_POLICY: "gone.json" }, says: /cannot read gone\.json/ },
    { words: "check . --output nowhere/out.json", says: /--output cannot be written: there is no such file or folder/ },
    { words: "judge calm.json 1.0.0 --output empty", says: /--output cannot be written: it is a folder/ },
    { words: "explain @", says: /explain expects NAME or NAME@VERSION/ },
    { words: "explain calm@", says: /explain expects NAME or NAME@VERSION/ },
    { words: "explain a/b/c", says: /explain expects NAME or NAME@VERSION/ },
    { words: "explain calm@99.0.0", says: /calm has no release 99\.0\.0; the latest is 1\.9\.0/ },
    { words: "inspect nowhere.json", says: /cannot read nowhere\.json: there is no such file or folder/ },
    { words: "inspect empty", says: /cannot read empty: it is a folder/ },
    { words: "inspect notes.txt", says: /notes\.txt is no file that can be inspected: expected package\.json/ },
    { words: "inspect broken/package.json", says: /broken\/package\.json is not JSON: expected a JSON object/ },
    { words: "inspect blank/package.json", says: /blank\/package\.json is empty/ },
    { words: "judge nowhere.json 1.0.0", says: /cannot read nowhere\.json/ },
    { words: "judge text.json 1.0.0", says: /text\.json is not JSON: expected a registry document/ },
    { words: "judge empty.json 1.0.0", says: /empty\.json is empty: expected a registry document/ },
    { words: "judge list.json 1.0.0", says: /list\.json: .*registry document/ },
    { words: "judge other.json 1.0.0", says: /other\.json: / },
    { words: "judge calm.json 9.9.9", says: /calm\.json: .*9\.9\.9/ },
    { words: "judge calm.json", says: /judge expects a registry document and a VERSION/ },
    { words: "judge calm.json 1.0.0 --as-of 1", says: /--as-of expects a moment/ },
    { words: "judge calm.json 1.0.0 --fetched never", says: /--fetched expects a moment/ },
    { words: "judge calm.json 1.0.0 --created calm", says: /--created expects NAME=ISO/ },
    { words: "judge calm.json 1.0.0 --created calm=x", says: /--created calm expects a moment/ },
    { words: "judge calm.json 1.0.0 --beside calm.json", says: /--beside expects FILE@VERSION/ },
    { words: "judge calm.json 1.0.0 --beside calm.json@9.9.9", says: /--beside: calm\.json has no version 9\.9\.9/ },
    { words: "judge calm.json 1.0.0 --beside text.json@1.0.0", says: /text\.json is not JSON/ },
    { words: "judge calm.json 1.0.0 --endpoint osv", says: /--endpoint expects one of/ },
    { words: "replay", says: /replay expects one registry document or more/ },
    { words: "replay calm.json --at noon", says: /--at expects a moment/ },
  ];
  for (const { words, says, environment = {} } of cases) {
    const given = Object.entries(environment).map(([key, value]) => `${key}=${value} `);
    it(`is answered with one line and exit code 2: ${given.join("")}custody ${words}`, () =>
      inFolder(FILES, async (folder) => {
        const world = () => fakeWorld({ documents: { calm: calmPackument("calm") } });
        const { code, out, err } = await custody(words.split(" ").filter(Boolean), { folder, environment, world });
        assert.match(err, says);
        assert.match(err, /^custody: [^\n]+\n$/);
        assert.equal(code, 2);
        assert.equal(out, "");
      }));
  }

  it("shows no control characters of what was typed", () =>
    inFolder({}, async (folder) => {
      const { err } = await custody(["check", "a\u001B[2J\nb"], { folder });
      assert.match(err, /^custody: [^\p{Cc}]+\n$/u);
    }));
});
