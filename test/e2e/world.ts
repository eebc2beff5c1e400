import type { CompactHistory } from "../replica/compactHistory";
import type { OsvRecord } from "../replica/documents";
import { type Replica, startReplica } from "../replica/replica";
import { historySource } from "../replica/sources";

/** The moment at which the suite looks: an hour after the release in question. */
const AS_OF = "2026-03-10T13:00:00Z";

/**
 * One package that is taken over in its last release, what that release brings along, a carrier of it, and a quiet one; one
 * that has passed to somebody else in good order; one whose name is taken for another's, and one with a weakness that its
 * next release mends.
 */
const HISTORIES: readonly CompactHistory[] = [
  {
    name: "handed-over",
    releases: [
      ["1.0.0", "2021-02-03", { by: "alma" }],
      ["1.1.0", "2021-09-14"],
      ["1.2.0", "2022-05-02"],
      ["2.0.0", "2023-03-21", { how: "trusted", owners: ["alma"] }],
      ["2.0.1", "2023-08-30"],
      ["2.0.2", "2024-06-11"],
      ["2.0.3", "2025-01-27"],
      ["2.0.4", "2025-10-06"],
      [
        "2.1.0",
        "2026-03-10T12:00:00Z",
        {
          by: "bertil",
          how: "token",
          owners: ["bertil"],
          gitHead: false,
          dependencies: { "brought-along": "^1.0.0" },
          scripts: { postinstall: "node setup.js" },
        },
      ],
    ],
  },
  {
    name: "brought-along",
    releases: [["1.0.0", "2026-03-09T20:00:00Z", { by: "bertil", scripts: { postinstall: "node setup.js" } }]],
  },
  {
    name: "carrier",
    releases: [
      ["1.0.0", "2020-06-01", { by: "dora" }],
      ["1.1.0", "2022-03-09"],
    ],
  },
  {
    name: "quiet-one",
    releases: [
      ["1.0.0", "2020-01-15", { by: "cleo" }],
      ["1.1.0", "2021-04-08"],
      ["1.2.0", "2022-10-19"],
      ["1.2.1", "2024-07-01"],
    ],
  },
  {
    name: "passed-on",
    releases: [
      ["1.0.0", "2020-05-05", { by: "frida" }],
      ["1.1.0", "2021-06-05"],
      ["1.2.0", "2023-02-05"],
      ["1.3.0", "2025-09-05"],
      ["1.4.0", "2026-02-20", { by: "gerd", owners: ["gerd"] }],
      ["1.4.1", "2026-02-28"],
    ],
  },
  { name: "expresss", releases: [["1.0.0", "2026-02-20", { by: "emil" }]] },
  {
    name: "weak-one",
    releases: [
      ["1.0.0", "2022-05-16", { by: "flora" }],
      ["1.0.1", "2024-11-05"],
    ],
  },
];

const ADVISORIES: readonly OsvRecord[] = [
  {
    id: "GHSA-2222-3333-4444",
    published: "2024-11-06T09:00:00Z",
    modified: "2024-11-06T09:00:00Z",
    summary: "Reads what is behind its input",
    severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
    affected: [
      {
        package: { ecosystem: "npm", name: "weak-one" },
        ranges: [{ type: "SEMVER", events: [{ introduced: "0" }, { fixed: "1.0.1" }] }],
      },
    ],
  },
];

/** Starts the stand-in for the public services at the suite's moment. */
export function startWorld(): Promise<Replica> {
  return startReplica({ asOf: AS_OF, own: false, documents: [historySource(HISTORIES)], advisories: ADVISORIES });
}
