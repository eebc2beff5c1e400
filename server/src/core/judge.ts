import semver from "semver";
import { assess } from "./assess/assess";
import { firstPublished } from "./assess/life";
import { readPackument } from "./lookup/packument";
import type { Assessment, Evidence, History, Lookup } from "./model";
import { type AssessContext, DEFAULT_SETTINGS, type Settings } from "./settings";

export interface JudgeOptions {
  /** The moment that is asked about. */
  readonly asOf: number;
  /** When the document was fetched, where that is known. */
  readonly fetched?: number;
  /** Dependency name → its first publication. */
  readonly created: ReadonlyMap<string, number>;
  /** Other packages of the same workspace: their documents and locked versions. */
  readonly beside: readonly { readonly raw: unknown; readonly version: string }[];
  readonly settings: Settings;
  /** Off when the judgement from metadata alone is measured. On by default. */
  readonly stateRules?: boolean;
}

export type JudgeResult =
  | { readonly status: "judged"; readonly asOf: number; readonly evidence: Evidence; readonly assessment: Assessment }
  | { readonly status: "bad-document" | "unknown-version"; readonly message: string };

export interface ReplayOptions {
  /** One result: the newest stable version at that moment, judged at that moment. */
  readonly at?: number;
  readonly settings?: Settings;
  readonly stateRules?: boolean;
}

/** What would have been said about one release, and when. */
export interface ReplayResult {
  readonly publishedAt: number;
  readonly asOf: number;
  readonly evidence: Evidence;
  readonly assessment: Assessment;
}

const HOUR = 3_600_000;
const LOOSE = { loose: true } as const;
const BAD_DOCUMENT = "This is not a registry document: it has no name, or no versions.";
const UNASKED = { status: "unasked", reason: "a stored document is judged by itself" } as const;

/** Judges one release from a stored registry document alone: no other source is asked. */
export function judgeDocument(raw: unknown, version: string, options: JudgeOptions): JudgeResult {
  const history = readHistory(raw);
  if (history === undefined) {
    return { status: "bad-document", message: BAD_DOCUMENT };
  }
  const { asOf } = options;
  const known = [...history.releases, ...history.pulled].find((release) => release.version === version);
  if (known === undefined) {
    return { status: "unknown-version", message: `${history.name} has no version ${version} in this document.` };
  }
  if (known.publishedAt !== undefined && known.publishedAt > asOf) {
    return { status: "unknown-version", message: later(history.name, version, known.publishedAt, asOf) };
  }
  const besides = options.beside.flatMap((other) => {
    const beside = readHistory(other.raw);
    return beside === undefined ? [] : { history: beside, version: other.version, registry: undefined };
  });
  const created = new Map([...besides.flatMap(({ history: beside }) => firstOf(beside, asOf)), ...options.created]);
  const evidence = documentEvidence(history, version, options.fetched, created);
  const context: AssessContext = {
    asOf,
    settings: options.settings,
    stateRules: options.stateRules ?? true,
    beside: besides,
  };
  return { status: "judged", asOf, evidence, assessment: assess(evidence, context) };
}

/**
 * What would have been said at each dated release, one hour after it; with `at`, at that one moment about the newest
 * stable version. Undefined where `raw` is no registry document; empty where nothing had been published.
 */
export function replayDocument(raw: unknown, options: ReplayOptions): readonly ReplayResult[] | undefined {
  const history = readHistory(raw);
  if (history === undefined) {
    return undefined;
  }
  const { at, settings = DEFAULT_SETTINGS, stateRules = true } = options;
  const judged = at === undefined ? history.releases : newestStable(history, at);
  const evidence = documentEvidence(history, "", undefined, new Map());
  return judged.flatMap(({ version, publishedAt }) => {
    if (publishedAt === undefined) {
      return [];
    }
    const asOf = at ?? publishedAt + HOUR;
    const own = { ...evidence, subject: { name: history.name, version } };
    return { publishedAt, asOf, evidence: own, assessment: assess(own, { asOf, settings, stateRules, beside: [] }) };
  });
}

/** A package that is looked at beside another tells itself since when it exists. */
function firstOf(history: History, asOf: number): readonly (readonly [string, number])[] {
  const first = history.created === undefined ? undefined : firstPublished(history, asOf);
  return first === undefined ? [] : [[history.name, first]];
}

const histories = new WeakMap<object, History>();

/** Reduces a document once, however many moments are asked about. */
function readHistory(raw: unknown): History | undefined {
  if (typeof raw !== "object" || raw === null) {
    return undefined;
  }
  const history = histories.get(raw) ?? readPackument(raw);
  if (history !== undefined) {
    histories.set(raw, history);
  }
  return history;
}

function later(name: string, version: string, publishedAt: number, asOf: number): string {
  return `${name} ${version} was published on ${iso(publishedAt)}, after the moment asked about (${iso(asOf)}).`;
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

/** By version, not by date: what an install without a range would have brought, but for tags. At most one. */
function newestStable({ releases }: History, at: number): History["releases"] {
  let newest: History["releases"][number] | undefined;
  for (const release of releases) {
    if (
      release.publishedAt !== undefined &&
      release.publishedAt <= at &&
      semver.prerelease(release.version, LOOSE) === null &&
      semver.valid(release.version, LOOSE) !== null
    ) {
      newest = newest === undefined || semver.gt(release.version, newest.version, LOOSE) ? release : newest;
    }
  }
  return newest === undefined ? [] : [newest];
}

/** The document as evidence. Where nobody said when it was fetched, it is as new as its latest stamp. */
function documentEvidence(
  history: History,
  version: string,
  fetched: number | undefined,
  created: ReadonlyMap<string, number>,
): Evidence {
  const asOf = fetched ?? history.lastStamp ?? 0;
  const dependencyCreated = new Map<string, Lookup<number>>();
  for (const [name, value] of created) {
    dependencyCreated.set(name, { status: "found", value, asOf });
  }
  return {
    subject: { name: history.name, version },
    history: { status: "found", value: history, asOf },
    advisories: UNASKED,
    depsDev: UNASKED,
    dependencyCreated,
    locked: undefined,
    registryUrl: undefined,
  };
}
