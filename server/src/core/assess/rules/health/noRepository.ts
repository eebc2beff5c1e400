import { defineRule } from "../../rule";

/** Without the place where it is made nobody can compare what is published with what was written. */
export const noRepository = defineRule({
  id: "no-repository",
  family: "health",
  level: "none",
  points: 1,
  needs: ["subject", "release"],
  test: ({ subject, release }) =>
    release.entry.release.repository === undefined ? { name: subject.name, version: subject.version } : undefined,
  weigh: () => ({ strength: "slight" }),
  say: ({ version }) => ({
    clause: "it names no repository",
    what: `${version.slice(0, 60)} names no repository that could be read.`,
    why: "Without its source nobody can compare what was published with what was written.",
    remedy: "Ask its maintainers to name the repository in package.json.",
  }),
});
