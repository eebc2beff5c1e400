import { ABSENCE_HOLDS_MS } from "../advisories";
import type { DepsDevVersion, History, Provenance, Scorecard, Served } from "../model";
import type { Answer } from "./answer";
import type { CacheOptions } from "./cached";
import { DEPSDEV_BATCH } from "./depsDevBatch";
import { FORMS } from "./forms";
import type { Form } from "./keeper";
import { OSV_BATCH, type OsvHit } from "./osv";
import type { OsvRecord } from "./osvRecord";

/** How the answers of one kind are asked for and kept; docs/cache.md has the same as a table. */
export type AnswerRule<T> = Pick<
  CacheOptions<T>,
  "batchSize" | "freshForMs" | "usableForMs" | "maxWeight" | "weigh"
> & { readonly form: Form<T> };

const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const ALWAYS = Number.POSITIVE_INFINITY;

/** A registry tells its caches to keep a document for five minutes. */
const HISTORY_FRESH = 5 * MINUTE;
const ABSENCE_FRESH = MINUTE;
const HITS_FRESH = 10 * MINUTE;
/** A hit stays until somebody says otherwise; its age tells that others may have come. */
const NO_HITS_USABLE = ABSENCE_HOLDS_MS;

/** Releases in all remembered histories together: some 200 MB at most. */
const MOST_RELEASES = 200_000;
const MOST_SUBJECTS = 100_000;
export const MOST_RECORDS = 20_000;

export const ANSWER_RULES: {
  readonly histories: AnswerRule<History>;
  readonly hits: AnswerRule<readonly OsvHit[]>;
  readonly records: AnswerRule<OsvRecord>;
  readonly versions: AnswerRule<DepsDevVersion>;
  readonly provenances: AnswerRule<Provenance>;
  readonly scorecards: AnswerRule<Scorecard>;
  readonly served: AnswerRule<Served>;
} = {
  /** By name. */
  histories: {
    form: FORMS.histories,
    batchSize: 1,
    freshForMs: ifFound(HISTORY_FRESH, ABSENCE_FRESH),
    usableForMs: ifFound(ALWAYS, HISTORY_FRESH),
    maxWeight: MOST_RELEASES,
    weigh: (answer) => (answer.status === "found" ? 1 + answer.value.releases.length : 1),
  },
  /** By release. */
  hits: {
    form: FORMS.advisories,
    batchSize: OSV_BATCH,
    freshForMs: () => HITS_FRESH,
    usableForMs: (answer) => (answer.status === "found" && answer.value.length > 0 ? ALWAYS : NO_HITS_USABLE),
    maxWeight: MOST_SUBJECTS,
    weigh: () => 1,
  },
  /** By id and last change, so that a record never grows old. */
  records: {
    form: FORMS.records,
    batchSize: 1,
    freshForMs: ifFound(ALWAYS, ABSENCE_FRESH),
    usableForMs: () => ALWAYS,
    maxWeight: MOST_RECORDS,
    weigh: () => 1,
  },
  /** By release. What deps.dev says of one hardly changes, and it is a day behind as it is. */
  versions: {
    form: FORMS.versions,
    batchSize: DEPSDEV_BATCH,
    freshForMs: ifFound(HOUR, HITS_FRESH),
    usableForMs: ifFound(ALWAYS, NO_HITS_USABLE),
    maxWeight: MOST_SUBJECTS,
    weigh: () => 1,
  },
  /** By release, which is attested once, when it is published: what was read never grows old. */
  provenances: {
    form: FORMS.provenances,
    batchSize: 1,
    freshForMs: ifFound(ALWAYS, HISTORY_FRESH),
    usableForMs: ifFound(ALWAYS, HISTORY_FRESH),
    maxWeight: MOST_RECORDS,
    weigh: () => 1,
  },
  /** By release. What is served now is what counts: an old answer would speak for a tarball that is gone. */
  served: {
    form: FORMS.served,
    batchSize: 1,
    freshForMs: ifFound(HISTORY_FRESH, ABSENCE_FRESH),
    usableForMs: () => HISTORY_FRESH,
    maxWeight: MOST_RECORDS,
    weigh: () => 1,
  },
  /** By repository. Scores are computed every week or so. */
  scorecards: {
    form: FORMS.scorecards,
    batchSize: DEPSDEV_BATCH,
    freshForMs: ifFound(DAY, HOUR),
    usableForMs: ifFound(14 * DAY, DAY),
    maxWeight: MOST_SUBJECTS,
    weigh: () => 1,
  },
};

function ifFound(found: number, absent: number): (answer: Answer<unknown>) => number {
  return ({ status }) => (status === "found" ? found : absent);
}
