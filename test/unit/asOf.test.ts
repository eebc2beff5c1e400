import { assertSameAsOf } from "../support/asOf";
import { cutAt, laterOn, randomRows, stampsIn } from "../support/later";
import { createRandom } from "../support/random";
import { registryDocument } from "../support/releases";

const HOUR = 60 * 60_000;

describe("a verdict as of a moment", () => {
  for (let seed = 1; seed <= 40; seed++) {
    it(`is not moved by what came later (${seed})`, () => {
      const random = createRandom(seed);
      const rows = randomRows(random);
      const before = registryDocument(rows);
      const after = laterOn(rows, random);
      const stamps = stampsIn(before);
      for (let i = 0; i < 12; i++) {
        const [, at] = random.pick([stamps[0] ?? ["", 0], ...stamps]);
        const asOf = at + random.pick([0, HOUR, 40 * 24 * HOUR]);
        const known = stamps.filter(([, published]) => published <= asOf);
        const [version] = random.pick([known[0] ?? ["", 0], ...known]);
        assertSameAsOf(cutAt(before, asOf), after, version, asOf);
      }
    });
  }
});
