import assert from "node:assert/strict";
import { FOLDERS, type Folder, hasCorpus } from "./corpus";
import { type Noise, QUARTERS, replayFolder, type Standing } from "./measures";

/** Releases at warning or above for each 1,000 that were judged: what was reached, rounded up. Worse is a regression. */
const REACHED: Readonly<Record<Folder, number>> = { histories: 2.3, packuments: 2.7, modern: 1 };
const STANDING_REACHED = { raised: 0.4, told: 18 };

describe("ordinary releases of the corpus", () => {
  for (const folder of FOLDERS) {
    describe(folder, () => {
      if (!hasCorpus) {
        it("is replayed (../shared/corpus is absent)");
        return;
      }

      let noise: Noise | undefined;
      let standing: Standing | undefined;
      before(function () {
        this.timeout(60_000);
        ({ noise, standing } = replayFolder(folder, folder === "modern" ? QUARTERS : []));
      });

      it(`raises at most ${REACHED[folder]} of 1,000 releases`, () => {
        assert.ok(noise !== undefined && noise.judged > 3000);
        const rate = (noise.raised.length / noise.judged) * 1000;
        assert.ok(rate <= REACHED[folder], `${rate.toFixed(2)} of 1,000: ${noise.raised.map(nameOf).join(", ")}`);
      });

      it("tells of every complete transfer", () => {
        assert.ok(noise !== undefined && noise.transfers > 0);
        assert.deepEqual(noise.unseen, []);
      });

      if (folder === "modern") {
        it(`raises at most ${STANDING_REACHED.raised} of 1,000 newest versions on opening a project`, () => {
          assert.ok(standing !== undefined && standing.documents > 3000);
          const rate = (standing.raised.length / standing.documents) * 1000;
          assert.ok(rate <= STANDING_REACHED.raised, `${rate.toFixed(2)}: ${standing.raised.map(nameOf).join(", ")}`);
        });

        it(`informs about at most ${STANDING_REACHED.told} of 1,000 newest versions`, () => {
          assert.ok(standing !== undefined);
          assert.ok((standing.told / standing.documents) * 1000 <= STANDING_REACHED.told);
        });
      }
    });
  }
});

function nameOf({ evidence }: Noise["raised"][number]): string {
  return `${evidence.subject.name} ${evidence.subject.version}`;
}
