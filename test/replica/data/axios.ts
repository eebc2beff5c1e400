import type { CompactHistory } from "../compactHistory";

const DEPENDENCIES = { "follow-redirects": "^1.15.0", "form-data": "^4.0.0", "proxy-from-env": "^1.1.0" };

/**
 * axios up to 31 March 2026, when its lead maintainer's token was stolen.
 *
 * After public facts: releases 1.13.4 to 1.14.0 came from a trusted publisher with provenance, the old 0.30 line by hand;
 * then 1.14.1 and, 39 minutes later, 0.30.4 were published by hand from the same account with another address (of the
 * domain given, the rest is made up), without provenance or commit, adding plain-crypto-js, first published 18 hours
 * before. Dates before 2026 are to the day at best, most releases are left out, dependencies are cut down.
 */
export const axios: readonly CompactHistory[] = [
  {
    name: "axios",
    repository: "github.com/axios/axios",
    releases: [
      [
        "0.27.2",
        "2022-04-27",
        {
          by: "jasonsaayman",
          owners: ["jasonsaayman", "mzabriskie"],
          dependencies: { "follow-redirects": "^1.15.0", "form-data": "^4.0.0" },
        },
      ],
      ["1.0.0", "2022-10-04", { dependencies: DEPENDENCIES }],
      ["1.2.0", "2022-11-22"],
      ["1.3.0", "2023-01-31"],
      ["1.4.0", "2023-04-27"],
      ["1.5.0", "2023-08-26", { how: "provenance" }],
      ["1.6.0", "2023-10-26"],
      ["1.6.7", "2024-01-25"],
      ["1.7.0", "2024-05-19"],
      ["1.7.9", "2024-12-04"],
      ["1.8.4", "2025-03-19"],
      ["0.30.0", "2025-03-26", { how: "token", dependencies: DEPENDENCIES }],
      ["1.9.0", "2025-04-24", { how: "provenance" }],
      ["1.10.0", "2025-06-14"],
      ["1.11.0", "2025-07-23"],
      ["1.12.2", "2025-09-14"],
      ["0.30.2", "2025-09-28", { how: "token" }],
      ["1.13.0", "2025-10-27", { how: "provenance" }],
      ["1.13.1", "2025-10-28"],
      ["1.13.2", "2025-11-04"],
      ["1.13.3", "2026-01-25", { how: "token" }],
      ["1.13.4", "2026-01-27", { how: "trusted" }],
      ["1.13.5", "2026-02-08"],
      ["0.30.3", "2026-02-18T18:19:20Z", { how: "token" }],
      ["1.13.6", "2026-02-26", { how: "trusted" }],
      ["1.14.0", "2026-03-27"],
      [
        "1.14.1",
        "2026-03-31T00:21:58Z",
        {
          how: "token",
          email: "made-up-for-this-demo@proton.me",
          gitHead: false,
          dependencies: { ...DEPENDENCIES, "plain-crypto-js": "^4.2.1" },
          pulled: "2026-03-31T03:29:00Z",
        },
      ],
      ["0.30.4", "2026-03-31T01:00:57Z", { pulled: "2026-03-31T03:29:00Z" }],
    ],
  },
  {
    name: "plain-crypto-js",
    releases: [
      ["4.2.0", "2026-03-30T05:57:00Z", { by: "nrwise", gitHead: false, pulled: "2026-03-31T04:26:00Z" }],
      ["4.2.1", "2026-03-30T23:59:00Z", { scripts: { postinstall: "node setup.js" }, pulled: "2026-03-31T03:25:00Z" }],
      [
        "0.0.1-security.0",
        "2026-03-31T04:26:00Z",
        { by: "npm", scripts: {}, repository: "github.com/npm/security-holder" },
      ],
    ],
  },
];
