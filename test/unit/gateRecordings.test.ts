import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { GATE_SCENARIOS } from "../managers/gateScenarios";
import { planGate } from "../managers/planGate";
import { GATE_RECORDINGS, readRecording } from "../managers/recording";

/** What real package managers refused, and took after the fix, is recorded: see test/managers. */
describe("what package managers refuse, as they do it", () => {
  for (const [id, scenario] of Object.entries(GATE_SCENARIOS)) {
    describe(scenario.title, () => {
      for (const file of readdirSync(join(GATE_RECORDINGS, id)).sort()) {
        it(`for ${basename(file, ".txt")}`, async () => {
          const { said, before, after } = readRecording(readFileSync(join(GATE_RECORDINGS, id, file), "utf8"));
          const { isRefused, titles, files } = await planGate(before, scenario);
          assert.equal(isRefused, after !== undefined);
          assert.equal(titles.join("\n") || "taken", said);
          assert.deepEqual(files, after ?? before);
          assert.equal(after !== undefined && (await planGate(after, scenario)).isRefused, false);
        });
      }
    });
  }
});
