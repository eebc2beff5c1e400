import assert from "node:assert/strict";
import { applyPolicy } from "../../server/src/core/policy";
import { parsePolicy } from "../../server/src/core/policy/parsePolicy";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { DAY, NOW } from "../support/world";

const entry = (differs: object) =>
  JSON.stringify({
    accept: [
      { package: "left@1.0.0", rules: ["trust-downgraded"], reason: "workflow slip", until: "2026-03-01", ...differs },
    ],
  });

describe("parsePolicy", () => {
  it("reads every key", () => {
    const policy = parsePolicy(
      `{ "minimumReleaseAge": "3 days", "recentTransfer": "30 days", "levels": { "install-script-added": "error" },
         "privateScopes": ["@acme"], "accept": [] }`,
      NOW,
    );
    assert.deepEqual(policy, {
      minimumReleaseAgeMs: 3 * DAY,
      recentTransferMs: 30 * DAY,
      levels: { "install-script-added": "error" },
      privateScopes: ["@acme"],
      accept: [],
      problems: [],
    });
  });

  it("reads what an organisation leaves to its repositories", () => {
    const policy = parsePolicy('{ "mayLoosen": ["accept", "levels"] }', NOW, "organization");
    assert.deepEqual([policy.mayLoosen, policy.problems], [["levels", "accept"], []]);
    const typo = '{ "mayLosen": ["accept"] }';
    const [misspelt] = parsePolicy(typo, NOW, "organization").problems;
    assert.match(misspelt?.message ?? "", /Did you mean "mayLoosen"/);
    const [repositorys] = parsePolicy(typo, NOW).problems;
    assert.doesNotMatch(repositorys?.message ?? "", /mayLoosen/);
  });

  it("accepts one exact release with reason and end", () => {
    const [accepted] = parsePolicy(entry({}), NOW).accept;
    assert.equal(accepted?.package, "left@1.0.0");
    assert.equal(accepted?.until, "2026-03-01");
  });

  const refused: readonly { title: string; text: string; says: RegExp }[] = [
    { title: "an unknown key", text: '{"minimumAge": "3 days"}', says: /does not know "minimumAge"/ },
    { title: "a bad age", text: '{"minimumReleaseAge": 3}', says: /"minimumReleaseAge" should be/ },
    { title: "malware switched off", text: '{"levels": {"malware": "off"}}', says: /"malware" cannot be switched off/ },
    {
      title: "a pulled version switched off",
      text: '{"levels": {"version-pulled": "off"}}',
      says: /"version-pulled" cannot be/,
    },
    { title: "an acceptance without a reason", text: entry({ reason: " " }), says: /a "reason"/ },
    { title: "an acceptance of every version", text: entry({ package: "left" }), says: /name@version/ },
    { title: "an acceptance without an end", text: entry({ until: undefined }), says: /"until"/ },
    { title: "an end that is no date", text: entry({ until: "2026-02-30" }), says: /"until"/ },
    { title: "an acceptance that has ended", text: entry({ until: "2026-01-30" }), says: /ended on 2026-01-30/ },
    { title: "malware accepted for a year", text: entry({ rules: ["malware"], until: "2027-01-31" }), says: /90 days/ },
    { title: "a list instead of an object", text: "[]", says: /one object/ },
    {
      title: "what only an organisation may leave",
      text: '{"mayLoosen": ["levels"]}',
      says: /policy of an organisation/,
    },
    { title: "half-typed text", text: '{"levels": {', says: /could not be read/ },
  ];
  for (const { title, text, says } of refused) {
    it(`names ${title} and does not apply it`, () => {
      const policy = parsePolicy(text, NOW);
      assert.match(policy.problems.map(({ message }) => message).join("\n"), says);
      assert.deepEqual([policy.accept, policy.levels, policy.minimumReleaseAgeMs], [[], {}, undefined]);
    });
  }
});

describe("applyPolicy", () => {
  const user = { ...DEFAULT_SETTINGS, minimumReleaseAgeMs: 7 * DAY, minimumReleaseAgeIsSet: true };

  it("keeps the stricter age", () => {
    const shorter = applyPolicy(user, parsePolicy('{"minimumReleaseAge": "1 day"}', NOW));
    const longer = applyPolicy(user, parsePolicy('{"minimumReleaseAge": "2 weeks"}', NOW));
    assert.deepEqual([shorter.minimumReleaseAgeMs, longer.minimumReleaseAgeMs], [7 * DAY, 14 * DAY]);
  });

  it("puts the policy's levels before the user's", () => {
    const merged = applyPolicy(
      { ...user, levels: { deprecated: "off", vulnerable: "info" } },
      parsePolicy('{"levels": {"deprecated": "warning"}}', NOW),
    );
    assert.deepEqual(merged.levels, { deprecated: "warning", vulnerable: "info" });
  });
});
