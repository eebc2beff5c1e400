import { CALIBRATION, type Calibration, type Numbers } from "../../server/src/core/assess/calibration";

/** One thing that the search may vary: a number of a rule, among a few values, or whether a conjunction is there. */
export type Dimension =
  | { readonly rule: keyof Numbers; readonly number: string; readonly values: readonly number[] }
  | { readonly conjunction: string };

/** A choice for each dimension: the place of a number's value, or 1 and 0 for a conjunction that is there and is not. */
export type Choice = readonly number[];

/** What is most likely to have been fitted to single cases: each with less and more of it. */
const NUMBERS: readonly Extract<Dimension, { rule: string }>[] = [
  { rule: "publisher-new", number: "firstReleases", values: [1, 3, 5] },
  { rule: "publisher-new", number: "trustedAfterDays", values: [30, 90, 365] },
  { rule: "publisher-new", number: "points", values: [2, 4, 6] },
  { rule: "publisher-returned", number: "awayDays", values: [180, 365, 730] },
  { rule: "publisher-returned", number: "forgottenDays", values: [730, 1095, 1825] },
  { rule: "publisher-returned", number: "amidDays", values: [30, 90, 365] },
  { rule: "repository-moved", number: "points", values: [1, 3, 5] },
  { rule: "trust-downgraded", number: "latest", values: [5, 10, 20] },
  { rule: "git-head-lost", number: "earlier", values: [3, 5, 10] },
  { rule: "install-script-added", number: "longStandingDays", values: [365, 730, 1460] },
  { rule: "install-script-added", number: "longStandingReleases", values: [5, 10, 20] },
  { rule: "young-dependency-added", number: "youngDays", values: [14, 30, 60] },
  { rule: "release-burst", number: "large", values: [2, 3, 4] },
  { rule: "release-burst", number: "earlierReleases", values: [5, 10, 20] },
  { rule: "release-burst", number: "quietDays", values: [14, 30, 90] },
  { rule: "release-burst", number: "points", values: [0, 1, 2] },
  { rule: "release-after-silence", number: "silenceDays", values: [365, 548, 730] },
  { rule: "release-after-silence", number: "asleepDays", values: [1095, 1825, 2555] },
  { rule: "release-after-silence", number: "pointsPatch", values: [2, 5, 8] },
  { rule: "patch-after-pause", number: "pauseDays", values: [14, 30, 60] },
  { rule: "patch-after-pause", number: "points", values: [0, 1, 2] },
  { rule: "version-out-of-line", number: "quietDays", values: [90, 180, 365] },
];

export const SPACE: readonly Dimension[] = [
  ...NUMBERS,
  ...CALIBRATION.conjunctions.map(({ id }) => ({ conjunction: id })),
];

/** The table as it stands. */
export const STANDING: Choice = SPACE.map((dimension) =>
  "conjunction" in dimension ? 1 : dimension.values.indexOf(standingValue(dimension)),
);

/** The same numbers, and none of the conjunctions: each has to be found again by what it does. */
export const BARE: Choice = SPACE.map((dimension, place) => ("conjunction" in dimension ? 0 : (STANDING[place] ?? 0)));

/** Every choice of one dimension. */
export function optionsOf(dimension: Dimension): readonly number[] {
  return "conjunction" in dimension ? [0, 1] : dimension.values.map((_, place) => place);
}

export function calibrationOf(choice: Choice): Calibration {
  const numbers: Record<string, Readonly<Record<string, number>>> = { ...CALIBRATION.numbers };
  const left = new Set<string>();
  for (const [place, dimension] of SPACE.entries()) {
    const chosen = choice[place] ?? 0;
    if ("conjunction" in dimension) {
      if (chosen === 0) {
        left.add(dimension.conjunction);
      }
    } else {
      const value = dimension.values[chosen] ?? standingValue(dimension);
      numbers[dimension.rule] = { ...numbers[dimension.rule], [dimension.number]: value };
    }
  }
  return {
    // Only values of numbers that the table has are put in their place.
    numbers: numbers as unknown as Numbers,
    conjunctions: CALIBRATION.conjunctions.filter(({ id }) => !left.has(id)),
  };
}

/** The value in the table; the search would compare with something else where it is not among a dimension's values. */
function standingValue({ rule, number, values }: Extract<Dimension, { rule: string }>): number {
  const value = (CALIBRATION.numbers[rule] as Readonly<Record<string, number>>)[number];
  if (value === undefined || !values.includes(value)) {
    throw new Error(`${rule} ${number}: ${value} is not among the values to try`);
  }
  return value;
}
