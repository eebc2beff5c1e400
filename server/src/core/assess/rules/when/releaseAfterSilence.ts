import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";

const SILENCE = 548 * DAY;
/** What came this shortly before belongs to the same awakening. */
const SAME_DAY = DAY;

/** A sleeping package is a good place to hide: its users are many, its watchers few. */
export const releaseAfterSilence = defineRule({
  id: "release-after-silence",
  family: "when",
  level: "none",
  points: 2,
  needs: ["release"],
  test({ release }) {
    const { entry } = release;
    const last = [...release.earlier()].find((other) => entry.at - other.at >= SAME_DAY);
    return last === undefined || entry.at - last.at < SILENCE
      ? undefined
      : { last: last.release.version, lastDate: day(last.at), silence: span(entry.at - last.at) };
  },
  weigh: () => ({ strength: "weak" }),
  say: ({ last, lastDate, silence }) => ({
    clause: `first release after ${silence}`,
    what: `The first release after ${silence} of silence: ${last} was published on ${lastDate}.`,
    why: "A package that slept for years has few people left who would notice a change.",
    remedy: "Look at what changed since, and whether the repository shows the same.",
  }),
});
