import assert from "node:assert/strict";
import { areaUnderCurve, foldOf, groupsOf, spreadOf } from "../calibrate/statistics";

describe("the area under the curve", () => {
  const rows: readonly { title: string; takeovers: readonly number[]; others: readonly number[]; area: number }[] = [
    { title: "is 1 where every takeover scores lower", takeovers: [1, 2], others: [3, 4, 4], area: 1 },
    { title: "is 0 where every takeover scores higher", takeovers: [9], others: [3, 4], area: 0 },
    { title: "is a half where nothing tells them apart", takeovers: [5, 5], others: [5, 5, 5], area: 0.5 },
    { title: "is a half where there is nothing to tell apart", takeovers: [], others: [1], area: 0.5 },
    { title: "counts pairs, and equal scores by half", takeovers: [1, 3], others: [2, 3], area: (1 + 1 + 0 + 0.5) / 4 },
  ];
  for (const { title, takeovers, others, area } of rows) {
    it(title, () => assert.equal(areaUnderCurve(takeovers, others), area));
  }

  it("is what counting every pair comes to", () => {
    const scores = (count: number, step: number) => Array.from({ length: count }, (_, index) => (index * step) % 17);
    const [takeovers, others] = [scores(41, 5), scores(300, 7)];
    const pairs = takeovers.flatMap((a) => others.map((b): number => (a < b ? 1 : a === b ? 0.5 : 0)));
    const expected = pairs.reduce((sum, pair) => sum + pair, 0) / pairs.length;
    assert.ok(Math.abs(areaUnderCurve(takeovers, others) - expected) < 1e-12);
  });
});

describe("folds", () => {
  const names = Array.from({ length: 1000 }, (_, index) => `package-${index}`);

  it("are the same every time", () => {
    assert.deepEqual(
      names.map((name) => foldOf(name, 3, 5)),
      names.map((name) => foldOf(name, 3, 5)),
    );
  });

  it("are about equally large, for every seed", () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const sizes = Map.groupBy(names, (name) => foldOf(name, seed, 5));
      assert.equal(sizes.size, 5);
      for (const fold of sizes.values()) {
        assert.ok(fold.length > 150 && fold.length < 250, `seed ${seed}: ${fold.length}`);
      }
    }
  });

  it("are others with another seed", () => {
    const together = names.filter((name) => foldOf(name, 1, 5) === foldOf(name, 2, 5)).length;
    assert.ok(together > 120 && together < 280, `${together} of 1,000 in the same fold twice`);
  });
});

describe("groups", () => {
  it("hold together what shares a package or an incident, by way of others too", () => {
    const groups = groupsOf([["chalk", "wave"], ["ansi", "wave"], ["ansi"], ["left"], ["right", "other"], ["left"]]);
    assert.equal(groups[0], groups[1]);
    assert.equal(groups[1], groups[2]);
    assert.equal(groups[3], groups[5]);
    assert.equal(new Set(groups).size, 3);
  });

  it("do not hang on the order", () => {
    const tags = [
      ["a", "x"],
      ["b", "y"],
      ["c", "x"],
      ["c", "y"],
    ];
    assert.equal(new Set(groupsOf(tags)).size, 1);
    assert.equal(new Set(groupsOf(tags.toReversed())).size, 1);
    assert.deepEqual([...new Set(groupsOf(tags))], [...new Set(groupsOf(tags.toReversed()))]);
  });
});

it("a spread has the mean, the least and the most", () => {
  assert.deepEqual(spreadOf([3, 1, 2]), { mean: 2, least: 1, most: 3 });
});
