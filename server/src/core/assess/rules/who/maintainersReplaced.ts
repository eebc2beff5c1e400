import { settledEarlier } from "../../history";
import { defineRule } from "../../rule";
import { day } from "../../time";

const LATEST = 10;

/** Owners who all go at once did not hand over; they left, or were removed. */
export const maintainersReplaced = defineRule({
  id: "maintainers-replaced",
  family: "who",
  level: "info",
  points: 8,
  needs: ["release"],
  test({ release }) {
    const { maintainers } = release.entry.release;
    const before = settledEarlier(release, release.earlier(), 1)[0];
    const earlier = before?.release.maintainers;
    if (before === undefined || earlier === undefined || earlier.length === 0 || !maintainers?.length) {
      return undefined;
    }
    const gone = earlier.filter((name) => !maintainers.includes(name));
    const main = mostReleases(
      settledEarlier(release, release.earlier(), LATEST).map((entry) => entry.release.publisher?.name),
    );
    const allGone = gone.length === earlier.length;
    if (!allGone && (main === undefined || !gone.includes(main))) {
      return undefined;
    }
    return {
      before: before.release.version,
      beforeDate: day(before.at),
      gone: gone.slice(0, 10),
      now: maintainers.slice(0, 10),
      allGone,
      main: main !== undefined && gone.includes(main) ? main : null,
    };
  },
  say: ({ before, beforeDate, gone, now, allGone, main }) => ({
    clause: allGone ? "none of the earlier maintainers is left" : `${main} is no longer a maintainer`,
    what: allGone
      ? `None of the maintainers of ${before} (${beforeDate}: ${list(gone)}) is left; now ${list(now)}.`
      : `${main}, who made most of the latest releases, was a maintainer at ${before} (${beforeDate}) and is not any more; now ${list(now)}.`,
    why: "When those who built a package have lost or given up their rights, its past says little about its future.",
    remedy: "Look for the handover in the project's own channels before you take releases of the new owners.",
  }),
});

function mostReleases(names: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) {
    if (name !== undefined) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  const [name, count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
  return count * 2 > names.length ? name : undefined;
}

function list(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
