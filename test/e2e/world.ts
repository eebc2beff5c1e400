import type { CompactHistory } from "../replica/compactHistory";
import { type Replica, startReplica } from "../replica/replica";
import { historySource } from "../replica/sources";

/** The moment at which the suite looks: an hour after the release in question. */
const AS_OF = "2026-03-10T13:00:00Z";

/** Three packages: one that is taken over in its last release, what that release brings along, and a quiet one. */
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
];

/** Starts the stand-in for the public services at the suite's moment. */
export function startWorld(): Promise<Replica> {
  return startReplica({ asOf: AS_OF, own: false, documents: [historySource(HISTORIES)] });
}
