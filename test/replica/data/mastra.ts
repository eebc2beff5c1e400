import type { CompactHistory } from "../compactHistory";

const DEPENDENCIES = {
  "@clack/prompts": "^1.1.0",
  commander: "^14.0.0",
  dotenv: "^17.2.3",
  execa: "^9.6.1",
  picocolors: "^1.1.1",
  semver: "^7.7.3",
  "yocto-spinner": "^1.1.0",
};

/**
 * mastra up to 17 June 2026, when the forgotten account of a former contributor still had the right to publish.
 *
 * After public facts: every release came from the project's trusted publisher with provenance; 1.13.1 was published by
 * hand by ehindero, without, and added easy-day-js, created the day before. Times before are when a mirror first saw the
 * release; the owners are left out, dependencies are cut down.
 */
export const mastra: readonly CompactHistory[] = [
  {
    name: "mastra",
    license: "Apache-2.0",
    repository: "github.com/mastra-ai/mastra",
    ownersUnknown: true,
    releases: [
      ["1.3.14", "2026-03-23T20:54:38Z", { how: "trusted", dependencies: DEPENDENCIES }],
      ["1.3.18", "2026-04-01T06:53:44Z"],
      ["1.3.19", "2026-04-02T21:29:33Z"],
      ["1.8.0", "2026-05-05T00:25:38Z"],
      ["1.8.1", "2026-05-06T05:29:06Z"],
      ["1.9.1", "2026-05-14T05:28:26Z"],
      ["1.9.3", "2026-05-16T10:55:54Z"],
      ["1.12.2", "2026-06-05T00:31:01Z"],
      ["1.13.0", "2026-06-12T07:34:04Z"],
      [
        "1.13.1",
        "2026-06-17T01:25:00Z",
        {
          by: "ehindero",
          how: "token",
          dependencies: { ...DEPENDENCIES, "easy-day-js": "^1.11.21" },
        },
      ],
    ],
  },
  {
    name: "easy-day-js",
    releases: [["1.11.21", "2026-06-16T12:00:00Z", { gitHead: false }]],
  },
];
