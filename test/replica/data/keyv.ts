import type { CompactHistory } from "../compactHistory";

/**
 * keyv and file-entry-cache up to 4 August 2026, when their maintainer's GitHub account was taken over.
 *
 * After public facts: the projects' own release workflow published keyv 6.0.0 and, within hours, patches of its siblings,
 * with valid provenance and a new preinstall script. The hour of file-entry-cache 11.1.6 is not known (noon stands for
 * it), nor how the releases of early 2026 were published: those here are as the ones before.
 */
export const keyv: readonly CompactHistory[] = [
  {
    name: "keyv",
    repository: "github.com/jaredwray/keyv",
    releases: [
      [
        "4.5.4",
        "2023-10-07T16:53:54Z",
        {
          by: "jaredwray",
          owners: ["jaredwray", "lukechilds"],
          gitHead: false,
          dependencies: { "json-buffer": "3.0.1" },
        },
      ],
      ["5.0.0", "2024-08-20T23:19:58Z", { dependencies: { "@keyv/serialize": "^1.0.0" } }],
      ["5.1.3", "2024-11-02T16:26:34Z"],
      ["5.2.3", "2024-12-21T18:44:50Z"],
      ["5.3.3", "2025-04-19T15:12:47Z"],
      ["5.4.0", "2025-07-19T19:02:07Z"],
      ["5.5.3", "2025-09-27T21:52:19Z"],
      ["5.5.4", "2025-11-11T18:54:15Z"],
      ["5.6.0", "2026-01-21T00:47:20Z"],
      ["6.0.0-beta.4", "2026-06-18T22:22:50Z", { dependencies: { hookified: "^3.0.0" } }],
      ["6.0.0-rc.1", "2026-08-03T19:21:00Z", { how: "trusted" }],
      ["6.0.0", "2026-08-04T09:35:00Z", { scripts: { preinstall: "node setup.mjs" } }],
    ],
  },
  {
    name: "file-entry-cache",
    repository: "github.com/jaredwray/cacheable",
    releases: [
      ["10.0.8", "2025-04-05T16:41:00Z", { by: "jaredwray", gitHead: false, dependencies: { "flat-cache": "^6.1.0" } }],
      ["10.1.1", "2025-06-08T17:58:22Z"],
      ["10.1.4", "2025-08-17T19:03:41Z"],
      ["11.0.0", "2025-10-11T23:38:12Z"],
      ["11.1.0", "2025-10-13T00:16:12Z"],
      ["11.1.1", "2025-11-16T16:47:03Z"],
      ["11.1.2", "2026-01-17T17:27:28Z"],
      ["11.1.3", "2026-05-07T19:42:55Z"],
      ["11.1.4", "2026-05-27T15:38:37Z"],
      ["11.1.5", "2026-06-27T18:16:49Z"],
      ["11.1.6", "2026-08-04T12:00:00Z", { how: "trusted", scripts: { preinstall: "node setup.mjs" } }],
    ],
  },
  {
    name: "flat-cache",
    repository: "github.com/jaredwray/cacheable",
    releases: [
      [
        "6.1.10",
        "2025-06-08T17:55:00Z",
        { by: "jaredwray", gitHead: false, dependencies: { flatted: "^3.3.3", hookified: "^1.9.0" } },
      ],
      ["6.1.14", "2025-09-16T20:40:00Z"],
      ["6.1.19", "2025-11-16T16:40:00Z"],
      ["6.1.20", "2026-01-17T17:20:00Z"],
      ["6.1.23", "2026-06-27T18:10:00Z"],
    ],
  },
  {
    name: "flatted",
    license: "ISC",
    repository: "github.com/WebReflection/flatted",
    releases: [
      ["3.3.1", "2024-02-27", { by: "webreflection" }],
      ["3.3.2", "2024-11-23"],
      ["3.3.3", "2025-02-18"],
    ],
  },
  {
    name: "@keyv/serialize",
    repository: "github.com/jaredwray/keyv",
    releases: [
      ["1.0.1", "2024-10-05T23:10:00Z", { by: "jaredwray", gitHead: false }],
      ["1.0.3", "2025-03-01T22:00:00Z"],
      ["1.1.1", "2025-09-10T16:05:00Z"],
    ],
  },
  {
    name: "json-buffer",
    repository: "github.com/dominictarr/json-buffer",
    releases: [["3.0.1", "2018-12-24", { by: "dominictarr" }]],
  },
];
