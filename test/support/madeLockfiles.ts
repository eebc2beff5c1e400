import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checksumsOf } from "../../server/src/core/checksums";
import { formatOf } from "../../server/src/core/parse/formats";
import type { HeldPackage } from "../../server/src/core/review/compareLocked";
import { usualHost } from "../../server/src/core/targets";

/** Lockfiles that real package managers have written, one folder for each of them and each project. */
export const MADE = join(import.meta.dirname, "../fixtures/lockfiles/made");
/** Of these projects, every package manager that can write them locks the same, and nothing comes from a folder. */
export const ALIKE = ["alias", "catalog", "override", "patch", "peer", "registry", "workspace"];

/** What the lockfile of a folder holds, as a review compares it. */
export function heldIn(folder: string): readonly HeldPackage[] {
  const name = readdirSync(folder).find((file) => formatOf(file)?.kind === "lockfile") ?? "";
  const format = formatOf(name);
  assert.ok(format?.kind === "lockfile", folder);
  const text = readFileSync(join(folder, name), "utf8");
  const lockfile = format.parse(text);
  return lockfile.packages.map((entry) => ({
    locked: entry,
    kind: lockfile.kind,
    usualHost: usualHost(lockfile),
    checksums: checksumsOf(entry, text),
  }));
}
