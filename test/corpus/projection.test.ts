import assert from "node:assert/strict";
import { PACKUMENT_FIELDS, readPackument } from "../../server/src/core/lookup/packument";
import { assertSameReading, projected } from "../support/projection";
import { createRandom } from "../support/random";
import { FOLDERS, hasCorpus, readDocumentBytes } from "./corpus";

describe("recorded registry documents, read field by field", function () {
  this.timeout(120_000);
  before(function () {
    if (!hasCorpus) {
      this.skip();
    }
  });

  for (const folder of [...FOLDERS, "cases/packuments"] as const) {
    it(`come to the same history as read whole: ${folder}`, () => {
      let count = 0;
      for (const { file, bytes } of readDocumentBytes(folder)) {
        const reading = projected(bytes, PACKUMENT_FIELDS, [16_384]);
        assert.ok("value" in reading, file);
        const history = JSON.stringify(readPackument(reading.value));
        assert.equal(history, JSON.stringify(readPackument(JSON.parse(bytes.toString()))), file);
        count += 1;
      }
      assert.ok(count > 0);
    });
  }

  it("and damaged fail as JSON.parse does", () => {
    const random = createRandom(3);
    for (const { file, bytes } of readDocumentBytes("cases/packuments")) {
      for (let round = 0; round < 2; round++) {
        const at = random.below(bytes.length);
        assertSameReading(bytes.subarray(0, at), PACKUMENT_FIELDS, [8192], `${file} cut at ${at}`);
        const changed = Uint8Array.from(bytes);
        changed[at] = random.below(256);
        assertSameReading(changed, PACKUMENT_FIELDS, [8192], `${file} with ${changed[at]} at ${at}`);
      }
    }
  });
});
