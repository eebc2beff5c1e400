import { isFetchedElsewhere } from "../../dependencies";
import { defineRule } from "../../rule";
import { day } from "../../time";

/** What is fetched from git or a URL passes by the registry: no history, no integrity, no removal. */
export const gitDependencyAdded = defineRule({
  id: "git-dependency-added",
  family: "what",
  level: "warning",
  needs: ["release"],
  test({ release }) {
    const { previous, entry } = release;
    if (previous === undefined) {
      return undefined;
    }
    const elsewhere = previous.release.dependencies.filter(({ spec }) => isFetchedElsewhere(spec));
    const added = entry.release.dependencies.find(
      ({ name, spec }) => isFetchedElsewhere(spec) && !elsewhere.some((other) => other.name === name),
    );
    return added === undefined
      ? undefined
      : {
          dependency: added.name,
          spec: added.spec.slice(0, 200),
          optional: added.optional,
          previous: previous.release.version,
          previousDate: day(previous.at),
        };
  },
  weigh: () => ({ strength: "strong" }),
  say: ({ dependency, spec, previous, previousDate }) => ({
    clause: `adds ${dependency} from outside the registry`,
    what: `Fetches ${dependency} from ${spec.length > 70 ? `${spec.slice(0, 69)}…` : spec}, outside the registry; ${previous} (${previousDate}) did not.`,
    why: "Code from git or a URL has no release history, can change under the same address, and may run scripts.",
    remedy: "Stay on the earlier release until this dependency comes from the registry, or its commit has been read.",
  }),
});
