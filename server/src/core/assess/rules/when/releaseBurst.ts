import type { ReleaseAt } from "../../history";
import { defineRule } from "../../rule";
import { DAY, HOUR, span } from "../../time";
import { type Entry, isStampedTogether } from "../../timeline";

const NEAR = HOUR;
const WAVE = 6 * HOUR;

/** Who has stolen a token is in a hurry: every line gets its release while the door is open. */
export const releaseBurst = defineRule({
  id: "release-burst",
  family: "when",
  level: "none",
  needs: ["release"],
  test({ release }, _context, { large }) {
    const { entry } = release;
    const wave = waveOf(release);
    const nearest = wave
      .filter((other) => other !== entry && Math.abs(other.at - entry.at) <= NEAR)
      .sort((a, b) => Math.abs(a.at - entry.at) - Math.abs(b.at - entry.at))[0];
    if (nearest === undefined) {
      return undefined;
    }
    const before = release.timeline.entries
      .slice(0, Math.min(...wave.map(({ position }) => position)))
      .filter((other) => other.stable === entry.stable);
    const last = before.at(-1);
    const first = Math.min(...wave.map(({ at }) => at));
    return {
      nearest: nearest.release.version,
      apart: span(nearest.at - entry.at),
      isAfter: nearest.at <= entry.at,
      releases: wave.length,
      lines: countBy(wave, ({ line }) => line).size,
      mostOfOneMinor: Math.max(...countBy(wave, minorOf).values()),
      earlierReleases: before.length,
      largestBefore: wave.length < large ? null : largestWave(before),
      patchesOnly: wave.every(({ semver }) => isPatch(semver)),
      quietDays: last === undefined ? null : Math.floor((first - last.at) / DAY),
    };
  },
  weigh({ releases, lines, mostOfOneMinor, earlierReleases, largestBefore, patchesOnly, quietDays }, own) {
    if (largestBefore === null || releases <= largestBefore) {
      return { strength: "slight" };
    }
    if (earlierReleases < own.earlierReleases) {
      return { strength: "weak", points: own.pointsLarge };
    }
    // Nothing for weeks, and then several patches of one line at once: nobody works like that on a plan.
    if (patchesOnly && mostOfOneMinor >= own.large && quietDays !== null && quietDays >= own.quietDays) {
      return { strength: "strong", points: own.strong };
    }
    return lines > 1 && patchesOnly
      ? { strength: "usual", points: own.pointsLines }
      : { strength: "weak", points: own.pointsLarge };
  },
  say({ nearest, apart, isAfter, releases, lines, largestBefore, quietDays }) {
    // A registry that keeps days only gives several releases one moment.
    const isOneMoment = apart === "0 s";
    const clause = isOneMoment
      ? `at the same time as ${nearest}`
      : `${apart} ${isAfter ? "after" : "before"} ${nearest}`;
    const distance = isOneMoment ? "at the same time" : `${apart} ${isAfter ? "before" : "after"} it`;
    const wave = `${releases} releases within ${WAVE / HOUR} hours${lines > 1 ? ` in ${lines} release lines` : ""}`;
    const most = largestBefore === null || largestBefore === 0 ? "" : `; the most before was ${largestBefore}`;
    const quiet = quietDays === null || quietDays < 30 ? "" : `, and nothing in the ${quietDays} days before`;
    return {
      clause: `${clause}${releases > 2 ? `, one of ${releases} within hours` : ""}`,
      what: `${nearest} came ${distance}: ${wave}${most}${quiet}.`,
      why: "Releases that follow each other this fast reach many users before anybody has looked at one of them.",
      remedy: "Wait a day: by then the project has explained the hurry, or the releases are gone.",
    };
  },
});

/** Releases around this one, known by now, within hours of it; pre-releases only for a pre-release. */
function waveOf(release: ReleaseAt): readonly Entry[] {
  const { entry } = release;
  const wave = [entry];
  for (const others of [release.earlier(), release.later()]) {
    for (const other of others) {
      if (Math.abs(other.at - entry.at) >= WAVE) {
        break;
      }
      // What the registry dates by its own copy was not published then.
      if (other.stable === entry.stable && !isStampedTogether(release.timeline, other.at, release.asOf)) {
        wave.push(other);
      }
    }
  }
  return wave;
}

function countBy(wave: readonly Entry[], keyOf: (entry: Entry) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const entry of wave) {
    counts.set(keyOf(entry), (counts.get(keyOf(entry)) ?? 0) + 1);
  }
  return counts;
}

function minorOf({ semver, release }: Entry): string {
  return semver === undefined ? release.version : `${semver.major}.${semver.minor}`;
}

/** Below 0.1 every release is written as a patch, so that it says nothing there. */
function isPatch(semver: Entry["semver"]): boolean {
  return semver !== undefined && semver.patch > 0 && (semver.major > 0 || semver.minor > 0);
}

/** The most releases within the length of a wave. */
function largestWave(entries: readonly Entry[]): number {
  let most = 0;
  let start = 0;
  for (const [index, { at }] of entries.entries()) {
    while (at - (entries[start]?.at ?? at) >= WAVE) {
      start++;
    }
    most = Math.max(most, index - start + 1);
  }
  return most;
}
