import { FOLDERS } from "../corpus/corpus";
import { type Measures, shareOf } from "./measure";
import { type Choice, optionsOf, SPACE } from "./space";

/** What the trust model aims at; what is better than that earns nothing but a little. */
const MOST_NOISE = 0.003;
const MOST_STANDING = 0.001;
const MOST_TOLD = 0.02;
/** Less than this is chance: a step must earn more, or the search would settle every tie by single cases. */
const WORTH_A_STEP = 0.02;
const MOST_PASSES = 4;

/**
 * How well the aims are met, as one number: recall of releases and of incidents and both separations, less ten times the
 * share of benign cases and of forbidden signals, and less what noise exceeds its limits by, in thousandths.
 */
export function worth(found: Measures): number {
  const noise = FOLDERS.map((folder) => shareOf(found.noise[folder]));
  return (
    shareOf(found.releases) +
    shareOf(found.incidents) +
    found.againstBenign +
    found.againstOrdinary -
    10 * (shareOf(found.benign) + found.forbidden / Math.max(1, found.benign.whole + found.releases.whole)) -
    1000 * sum(noise.map((share) => Math.max(0, share - MOST_NOISE))) -
    1000 * Math.max(0, shareOf(found.standing) - MOST_STANDING) -
    100 * Math.max(0, shareOf(found.told) - MOST_TOLD)
  );
}

/**
 * From `start`, each dimension in turn to its best choice, until none is worth a step any more. No randomness: where
 * choices are equally good, what is there stays.
 */
export function search(start: Choice, worthOf: (choice: Choice) => number): Choice {
  let best = start;
  let most = worthOf(start);
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const before = best;
    for (const [place, dimension] of SPACE.entries()) {
      const tried = optionsOf(dimension)
        .filter((option) => option !== best[place])
        .map((option) => best.with(place, option))
        .map((choice) => ({ choice, worth: worthOf(choice) }));
      for (const { choice, worth: own } of tried) {
        if (own > most + WORTH_A_STEP) {
          best = choice;
          most = own;
        }
      }
    }
    if (best === before) {
      break;
    }
  }
  return best;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
