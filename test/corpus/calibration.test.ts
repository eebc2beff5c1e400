import assert from "node:assert/strict";
import { createVerdicts } from "../calibrate/crossValidation";
import { measure, simpleVerdict } from "../calibrate/measure";
import { type Population, readPopulation } from "../calibrate/population";
import { SIMPLE_RULES } from "../calibrate/simpleRules";
import { STANDING } from "../calibrate/space";
import { hasCorpus } from "./corpus";

/** What the scores reached, rounded down; worse is a regression. */
const REACHED = { againstBenign: 0.955, againstOrdinary: 0.99 };

describe("the scores of the corpus", () => {
  if (!hasCorpus) {
    it("are measured (../shared/corpus is absent)");
    return;
  }

  let population: Population | undefined;
  before(function () {
    this.timeout(60_000);
    population = readPopulation();
  });
  const itemAt = (place: number) => population?.items[place] ?? assert.fail("no such item");
  const measured = (verdictAt: Parameters<typeof measure>[2]) =>
    measure(population?.items ?? [], population?.items.keys() ?? [], verdictAt);

  it(`tell takeovers from benign cases and from ordinary releases as well as they did`, () => {
    const { againstBenign, againstOrdinary } = measured((place) => itemAt(place).verdict);
    assert.ok(againstBenign >= REACHED.againstBenign, `${againstBenign}`);
    assert.ok(againstOrdinary >= REACHED.againstOrdinary, `${againstOrdinary}`);
  });

  it("are compared with at least 1,500 ordinary releases", () => {
    assert.ok((population?.items.filter(({ isDrawn }) => isDrawn).length ?? 0) >= 1500);
  });

  it("come out the same when they are judged again from their signals", function () {
    this.timeout(60_000);
    assert.ok(population !== undefined);
    assert.deepEqual(
      measured(createVerdicts(population)(STANDING)),
      measured((place) => itemAt(place).verdict),
    );
  });

  it("tell them apart better than any simple rule", () => {
    for (const { name } of SIMPLE_RULES) {
      const { againstBenign, againstOrdinary } = measured((place) => simpleVerdict(itemAt(place), name));
      assert.ok(againstBenign < REACHED.againstBenign && againstOrdinary < REACHED.againstOrdinary, name);
    }
  });
});
