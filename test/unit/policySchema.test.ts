import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { LOOSENABLE } from "../../server/src/core/policy";
import { ACCEPT_KEYS } from "../../server/src/core/policy/parseAccept";
import { ORGANIZATION_KEYS, parsePolicy } from "../../server/src/core/policy/parsePolicy";
import { isStrict, RULE_IDS } from "../../server/src/core/policy/policyRules";
import { DAY, NOW } from "../support/world";

interface Schema {
  readonly markdownDescription?: string;
  readonly examples?: readonly string[];
  defaultSnippets?: readonly {
    readonly label: string;
    readonly description?: string | undefined;
    readonly body: unknown;
  }[];
  properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

const ROOT = resolve(import.meta.dirname, "../..");
const PATH = resolve(ROOT, "schemas/custody.schema.json");

describe("the JSON schema of custody.json", () => {
  const schema: Schema & { readonly definitions: Readonly<Record<string, Schema>> } = JSON.parse(
    readFileSync(PATH, "utf8"),
  );
  const { levels, accept } = schema.properties ?? {};
  const entry = accept?.items;
  const rule = entry?.properties?.rules?.items;

  it("knows the keys that the policy knows", () => {
    assert.deepEqual(Object.keys(schema.properties ?? {}), ["$schema", ...ORGANIZATION_KEYS]);
    assert.deepEqual(Object.keys(entry?.properties ?? {}), ACCEPT_KEYS);
  });

  it("offers every rule with what its page says, and off only for those that can be", () => {
    const told = sayings();
    const ids = [...RULE_IDS].toSorted();
    const expected = Object.fromEntries(
      ids.map((id) => [
        id,
        { $ref: `#/definitions/${isStrict(id) ? "strictLevel" : "level"}`, markdownDescription: told.get(id) },
      ]),
    );
    const rules = ids.map((id) => ({ label: id, description: told.get(id), body: id }));
    if (process.env.UPDATE !== undefined && levels !== undefined && rule !== undefined) {
      levels.properties = expected as Record<string, Schema>;
      rule.defaultSnippets = rules;
      writeFileSync(PATH, `${JSON.stringify(schema, null, 2)}\n`);
    }
    assert.deepEqual(levels?.properties, expected);
    assert.deepEqual(rule?.defaultSnippets, rules);
    const offered = (name: string) => schema.definitions[name]?.defaultSnippets?.map(({ label }) => label);
    assert.deepEqual(offered("level"), ["error", "warning", "info", "off"]);
    assert.deepEqual(offered("strictLevel"), ["error", "warning", "info"]);
  });

  it("gives as examples only what the policy takes", () => {
    for (const key of ["minimumReleaseAge", "recentTransfer"]) {
      for (const example of schema.properties?.[key]?.examples ?? assert.fail(key)) {
        assert.deepEqual(parsePolicy(JSON.stringify({ [key]: example }), NOW).problems, []);
      }
    }
    const until = new Date(NOW + DAY).toISOString().slice(0, 10);
    for (const name of entry?.properties?.package?.examples ?? assert.fail()) {
      const one = { package: name, rules: ["deprecated"], reason: "x", until };
      assert.deepEqual(parsePolicy(JSON.stringify({ accept: [one] }), NOW).problems, []);
    }
  });

  it("offers for loosening what an organisation may leave, and says that a repository may not", () => {
    const { mayLoosen } = schema.properties ?? {};
    assert.deepEqual(
      mayLoosen?.items?.defaultSnippets?.map(({ body }) => body),
      [...LOOSENABLE],
    );
    assert.match(mayLoosen?.markdownDescription ?? "", /Only in the policy of an organisation/);
  });

  it("validates nothing, so that the server's words are the only ones", () => {
    const text = readFileSync(PATH, "utf8");
    assert.doesNotMatch(
      text,
      /"(?:type|enum|const|pattern|format|required|additionalProperties|propertyNames|oneOf|not)":/,
    );
  });

  it("is what package.json gives VS Code, which takes comments in the file", () => {
    const { contributes } = JSON.parse(readFileSync(resolve(ROOT, "package.json"), "utf8"));
    assert.deepEqual(contributes.jsonValidation, [{ fileMatch: "custody.json", url: "./schemas/custody.schema.json" }]);
    assert.deepEqual(contributes.languages, [{ id: "jsonc", filenames: ["custody.json"] }]);
  });
});

/** From the table of the rules: when each speaks, and what it is worth alone. */
function sayings(): ReadonlyMap<string, string> {
  const table = readFileSync(resolve(ROOT, "docs/rules/README.md"), "utf8");
  const rows = table.matchAll(/^\| \w+ +\| \[([\w-]+)\]\([\w-]+\.md\) +\| (.+?) +\| (\w+) +\|$/gm);
  return new Map([...rows].map(([, id = "", when = "", alone = ""]) => [id, `${capital(when)}. Alone: ${alone}.`]));
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
