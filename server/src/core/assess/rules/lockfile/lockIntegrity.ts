import type { LockedPackage, LockfileKind } from "../../../model";
import { defineRule } from "../../rule";

/** So many with a checksum, and more than half of all, make it usual. */
const USUAL = 3;

/** Without a checksum the package manager takes whatever comes from the address. */
export const lockIntegrity = defineRule({
  id: "lock-integrity",
  family: "lockfile",
  level: "info",
  points: 3,
  needs: ["subject", "locked", "neighbours"],
  test({ subject, locked, neighbours: { kind, packages, withIntegrity } }) {
    const isUsual = withIntegrity >= USUAL && withIntegrity > packages / 2;
    return locked.source === "registry" && locked.integrity === undefined && isUsual && !isLeftOut(locked, kind)
      ? { name: subject.name, version: subject.version, withIntegrity, packages }
      : undefined;
  },
  say: ({ name, version, withIntegrity, packages }) => ({
    clause: "the lockfile has no checksum for it",
    what: `The lockfile has no checksum for ${name.slice(0, 60)} ${version.slice(0, 30)}, as ${withIntegrity} of its ${packages} packages from registries have.`,
    why: "The checksum is what makes an install fail where another tarball comes than the one that was locked.",
    remedy: "Remove the entry and let the package manager write it again, and look at how it came into the lockfile.",
  }),
});

/** Where a package manager itself writes no checksum for what comes from a registry. */
function isLeftOut({ id, resolved, optional }: LockedPackage, kind: LockfileKind): boolean {
  switch (kind) {
    case "npm-v1":
    case "npm-v2":
    case "npm-v3":
      // What is bundled in another package has neither address nor checksum: it comes with that one.
      return resolved === undefined;
    case "yarn-berry":
      // A package for another platform has none before it was fetched once.
      return optional;
    case "pnpm-v5":
    case "pnpm-v6":
    case "pnpm-v9":
      // A runtime such as Node has one for each platform.
      return id.includes("@runtime:");
    case "yarn-v1":
    case "bun":
    case "bun-binary":
      return false;
  }
}
