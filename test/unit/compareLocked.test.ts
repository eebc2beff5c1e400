import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checksumsOf } from "../../server/src/core/checksums";
import { compareLocked, type HeldPackage } from "../../server/src/core/review/compareLocked";
import { locked } from "../support/evidence";
import { ALIKE, heldIn, MADE } from "../support/madeLockfiles";

const spell = (changes: ReturnType<typeof compareLocked>) =>
  changes.map(({ kind, name, base, now, differs }) =>
    [kind, name, base[0]?.locked.version, now[0]?.locked.version, ...differs]
      .filter((part) => part !== undefined)
      .join(" "),
  );

describe("compareLocked", () => {
  for (const project of ALIKE) {
    it(`finds no change of the project "${project}" between any two package managers`, () => {
      const written = readdirSync(join(MADE, project))
        .filter((name) => name !== "files")
        .map((name) => ({ name, held: heldIn(join(MADE, project, name)) }));
      assert.ok(written.length >= 8);
      for (const one of written) {
        for (const other of written) {
          assert.deepEqual(spell(compareLocked(one.held, other.held)), [], `${one.name} to ${other.name}`);
        }
      }
    });
  }

  it("takes a commit for the same whoever wrote it down, but not another one", () => {
    const at = (name: string) => heldIn(join(MADE, "git", name));
    assert.deepEqual(spell(compareLocked(at("npm-12.2.0"), at("pnpm-12.21.0"))), []);
    assert.deepEqual(spell(compareLocked(at("bun-1.4.5"), at("yarn-4.18.1"))), []);
    const moved = at("pnpm-12.21.0").map((entry) => ({
      ...entry,
      locked: { ...entry.locked, resolved: (entry.locked.resolved ?? "").replace(/[0-9a-f]{40}/, "0".repeat(40)) },
    }));
    assert.ok(compareLocked(at("npm-12.2.0"), moved).length >= 2);
  });

  it("reads Yarn 1's oldest checksum, which is part of the address, like any other", () => {
    const held = (differs: Partial<HeldPackage["locked"]>, kind: HeldPackage["kind"]): HeldPackage => {
      const entry = locked(differs);
      return { locked: entry, kind, usualHost: undefined, checksums: checksumsOf(entry, "") };
    };
    const old = held(
      { integrity: undefined, resolved: "https://y.example/left.tgz#a9993e364706816aba3e25717850c26c9cd0d89d" },
      "yarn-v1",
    );
    const same = held({ integrity: "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=" }, "npm-v1");
    const other = held({ integrity: "sha1-AAAANkcGgWq6PiVxeFDCbJzQ2J0=" }, "npm-v1");
    assert.deepEqual(spell(compareLocked([old], [same])), []);
    assert.deepEqual(spell(compareLocked([old], [other])), ["re-resolved left 1.0.0 1.0.0 checksum"]);
  });
});
