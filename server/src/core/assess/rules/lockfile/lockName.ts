import { defineRule } from "../../rule";
import { readTarball } from "../../tarball";

/** The entry says one package and fetches another. */
export const lockName = defineRule({
  id: "lock-name",
  family: "lockfile",
  level: "warning",
  points: 10,
  needs: ["subject", "resolved"],
  test({ subject, resolved }) {
    const tarball = readTarball(resolved);
    return tarball === undefined || tarball.name === subject.name
      ? undefined
      : { name: subject.name, fetched: tarball.name };
  },
  say: ({ name, fetched }) => ({
    clause: `the lockfile fetches ${fetched} in its place`,
    what: `The lockfile's entry for ${name} fetches ${fetched}.`,
    why: "What the lockfile names is what is installed: under the one name, the other package's code.",
    remedy: "Remove the entry and let the package manager write it again, and look at how it came into the lockfile.",
  }),
});
