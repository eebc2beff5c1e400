import assert from "node:assert/strict";
import { applyPolicy } from "../../server/src/core/policy";
import { parsePolicy } from "../../server/src/core/policy/parsePolicy";
import { type Organization, rulesInForce } from "../../server/src/core/policy/rulesInForce";
import { DEFAULT_SETTINGS, readSettings, type Settings } from "../../server/src/core/settings";
import { DAY, NOW } from "../support/world";

const ACCEPT = { package: "left@1.0.0", rules: ["trust-downgraded"], reason: "looked at", until: "2026-03-01" };
const OTHER = { ...ACCEPT, package: "right@2.0.0" };

interface Case {
  readonly title: string;
  /** The user's settings, as they write them. */
  readonly user?: object;
  /** The age that the package manager waits for, in days. */
  readonly gate?: number;
  /** "unknown": its policy could not be read. */
  readonly organization?: object | "unknown";
  readonly repository?: object;
  readonly isRestricted?: true;
  /** What comes of it, in days; only what the case is about. */
  readonly age?: number;
  readonly ageIsSet?: boolean;
  readonly transfer?: number;
  readonly levels?: Settings["levels"];
  readonly scopes?: readonly string[];
  readonly accepts?: readonly string[];
  /** The first words of what the repository asks for in vain. */
  readonly dropped?: readonly string[];
}

const cases: readonly Case[] = [
  // Precedence.
  { title: "the defaults where nobody says anything", age: 3, ageIsSet: false, transfer: 90, levels: {} },
  { title: "the package manager's age before the default", gate: 1, age: 1, ageIsSet: true },
  { title: "the stricter one of user and package manager", user: { minimumReleaseAge: "2 days" }, gate: 5, age: 5 },
  {
    title: "the stricter one of repository and user",
    user: { minimumReleaseAge: "5 days" },
    repository: { minimumReleaseAge: "1 day" },
    age: 5,
  },
  {
    title: "the stricter one of repository and package manager",
    gate: 5,
    repository: { minimumReleaseAge: "7 days" },
    age: 7,
  },
  {
    title: "a repository's age before the default, if it is shorter too",
    repository: { minimumReleaseAge: "1 day" },
    age: 1,
    ageIsSet: true,
  },
  {
    title: "the stricter one of organisation and user",
    user: { minimumReleaseAge: "5 days" },
    organization: { minimumReleaseAge: "3 days" },
    age: 5,
  },
  {
    title: "an organisation's age where nobody else says any",
    organization: { minimumReleaseAge: "14 days" },
    age: 14,
    ageIsSet: true,
  },
  {
    title: "the repository's level before the user's",
    user: { levels: { deprecated: "off" } },
    repository: { levels: { deprecated: "warning" } },
    levels: { deprecated: "warning" },
  },
  {
    title: "the organisation's level before the user's",
    user: { levels: { deprecated: "error" } },
    organization: { levels: { deprecated: "info" } },
    levels: { deprecated: "info" },
  },
  {
    title: "the user's level of what nobody else names",
    user: { levels: { deprecated: "off" } },
    organization: {},
    repository: {},
    levels: { deprecated: "off" },
  },
  {
    title: "all private scopes together",
    user: { privateScopes: ["@user"] },
    organization: { privateScopes: ["@corp"] },
    repository: { privateScopes: ["@repo"] },
    scopes: ["@user", "@corp", "@repo"],
  },

  // A repository over its organisation.
  {
    title: "what the repository adds",
    organization: { minimumReleaseAge: "3 days" },
    repository: { minimumReleaseAge: "7 days", recentTransfer: "200 days", levels: { deprecated: "error" } },
    age: 7,
    transfer: 200,
    levels: { deprecated: "error" },
    dropped: [],
  },
  {
    title: "the organisation's, where the repository would loosen it",
    organization: {
      minimumReleaseAge: "7 days",
      recentTransfer: "120 days",
      levels: { deprecated: "warning", unmaintained: "info" },
    },
    repository: {
      minimumReleaseAge: "1 day",
      recentTransfer: "30 days",
      levels: { deprecated: "off", unmaintained: "warning" },
    },
    age: 7,
    transfer: 120,
    levels: { deprecated: "warning", unmaintained: "warning" },
    dropped: ['"minimumReleaseAge"', '"recentTransfer"', 'the level "off" of deprecated'],
  },
  {
    title: "no acceptance of the repository's",
    organization: { accept: [OTHER] },
    repository: { accept: [ACCEPT] },
    accepts: ["right@2.0.0"],
    dropped: ["the acceptance of left@1.0.0"],
  },
  {
    title: "what the repository loosens that its organisation does not speak of",
    organization: {},
    repository: { levels: { unmaintained: "off" } },
    levels: { unmaintained: "off" },
    dropped: [],
  },
  {
    title: "a level that the organisation leaves to its repositories",
    organization: { mayLoosen: ["levels"], levels: { deprecated: "warning" } },
    repository: { levels: { deprecated: "off" } },
    levels: { deprecated: "off" },
    dropped: [],
  },
  {
    title: "an age that the organisation leaves to its repositories",
    organization: { mayLoosen: ["minimumReleaseAge"], minimumReleaseAge: "7 days" },
    repository: { minimumReleaseAge: "1 day" },
    age: 1,
    dropped: [],
  },
  {
    title: "an age that the organisation leaves, never below the user's",
    user: { minimumReleaseAge: "5 days" },
    organization: { mayLoosen: ["minimumReleaseAge"], minimumReleaseAge: "7 days" },
    repository: { minimumReleaseAge: "1 day" },
    age: 5,
  },
  {
    title: "acceptances that the organisation leaves to its repositories",
    organization: { mayLoosen: ["accept"], accept: [OTHER] },
    repository: { accept: [ACCEPT] },
    accepts: ["right@2.0.0", "left@1.0.0"],
    dropped: [],
  },
  {
    title: "only those keys that the organisation leaves",
    organization: { mayLoosen: ["accept"], recentTransfer: "120 days" },
    repository: { recentTransfer: "30 days" },
    transfer: 120,
    dropped: ['"recentTransfer"'],
  },

  // A workspace that is not trusted.
  {
    title: "what tightens of a repository that is not trusted",
    isRestricted: true,
    repository: {
      minimumReleaseAge: "7 days",
      recentTransfer: "200 days",
      levels: { deprecated: "error" },
      privateScopes: ["@repo"],
    },
    age: 7,
    transfer: 200,
    levels: { deprecated: "error" },
    scopes: ["@repo"],
    dropped: [],
  },
  {
    title: "nothing that loosens of a repository that is not trusted",
    isRestricted: true,
    repository: {
      minimumReleaseAge: "1 day",
      recentTransfer: "1 day",
      levels: { "lock-host": "info", deprecated: "off" },
      accept: [ACCEPT],
    },
    age: 3,
    ageIsSet: false,
    transfer: 90,
    levels: {},
    accepts: [],
    dropped: [
      '"minimumReleaseAge"',
      '"recentTransfer"',
      'the level "info" of lock-host',
      'the level "off" of deprecated',
      "the acceptance of left@1.0.0",
    ],
  },
  {
    title: "nothing below the user's level, of a repository that is not trusted",
    isRestricted: true,
    user: { levels: { deprecated: "error" } },
    repository: { levels: { deprecated: "warning" } },
    levels: { deprecated: "error" },
    dropped: ['the level "warning" of deprecated'],
  },
  {
    title: "what tightens what the user loosened, of a repository that is not trusted",
    isRestricted: true,
    user: { levels: { "lock-host": "off" } },
    repository: { levels: { "lock-host": "info" } },
    levels: { "lock-host": "info" },
    dropped: [],
  },
  {
    title: "nothing that an organisation leaves to repositories, of one that is not trusted",
    isRestricted: true,
    organization: { mayLoosen: ["levels", "accept"], levels: { deprecated: "warning" } },
    repository: { levels: { deprecated: "off" }, accept: [ACCEPT] },
    levels: { deprecated: "warning" },
    accepts: [],
    dropped: ['the level "off" of deprecated', "the acceptance of left@1.0.0"],
  },

  // An organisation that cannot be asked.
  {
    title: "the strict defaults where the organisation's policy is not known",
    organization: "unknown",
    user: { minimumReleaseAge: "0", recentTransfer: "1 day", levels: { "lock-host": "off", deprecated: "error" } },
    repository: { minimumReleaseAge: "1 day", levels: { unmaintained: "off" }, accept: [ACCEPT] },
    age: 3,
    transfer: 90,
    levels: { deprecated: "error" },
    accepts: [],
    dropped: ['"minimumReleaseAge"', 'the level "off" of unmaintained', "the acceptance of left@1.0.0"],
  },
  {
    title: "what is stricter than the defaults where the organisation's policy is not known",
    organization: "unknown",
    user: { minimumReleaseAge: "5 days" },
    repository: { recentTransfer: "200 days" },
    age: 5,
    transfer: 200,
    dropped: [],
  },
  {
    title: "the user's, where there is no organisation",
    user: { minimumReleaseAge: "0", levels: { "lock-host": "off" } },
    age: 0,
    levels: { "lock-host": "off" },
  },
];

describe("the rules in force", () => {
  for (const { title, user = {}, gate, organization, repository, isRestricted = false, ...expected } of cases) {
    it(`are ${title}`, () => {
      const own = readSettings(user, assert.fail);
      const waits = Math.max((gate ?? 0) * DAY, own.minimumReleaseAgeIsSet ? own.minimumReleaseAgeMs : 0);
      const found = rulesInForce({
        settings: gate === undefined ? own : { ...own, minimumReleaseAgeMs: waits, minimumReleaseAgeIsSet: true },
        organization: organization === undefined ? undefined : toOrganization(organization),
        repository: repository && parsePolicy(JSON.stringify(repository), NOW),
        isRestricted,
      });
      const settings = applyPolicy(found.settings, found.policy);
      const got = {
        age: settings.minimumReleaseAgeMs / DAY,
        ageIsSet: settings.minimumReleaseAgeIsSet,
        transfer: settings.recentTransferMs / DAY,
        levels: settings.levels,
        scopes: settings.privateScopes,
        accepts: found.policy?.accept.map((entry) => entry.package) ?? [],
        dropped: found.dropped.map(({ message }) => message.replace(/ is not applied: .*/, "")),
      };
      assert.deepEqual({ ...got, ...expected }, got);
    });
  }

  it("say why something is not applied", () => {
    const repository = parsePolicy('{"levels": {"deprecated": "off"}}', NOW);
    const why = (differs: object) =>
      rulesInForce({ settings: DEFAULT_SETTINGS, organization: undefined, repository, isRestricted: false, ...differs })
        .dropped[0]?.message;
    assert.match(why({ isRestricted: true }) ?? "", /not trusted/);
    assert.match(
      why({ organization: toOrganization({ levels: { deprecated: "info" } }) }) ?? "",
      /organisation is stricter/,
    );
    assert.match(why({ organization: toOrganization("unknown") }) ?? "", /could not be read/);
    assert.equal(why({}), undefined);
  });
});

function toOrganization(said: object | "unknown"): Organization {
  const source = "/etc/custody.json";
  return said === "unknown"
    ? { source, policy: undefined, notice: "it could not be read" }
    : { source, policy: parsePolicy(JSON.stringify(said), NOW, "organization"), notice: undefined };
}
