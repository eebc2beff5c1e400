import { CONJUNCTIONS, type Conjunction } from "./conjunctions";

const SILENCE = 548;

/**
 * Every number that the judgement of an event, or of a name, hangs on, by rule: thresholds (days unless they say otherwise) and the points
 * that a finding takes from the score. `npm run calibrate` varies them to see what hangs on each.
 */
const NUMBERS = {
  /** New for its first releases, and for as long as a handover counts as recent; less so after this long a maintainer. */
  "publisher-new": { firstReleases: 3, newForDays: 90, trustedAfterDays: 90, points: 4, pointsKnown: 2 },
  /** Forgotten: so long away, while somebody else kept publishing, that nobody watches the account. */
  "publisher-returned": { awayDays: 365, forgottenDays: 3 * 365, amidDays: 90, amidReleases: 2, points: 2, strong: 8 },
  "publisher-email-changed": { points: 4 },
  /** Whose package it was: the account with most of the latest. So many in a row by another is a change of hands. */
  "maintainers-replaced": { latest: 10, inARow: 3, points: 4, pointsInactive: 2 },
  "repository-moved": { latest: 10, points: 3, pointsSameOwner: 1 },
  "trust-downgraded": { latest: 10, points: 4, pointsEarlier: 3, pointsAcross: 2 },
  /** Attested: its provenance names another repository than its package.json does. The same place: only a setting is new. */
  "publisher-identity-changed": { latest: 20, points: 3, pointsAttested: 5, pointsSamePlace: 1 },
  "git-head-lost": { earlier: 5, points: 2 },
  /** Long standing: then a new script is more likely a decision than a theft. */
  "install-script-added": { longStandingDays: 2 * 365, longStandingReleases: 10, points: 8, pointsLongStanding: 5 },
  /** No longer young, but still recent: no warning by itself, and it counts beside a change of hands. */
  "young-dependency-added": { youngDays: 30, recentDays: 60, points: 8, pointsRecent: 4, pointsSameScope: 3 },
  "git-dependency-added": { points: 8 },
  "bin-added": { points: 1 },
  /** Large, larger than ever, and after enough releases to say so: out of its rhythm, and not only quick. */
  "release-burst": {
    large: 3,
    earlierReleases: 10,
    quietDays: 30,
    points: 1,
    pointsLarge: 2,
    pointsLines: 3,
    strong: 6,
  },
  /** Asleep: so long that nobody expects a release any more. */
  "release-after-silence": { silenceDays: SILENCE, asleepDays: 5 * 365, points: 2, pointsPatch: 5, strong: 8 },
  /** The points grow by one each time that the pause doubles, until it is a silence. */
  "patch-after-pause": { pauseDays: 30, silenceDays: SILENCE, points: 1 },
  "version-out-of-line": { quietDays: 180, points: 2 },
  "release-young": { points: 3 },
  /** Settled: so long under its name, or for a shorter while with so many releases, that whoever meant another has noticed. */
  lookalike: {
    youngDays: 30,
    settledDays: 3 * 365,
    settledEarlyDays: 365,
    settledReleases: 5,
    points: 10,
    pointsYoung: 5,
  },
};

type Table = typeof NUMBERS;
export type Numbers = { readonly [Rule in keyof Table]: Readonly<Table[Rule]> };

/** The numbers of one rule; nothing to vary where it has none here. */
export type NumbersOf<Id extends string> = Id extends keyof Numbers ? Numbers[Id] : undefined;

/** What a judgement is calibrated by. */
export interface Calibration {
  readonly numbers: Numbers;
  readonly conjunctions: readonly Conjunction[];
}

export const CALIBRATION: Calibration = { numbers: NUMBERS, conjunctions: CONJUNCTIONS };
