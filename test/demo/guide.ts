/** One line of a demo workspace that is worth a look. */
export interface Sight {
  /** The key in package.json. */
  readonly package: string;
  readonly level: "error" | "warning" | "info";
  readonly says: string;
}

export interface Guide {
  readonly title: string;
  readonly story: string;
  readonly sights: readonly Sight[];
}

const HANDED_OVER = "handed over in good order a few weeks ago, by invented people: worth knowing, nothing more";

/** What there is to see at each moment, by its name. All other direct dependencies are calm; a test holds this true. */
export const guides: Readonly<Record<string, Guide>> = {
  "2018-09-09-event-stream": {
    title: "9 September 2018, 09:00 UTC: event-stream 3.3.6 is 43 minutes old",
    story:
      "Its maintainer gave it away on request; the new one has just added a dependency. Nobody knows for 11 weeks.",
    sights: [
      {
        package: "event-stream",
        level: "error",
        says: "a new account publishes since 3.3.5, and this release adds flatmap-stream, five weeks old",
      },
      {
        package: "moment",
        level: "warning",
        says: "an old version with a known vulnerability, and the one that mends it",
      },
      { package: "@custody-demo/line-counter", level: "info", says: HANDED_OVER },
      { package: "node-uuid", level: "info", says: "deprecated" },
    ],
  },
  "2026-03-31-axios": {
    title: "31 March 2026, 01:22 UTC: axios 1.14.1 is one hour old",
    story: "The lead maintainer's token was stolen. No malware feed knows yet; in two hours it will be taken down.",
    sights: [
      {
        package: "axios",
        level: "error",
        says: "published without provenance, from another address, and adds plain-crypto-js, hours old",
      },
      {
        package: "lodash",
        level: "warning",
        says: "an old version with a known vulnerability, and the one that mends it",
      },
      { package: "@custody-demo/price-format", level: "info", says: HANDED_OVER },
      { package: "querystring", level: "info", says: "deprecated" },
    ],
  },
  "2026-04-01-axios": {
    title: "1 April 2026, 09:00 UTC: the same shop on the morning after",
    story: "axios 1.14.1 was taken down after three hours; who had locked it still has it.",
    sights: [
      { package: "axios", level: "error", says: "listed as malicious, and no longer served by the registry" },
      {
        package: "lodash",
        level: "warning",
        says: "an old version with a known vulnerability, and the one that mends it",
      },
      { package: "@custody-demo/price-format", level: "info", says: HANDED_OVER },
      { package: "querystring", level: "info", says: "deprecated" },
    ],
  },
  "2026-06-17-mastra": {
    title: "17 June 2026, 01:40 UTC: mastra 1.13.1 is 15 minutes old",
    story: "A forgotten contributor's account could still publish, and somebody else holds it now.",
    sights: [
      {
        package: "mastra",
        level: "error",
        says: "the first release by hand after a trusted publisher's, and it adds easy-day-js, hours old",
      },
      { package: "ws", level: "warning", says: "an old version with a known vulnerability, and the one that mends it" },
      { package: "@custody-demo/prompt-box", level: "info", says: HANDED_OVER },
      { package: "node-domexception", level: "info", says: "deprecated" },
    ],
  },
  "2026-08-04-keyv": {
    title: "4 August 2026, 12:20 UTC: keyv 6.0.0 is three hours old, file-entry-cache 11.1.6 minutes",
    story: "Published by the projects' own pipeline with valid provenance: only what the release does gives it away.",
    sights: [
      { package: "keyv", level: "warning", says: "runs a script when it is installed, which no release before it did" },
      { package: "file-entry-cache", level: "warning", says: "the same, in a patch" },
      {
        package: "nth-check",
        level: "warning",
        says: "an old version with a known vulnerability, and the one that mends it",
      },
      { package: "@custody-demo/bucket-map", level: "info", says: HANDED_OVER },
      { package: "lodash.isequal", level: "info", says: "deprecated" },
    ],
  },
};

const KEYS =
  "Hover a squiggle for the whole story; F8 goes to the next; Ctrl+. (Cmd+. on a Mac) on it offers the way back.";

/** What to open and to look at, for the terminal. `manifest` is the workspace's package.json, for the line numbers. */
export function tell({ title, story, sights }: Guide, manifest: string, address: string): string {
  const lines = manifest.split("\n");
  const rows = sights.map(({ package: name, level, says }) => {
    const line = lines.findIndex((text) => text.trimStart().startsWith(`"${name}":`)) + 1;
    return `    line ${String(line).padStart(2)}  ${level.padEnd(7)}  ${name}: ${says}`;
  });
  return [title, `    ${story}`, `    ${address}`, ...rows].join("\n");
}

/** Said once, under all of them. */
export function tellKeys(): string {
  return `${KEYS}\nCtrl+C here ends the demo.`;
}
