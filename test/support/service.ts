import assert from "node:assert/strict";
import { EventEmitter, once } from "node:events";
import { isManifest } from "../../server/src/core/isManifest";
import type { Evidence, History, PackageReport, Release } from "../../server/src/core/model";
import { formatOf } from "../../server/src/core/parse/formats";
import type { DocumentEntry, DocumentReport, TrustService } from "../../server/src/core/service";
import type { Settings } from "../../server/src/core/settings";
import { versionPart } from "../../server/src/core/versionPart";
import { assessment } from "./checked";
import { daysAgo, NOW } from "./world";

export { assessment, finding } from "./checked";

/** A release nobody could object to: once a year by ann. A test states only what differs. */
export function release(
  version: string,
  days: number,
  by: string | undefined,
  differs: Partial<Release> = {},
): Release {
  return {
    version,
    publishedAt: daysAgo(days),
    publisher:
      by === undefined
        ? undefined
        : {
            name: by,
            emailHash: undefined,
            emailDomain: undefined,
            trustedPublisher: undefined,
            oidcConfigId: undefined,
            approver: undefined,
          },
    maintainers: undefined,
    evidence: 0,
    provenance: false,
    scripts: {},
    gyp: false,
    dependencies: [],
    bins: [],
    repository: undefined,
    gitHead: true,
    deprecated: undefined,
    ...differs,
  };
}

export function history(name: string, releases: readonly Release[], differs: Partial<History> = {}): History {
  return {
    name,
    releases,
    pulled: [],
    created: releases[0]?.publishedAt,
    lastStamp: releases.at(-1)?.publishedAt,
    distTags: {},
    maintainers: undefined,
    holder: undefined,
    gives: { time: true, publisher: true, maintainers: true },
    ...differs,
  };
}

/** Answers of three minutes ago: no history, no advisories, nothing at deps.dev. */
export function evidence(name: string, version: string, differs: Partial<Evidence> = {}): Evidence {
  const asOf = NOW - 3 * 60_000;
  return {
    subject: { name, version },
    history: { status: "absent", asOf },
    advisories: { status: "found", value: [], asOf },
    depsDev: { status: "absent", asOf },
    dependencyCreated: new Map(),
    locked: undefined,
    registryUrl: undefined,
    ...differs,
  };
}

/** A clear, direct, locked package. A test states only what differs. */
export function report(name: string, version: string, differs: Partial<PackageReport> = {}): PackageReport {
  return {
    subject: { name, version },
    direct: true,
    dev: false,
    resolvedBy: "lockfile",
    locations: [],
    paths: [],
    evidence: evidence(name, version),
    assessment: assessment(),
    rollback: undefined,
    accepted: undefined,
    ...differs,
  };
}

/** A service whose answers can be held back, to look at what is shown meanwhile. */
export interface FakeService extends TrustService {
  /** Answers wait from now on. */
  hold(): void;
  /** Whoever waits is told what `early` names. */
  layer(early: Readonly<Record<string, PackageReport>>): void;
  /** All that waits goes on, and nothing waits any more. */
  letGo(): void;
  /** Resolves once `n` documents have been asked about since the start. */
  asked(n: number): Promise<void>;
  /** How many of the waiting questions were called off. */
  readonly abandoned: number;
  /** The settings of the latest question. */
  readonly settings: Settings | undefined;
  /** Reports by the key that the document gives a package; a test may change it. */
  readonly reports: Record<string, PackageReport | undefined>;
  readonly notes: Record<string, DocumentEntry["note"]>;
  readonly opens: Record<string, DocumentEntry["open"]>;
}

/** The real parsers, and verdicts that the test names. A package without one is still being asked about: no report. */
export function fakeService(reports: Readonly<Record<string, PackageReport>>): FakeService {
  const events = new EventEmitter();
  events.setMaxListeners(0);
  const known: Record<string, PackageReport | undefined> = { ...reports };
  const notes: Record<string, DocumentEntry["note"]> = {};
  const opens: Record<string, DocumentEntry["open"]> = {};
  let isHeld = false;
  let count = 0;
  let abandoned = 0;
  let settings: Settings | undefined;

  const service: FakeService = {
    reports: known,
    notes,
    opens,
    get abandoned() {
      return abandoned;
    },
    get settings() {
      return settings;
    },
    hold() {
      isHeld = true;
    },
    layer(early) {
      events.emit("layer", early);
    },
    letGo() {
      isHeld = false;
      events.emit("go");
    },
    async asked(n) {
      while (count < n) {
        await once(events, "asked");
      }
    },
    inspect: (path, text) => formatOf(path)?.parse(text),
    prepare: () => undefined,
    async document(path, text, options, abort, _onGlance, onLayer) {
      count += 1;
      settings = options.settings;
      events.emit("asked");
      if (isHeld) {
        const tell = (early: Readonly<Record<string, PackageReport>>) => {
          const report = read(path, text, early);
          if (report !== undefined) {
            onLayer?.(report);
          }
        };
        events.on("layer", tell);
        try {
          await once(events, "go", { signal: abort });
        } catch {
          abandoned += 1;
          throw abort.reason;
        } finally {
          events.off("layer", tell);
        }
      }
      return read(path, text);
    },
    check: () => assert.fail("no door of the editor checks a folder"),
    review: () => assert.fail("no test of this door reviews anything"),
    scan: () => assert.fail("the test names no project"),
    roots: async () => [],
    explain: (name) => Promise.resolve(known[`deep:${name}`] ?? assert.fail(`the test did not explain ${name}`)),
    imported: () => assert.fail("the test imports nothing"),
    policy: async () => undefined,
    paths: async (_path, _text, id) =>
      known[id.slice(id.lastIndexOf("node_modules/") + "node_modules/".length)]?.paths ?? [],
    fix: async () => undefined,
    letInstall: async () => [],
    patience: async () => undefined,
    undecided: () => [],
    accept: async () => undefined,
    lockedBelow: async () => undefined,
    outages: () => [],
    isOffline: () => false,
    askAgain: async () => false,
    diagnose: async () => ({ sources: [], gates: [] }),
    stats: () => [],
  };
  return service;

  function read(
    path: string,
    text: string,
    early?: Readonly<Record<string, PackageReport>>,
  ): DocumentReport | undefined {
    const parsed = service.inspect(path, text);
    if (parsed === undefined) {
      return undefined;
    }
    const entries: readonly DocumentEntry[] = isManifest(parsed)
      ? parsed.dependencies.map((dependency) => ({
          span: dependency.nameSpan,
          versionSpan: dependency.specSpan,
          dependency,
          locked: undefined,
          ...reportOf(dependency.key),
          open: opens[dependency.key],
          note: notes[dependency.key],
        }))
      : parsed.packages.map((locked) => ({
          span: locked.span,
          versionSpan: versionPart(locked),
          dependency: undefined,
          locked,
          ...reportOf(locked.name),
          open: undefined,
          note: undefined,
        }));
    const kind = isManifest(parsed) ? "manifest" : "lockfile";
    const pending = early === undefined ? 0 : entries.length;
    return { kind, asOf: NOW, entries, problems: parsed.problems, pending };

    function reportOf(key: string): Pick<DocumentEntry, "report" | "isEarly"> {
      return early === undefined ? { report: known[key] } : { report: early[key], isEarly: true };
    }
  }
}
