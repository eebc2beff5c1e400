import assert from "node:assert/strict";
import semver from "semver";
import { readPlainVersion } from "../../server/src/core/plainVersion";
import { createRandom } from "../support/random";

describe("readPlainVersion", () => {
  for (const text of ["0.0.0", "1.2.3", "10.20.30", "999999999999999.0.1"]) {
    it(`reads ${text} as semver does`, () => {
      const { major, minor, patch } = semver.parse(text) ?? assert.fail();
      assert.deepEqual(readPlainVersion(text), { major, minor, patch });
    });
  }

  for (const text of [
    "",
    "1",
    "1.2",
    "1.2.3.4",
    "1.2.3-a",
    "1.2.3+a",
    "v1.2.3",
    " 1.2.3",
    "01.2.3",
    "1.02.3",
    "1..3",
    ".1.2",
    "1.2.",
    "9999999999999999.0.0",
    "1.2.x",
  ]) {
    it(`leaves "${text}" to semver`, () => assert.equal(readPlainVersion(text), undefined));
  }

  it("never differs from semver", () => {
    const random = createRandom(4);
    for (let round = 0; round < 5000; round++) {
      const text = Array.from({ length: random.below(8) }, () => random.pick(["0", "1", "9", ".", ".", "-", "a"])).join(
        "",
      );
      const plain = readPlainVersion(text);
      const parsed = semver.parse(text);
      const isPlain = parsed !== null && parsed.raw === `${parsed.major}.${parsed.minor}.${parsed.patch}`;
      assert.equal(plain !== undefined, isPlain, text);
    }
  });
});
