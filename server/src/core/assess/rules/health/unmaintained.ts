import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";
import { newestAt } from "../../timeline";

const LONG = 3 * 365 * DAY;

/** What is finished needs no releases; what is found in it needs somebody to make one. */
export const unmaintained = defineRule({
  id: "unmaintained",
  family: "health",
  level: "none",
  points: 2,
  needs: ["timeline"],
  test({ timeline }, { asOf }) {
    const newest = newestAt(timeline, asOf);
    return newest === undefined || asOf - newest.at < LONG
      ? undefined
      : { version: newest.release.version, published: day(newest.at), silence: span(asOf - newest.at) };
  },
  weigh: () => ({ strength: "slight" }),
  say: ({ version, published, silence }) => ({
    clause: `no release for ${silence}`,
    what: `No release for ${silence}: the latest, ${version.slice(0, 40)}, is of ${published}.`,
    why: "It may be finished; but nobody has shown for years that somebody would mend what is found in it.",
    remedy: "Look whether its repository is still looked after, or whether something else has taken its place.",
  }),
});
