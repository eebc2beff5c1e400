import type { Evidence } from "../../../model";
import type { AssessContext } from "../../../settings";
import { addedSince } from "../../dependencies";
import { type ReleaseAt, readReleaseAt } from "../../history";
import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";

/**
 * The payload often comes in a dependency made for it, days or hours old. Said of the release that added it, and of the
 * dependency itself where both are looked at together: almost nothing else shows it there.
 */
export const youngDependencyAdded = defineRule({
  id: "young-dependency-added",
  family: "what",
  level: "warning",
  needs: ["subject", "release", "created"],
  uses: ["born"],
  test({ subject, release, created, born }, { beside }, ages) {
    const { youngDays, recentDays } = ages;
    const { previous, entry } = release;
    const young = addedSince(entry.release, previous?.release)
      .map((name) => ({ name, first: firstPublished(created, name) }))
      .filter((found): found is { name: string; first: number } => found.first !== undefined)
      .filter(({ first }) => entry.at - first < recentDays * DAY)
      .sort((a, b) => Number(isSameScope(subject.name, a.name)) - Number(isSameScope(subject.name, b.name)))[0];
    return young === undefined || previous === undefined
      ? broughtBy(subject.name, born, release, beside, ages)
      : {
          by: null,
          byDate: null,
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
  say({ dependency, age, isBefore, previous, previousDate, by, byDate }) {
    if (by !== null) {
      return {
        clause: `brought by ${by}, first published ${age} ${isBefore ? "before" : "after"} that`,
        what: `${by} (${byDate}) depends on this package and ${previous} (${previousDate}) did not; it was first published ${age} ${isBefore ? "before" : "after"} that.`,
        why: "A dependency that is that young has no record, and nobody but its author has looked at it yet.",
        remedy: `Keep ${by} back, which brought it: without that release this package is not installed for it.`,
      };
    }
    return {
      clause: `adds ${dependency}, first published ${age} ${isBefore ? "earlier" : "later"}`,
      what: `Depends on ${dependency}, itself first published ${age} ${isBefore ? "before" : "after"} this release; ${previous} (${previousDate}) did not.`,
      why: "A dependency that is that young has no record, and nobody but its author has looked at it yet.",
      remedy: "Stay on the earlier release until the dependency has stood for some weeks, or read it.",
    };
  },
});

interface Ages {
  readonly youngDays: number;
  readonly recentDays: number;
}

/** The release beside this one that depends on this package since it was young; nothing once it has stood for a while. */
function broughtBy(
  name: string,
  first: number | undefined,
  release: ReleaseAt,
  beside: AssessContext["beside"],
  { youngDays, recentDays }: Ages,
) {
  if (first === undefined || release.asOf - first >= recentDays * DAY) {
    return undefined;
  }
  for (const { history, version } of beside) {
    const isOther = history.name !== name && !isSameScope(history.name, name);
    const other = isOther ? readReleaseAt(history, version, release.asOf) : undefined;
    if (other === undefined || other.entry.release.dependencies.length === 0) {
      continue;
    }
    const { entry, previous } = other;
    if (previous !== undefined && addedSince(entry.release, previous.release).includes(name)) {
      return {
        by: `${history.name} ${version}`,
        byDate: day(entry.at),
        dependency: name,
        firstPublished: new Date(first).toISOString(),
        age: span(entry.at - first),
        isBefore: first <= entry.at,
        isYoung: entry.at - first < youngDays * DAY,
        sameScope: false,
        previous: previous.release.version,
        previousDate: day(previous.at),
      };
    }
  }
  return undefined;
}

function firstPublished(created: Evidence["dependencyCreated"], name: string): number | undefined {
  const answer = created.get(name);
  return answer?.status === "found" ? answer.value : undefined;
}

/** Only who owns a scope can publish in it: a project that splits off a part of itself. */
function isSameScope(name: string, other: string): boolean {
  const scope = name.startsWith("@") ? name.slice(0, name.indexOf("/") + 1) : undefined;
  return scope !== undefined && other.startsWith(scope);
}
