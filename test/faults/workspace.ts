import type { CompactHistory, CompactRelease } from "../replica/compactHistory";
import type { OsvRecord, Project } from "../replica/documents";
import { NOW } from "../support/world";

const DAY = 24 * 60 * 60 * 1000;

/** One of each kind that a source can tell about: taken over, malicious, weak, young, mistaken, pulled, deprecated, calm. */
export const HISTORIES: readonly CompactHistory[] = [
  ...["calm", "quiet", "still", "plain", "even", "lodash"].map((name) => history(name, calm())),
  history("taken", [...calm(), ["1.8.0", ago(1), { by: "mallory", scripts: { postinstall: "node steal.js" } }]]),
  history("attested", [
    ...calm({ how: "trusted" }),
    ["1.8.0", ago(2), { how: "provenance", by: "bob", repository: "github.com/bob/attested" }],
  ]),
  history("fresh", [...calm(), ["1.8.0", ago(3), { dependencies: { baby: "^1.0.0" } }]]),
  history("baby", [["1.0.0", ago(4), { by: "zed" }]]),
  history("weak", calm()),
  history("evil", calm()),
  history("late", [...calm(), ["1.8.0", ago(20)]]),
  history("lodahs", [
    ["1.0.0", ago(9), { by: "zed" }],
    ["1.0.1", ago(8), { by: "zed" }],
  ]),
  history("gone", [...calm(), ["1.8.0", ago(40), { pulled: ago(30) }], ["1.8.1", ago(29)]]),
  history("old", calm({ deprecated: { at: ago(300), message: "use calm" } })),
];

const DIRECT = ["calm", "taken", "attested", "lodahs", "gone", "old"];

/** What is locked, by name. */
const LOCKED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    HISTORIES.filter(({ name }) => name !== "lodash").map(({ name, releases }) => [name, newest(releases)]),
  ),
  gone: "1.8.0",
};

export const FILES: Readonly<Record<string, string>> = {
  "/app/package.json": JSON.stringify({
    name: "app",
    dependencies: Object.fromEntries(DIRECT.map((name) => [name, "^1.0.0"])),
  }),
  "/app/package-lock.json": JSON.stringify({
    name: "app",
    lockfileVersion: 3,
    packages: {
      "": { name: "app", dependencies: Object.fromEntries(DIRECT.map((name) => [name, "^1.0.0"])) },
      ...Object.fromEntries(
        Object.entries(LOCKED).map(([name, version]) => [
          `node_modules/${name}`,
          { version, integrity: "sha512-AA==", ...(name === "fresh" ? { dependencies: { baby: "^1.0.0" } } : {}) },
        ]),
      ),
    },
  }),
};

export const ADVISORIES: readonly OsvRecord[] = [
  advisory("MAL-2026-1", "evil", { summary: "Malicious code in evil" }),
  // Older than the malware feed: only the record itself says that it is malware.
  advisory("GHSA-aaaa-bbbb-cccc", "late", { database_specific: { severity: "CRITICAL", cwe_ids: ["CWE-506"] } }),
  advisory("GHSA-dddd-eeee-ffff", "weak", { database_specific: { severity: "HIGH" } }),
  advisory("GHSA-gggg-hhhh-jjjj", "weak", { database_specific: { severity: "LOW" } }),
];

export const PROJECTS: readonly Project[] = ["calm", "taken", "old", "other"].map((name) => ({
  id: `github.com/ann/${name}`,
  stars: 10,
  scorecard: { date: "2026-01-12", score: name === "calm" || name === "other" ? 2.1 : 7.5, checks: { Maintained: 2 } },
}));

/** Eight releases by one person, the last a year ago. */
function calm(differs: CompactRelease[2] = {}): readonly CompactRelease[] {
  return Array.from({ length: 8 }, (_, i) => [`1.${i}.0`, ago(365 + (7 - i) * 60), { by: "ann", ...differs }] as const);
}

function history(name: string, releases: readonly CompactRelease[]): CompactHistory {
  return { name, repository: `github.com/ann/${name}`, releases };
}

function advisory(id: string, name: string, more: Readonly<Record<string, unknown>>): OsvRecord {
  return {
    id,
    published: ago(15),
    modified: ago(14),
    affected: [
      {
        package: { ecosystem: "npm", name },
        versions: [newest(HISTORIES.find((one) => one.name === name)?.releases ?? [])],
      },
    ],
    ...more,
  };
}

function newest(releases: readonly CompactRelease[]): string {
  return releases.at(-1)?.[0] ?? "";
}

function ago(days: number): string {
  return new Date(NOW - days * DAY).toISOString();
}
