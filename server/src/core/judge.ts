import { assess } from "./assess/assess";
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

/** Judges one release from a stored registry document alone: no other source is asked. */
export function judgeDocument(raw: unknown, version: string, options: JudgeOptions): JudgeResult {
  const history = readPackument(raw);
  if (history === undefined) {
    return { status: "bad-document", message: "This is not a registry document: it has no name or no versions." };
  }
  const evidence = documentEvidence(history, version, options.fetched, options.created);
  const context: AssessContext = {
    asOf: options.asOf,
    settings: options.settings,
    stateRules: options.stateRules ?? true,
    beside: [],
  };
  return { status: "judged", asOf: options.asOf, evidence, assessment: assess(evidence, context) };
}

/** What would have been said at each release, one hour after it, or with `at` at one moment. Undefined: no document. */
export function replayDocument(raw: unknown, options: ReplayOptions): readonly ReplayResult[] | undefined {
  const history = readPackument(raw);
  if (history === undefined) {
    return undefined;
  }
  const context = {
    settings: options.settings ?? DEFAULT_SETTINGS,
    stateRules: options.stateRules ?? true,
    beside: [],
  };
  return history.releases.flatMap(({ version, publishedAt }) => {
    if (publishedAt === undefined) {
      return [];
    }
    const asOf = publishedAt + 3_600_000;
    const evidence = documentEvidence(history, version, undefined, new Map());
    return { publishedAt, asOf, evidence, assessment: assess(evidence, { ...context, asOf }) };
  });
}

const UNASKED = { status: "unasked", reason: "a stored document is judged by itself" } as const;

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
