import assert from "node:assert/strict";
import type { Gate, GateValue } from "../../server/src/core/parse/gates/gate";
import { parseGates } from "../../server/src/core/parse/gates/parseGates";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

function spell({ manager, setting, says }: Gate): string {
  return `${manager} ${setting}: ${spellValue(says)}`;
}

function spellValue(says: GateValue): string {
  switch (says.kind) {
    case "age":
      return `${says.ms / MINUTE} minutes${says.scope === undefined ? "" : ` for ${says.scope}`}`;
    case "date":
      return says.at === Infinity ? "any date" : `before ${new Date(says.at).toISOString()}`;
    case "trust":
      return says.isOn ? "on" : "off";
    case "trust-until":
      return `until ${says.ms / DAY} days`;
    case "switch":
      return `${says.of} ${says.isOn}`;
    case "exempt":
      return `not ${says.names.map(({ text }) => text).join(", ")} (${says.from})`;
  }
}

const CASES: readonly { title: string; file: string; text: string; gates: readonly string[] }[] = [
  { title: "nothing", file: ".npmrc", text: "", gates: [] },
  {
    title: "npm's, in days",
    file: ".npmrc",
    text: 'registry=https://registry.example/\nmin-release-age = 7\nmin-release-age-exclude[]=@acme/*\nmin-release-age-exclude[] = "left"\n',
    gates: ["npm min-release-age: 10080 minutes", "npm min-release-age-exclude: not @acme/*, left (age)"],
  },
  {
    title: "npm's date, before its age",
    file: ".npmrc",
    text: "min-release-age=7\nbefore=2026-01-15 ; until then\n",
    gates: ["npm before: before 2026-01-15T00:00:00.000Z", "npm min-release-age: 10080 minutes"],
  },
  {
    title: "npm's date that is none, and what is no date",
    file: ".npmrc",
    text: "before=soon\nbefore = null\n",
    gates: ["npm before: any date"],
  },
  { title: "no date of what cannot be read", file: ".npmrc", text: "before=soon\n", gates: [] },
  {
    title: "pnpm's of an .npmrc, in minutes, the last of two",
    file: ".npmrc",
    text: "minimum-release-age=10\r\n; minimum-release-age=20\r\nminimum-release-age=1440\r\n",
    gates: ["pnpm minimum-release-age: 1440 minutes"],
  },
  {
    title: "none of a section, and none that is no number",
    file: ".npmrc",
    text: "min-release-age=soon\n[x]\nmin-release-age=1",
    gates: [],
  },
  {
    title: "all of pnpm",
    file: "pnpm-workspace.yaml",
    text: "packages: [a]\nminimumReleaseAge: 1440\nminimumReleaseAgeExclude:\n  - 'left'\n  - \"@acme/*\"\ntrustPolicy: no-downgrade\ntrustPolicyExclude: [right@1.0.0]\ntrustPolicyIgnoreAfter: 43200\n",
    gates: [
      "pnpm minimumReleaseAge: 1440 minutes",
      "pnpm minimumReleaseAgeExclude: not left, @acme/* (age)",
      "pnpm trustPolicy: on",
      "pnpm trustPolicyExclude: not right@1.0.0 (trust)",
      "pnpm trustPolicyIgnoreAfter: until 30 days",
    ],
  },
  {
    title: "npm's single keys, of which the last counts, and those that add to a list",
    file: ".npmrc",
    text: "min-release-age-exclude=a\nmin-release-age-exclude=b # why\nmin-release-age-exclude[]=c\nmin-release-age-exclude=d\n",
    gates: ["npm min-release-age-exclude: not b, c, d (age)"],
  },
  {
    title: "pnpm's trust of an .npmrc",
    file: ".npmrc",
    text: "trust-policy=no-downgrade\ntrust-policy-exclude[]=a@1.0.0\ntrust-policy-ignore-after=1440\n",
    gates: [
      "pnpm trust-policy: on",
      "pnpm trust-policy-exclude: not a@1.0.0 (trust)",
      "pnpm trust-policy-ignore-after: until 1 days",
    ],
  },
  {
    title: "pnpm's switches",
    file: "pnpm-workspace.yaml",
    text: "minimumReleaseAgeStrict: true\ntrustLockfile: false\n",
    gates: ["pnpm minimumReleaseAgeStrict: strict-age true", "pnpm trustLockfile: trust-lockfile false"],
  },
  {
    title: "pnpm's trust that is off",
    file: "pnpm-workspace.yaml",
    text: "trustPolicy: off",
    gates: ["pnpm trustPolicy: off"],
  },
  {
    title: "Yarn's in its units, and of a scope",
    file: ".yarnrc.yml",
    text: "npmMinimalAgeGate: 3d\nnpmPreapprovedPackages:\n  - left\nnpmScopes:\n  corp:\n    npmMinimalAgeGate: 0\n  other:\n    npmAlwaysAuth: true\n",
    gates: [
      "yarn npmMinimalAgeGate: 4320 minutes",
      "yarn npmPreapprovedPackages: not left (age)",
      "yarn npmScopes.corp.npmMinimalAgeGate: 0 minutes for @corp",
    ],
  },
  {
    title: "Yarn's as a number of minutes",
    file: ".yarnrc.yml",
    text: "npmMinimalAgeGate: 1440",
    gates: ["yarn npmMinimalAgeGate: 1440 minutes"],
  },
  {
    title: "Bun's in seconds, a list over several lines, comments",
    file: "bunfig.toml",
    text: '# minimumReleaseAge = 1\n[install]\nexact = true\nminimumReleaseAge = 259_200 # 3 days\nminimumReleaseAgeExcludes = [\n  "@acme/a", # "not this"\n  \'left\',\n]\n[test]\nminimumReleaseAge = 5\n',
    gates: [
      "bun install.minimumReleaseAge: 4320 minutes",
      "bun install.minimumReleaseAgeExcludes: not @acme/a, left (age)",
    ],
  },
  {
    title: "Bun's under a dotted key",
    file: "bunfig.toml",
    text: "install.minimumReleaseAge = 60",
    gates: ["bun install.minimumReleaseAge: 1 minutes"],
  },
  {
    title: "broken YAML, as far as it goes",
    file: "pnpm-workspace.yaml",
    text: "minimumReleaseAge: 60\ncatalog: {a",
    gates: ["pnpm minimumReleaseAge: 60 minutes"],
  },
];

describe("gates of package managers", () => {
  for (const { title, file, text, gates } of CASES) {
    it(`are read: ${title}`, () => {
      const found = parseGates(file, text);
      assert.deepEqual(found.map(spell), gates);
      for (const { setting, span, says } of found) {
        const key = text.slice(span.start, span.end);
        assert.ok(setting === key || setting.endsWith(`.${key}`) || key === `${setting}[]`, `${setting} at "${key}"`);
        for (const name of says.kind === "exempt" ? says.names : []) {
          assert.equal(text.slice(name.span.start, name.span.end), name.text);
        }
      }
    });
  }

  it("never fail, and stay inside the text, on every prefix", () => {
    for (const { file, text } of CASES) {
      for (let end = 0; end <= text.length; end++) {
        for (const { span } of parseGates(file, text.slice(0, end))) {
          assert.ok(0 <= span.start && span.start < span.end && span.end <= end);
        }
      }
    }
  });
});
