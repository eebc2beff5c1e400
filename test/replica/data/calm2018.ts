import type { CompactHistory } from "../compactHistory";

/**
 * Ordinary packages as a project of September 2018 had them.
 *
 * The names are real; the histories are short reconstructions by hand for the demo: a few releases, dates to the day at
 * best, dependencies cut down so that a lockfile stays readable. Nothing should be concluded from them about anybody.
 */
export const calm2018: readonly CompactHistory[] = [
  {
    name: "ansi-styles",
    repository: "github.com/chalk/ansi-styles",
    releases: [
      ["3.0.0", "2017-01-16", { by: "sindresorhus", owners: ["sindresorhus", "jbnicolai"] }],
      ["3.1.0", "2017-06-21"],
      ["3.2.0", "2017-07-23"],
      ["3.2.1", "2018-03-02"],
    ],
  },
  {
    name: "async",
    repository: "github.com/caolan/async",
    releases: [
      ["2.3.0", "2017-04-02", { by: "aearly", owners: ["aearly", "caolan"] }],
      ["2.4.0", "2017-04-28"],
      ["2.5.0", "2017-06-24"],
      ["2.6.0", "2017-11-06"],
      ["2.6.1", "2018-05-20"],
    ],
  },
  {
    name: "balanced-match",
    repository: "github.com/juliangruber/balanced-match",
    releases: [
      ["0.4.0", "2016-04-23", { by: "juliangruber" }],
      ["0.4.2", "2016-07-22"],
      ["1.0.0", "2017-06-12"],
    ],
  },
  {
    name: "brace-expansion",
    repository: "github.com/juliangruber/brace-expansion",
    releases: [
      ["1.1.6", "2016-07-20", { by: "juliangruber", dependencies: { "balanced-match": "^1.0.0" } }],
      ["1.1.7", "2017-04-07"],
      ["1.1.8", "2017-06-12"],
      ["1.1.11", "2018-02-10"],
    ],
  },
  {
    name: "chalk",
    repository: "github.com/chalk/chalk",
    releases: [
      [
        "2.0.0",
        "2017-06-29",
        {
          by: "sindresorhus",
          owners: ["sindresorhus", "qix"],
          dependencies: { "ansi-styles": "^3.2.1", "supports-color": "^5.3.0" },
        },
      ],
      ["2.1.0", "2017-08-07"],
      ["2.3.0", "2017-10-24"],
      ["2.3.2", "2018-03-03"],
      ["2.4.0", "2018-04-18"],
      ["2.4.1", "2018-04-26"],
    ],
  },
  {
    name: "cookie-parser",
    repository: "github.com/expressjs/cookie-parser",
    releases: [
      ["1.4.0", "2015-09-19", { by: "dougwilson" }],
      ["1.4.1", "2016-01-12"],
      ["1.4.2", "2016-05-21"],
      ["1.4.3", "2016-05-27"],
    ],
  },
  {
    name: "debug",
    repository: "github.com/visionmedia/debug",
    releases: [
      [
        "2.6.8",
        "2017-05-19",
        { by: "thebigredgeek", owners: ["thebigredgeek", "kolban", "tootallnate"], dependencies: { ms: "^2.0.0" } },
      ],
      ["3.0.0", "2017-08-08"],
      ["3.0.1", "2017-08-24"],
      ["2.6.9", "2017-09-22"],
      ["3.1.0", "2017-09-26"],
    ],
  },
  {
    name: "dotenv",
    repository: "github.com/motdotla/dotenv",
    license: "BSD-2-Clause",
    releases: [
      ["4.0.0", "2016-12-23", { by: "motdotla" }],
      ["5.0.0", "2018-01-29"],
      ["5.0.1", "2018-02-26"],
      ["6.0.0", "2018-06-02"],
      ["16.4.5", "2024-02-20"],
      ["16.5.0", "2025-04-08"],
      ["16.6.1", "2025-06-27"],
      ["17.2.0", "2025-07-09"],
      ["17.2.3", "2025-09-29"],
    ],
  },
  {
    name: "express",
    repository: "github.com/expressjs/express",
    releases: [
      [
        "4.15.4",
        "2017-08-07",
        {
          by: "dougwilson",
          owners: ["dougwilson", "wesleytodd"],
          dependencies: { vary: "~1.1.2", "range-parser": "~1.2.0" },
        },
      ],
      ["4.16.0", "2017-09-28"],
      ["4.16.2", "2017-10-10"],
      ["4.16.3", "2018-03-12"],
      ["4.17.1", "2019-05-26"],
      ["4.18.2", "2022-10-08"],
      ["4.19.2", "2024-03-25", { by: "wesleytodd" }],
      ["5.0.1", "2024-10-08"],
      ["4.21.2", "2024-12-05"],
      ["5.1.0", "2025-03-31"],
      ["4.22.1", "2025-12-01"],
    ],
  },
  {
    name: "fs.realpath",
    repository: "github.com/isaacs/fs.realpath",
    license: "ISC",
    releases: [["1.0.0", "2016-06-15", { by: "isaacs" }]],
  },
  {
    name: "glob",
    repository: "github.com/isaacs/node-glob",
    license: "ISC",
    releases: [
      [
        "7.1.0",
        "2016-09-20",
        {
          by: "isaacs",
          dependencies: { "fs.realpath": "^1.0.0", inherits: "2", minimatch: "^3.0.4", once: "^1.3.0" },
        },
      ],
      ["7.1.1", "2016-10-07"],
      ["7.1.2", "2017-05-19"],
      ["7.1.3", "2018-08-27"],
    ],
  },
  {
    name: "inherits",
    repository: "github.com/isaacs/inherits",
    license: "ISC",
    releases: [
      ["2.0.0", "2013-05-16", { by: "isaacs" }],
      ["2.0.1", "2013-08-19"],
      ["2.0.3", "2016-09-07"],
    ],
  },
  {
    name: "lodash",
    repository: "github.com/lodash/lodash",
    releases: [
      ["4.16.6", "2016-11-01", { by: "jdalton", owners: ["jdalton", "mathias"] }],
      ["4.17.0", "2016-11-14"],
      ["4.17.2", "2016-11-16"],
      ["4.17.4", "2017-01-01"],
      ["4.17.5", "2018-02-04"],
      ["4.17.10", "2018-04-24"],
      ["4.17.11", "2018-09-12"],
      ["4.17.15", "2019-07-19"],
      ["4.17.19", "2020-07-08"],
      ["4.17.20", "2020-08-13"],
      ["4.17.21", "2021-02-20"],
    ],
  },
  {
    name: "minimatch",
    repository: "github.com/isaacs/minimatch",
    license: "ISC",
    releases: [
      ["3.0.2", "2016-06-17", { by: "isaacs", dependencies: { "brace-expansion": "^1.1.7" } }],
      ["3.0.3", "2016-08-08"],
      ["3.0.4", "2017-05-07"],
    ],
  },
  {
    name: "mocha",
    repository: "github.com/mochajs/mocha",
    releases: [
      ["5.0.0", "2018-01-18", { by: "boneskull", owners: ["boneskull", "juergba"] }],
      ["5.0.4", "2018-03-08"],
      ["5.1.0", "2018-04-12"],
      ["5.1.1", "2018-04-18"],
      ["5.2.0", "2018-05-18"],
    ],
  },
  {
    name: "moment",
    repository: "github.com/moment/moment",
    releases: [
      ["2.18.1", "2017-03-22", { by: "ichernev", owners: ["ichernev", "marwahaha"] }],
      ["2.19.1", "2017-10-11"],
      ["2.19.2", "2017-11-11"],
      ["2.19.3", "2017-11-29"],
      ["2.20.1", "2017-12-19"],
      ["2.22.2", "2018-06-01"],
    ],
  },
  {
    name: "ms",
    repository: "github.com/zeit/ms",
    releases: [
      ["0.7.1", "2015-04-20", { by: "rauchg", owners: ["rauchg", "leo"] }],
      ["1.0.0", "2017-03-19", { by: "leo" }],
      ["2.0.0", "2017-05-16"],
      ["2.1.1", "2017-11-30", { repository: "github.com/vercel/ms" }],
      ["2.1.2", "2019-06-06"],
      ["2.1.3", "2020-12-08"],
    ],
  },
  {
    name: "node-uuid",
    repository: "github.com/broofa/node-uuid",
    deprecated: { at: "2017-03-25", message: "Use uuid module instead" },
    releases: [
      ["1.4.6", "2015-10-02", { by: "broofa" }],
      ["1.4.7", "2015-11-10"],
      ["1.4.8", "2017-03-22"],
    ],
  },
  {
    name: "once",
    repository: "github.com/isaacs/once",
    license: "ISC",
    releases: [
      ["1.3.2", "2015-04-29", { by: "isaacs", dependencies: { wrappy: "1" } }],
      ["1.3.3", "2015-11-20"],
      ["1.4.0", "2016-09-06"],
    ],
  },
  {
    name: "range-parser",
    repository: "github.com/jshttp/range-parser",
    releases: [
      ["1.0.3", "2015-10-29", { by: "dougwilson" }],
      ["1.1.0", "2016-05-13"],
      ["1.2.0", "2016-06-02"],
      ["1.2.1", "2019-05-11"],
    ],
  },
  {
    name: "rimraf",
    repository: "github.com/isaacs/rimraf",
    license: "ISC",
    releases: [
      ["2.5.4", "2016-07-21", { by: "isaacs", dependencies: { glob: "^7.0.5" } }],
      ["2.6.0", "2017-02-22"],
      ["2.6.1", "2017-02-24"],
      ["2.6.2", "2017-09-14"],
    ],
  },
  {
    name: "semver",
    repository: "github.com/npm/node-semver",
    license: "ISC",
    releases: [
      ["5.3.0", "2016-07-14", { by: "isaacs", owners: ["isaacs", "othiym23"] }],
      ["5.4.1", "2017-07-24"],
      ["5.5.0", "2018-01-16"],
      ["5.5.1", "2018-08-17"],
      ["7.3.8", "2022-10-04", { by: "npm-cli-ops", owners: ["npm-cli-ops", "isaacs"] }],
      ["7.5.4", "2023-07-07"],
      ["7.6.3", "2024-07-16"],
      ["7.7.1", "2025-02-03"],
      ["7.7.2", "2025-05-12"],
      ["7.7.3", "2025-10-06"],
    ],
  },
  {
    name: "split2",
    repository: "github.com/mcollina/split2",
    license: "ISC",
    releases: [
      ["2.0.1", "2016-02-02", { by: "matteo.collina", dependencies: { through2: "^2.0.2" } }],
      ["2.1.0", "2016-07-18"],
      ["2.1.1", "2016-12-05"],
      ["2.2.0", "2017-09-12"],
    ],
  },
  {
    name: "supports-color",
    repository: "github.com/chalk/supports-color",
    releases: [
      ["5.0.0", "2017-10-23", { by: "sindresorhus", owners: ["sindresorhus", "qix"] }],
      ["5.1.0", "2017-12-07"],
      ["5.3.0", "2018-03-03"],
      ["5.4.0", "2018-04-17"],
      ["5.5.0", "2018-08-20"],
    ],
  },
  {
    name: "through2",
    repository: "github.com/rvagg/through2",
    releases: [
      ["2.0.0", "2015-06-15", { by: "rvagg", owners: ["rvagg", "bryce"], dependencies: { xtend: "~4.0.1" } }],
      ["2.0.1", "2016-02-01"],
      ["2.0.2", "2016-11-24"],
      ["2.0.3", "2016-12-01"],
    ],
  },
  {
    name: "uuid",
    repository: "github.com/kelektiv/node-uuid",
    releases: [
      ["3.1.0", "2017-06-16", { by: "broofa" }],
      ["3.2.1", "2018-01-16"],
      ["3.3.0", "2018-06-22"],
      ["3.3.2", "2018-06-28"],
      ["8.3.2", "2020-12-08", { repository: "github.com/uuidjs/uuid" }],
      ["9.0.1", "2023-09-12"],
      ["10.0.0", "2024-06-07"],
      ["11.1.0", "2025-02-19"],
      ["13.0.0", "2025-09-08"],
    ],
  },
  {
    name: "vary",
    repository: "github.com/jshttp/vary",
    releases: [
      ["1.1.0", "2015-09-29", { by: "dougwilson" }],
      ["1.1.1", "2017-03-20"],
      ["1.1.2", "2017-09-23"],
    ],
  },
  {
    name: "winston",
    repository: "github.com/winstonjs/winston",
    releases: [
      ["2.3.1", "2017-01-20", { by: "indexzero", owners: ["indexzero", "chjj"] }],
      ["2.4.0", "2017-10-01"],
      ["2.4.1", "2018-03-09"],
      ["2.4.3", "2018-06-14"],
      ["2.4.4", "2018-08-13"],
    ],
  },
  {
    name: "wrappy",
    repository: "github.com/npm/wrappy",
    license: "ISC",
    releases: [
      ["1.0.1", "2014-09-17", { by: "isaacs" }],
      ["1.0.2", "2016-05-17"],
    ],
  },
  {
    name: "xtend",
    repository: "github.com/Raynos/xtend",
    releases: [
      ["4.0.0", "2014-08-04", { by: "raynos" }],
      ["4.0.1", "2015-11-09"],
    ],
  },
];
