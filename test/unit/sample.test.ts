import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { releaseLinks } from "../../server/src/core/present/hover/releaseLinks";
import { createTrustService } from "../../server/src/core/service";
import { DEFAULT_SETTINGS } from "../../server/src/core/settings";
import { sampleWorld } from "../../server/src/platform/sampleWorld";
import { sampleFiles, samplePictures } from "../demo/sample";

const ROOT = resolve(import.meta.dirname, "../..");
const SAMPLE = join(ROOT, "sample");

describe("the walkthrough's sample", () => {
  it("is what npm run sample writes", () => {
    for (const [name, value] of Object.entries(sampleFiles())) {
      assert.deepEqual(JSON.parse(readFileSync(join(SAMPLE, name), "utf8")), value, name);
    }
    for (const [name, svg] of Object.entries(samplePictures())) {
      assert.equal(readFileSync(join(ROOT, "media/walkthrough", name), "utf8"), `${svg}\n`);
    }
  });

  it("has one release at risk with a way back, one quiet note, and nothing else, without asking anybody", async () => {
    const world = sampleWorld(SAMPLE, {
      projectDirectory: undefined,
      trustProject: false,
      // Nobody listens there: whatever was sent would be said as not checked.
      endpoints: { registry: "http://127.0.0.1:9", osv: "http://127.0.0.1:9", depsdev: "http://127.0.0.1:9" },
    });
    const options = { asOf: undefined, deep: false, offline: false, settings: DEFAULT_SETTINGS, policy: undefined };
    const report = await createTrustService(world).check(SAMPLE, options, new AbortController().signal);
    const direct = report.packages.filter((one) => one.direct);
    const levels = Object.fromEntries(direct.map(({ subject, assessment }) => [subject.name, assessment.level]));
    assert.deepEqual(levels, {
      "sample-router": "clear",
      "sample-dates": "error",
      "sample-colours": "info",
      "sample-queue": "clear",
      "sample-logger": "clear",
      "sample-retry": "clear",
    });
    const taken = direct.find(({ subject }) => subject.name === "sample-dates");
    assert.equal(typeof taken?.rollback === "object" && taken.rollback.version, "4.2.0");
    // Whoever takes an invented name one day is not to be visited from here.
    assert.deepEqual(report.packages.flatMap(releaseLinks), []);
    assert.deepEqual(
      report.packages.flatMap(({ assessment }) => assessment.unchecked.map(({ id }) => id)),
      [],
    );
  });
});
