import { type Measures, measure } from "./measure";
import type { Population } from "./population";
import { createRecombiner, type Verdicts } from "./recombine";
import { search, worth } from "./search";
import { type Choice, calibrationOf, STANDING } from "./space";
import { foldOf } from "./statistics";

const FOLDS = 5;
const SEEDS: readonly number[] = [1, 2, 3, 4, 5];

export interface CrossValidation {
  /** The table as it stands, by way of the search's own arithmetic. */
  readonly standing: Measures;
  /** What the search finds with all of the corpus, measured on all of it. */
  readonly inSample: Measures;
  /** For each seed, each fold judged by what the search finds without it, and all folds measured together. */
  readonly outOfFold: readonly Measures[];
  readonly folds: number;
  /** How often each dimension was moved away from where it started, of all searches with a fold left out. */
  readonly moved: readonly number[];
  readonly searches: number;
}

/** Searches from one start; `verdictsOf` is shared between starts, since they meet. */
export function crossValidate(
  { items, groups }: Population,
  start: Choice,
  verdictsOf: (choice: Choice) => Verdicts,
): CrossValidation {
  const all = items.map((_, place) => place);
  const searchIn = (places: readonly number[]) =>
    search(start, (choice) => worth(measure(items, places, verdictsOf(choice))));
  const moved = start.map(() => 0);
  const outOfFold = SEEDS.map((seed) => {
    const folds = groups.map((group) => foldOf(group, seed, FOLDS));
    const found = Array.from({ length: FOLDS }, (_, fold) => searchIn(all.filter((place) => folds[place] !== fold)));
    for (const choice of found) {
      for (const [place, chosen] of choice.entries()) {
        moved[place] = (moved[place] ?? 0) + Number(chosen !== start[place]);
      }
    }
    const verdicts = found.map(verdictsOf);
    return measure(items, all, (place) => {
      const own = verdicts[folds[place] ?? -1];
      if (own === undefined) {
        throw new Error(`no fold for ${place}`);
      }
      return own(place);
    });
  });
  return {
    standing: measure(items, all, verdictsOf(STANDING)),
    inSample: measure(items, all, verdictsOf(searchIn(all))),
    outOfFold,
    folds: FOLDS,
    moved,
    searches: FOLDS * SEEDS.length,
  };
}

/** Verdicts of a choice, each worked out once. */
export function createVerdicts({ items }: Population): (choice: Choice) => Verdicts {
  const recombine = createRecombiner(items);
  const known = new Map<string, Verdicts>();
  return (choice) => {
    const key = choice.join();
    const verdicts = known.get(key) ?? recombine(calibrationOf(choice));
    known.set(key, verdicts);
    return verdicts;
  };
}
