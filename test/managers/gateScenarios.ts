import type { DocumentRelease } from "../support/world";
import type { Files } from "./scenarios";

/** A small project that asks for a release, or has locked one, to which its package manager may say no. */
export interface GateScenario {
  readonly title: string;
  /** Managers that it is for. */
  readonly managers: RegExp;
  /** What the project asks for beside "calm". */
  readonly asks: Readonly<Record<string, string>>;
  /** What stands in the project when the gate is tried. */
  readonly files: Files;
  /** What it was locked with before: nothing of the package where this is left out. */
  readonly lockedWith?: Files;
  /** Files of the user's home. */
  readonly home?: Files;
  /** Managers that take it as it is. */
  readonly takenBy?: RegExp;
}

const DAY = 24;
const NAMES = ["fresh", "@acme/fresh"];

/** What the registry has, by hours; names that nobody ever asks a real registry for. */
export const RELEASES: Readonly<
  Record<string, readonly { readonly version: string; readonly hoursAgo: number; readonly how: How }[]>
> = {
  calm: [{ version: "1.0.0", hoursAgo: 400 * DAY, how: "token" }],
  ...Object.fromEntries(
    NAMES.map((name) => [
      name,
      [
        { version: "1.0.0", hoursAgo: 400 * DAY, how: "token" },
        { version: "1.1.0", hoursAgo: 100 * DAY, how: "token" },
        { version: "1.2.0", hoursAgo: 9, how: "token" },
      ] as const,
    ]),
  ),
  trusty: [
    { version: "1.0.0", hoursAgo: 400 * DAY, how: "token" },
    { version: "1.1.0", hoursAgo: 100 * DAY, how: "trusted" },
    { version: "1.2.0", hoursAgo: 50 * DAY, how: "token" },
  ],
};

type How = "token" | "provenance" | "trusted";

/** The same for our own world. */
export function documentReleases(name: string): readonly DocumentRelease[] {
  return (RELEASES[name] ?? []).map(({ version, hoursAgo, how }) => ({
    version,
    daysAgo: hoursAgo / DAY,
    more: how === "token" ? {} : EVIDENCE[how],
  }));
}

const PROVENANCE = { dist: { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } } };
const EVIDENCE = {
  provenance: PROVENANCE,
  trusted: { ...PROVENANCE, _npmUser: { name: "GitHub Actions", trustedPublisher: { id: "github" } } },
};

const FRESH = { fresh: "1.2.0" };
const PNPM_DAY = "minimumReleaseAge: 1440\n";
const BUN_DAY = "[install]\nminimumReleaseAge = 86400\n";
const TRUST = "minimumReleaseAge: 0\ntrustPolicy: no-downgrade\n";

export const GATE_SCENARIOS: Readonly<Record<string, GateScenario>> = {
  "npm-age": {
    title: "an age in .npmrc",
    managers: /^npm-(10|11|12)/,
    asks: FRESH,
    files: { ".npmrc": "; ours\nmin-release-age=1\n" },
    takenBy: /^npm-10/,
  },
  "npm-date": {
    title: "a date in .npmrc",
    managers: /^npm-(11|12)/,
    asks: FRESH,
    // Long gone, so that it can be tried on any day.
    files: { ".npmrc": "before=2001-01-01\nmin-release-age-exclude[]=calm\n" },
  },
  "npm-others": {
    title: "exceptions of npm in both forms",
    managers: /^npm-(11|12)/,
    asks: { "@acme/fresh": "1.2.0" },
    files: { ".npmrc": "min-release-age=1\nmin-release-age-exclude=a,b # why\nmin-release-age-exclude[]=c\n" },
  },
  "npm-version": {
    title: "an exception with a version, which npm does not know",
    managers: /^npm-(11|12)/,
    asks: FRESH,
    files: { ".npmrc": "min-release-age=1\nmin-release-age-exclude[]=fresh@1.2.0\n" },
  },
  "npm-last": {
    title: "two single keys of npm, of which the last counts",
    managers: /^npm-(11|12)/,
    asks: FRESH,
    files: { ".npmrc": "min-release-age=1\nmin-release-age-exclude=fresh\nmin-release-age-exclude=x\n" },
  },
  "npm-user": {
    title: "an age in the user's .npmrc",
    managers: /^npm-(11|12)/,
    asks: FRESH,
    files: {},
    home: { ".npmrc": "min-release-age=1\n" },
  },
  "npm-locked": {
    title: "what is locked, which npm takes",
    managers: /^npm-(11|12)/,
    asks: FRESH,
    files: { ".npmrc": "min-release-age=1\n" },
    lockedWith: {},
    takenBy: /./,
  },
  "pnpm-age": {
    title: "an age in pnpm-workspace.yaml",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: { "pnpm-workspace.yaml": `# ours\n${PNPM_DAY}` },
  },
  "pnpm-others": {
    title: "exceptions of pnpm for other versions of a package",
    managers: /^pnpm-(10|11|12)/,
    asks: { "@acme/fresh": "1.2.0" },
    files: { "pnpm-workspace.yaml": `minimumReleaseAgeExclude:\n  - x\n  - '@acme/fresh@1.0.0' # why\n${PNPM_DAY}` },
  },
  "pnpm-twice": {
    title: "two exceptions for one package, of which pnpm up to 10 reads the first",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: { "pnpm-workspace.yaml": `${PNPM_DAY}minimumReleaseAgeExclude: [fresh@1.0.0, fresh@1.2.0]\n` },
    takenBy: /^pnpm-1[12]/,
  },
  "pnpm-flow": {
    title: "exceptions of pnpm on one line",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: { "pnpm-workspace.yaml": `${PNPM_DAY}minimumReleaseAgeExclude: ['x*']\n` },
  },
  "pnpm-glob": {
    title: "a pattern for names",
    managers: /^pnpm-(10|11|12)/,
    asks: { "@acme/fresh": "1.2.0" },
    files: { "pnpm-workspace.yaml": `${PNPM_DAY}minimumReleaseAgeExclude: ['*fresh']\n` },
    takenBy: /./,
  },
  "pnpm-npmrc": {
    title: "an age in .npmrc, which pnpm reads up to 10",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: { ".npmrc": "minimum-release-age=1440\nminimum-release-age-exclude[]=fresh@1.0.0\n" },
    takenBy: /^pnpm-1[12]/,
  },
  "pnpm-lenient": {
    title: "an age to which pnpm from 11 on makes the exceptions itself",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: { "pnpm-workspace.yaml": `${PNPM_DAY}minimumReleaseAgeStrict: false\n` },
    takenBy: /^pnpm-1[12]/,
  },
  "pnpm-default": {
    title: "no age, where pnpm from 11 on waits a day and makes the exceptions itself",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: {},
    takenBy: /./,
  },
  "pnpm-strict": {
    title: "no age, and pnpm from 11 on told to be strict about its day",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: { "pnpm-workspace.yaml": "minimumReleaseAgeStrict: true\n" },
    takenBy: /^pnpm-10/,
  },
  "pnpm-user": {
    title: "an age in the user's config.yaml, which pnpm reads from 11 on",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: {},
    home: { ".config/pnpm/config.yaml": PNPM_DAY },
    takenBy: /^pnpm-10/,
  },
  "pnpm-locked": {
    title: "what is locked, at which pnpm looks again from 11 on",
    managers: /^pnpm-(10|11|12)/,
    asks: FRESH,
    files: {},
    lockedWith: { "pnpm-workspace.yaml": "minimumReleaseAge: 0\n" },
    takenBy: /^pnpm-10/,
  },
  "pnpm-trusted": {
    title: "what is locked, where the lockfile is trusted",
    managers: /^pnpm-(11|12)/,
    asks: FRESH,
    files: { "pnpm-workspace.yaml": `${PNPM_DAY}trustLockfile: true\n` },
    lockedWith: { "pnpm-workspace.yaml": "minimumReleaseAge: 0\n" },
    takenBy: /./,
  },
  "trust-policy": {
    title: "a release that has lost the evidence of those before",
    managers: /^pnpm-(10|11|12)/,
    asks: { trusty: "1.2.0" },
    files: { "pnpm-workspace.yaml": TRUST },
  },
  "trust-range": {
    title: "a range that has one with the evidence, to which pnpm goes back from 11 on",
    managers: /^pnpm-(10|11|12)/,
    asks: { trusty: "^1.0.0" },
    files: { "pnpm-workspace.yaml": TRUST },
    takenBy: /^pnpm-1[12]/,
  },
  "trust-locked": {
    title: "what is locked and has lost the evidence",
    managers: /^pnpm-(10|11|12)/,
    asks: { trusty: "1.2.0" },
    files: { "pnpm-workspace.yaml": `${TRUST}trustPolicyExclude:\n  - trusty@1.1.0\n` },
    lockedWith: { "pnpm-workspace.yaml": "minimumReleaseAge: 0\n" },
    takenBy: /^pnpm-10/,
  },
  "trust-until": {
    title: "a release that is older than the policy looks back",
    managers: /^pnpm-(11|12)/,
    asks: { trusty: "1.2.0" },
    files: { "pnpm-workspace.yaml": `${TRUST}trustPolicyIgnoreAfter: 57600\n` },
    takenBy: /./,
  },
  "yarn-age": {
    title: "an age in .yarnrc.yml",
    managers: /^yarn-4/,
    asks: FRESH,
    files: { ".yarnrc.yml": "# ours\nnpmMinimalAgeGate: 12h\n" },
  },
  "yarn-others": {
    title: "packages that are preapproved already",
    managers: /^yarn-4/,
    asks: { "@acme/fresh": "1.2.0" },
    files: { ".yarnrc.yml": 'npmPreapprovedPackages:\n  - "@acme/fresh@^1.0.0 <1.2.0"\n' },
  },
  "yarn-range": {
    title: "a range that is preapproved",
    managers: /^yarn-4/,
    asks: { "@acme/fresh": "1.2.0" },
    files: { ".yarnrc.yml": 'npmPreapprovedPackages: ["@acme/*@^1.0.0"]\n' },
    takenBy: /./,
  },
  "yarn-default": {
    title: "no age, where Yarn from 4.15 on waits a day",
    managers: /^yarn-4/,
    asks: FRESH,
    files: {},
  },
  "yarn-user": {
    title: "an age in the user's .yarnrc.yml",
    managers: /^yarn-4/,
    asks: FRESH,
    files: {},
    home: { ".yarnrc.yml": "npmMinimalAgeGate: 2d\nnpmPreapprovedPackages: [x]\n" },
  },
  "yarn-locked": {
    title: "what is locked, which Yarn takes",
    managers: /^yarn-4/,
    asks: FRESH,
    files: {},
    lockedWith: { ".yarnrc.yml": "npmMinimalAgeGate: 0\n" },
    takenBy: /./,
  },
  "bun-age": {
    title: "an age in bunfig.toml",
    managers: /^bun/,
    asks: FRESH,
    files: { "bunfig.toml": `# ours\n${BUN_DAY}exact = true\n` },
  },
  "bun-version": {
    title: "an exception with a version, which Bun reads from 1.4 on",
    managers: /^bun/,
    asks: { "@acme/fresh": "1.2.0" },
    files: { "bunfig.toml": `${BUN_DAY}minimumReleaseAgeExcludes = ["@acme/fresh@1.2.0"]\n` },
    takenBy: /^bun-1\.4/,
  },
  "bun-others": {
    title: "exceptions of Bun on lines of their own",
    managers: /^bun/,
    asks: FRESH,
    files: { "bunfig.toml": `[install]\nminimumReleaseAgeExcludes = [\n  "x", # why\n]\nminimumReleaseAge = 86400\n` },
  },
  "bun-user": {
    title: "an age in the user's .bunfig.toml",
    managers: /^bun/,
    asks: FRESH,
    files: { "bunfig.toml": "[test]\ncoverage = false\n" },
    home: { ".bunfig.toml": BUN_DAY },
  },
  "bun-locked": {
    title: "what is locked, which Bun takes",
    managers: /^bun/,
    asks: FRESH,
    files: { "bunfig.toml": BUN_DAY },
    lockedWith: {},
    takenBy: /./,
  },
};

/** What the manifest says of who installs: pnpm 12 would fetch itself once more for the usual field. */
export function manifestOf({ asks }: Pick<GateScenario, "asks">, packageManager: string | undefined): string {
  const engine = { packageManager: { name: "pnpm", version: ">=12.0.0", onFail: "ignore" } };
  const who = packageManager === undefined ? { devEngines: engine } : { packageManager };
  const manifest = { name: "app", version: "1.0.0", private: true, dependencies: { calm: "1.0.0", ...asks }, ...who };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
