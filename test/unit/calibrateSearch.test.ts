import assert from "node:assert/strict";
import { CALIBRATION } from "../../server/src/core/assess/calibration";
import { replayDocument } from "../../server/src/core/judge";
import { createVerdicts, crossValidate } from "../calibrate/crossValidation";
import { measure, simpleVerdict } from "../calibrate/measure";
import { type Item, type Kind, toItem } from "../calibrate/population";
import { search, worth } from "../calibrate/search";
import { BARE, calibrationOf, optionsOf, SPACE, STANDING } from "../calibrate/space";
import { groupsOf } from "../calibrate/statistics";
import { type ReleaseRow, registryDocument } from "../support/releases";

const REST = { incident: undefined, mustNot: [], isDrawn: true, assessment: undefined } as const;

/** A release a month by one account, and after them what the test is about. */
function itemsOf(kind: Kind, name: string, last: Partial<ReleaseRow>, rest: Partial<Item> = {}): readonly Item[] {
  const releases: ReleaseRow[] = Array.from({ length: 8 }, (_, month) => ({
    version: `1.${month}.0`,
    at: `2024-0${month + 1}-10`,
    by: "ann",
  }));
  const document = registryDocument({
    name,
    releases: [...releases, { version: "1.8.0", at: "2024-09-10", by: "ann", ...last }],
  });
  const results = replayDocument(document, { stateRules: false }) ?? [];
  const shown = kind === "release" ? results : results.slice(-1);
  return shown.map((result) => toItem(kind, kind === "release" ? "modern" : undefined, result, { ...REST, ...rest }));
}

const SCRIPT = { scripts: { preinstall: "node x.js" } };
const items: readonly Item[] = [
  ...itemsOf("takeover", "stolen", { ...SCRIPT, by: "bob" }, { incident: "one", mustNot: ["publisher-new"] }),
  ...itemsOf("takeover", "stolen-too", {}, { incident: "one" }),
  ...itemsOf("takeover", "unseen", { version: "1.7.1" }, { incident: "two" }),
  ...itemsOf("benign", "handed-over", { by: "cleo" }, { mustNot: ["install-script-added"] }),
  ...itemsOf("release", "ordinary", {}),
  ...itemsOf("release", "noisy", SCRIPT),
  ...itemsOf("standing", "noisy", SCRIPT),
];
const population = {
  items,
  groups: groupsOf(items.map((item) => [item.package, ...(item.incident === undefined ? [] : [item.incident])])),
};
const found = measure(items, items.keys(), (place) => items[place]?.verdict ?? assert.fail());

describe("the measures", () => {
  it("count each thing once, and incidents by any of their releases", () => {
    assert.deepEqual(found.releases, { part: 1, whole: 3 });
    assert.deepEqual(found.incidents, { part: 1, whole: 2 });
    assert.deepEqual(found.benign, { part: 0, whole: 1 });
    assert.equal(found.forbidden, 1);
    assert.deepEqual(found.noise.modern, { part: 1, whole: 18 });
    assert.deepEqual(found.noise.histories, { part: 0, whole: 0 });
    assert.deepEqual(found.noisyPackages.modern, { part: 1, whole: 2 });
    assert.deepEqual(found.standing, { part: 1, whole: 1 });
  });

  it("take only the places that are asked about", () => {
    const { releases, noise } = measure(items, [0, 1], (place) => items[place]?.verdict ?? assert.fail());
    assert.deepEqual([releases, noise.modern.whole], [{ part: 1, whole: 2 }, 0]);
  });

  it("let a simple rule fire or not", () => {
    const tool = measure(items, items.keys(), (place) => simpleVerdict(items[place], "new publisher"));
    assert.deepEqual([tool.releases.part, tool.benign.part, tool.noise.modern.part], [1, 1, 0]);
  });
});

describe("judging again from signals", () => {
  it("comes to what the judgement says itself", () => {
    const verdicts = createVerdicts(population)(STANDING);
    for (const [place, { verdict, mustNot }] of items.entries()) {
      const { fired, ...again } = verdicts(place);
      const { fired: before, ...once } = verdict;
      assert.deepEqual(again, once);
      assert.ok(mustNot.length === 0 || before.every((rule) => fired.includes(rule)));
    }
  });

  it("follows the numbers and the conjunctions", () => {
    const [stands, bare] = [STANDING, BARE].map(createVerdicts(population)).map((verdicts) => verdicts(0));
    assert.ok(stands?.isRaised && stands.score < 20, "a new script by a new account is an error");
    assert.ok(bare?.isRaised && bare.score >= 20, "without conjunctions the script alone is a warning");
  });
});

describe("the space that is searched", () => {
  it("holds the table as it stands", () => {
    assert.deepEqual(calibrationOf(STANDING), CALIBRATION);
    assert.ok(STANDING.every((chosen) => chosen >= 0));
  });

  it("changes what a choice says, and nothing else", () => {
    const place = SPACE.findIndex((dimension) => "rule" in dimension && dimension.rule === "release-after-silence");
    const { numbers, conjunctions } = calibrationOf(STANDING.with(place, 0));
    assert.equal(numbers["release-after-silence"].silenceDays, 365);
    assert.deepEqual(
      { ...numbers, "release-after-silence": 0 },
      { ...CALIBRATION.numbers, "release-after-silence": 0 },
    );
    assert.deepEqual(conjunctions, CALIBRATION.conjunctions);
    assert.deepEqual(calibrationOf(BARE).conjunctions, []);
  });
});

describe("the search", () => {
  it("finds the best of every dimension that is worth a step", () => {
    const best = search(BARE, (choice) => choice.reduce((sum, chosen, place) => sum + chosen * (place + 1), 0));
    assert.deepEqual(
      best,
      SPACE.map((dimension) => optionsOf(dimension).length - 1),
    );
  });

  it("stays where it is when nothing tells the choices apart", () => {
    assert.deepEqual(
      search(STANDING, () => 1),
      STANDING,
    );
    assert.deepEqual(
      search(STANDING, (choice) => 0.0001 * (choice[0] ?? 0)),
      STANDING,
    );
  });

  it("thinks less of what accuses without need", () => {
    assert.ok(worth({ ...found, benign: { part: 1, whole: 1 } }) < worth(found));
    assert.ok(worth({ ...found, forbidden: found.forbidden + 1 }) < worth(found));
    const noise = { ...found.noise, histories: { part: 4, whole: 1000 } };
    assert.ok(worth({ ...found, noise }) < worth(found));
    const quiet = { ...found.noise, histories: { part: 2, whole: 1000 } };
    assert.equal(worth({ ...found, noise: quiet }), worth(found), "within the limit nothing is gained by less");
  });

  it("measures every item once for each seed, by what was found without its group", () => {
    const result = crossValidate(population, STANDING, createVerdicts(population));
    assert.deepEqual(result.standing, found);
    assert.equal(result.outOfFold.length, 5);
    for (const run of result.outOfFold) {
      assert.equal(run.releases.whole, found.releases.whole);
      assert.equal(run.noise.modern.whole, found.noise.modern.whole);
    }
    assert.equal(result.searches, 25);
  });
});
