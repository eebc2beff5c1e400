import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFacts } from "../../server/src/core/assess/facts";
import { lockIntegrity } from "../../server/src/core/assess/rules/lockfile/lockIntegrity";
import type { LockedPackage, Lockfile } from "../../server/src/core/model";
import { formatOf } from "../../server/src/core/parse/formats";
import { neighboursIn } from "../../server/src/core/targets";
import { context, evidence } from "../support/evidence";

const MADE = "test/fixtures/lockfiles/made";
const RECORDED = "../shared/corpus/lockfiles";

/** The entries that the rule speaks of. */
function spokenOf(lockfile: Lockfile): readonly string[] {
  return lockfile.packages.filter((locked) => speaksOf(locked, lockfile)).map(({ id }) => id);
}

function speaksOf(locked: LockedPackage, lockfile: Lockfile): boolean {
  const rows = { name: locked.name, releases: [{ version: locked.version, at: "2025-01-01" }] };
  const facts = readFacts(evidence(rows, locked.version, { locked, neighbours: neighboursIn(lockfile) }), context());
  return lockIntegrity.check(facts, context()).status === "failed";
}

describe("lock-integrity", () => {
  it("is silent about every lockfile that a package manager made", () => {
    const found = lockfilesIn(MADE);
    assert.ok(found.length > 200);
    assert.deepEqual(found.flatMap(spokenOf), []);
  });

  it("is silent about recorded lockfiles", function () {
    if (!existsSync(RECORDED)) {
      this.skip();
    }
    assert.deepEqual(lockfilesIn(RECORDED).flatMap(spokenOf), []);
  });

  it("speaks of an entry whose checksum was taken away, in the lockfile of every package manager", () => {
    for (const manager of ["npm-7", "npm-11.21.2", "yarn-1.22.22", "yarn-4.18.1", "pnpm-10", "bun-1"]) {
      const folder = readdirSync(`${MADE}/workspace`).find((name) => name.startsWith(manager));
      const [lockfile] = lockfilesIn(`${MADE}/workspace/${folder}`);
      const changed = lockfile?.packages.find(
        ({ source, optional, integrity, resolved, id }) =>
          source === "registry" &&
          !optional &&
          integrity !== undefined &&
          (!manager.startsWith("npm") || resolved) &&
          id,
      );
      assert.ok(lockfile !== undefined && changed !== undefined && neighboursIn(lockfile).withIntegrity >= 3, manager);
      assert.ok(speaksOf({ ...changed, integrity: undefined }, lockfile), manager);
    }
  });
});

function lockfilesIn(folder: string): readonly Lockfile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return lockfilesIn(path);
    }
    const format = formatOf(path);
    return format?.kind === "lockfile" ? [format.parse(readFileSync(path, "utf8"))] : [];
  });
}
