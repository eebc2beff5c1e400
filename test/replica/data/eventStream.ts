import type { CompactHistory } from "../compactHistory";

/**
 * event-stream from 2012 to its takeover in September 2018, and what it is made of.
 *
 * After public facts: who published, when, and which dependencies each release named. The old maintainer handed the
 * package on by request; the first release of the new one was harmless, the second added flatmap-stream, whose own
 * next release carried the payload. Its dates are known to the day at best, its publisher is left out.
 */
export const eventStream: readonly CompactHistory[] = [
  {
    name: "event-stream",
    repository: "github.com/dominictarr/event-stream",
    releases: [
      [
        "3.0.2",
        "2012-08-19T19:44:26Z",
        {
          by: "dominictarr",
          scripts: { test: "asynct test/" },
          dependencies: {
            through: "^2.3.1",
            duplexer: "~0.1.1",
            from: "~0.1.7",
            "map-stream": "0.0.7",
            "pause-stream": "0.0.11",
          },
        },
      ],
      ["3.0.4", "2012-08-31T09:39:59Z"],
      [
        "3.3.0",
        "2015-03-06T10:58:15Z",
        {
          dependencies: {
            ...{ through: "~2.3.1", duplexer: "~0.1.1", from: "~0.1.7", "map-stream": "0.0.7" },
            ...{ "pause-stream": "0.0.11", split: "^1.0.1", "stream-combiner": "~0.2.2" },
          },
        },
      ],
      ["3.3.1", "2015-05-06T02:58:09Z"],
      ["3.3.2", "2015-10-16T04:24:50Z"],
      ["3.3.3", "2016-06-18T23:38:31Z"],
      ["3.3.4", "2016-07-17T07:23:27Z"],
      ["3.3.5", "2018-09-05T05:27:34Z", { by: "right9ctrl" }],
      [
        "3.3.6",
        "2018-09-09T08:17:22Z",
        {
          dependencies: {
            ...{ through: "^2.3.8", duplexer: "^0.1.1", from: "^0.1.7", "map-stream": "0.0.7" },
            ...{ "pause-stream": "^0.0.11", split: "^1.0.1", "stream-combiner": "^0.2.2" },
            "flatmap-stream": "^0.1.0",
          },
          pulled: "2018-11-26T12:00:00Z",
        },
      ],
      [
        "4.0.0",
        "2018-09-16T11:18:12Z",
        {
          dependencies: {
            ...{ through: "^2.3.8", duplexer: "^0.1.1", from: "^0.1.7", "map-stream": "0.0.7" },
            ...{ "pause-stream": "^0.0.11", split: "^1.0.1", "stream-combiner": "^0.2.2" },
          },
        },
      ],
      ["4.0.1", "2018-09-20T13:17:24Z"],
    ],
  },
  {
    name: "flatmap-stream",
    releases: [
      ["0.1.0", "2018-08-05", { pulled: "2018-11-26T12:00:00Z" }],
      ["0.1.1", "2018-10-05", { pulled: "2018-11-26T12:00:00Z" }],
      ["0.0.1-security", "2018-11-26T12:00:00Z", { by: "npm", repository: "github.com/npm/security-holder" }],
    ],
  },
  {
    name: "duplexer",
    repository: "github.com/Raynos/duplexer",
    releases: [
      ["0.1.0", "2013-04-18", { by: "raynos" }],
      ["0.1.1", "2013-04-21"],
    ],
  },
  {
    name: "from",
    repository: "github.com/dominictarr/from",
    releases: [
      ["0.1.3", "2013-06-14", { by: "dominictarr" }],
      ["0.1.7", "2017-03-23"],
    ],
  },
  {
    name: "map-stream",
    repository: "github.com/dominictarr/map-stream",
    releases: [
      ["0.0.6", "2015-10-15", { by: "dominictarr" }],
      ["0.0.7", "2016-11-21"],
    ],
  },
  {
    name: "pause-stream",
    repository: "github.com/dominictarr/pause-stream",
    releases: [
      ["0.0.10", "2013-05-16", { by: "dominictarr", dependencies: { through: "~2.3" } }],
      ["0.0.11", "2013-07-02"],
    ],
  },
  {
    name: "split",
    repository: "github.com/dominictarr/split",
    releases: [
      ["1.0.0", "2015-01-14", { by: "dominictarr", dependencies: { through: "2" } }],
      ["1.0.1", "2017-07-12"],
    ],
  },
  {
    name: "stream-combiner",
    repository: "github.com/dominictarr/stream-combiner",
    releases: [
      ["0.2.1", "2014-10-08", { by: "dominictarr", dependencies: { duplexer: "~0.1.1", through: "~2.3.4" } }],
      ["0.2.2", "2015-03-01"],
    ],
  },
  {
    name: "through",
    repository: "github.com/dominictarr/through",
    releases: [
      ["2.3.4", "2013-03-10", { by: "dominictarr" }],
      ["2.3.6", "2014-10-16"],
      ["2.3.8", "2015-07-02"],
    ],
  },
];
