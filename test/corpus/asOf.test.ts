import { assertSameAsOf } from "../support/asOf";
import { cutAt, stampsIn } from "../support/later";
import { createRandom } from "../support/random";
import { FOLDERS, hasCorpus, readCaseDocument, readCases, readDocuments } from "./corpus";

const MOMENTS = 4;

describe("a verdict of the corpus as of a moment", () => {
  if (!hasCorpus) {
    it("is not moved by what came later (../shared/corpus is absent)");
    return;
  }

  it("is not moved by what came later, in each case", () => {
    for (const each of readCases()) {
      const document = readCaseDocument(each);
      const asOf = Date.parse(each.asOf);
      const created = Object.entries(each.context?.dependencyCreated ?? {}).map(
        ([name, at]) => [name, Date.parse(at)] as const,
      );
      assertSameAsOf(cutAt(document, asOf), document, each.version, asOf, new Map(created));
    }
  });

  for (const folder of FOLDERS) {
    it(`is not moved by what came later, at random moments of ${folder}`, function () {
      this.timeout(60_000);
      const random = createRandom(folder.length);
      for (const { document } of readDocuments(folder)) {
        const stamps = stampsIn(document).filter(([, at]) => !Number.isNaN(at));
        const { versions } = document as { readonly versions?: object };
        for (let i = 0; i < MOMENTS && stamps.length > 0 && versions !== undefined; i++) {
          const asOf = (stamps[random.below(stamps.length)]?.[1] ?? 0) + random.below(90 * 24 * 60) * 60_000;
          const known = stamps.filter(([version, at]) => at <= asOf && Object.hasOwn(versions, version));
          const version = known[random.below(Math.max(1, known.length))]?.[0];
          if (version !== undefined) {
            assertSameAsOf(cutAt(document, asOf), document, version, asOf);
          }
        }
      }
    });
  }
});
