import { isPatch } from "../../history";
import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";

/** What came this shortly before belongs to the same awakening. */
const SAME_DAY = DAY;

/** A sleeping package is a good place to hide: its users are many, its watchers few. */
export const releaseAfterSilence = defineRule({
  id: "release-after-silence",
  family: "when",
  level: "none",
  needs: ["release"],
  test({ release }, _context, { silenceDays }) {
    const { entry } = release;
    const last = [...release.earlier()].find((other) => entry.at - other.at >= SAME_DAY);
    return last === undefined || entry.at - last.at < silenceDays * DAY
      ? undefined
      : {
          last: last.release.version,
          lastDate: day(last.at),
          silence: span(entry.at - last.at),
          silenceDays: Math.floor((entry.at - last.at) / DAY),
          patch: isPatch(release, SAME_DAY),
        };
  },
  weigh({ silenceDays, patch }, { asleepDays, points, pointsPatch, strong }) {
    if (!patch) {
      return { strength: "weak", points };
    }
    return silenceDays >= asleepDays
      ? { strength: "strong", points: strong }
      : { strength: "weak", points: pointsPatch };
  },
  say: ({ last, lastDate, silence, patch }) => ({
    clause: patch ? `a patch after ${silence} of silence` : `first release after ${silence}`,
    what: `The first release after ${silence} of silence${patch ? ", and a patch, which every range takes" : ""}: ${last} was published on ${lastDate}.`,
    why: "A package that slept for years has few people left who would notice a change.",
    remedy: "Look at what changed since, and whether the repository shows the same.",
  }),
});
