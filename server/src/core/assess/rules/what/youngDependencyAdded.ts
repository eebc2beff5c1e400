import type { Evidence } from "../../../model";
import { addedSince } from "../../dependencies";
import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";

/** The payload often comes in a dependency made for it, days or hours old. */
export const youngDependencyAdded = defineRule({
  id: "young-dependency-added",
  family: "what",
  level: "warning",
  needs: ["subject", "release", "created"],
  test({ subject, release, created }, _context, { youngDays, recentDays }) {
    const { previous, entry } = release;
    const young = addedSince(entry.release, previous?.release)
      .map((name) => ({ name, first: firstPublished(created, name) }))
      .filter((found): found is { name: string; first: number } => found.first !== undefined)
      .filter(({ first }) => entry.at - first < recentDays * DAY)
      .sort((a, b) => Number(isSameScope(subject.name, a.name)) - Number(isSameScope(subject.name, b.name)))[0];
    return young === undefined || previous === undefined
      ? undefined
      : {
          dependency: young.name,
          firstPublished: new Date(young.first).toISOString(),
          age: span(entry.at - young.first),
          isBefore: young.first <= entry.at,
          isYoung: entry.at - young.first < youngDays * DAY,
          sameScope: isSameScope(subject.name, young.name),
          previous: previous.release.version,
          previousDate: day(previous.at),
        };
  },
  weigh({ isYoung, sameScope }, { pointsRecent, pointsSameScope }) {
    if (sameScope) {
      return { strength: "weak", level: "info", points: pointsSameScope };
    }
    return isYoung ? { strength: "strong" } : { strength: "usual", level: "none", points: pointsRecent };
  },
  say: ({ dependency, age, isBefore, previous, previousDate }) => ({
    clause: `adds ${dependency}, first published ${age} ${isBefore ? "earlier" : "later"}`,
    what: `Depends on ${dependency}, itself first published ${age} ${isBefore ? "before" : "after"} this release; ${previous} (${previousDate}) did not.`,
    why: "A dependency that is that young has no record, and nobody but its author has looked at it yet.",
    remedy: "Stay on the earlier release until the dependency has stood for some weeks, or read it.",
  }),
});

function firstPublished(created: Evidence["dependencyCreated"], name: string): number | undefined {
  const answer = created.get(name);
  return answer?.status === "found" ? answer.value : undefined;
}

/** Only who owns a scope can publish in it: a project that splits off a part of itself. */
function isSameScope(name: string, other: string): boolean {
  const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/") + 1) : undefined;
  return scope !== undefined && other.startsWith(scope);
}
