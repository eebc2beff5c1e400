import { readPackument } from "../../server/src/core/lookup/packument";
import { renderTimeline } from "../../server/src/core/present/hover/timeline";
import { type CompactHistory, expandHistory, integrityOf } from "../replica/compactHistory";
import type { RegistryDocument } from "../replica/documents";

/** An hour after the release in question. */
const NOW = "2026-09-14T10:00:00.000Z";

/**
 * What the registry says in the sample. Packages, people and events are invented: one release that was taken over, one
 * package that was handed over in good order, and quiet ones.
 */
const HISTORIES: readonly CompactHistory[] = [
  {
    name: "sample-dates",
    description: "Parses dates",
    repository: "github.com/sample-dates/sample-dates",
    releases: [
      ["3.0.0", "2022-01-18", { by: "mara" }],
      ["3.1.0", "2022-07-05"],
      ["3.2.0", "2023-02-21"],
      ["4.0.0", "2023-11-07", { how: "trusted", owners: ["mara"] }],
      ["4.0.1", "2024-03-12"],
      ["4.1.0", "2024-10-01"],
      ["4.1.1", "2025-05-20"],
      ["4.2.0", "2026-02-10"],
      [
        "4.2.1",
        "2026-09-14T09:00:00Z",
        {
          by: "mara",
          email: "mara.k@post.example",
          how: "token",
          gitHead: false,
          dependencies: { "sample-dates-locale": "^1.0.0" },
        },
      ],
    ],
  },
  {
    name: "sample-dates-locale",
    description: "Locales for sample-dates",
    releases: [
      ["1.0.0", "2026-09-13T16:20:00Z", { by: "sdates", scripts: { postinstall: "node setup.js" }, gitHead: false }],
    ],
  },
  {
    name: "sample-colours",
    description: "Names of colours",
    repository: "github.com/sample-colours/sample-colours",
    releases: [
      ["1.0.0", "2020-04-02", { by: "oskar" }],
      ["1.1.0", "2021-01-14"],
      ["1.2.0", "2022-05-30"],
      ["1.2.1", "2023-03-09"],
      ["1.3.0", "2026-08-03", { by: "noor" }],
      ["1.3.1", "2026-08-24"],
    ],
  },
  ...["sample-router", "sample-queue", "sample-logger", "sample-retry"].map(
    (name, index): CompactHistory => ({
      name,
      repository: `github.com/${name}/${name}`,
      releases: [
        ["2.0.0", `2021-0${index + 2}-11`, { by: ["ines", "tomas", "yuki", "emil"][index] ?? "ines" }],
        ["2.1.0", `2022-0${index + 3}-07`],
        ["2.2.0", `2023-0${index + 4}-19`],
        ["2.3.0", `2024-0${index + 1}-23`],
        ["2.3.1", `2025-0${index + 5}-14`],
      ],
    }),
  ),
];

/** What is asked for, and the version that is locked. */
const LOCKED: Readonly<Record<string, string>> = {
  "sample-router": "2.3.1",
  "sample-dates": "4.2.1",
  "sample-colours": "1.3.1",
  "sample-queue": "2.3.1",
  "sample-logger": "2.3.1",
  "sample-retry": "2.3.1",
};

const HEAD = { name: "custody-sample", version: "1.0.0", private: true } as const;

/** The files of `sample/`, as JSON values; `npm run sample` writes them. */
export function sampleFiles(): Readonly<Record<string, unknown>> {
  const dependencies = Object.fromEntries(
    Object.entries(LOCKED).map(([name, version]) => [name, `^${version.replace(/\d+$/, "0")}`]),
  );
  const all = { ...LOCKED, "sample-dates-locale": "1.0.0" };
  const packages = Object.entries(all)
    .sort(([one], [other]) => one.localeCompare(other, "en"))
    .map(([name, version]) => [
      `node_modules/${name}`,
      {
        version,
        resolved: `https://registry.example/${name}/-/${name}-${version}.tgz`,
        integrity: integrityOf(name, version),
        ...(name === "sample-dates" ? { dependencies: { "sample-dates-locale": "^1.0.0" } } : {}),
        ...(name === "sample-dates-locale" ? { hasInstallScript: true } : {}),
      },
    ]);
  return {
    "package.json": { ...HEAD, dependencies },
    "package-lock.json": {
      name: HEAD.name,
      version: HEAD.version,
      lockfileVersion: 3,
      requires: true,
      packages: { "": { name: HEAD.name, version: HEAD.version, dependencies }, ...Object.fromEntries(packages) },
    },
    "answers.json": {
      now: NOW,
      documents: Object.fromEntries(HISTORIES.map((history) => [history.name, documentOf(history)])),
    },
  };
}

/** The picture of the release that was taken over, as the hover draws it, by the kind of theme. */
export function samplePictures(): Readonly<Record<string, string>> {
  const [taken] = HISTORIES;
  const history = taken && readPackument(documentOf(taken));
  const subject = { name: "sample-dates", version: LOCKED["sample-dates"] ?? "" };
  return Object.fromEntries(
    KINDS.map((kind) => {
      const options = { asOf: Date.parse(NOW), level: "error" } as const;
      return [`timeline-${kind}.svg`, (history && renderTimeline(history, subject, kind, options)) ?? ""];
    }),
  );
}

const KINDS = ["dark", "light", "high-contrast-dark", "high-contrast-light"] as const;

function documentOf(history: CompactHistory): RegistryDocument {
  const { document } = expandHistory(history);
  const versions = Object.keys(document.versions ?? {});
  return { ...document, "dist-tags": { latest: versions.at(-1) ?? "" } };
}
