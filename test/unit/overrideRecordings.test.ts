import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { apply, complaint, planFor } from "../managers/applyPlan";
import { RECORDINGS, readRecording } from "../managers/recording";
import { SCENARIOS } from "../managers/scenarios";

const LOCKFILES = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/** What real package managers made of it is recorded: see test/managers. */
describe("planOverride, as package managers read it", () => {
  for (const [id, scenario] of Object.entries(SCENARIOS)) {
    describe(scenario.title, () => {
      for (const file of readdirSync(join(RECORDINGS, id)).sort()) {
        it(`for ${basename(file, ".txt")}`, () => {
          const { said, before, after } = readRecording(readFileSync(join(RECORDINGS, id, file), "utf8"));
          const lockfile = LOCKFILES.find((name) => name in before) ?? "";
          const plan = planFor(before, lockfile, scenario);
          if (after === undefined) {
            assert.deepEqual(plan, { refused: said });
            return;
          }
          assert.equal("title" in plan ? plan.title : plan.refused, said);
          const edited = apply(before, plan);
          assert.deepEqual({ ...edited, [lockfile]: "" }, { ...after, [lockfile]: "" });
          assert.equal(complaint(lockfile, before[lockfile] ?? "", after[lockfile] ?? "", scenario), undefined);
        });
      }
    });
  }
});
