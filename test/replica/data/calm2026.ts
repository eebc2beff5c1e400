import type { CompactHistory } from "../compactHistory";

/**
 * Ordinary packages as projects of 2026 have them.
 *
 * The names are real; the histories are short reconstructions by hand for the demo: a few releases, dates to the day at
 * best, dependencies cut down so that a lockfile stays readable. Nothing should be concluded from them about anybody.
 */
export const calm2026: readonly CompactHistory[] = [
  {
    name: "@clack/prompts",
    repository: "github.com/bombshell-dev/clack",
    releases: [
      [
        "0.9.1",
        "2025-01-05",
        { by: "natemoo-re", how: "provenance", dependencies: { picocolors: "^1.0.0", sisteransi: "^1.0.5" } },
      ],
      ["0.10.0", "2025-02-14"],
      ["0.11.0", "2025-05-22"],
      ["1.0.0", "2026-01-28", { how: "trusted" }],
      ["1.1.0", "2026-03-03"],
    ],
  },
  {
    name: "@types/node",
    repository: "github.com/DefinitelyTyped/DefinitelyTyped",
    releases: [
      ["20.12.7", "2024-04-09", { by: "types", dependencies: { "undici-types": "^7.16.0" } }],
      ["22.15.3", "2025-04-28"],
      ["24.0.3", "2025-06-17"],
      ["24.3.0", "2025-08-16"],
      ["24.10.1", "2025-11-11"],
    ],
  },
  {
    name: "@types/react",
    repository: "github.com/DefinitelyTyped/DefinitelyTyped",
    releases: [
      ["18.3.12", "2024-10-21", { by: "types", dependencies: { csstype: "^3.0.2" } }],
      ["19.0.1", "2024-12-08"],
      ["19.1.8", "2025-06-12"],
      ["19.2.2", "2025-10-06"],
      ["19.2.7", "2025-11-24"],
    ],
  },
  {
    name: "asynckit",
    repository: "github.com/alexindigo/asynckit",
    releases: [
      ["0.3.0", "2016-05-23", { by: "alexindigo" }],
      ["0.4.0", "2016-06-14"],
    ],
  },
  {
    name: "boolbase",
    repository: "github.com/fb55/boolbase",
    license: "ISC",
    releases: [["1.0.0", "2014-02-15", { by: "feedic" }]],
  },
  {
    name: "buffer-from",
    repository: "github.com/LinusU/buffer-from",
    releases: [
      ["1.1.1", "2018-07-13", { by: "linusu" }],
      ["1.1.2", "2021-08-17"],
    ],
  },
  {
    name: "combined-stream",
    repository: "github.com/felixge/node-combined-stream",
    releases: [
      [
        "1.0.6",
        "2018-02-12",
        { by: "alexindigo", owners: ["alexindigo", "felixge"], dependencies: { "delayed-stream": "~1.0.0" } },
      ],
      ["1.0.7", "2018-10-10"],
      ["1.0.8", "2019-05-12"],
    ],
  },
  {
    name: "commander",
    repository: "github.com/tj/commander.js",
    releases: [
      ["2.16.0", "2018-06-29", { by: "abetomo", owners: ["abetomo", "tjholowaychuk"] }],
      ["2.17.0", "2018-08-03"],
      ["2.17.1", "2018-08-07"],
      ["5.1.0", "2020-04-25", { by: "shadowspawn", owners: ["shadowspawn", "abetomo"] }],
      ["7.2.0", "2021-03-22"],
      ["9.5.0", "2023-01-06"],
      ["11.1.0", "2023-10-13"],
      ["12.1.0", "2024-05-18"],
      ["13.1.0", "2025-01-21"],
      ["14.0.0", "2025-05-18"],
      ["14.0.2", "2025-10-25"],
    ],
  },
  {
    name: "cookie",
    repository: "github.com/jshttp/cookie",
    releases: [
      ["0.6.0", "2023-11-07", { by: "dougwilson", owners: ["dougwilson", "blakeembrey"] }],
      ["0.7.2", "2024-10-07", { by: "blakeembrey" }],
      ["1.0.1", "2024-10-23"],
      ["1.0.2", "2024-11-20"],
    ],
  },
  {
    name: "csstype",
    repository: "github.com/frenic/csstype",
    releases: [
      ["3.1.0", "2022-05-20", { by: "faddee" }],
      ["3.1.2", "2023-04-05"],
      ["3.1.3", "2023-12-11"],
      ["3.2.3", "2025-11-18"],
    ],
  },
  {
    name: "date-fns",
    repository: "github.com/date-fns/date-fns",
    releases: [
      ["3.3.1", "2024-01-22", { by: "kossnocorp" }],
      ["3.6.0", "2024-03-18"],
      ["4.0.0", "2024-09-16"],
      ["4.1.0", "2024-09-17"],
    ],
  },
  {
    name: "delayed-stream",
    repository: "github.com/felixge/node-delayed-stream",
    releases: [
      ["0.0.6", "2015-01-19", { by: "apechimp" }],
      ["1.0.0", "2015-04-30"],
    ],
  },
  {
    name: "esbuild",
    repository: "github.com/evanw/esbuild",
    releases: [
      ["0.21.5", "2024-06-09", { by: "evanw", scripts: { postinstall: "node install.js" } }],
      ["0.24.2", "2024-12-20"],
      ["0.25.0", "2025-02-08"],
      ["0.25.5", "2025-05-30"],
      ["0.25.12", "2025-11-01"],
      ["0.27.2", "2025-12-17"],
    ],
  },
  {
    name: "execa",
    repository: "github.com/sindresorhus/execa",
    releases: [
      ["8.0.1", "2023-08-19", { by: "ehmicky", owners: ["ehmicky", "sindresorhus"] }],
      ["9.3.1", "2024-08-11"],
      ["9.5.2", "2024-12-09"],
      ["9.5.3", "2025-05-09"],
      ["9.6.0", "2025-05-26"],
      ["9.6.1", "2025-11-29"],
    ],
  },
  {
    name: "follow-redirects",
    repository: "github.com/follow-redirects/follow-redirects",
    releases: [
      ["1.15.4", "2023-12-30", { by: "rubenverborgh" }],
      ["1.15.5", "2024-01-11"],
      ["1.15.6", "2024-03-14"],
      ["1.15.9", "2024-09-02"],
      ["1.15.11", "2025-08-13"],
    ],
  },
  {
    name: "form-data",
    repository: "github.com/form-data/form-data",
    releases: [
      [
        "4.0.0",
        "2021-02-15",
        {
          by: "ljharb",
          dependencies: { asynckit: "^0.4.0", "combined-stream": "^1.0.8", "mime-types": "^2.1.12" },
        },
      ],
      ["4.0.1", "2024-10-10"],
      ["4.0.2", "2025-02-14"],
      ["4.0.4", "2025-07-17"],
      ["4.0.5", "2025-11-17"],
    ],
  },
  {
    name: "fsevents",
    repository: "github.com/fsevents/fsevents",
    releases: [
      [
        "2.3.0",
        "2020-10-22",
        { by: "paulmillr", owners: ["paulmillr", "pipobscure"], scripts: { install: "node-gyp rebuild" } },
      ],
      ["2.3.2", "2021-02-05"],
      ["2.3.3", "2023-08-21"],
    ],
  },
  {
    name: "hono",
    repository: "github.com/honojs/hono",
    releases: [
      ["4.6.14", "2024-12-16", { by: "yusukebe", how: "provenance" }],
      ["4.7.11", "2025-06-01"],
      ["4.8.3", "2025-06-25"],
      ["4.9.9", "2025-09-27"],
      ["4.10.7", "2025-11-25"],
      ["4.11.4", "2026-01-13", { how: "trusted" }],
    ],
  },
  {
    name: "hookified",
    repository: "github.com/jaredwray/hookified",
    releases: [
      ["1.9.0", "2025-05-07", { by: "jaredwray", gitHead: false }],
      ["1.12.1", "2025-09-16"],
      ["2.0.1", "2026-03-14"],
      ["3.0.0", "2026-06-02"],
      ["3.0.2", "2026-07-02"],
    ],
  },
  {
    name: "lodash.isequal",
    repository: "github.com/lodash/lodash",
    deprecated: {
      at: "2024-08-27",
      message: "This package is deprecated. Use require('node:util').isDeepStrictEqual instead.",
    },
    releases: [
      ["4.4.0", "2016-08-13", { by: "jdalton" }],
      ["4.5.0", "2017-01-10"],
    ],
  },
  {
    name: "mime-db",
    repository: "github.com/jshttp/mime-db",
    releases: [
      ["1.51.0", "2021-11-08", { by: "dougwilson" }],
      ["1.52.0", "2022-02-21"],
    ],
  },
  {
    name: "mime-types",
    repository: "github.com/jshttp/mime-types",
    releases: [
      ["2.1.34", "2021-11-08", { by: "dougwilson", dependencies: { "mime-db": "1.52.0" } }],
      ["2.1.35", "2022-03-12"],
    ],
  },
  {
    name: "nanoid",
    repository: "github.com/ai/nanoid",
    releases: [
      ["5.0.7", "2024-04-05", { by: "ai" }],
      ["5.0.9", "2024-12-05"],
      ["5.1.2", "2025-02-25"],
      ["5.1.5", "2025-03-20"],
      ["5.1.6", "2025-09-21"],
    ],
  },
  {
    name: "node-domexception",
    repository: "github.com/jimmywarting/node-domexception",
    deprecated: { at: "2025-04-14", message: "Use your platform's native DOMException instead" },
    releases: [
      ["1.0.0", "2021-08-05", { by: "endless" }],
      ["2.0.1", "2024-05-27"],
      ["2.0.2", "2025-04-09"],
    ],
  },
  {
    name: "nth-check",
    repository: "github.com/fb55/nth-check",
    license: "BSD-2-Clause",
    releases: [
      ["1.0.2", "2018-10-22", { by: "feedic", dependencies: { boolbase: "^1.0.0" } }],
      ["2.0.0", "2020-12-03"],
      ["2.0.1", "2021-09-17"],
      ["2.1.0", "2022-05-17"],
      ["2.1.1", "2022-05-26"],
    ],
  },
  {
    name: "nanostores",
    repository: "github.com/nanostores/nanostores",
    releases: [
      ["0.10.3", "2024-03-27", { by: "ai" }],
      ["0.11.3", "2024-08-29"],
      ["0.11.4", "2025-02-28"],
      ["1.0.1", "2025-04-23"],
      ["1.1.0", "2025-11-22"],
    ],
  },
  {
    name: "p-limit",
    repository: "github.com/sindresorhus/p-limit",
    releases: [
      ["5.0.0", "2023-11-16", { by: "sindresorhus", dependencies: { "yocto-queue": "^1.0.0" } }],
      ["6.1.0", "2024-07-13"],
      ["6.2.0", "2024-12-19"],
      ["7.1.1", "2025-08-28"],
      ["7.2.0", "2025-10-22"],
    ],
  },
  {
    name: "picocolors",
    repository: "github.com/alexeyraspopov/picocolors",
    license: "ISC",
    releases: [
      ["1.0.0", "2021-10-04", { by: "alexeyraspopov" }],
      ["1.0.1", "2024-05-14"],
      ["1.1.0", "2024-09-02"],
      ["1.1.1", "2024-10-16"],
    ],
  },
  {
    name: "pino",
    repository: "github.com/pinojs/pino",
    releases: [
      [
        "9.5.0",
        "2024-10-21",
        {
          by: "matteo.collina",
          owners: ["matteo.collina", "jsumners"],
          dependencies: { "quick-format-unescaped": "^4.0.3" },
        },
      ],
      ["9.7.0", "2025-05-16"],
      ["9.9.5", "2025-09-08"],
      ["10.0.0", "2025-10-08"],
      ["10.1.0", "2025-10-21"],
    ],
  },
  {
    name: "prettier",
    repository: "github.com/prettier/prettier",
    releases: [
      ["3.4.2", "2024-12-04", { by: "fisker", owners: ["fisker", "sosukesuzuki"] }],
      ["3.5.3", "2025-03-02"],
      ["3.6.2", "2025-06-27"],
      ["3.7.4", "2025-12-03"],
      ["3.8.1", "2026-01-21"],
    ],
  },
  {
    name: "proxy-from-env",
    repository: "github.com/Rob--W/proxy-from-env",
    releases: [
      ["1.0.0", "2017-03-12", { by: "robwu" }],
      ["1.1.0", "2020-03-05"],
    ],
  },
  {
    name: "querystring",
    repository: "github.com/Gozala/querystring",
    deprecated: {
      at: "2021-09-21",
      message: "The querystring API is considered Legacy. new code should use the URLSearchParams API instead.",
    },
    releases: [
      ["0.2.0", "2013-02-27", { by: "gozala" }],
      ["0.2.1", "2021-02-16"],
    ],
  },
  {
    name: "quick-format-unescaped",
    repository: "github.com/davidmarkclements/quick-format",
    releases: [
      ["4.0.3", "2021-04-02", { by: "davidmarkclements" }],
      ["4.0.4", "2021-09-27"],
    ],
  },
  {
    name: "react",
    repository: "github.com/facebook/react",
    releases: [
      ["18.3.1", "2024-04-26", { by: "react-bot", owners: ["react-bot", "fb"] }],
      ["19.0.0", "2024-12-05"],
      ["19.1.0", "2025-03-28"],
      ["19.1.1", "2025-07-28"],
      ["19.2.0", "2025-10-01"],
      ["19.2.3", "2025-12-11"],
    ],
  },
  {
    name: "react-dom",
    repository: "github.com/facebook/react",
    releases: [
      [
        "18.3.1",
        "2024-04-26",
        { by: "react-bot", owners: ["react-bot", "fb"], dependencies: { scheduler: "^0.27.0" } },
      ],
      ["19.0.0", "2024-12-05"],
      ["19.1.0", "2025-03-28"],
      ["19.1.1", "2025-07-28"],
      ["19.2.0", "2025-10-01"],
      ["19.2.3", "2025-12-11"],
    ],
  },
  {
    name: "rollup",
    repository: "github.com/rollup/rollup",
    releases: [
      ["4.28.1", "2024-12-06", { by: "lukastaegert", how: "provenance" }],
      ["4.34.8", "2025-02-17"],
      ["4.41.1", "2025-05-24"],
      ["4.52.5", "2025-10-18", { how: "trusted" }],
      ["4.53.3", "2025-11-19"],
    ],
  },
  {
    name: "scheduler",
    repository: "github.com/facebook/react",
    releases: [
      ["0.25.0", "2024-12-05", { by: "react-bot", owners: ["react-bot", "fb"] }],
      ["0.26.0", "2025-03-28"],
      ["0.27.0", "2025-10-01"],
    ],
  },
  {
    name: "sisteransi",
    repository: "github.com/terkelg/sisteransi",
    releases: [
      ["1.0.4", "2019-11-19", { by: "terkelg" }],
      ["1.0.5", "2020-04-15"],
    ],
  },
  {
    name: "source-map",
    repository: "github.com/mozilla/source-map",
    license: "BSD-3-Clause",
    releases: [
      ["0.6.0", "2017-09-28", { by: "nickfitzgerald" }],
      ["0.6.1", "2017-09-29"],
    ],
  },
  {
    name: "source-map-support",
    repository: "github.com/evanw/node-source-map-support",
    releases: [
      ["0.5.19", "2020-05-05", { by: "linusu", dependencies: { "buffer-from": "^1.0.0", "source-map": "^0.6.0" } }],
      ["0.5.20", "2021-09-07"],
      ["0.5.21", "2021-11-19"],
    ],
  },
  {
    name: "std-env",
    repository: "github.com/unjs/std-env",
    releases: [
      ["3.7.0", "2023-12-22", { by: "pi0" }],
      ["3.8.0", "2024-11-17"],
      ["3.9.0", "2025-04-02"],
      ["3.10.0", "2025-10-14"],
    ],
  },
  {
    name: "tsx",
    repository: "github.com/privatenumber/tsx",
    releases: [
      ["4.19.2", "2024-10-26", { by: "hirokiosame", how: "provenance", dependencies: { esbuild: ">=0.25.0" } }],
      ["4.19.4", "2025-04-23"],
      ["4.20.3", "2025-06-12"],
      ["4.20.6", "2025-09-26"],
      ["4.21.0", "2025-11-30"],
    ],
  },
  {
    name: "typescript",
    repository: "github.com/microsoft/TypeScript",
    license: "Apache-2.0",
    releases: [
      ["5.5.4", "2024-07-22", { by: "typescript-bot" }],
      ["5.6.3", "2024-10-09"],
      ["5.7.3", "2025-01-08"],
      ["5.8.3", "2025-04-05"],
      ["5.9.2", "2025-07-31"],
      ["5.9.3", "2025-09-30"],
    ],
  },
  {
    name: "undici-types",
    repository: "github.com/nodejs/undici",
    releases: [
      ["7.8.0", "2025-04-23", { by: "matteo.collina", how: "provenance" }],
      ["7.10.0", "2025-05-19"],
      ["7.16.0", "2025-09-02"],
    ],
  },
  {
    name: "valibot",
    repository: "github.com/open-circle/valibot",
    releases: [
      ["0.42.1", "2024-09-21", { by: "fabian-hiller", how: "provenance" }],
      ["1.0.0", "2025-03-19"],
      ["1.1.0", "2025-05-06"],
      ["1.2.0", "2025-11-24"],
    ],
  },
  {
    name: "vite",
    repository: "github.com/vitejs/vite",
    releases: [
      [
        "6.3.5",
        "2025-05-05",
        {
          by: "vitebot",
          how: "provenance",
          owners: ["vitebot", "yyx990803"],
          dependencies: { esbuild: "^0.25.0", rollup: "^4.34.9" },
        },
      ],
      ["7.0.6", "2025-07-24"],
      ["7.1.12", "2025-10-23", { how: "trusted" }],
      ["7.2.4", "2025-11-20"],
      ["7.3.1", "2026-01-07"],
    ],
  },
  {
    name: "vitest",
    repository: "github.com/vitest-dev/vitest",
    releases: [
      [
        "3.1.4",
        "2025-05-19",
        { by: "vitestbot", how: "provenance", owners: ["vitestbot", "antfu"], dependencies: { "std-env": "^3.9.0" } },
      ],
      ["3.2.4", "2025-06-17"],
      ["4.0.6", "2025-11-04", { how: "trusted" }],
      ["4.0.14", "2025-11-25"],
      ["4.0.18", "2026-01-22"],
    ],
  },
  {
    name: "ws",
    repository: "github.com/websockets/ws",
    releases: [
      ["8.14.2", "2023-09-19", { by: "lpinca" }],
      ["8.16.0", "2023-12-26"],
      ["8.17.0", "2024-04-28"],
      ["8.17.1", "2024-06-16"],
      ["8.18.2", "2025-05-01"],
      ["8.18.3", "2025-06-28"],
    ],
  },
  {
    name: "yaml",
    repository: "github.com/eemeli/yaml",
    license: "ISC",
    releases: [
      ["2.6.1", "2024-11-18", { by: "eemeli", how: "provenance" }],
      ["2.7.1", "2025-03-30"],
      ["2.8.0", "2025-05-15"],
      ["2.8.1", "2025-08-03"],
      ["2.8.2", "2025-11-30"],
    ],
  },
  {
    name: "yocto-queue",
    repository: "github.com/sindresorhus/yocto-queue",
    releases: [
      ["1.1.1", "2024-06-28", { by: "sindresorhus" }],
      ["1.2.0", "2025-03-14"],
      ["1.2.1", "2025-03-30"],
      ["1.2.2", "2025-11-17"],
    ],
  },
  {
    name: "yocto-spinner",
    repository: "github.com/sindresorhus/yocto-spinner",
    releases: [
      ["0.1.1", "2024-10-29", { by: "sindresorhus", dependencies: { yoctocolors: "^2.1.1" } }],
      ["0.2.3", "2025-05-25"],
      ["1.0.0", "2025-08-17"],
      ["1.1.0", "2026-02-03"],
    ],
  },
  {
    name: "yoctocolors",
    repository: "github.com/sindresorhus/yoctocolors",
    releases: [
      ["2.1.0", "2024-06-30", { by: "sindresorhus" }],
      ["2.1.1", "2024-07-08"],
      ["2.1.2", "2025-08-18"],
    ],
  },
  {
    name: "zod",
    repository: "github.com/colinhacks/zod",
    releases: [
      ["3.24.4", "2025-05-06", { by: "colinmcd94", how: "provenance" }],
      ["3.25.76", "2025-07-08"],
      ["4.0.17", "2025-08-09"],
      ["4.1.12", "2025-10-06"],
      ["4.1.13", "2025-11-24"],
      ["4.3.6", "2026-01-22"],
    ],
  },
  {
    name: "zustand",
    repository: "github.com/pmndrs/zustand",
    releases: [
      ["5.0.2", "2024-12-03", { by: "daishi", owners: ["daishi", "drcmda"] }],
      ["5.0.5", "2025-05-21"],
      ["5.0.7", "2025-08-01"],
      ["5.0.8", "2025-08-19"],
      ["5.0.9", "2025-11-30"],
    ],
  },
];
