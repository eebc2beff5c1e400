import { type ReleaseAt, WAVE } from "../../history";
import { defineRule } from "../../rule";
import { HOUR, MINUTE, span } from "../../time";
import type { Entry } from "../../timeline";

const MINUTES = 60 * MINUTE;
/** A wave this large that this package never had before is out of its rhythm, not only quick. */
const LARGE = 3;

/** Who has stolen a token is in a hurry: every line gets its release while the door is open. */
export const releaseBurst = defineRule({
  id: "release-burst",
  family: "when",
  level: "none",
  points: 5,
  needs: ["release"],
  test({ release }) {
    const wave = waveOf(release);
    const { entry } = release;
    const near = wave.filter((other) => other !== entry && Math.abs(other.at - entry.at) <= MINUTES);
    const nearest = near.sort((a, b) => Math.abs(a.at - entry.at) - Math.abs(b.at - entry.at))[0];
    if (nearest === undefined) {
      return undefined;
    }
    return {
      nearest: nearest.release.version,
      apart: span(nearest.at - entry.at),
      isAfter: nearest.at <= entry.at,
      releases: wave.length,
      lines: new Set(wave.map(({ line }) => line)).size,
      largestBefore: largestWave(release),
    };
  },
  weigh: ({ releases, largestBefore }) =>
    releases >= LARGE && releases > largestBefore ? { strength: "usual", points: 8 } : { strength: "weak", points: 3 },
  say: ({ nearest, apart, isAfter, releases, lines, largestBefore }) => ({
    clause: `${apart} ${isAfter ? "after" : "before"} ${nearest}`,
    what: `One of ${releases} releases within ${WAVE / HOUR} hours, in ${lines} release ${lines === 1 ? "line" : "lines"}: ${nearest} came ${apart} ${isAfter ? "earlier" : "later"}; the most before was ${largestBefore}.`,
    why: "Whoever holds a stolen token hurries to reach every release line before it is taken away.",
    remedy: "Wait a day: a real hurry is explained by then, and a bad wave is gone.",
  }),
});

/** Releases around this one, each within hours of the next; pre-releases only for a pre-release. */
function waveOf(release: ReleaseAt): readonly Entry[] {
  const { entry } = release;
  const wave = [entry];
  for (const other of release.earlier()) {
    if (entry.at - other.at >= WAVE) {
      break;
    }
    if (other.stable === entry.stable) {
      wave.push(other);
    }
  }
  for (const other of release.later()) {
    if (other.at - entry.at >= WAVE) {
      break;
    }
    if (other.stable === entry.stable) {
      wave.push(other);
    }
  }
  return wave;
}

/** The most releases that this package had within the length of a wave, before this wave. */
function largestWave(release: ReleaseAt): number {
  const { entry } = release;
  const earlier = release.timeline.entries.filter(
    (other) => other.position < entry.position && other.stable === entry.stable && entry.at - other.at >= WAVE,
  );
  let most = 0;
  let start = 0;
  for (const [index, { at }] of earlier.entries()) {
    while (at - (earlier[start]?.at ?? at) >= WAVE) {
      start++;
    }
    most = Math.max(most, index - start + 1);
  }
  return most;
}
