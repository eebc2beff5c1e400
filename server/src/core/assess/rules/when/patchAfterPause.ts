import { isPatch } from "../../history";
import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";

/**
 * Who plans a release plans others around it, and a theft falls between them: later than the project's own next patch
 * would have come. By itself it says next to nothing, so it only moves the score. Longer still, it is a
 * silence; and a patch that has stood for months is no surprise any more.
 */
export const patchAfterPause = defineRule({
  id: "patch-after-pause",
  family: "when",
  level: "none",
  needs: ["release"],
  test({ release }, { asOf, settings }, { pauseDays, silenceDays }) {
    const { entry } = release;
    if (asOf - entry.at >= settings.recentTransferMs) {
      return undefined;
    }
    const last = [...release.earlier()].find((other) => release.settled(other));
    const pause = last === undefined ? 0 : entry.at - last.at;
    if (last === undefined || pause < pauseDays * DAY || pause >= silenceDays * DAY || !isPatch(release)) {
      return undefined;
    }
    return {
      last: last.release.version,
      lastDate: day(last.at),
      pause: span(pause),
      pauseDays: Math.floor(pause / DAY),
    };
  },
  weigh: (match, { pauseDays, points }) => ({
    strength: "slight",
    points: points + Math.floor(Math.log2(Math.max(1, match.pauseDays / pauseDays))),
  }),
  say: ({ last, lastDate, pause }) => ({
    clause: `a patch ${pause} after the release before`,
    what: `A patch, which every range takes by itself, ${pause} after the release before it, ${last} (${lastDate}).`,
    why: "Most patches follow closely on what they mend; one out of the blue reaches as many and is awaited by nobody.",
    remedy: "See whether the project says what this patch mends.",
  }),
});
