import { defineRule } from "../../rule";
import { readTarball } from "../../tarball";

/** The entry says one version and fetches another. */
export const lockVersion = defineRule({
  id: "lock-version",
  family: "lockfile",
  level: "warning",
  points: 10,
  needs: ["subject", "resolved"],
  test({ subject, resolved }) {
    const tarball = readTarball(resolved);
    return tarball?.version === undefined || tarball.name !== subject.name || isSame(tarball.version, subject.version)
      ? undefined
      : { version: subject.version, fetched: tarball.version };
  },
  say: ({ version, fetched }) => ({
    clause: `the lockfile fetches ${fetched} in its place`,
    what: `The lockfile says ${version} and fetches the tarball of ${fetched}.`,
    why: "What is installed is the tarball: the version that was reviewed, and judged here, is another one.",
    remedy: "Remove the entry and let the package manager write it again, and look at how it came into the lockfile.",
  }),
});

/** Build metadata is no part of a version's identity, and registries leave it out of file names. */
function isSame(a: string, b: string): boolean {
  return a.split("+")[0] === b.split("+")[0];
}
