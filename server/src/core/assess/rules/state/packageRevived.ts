import { defineRule } from "../../rule";
import { DAY, day } from "../../time";

/** After that it is history: told in the hover, and no more. */
const RECENT = 365 * DAY;

/** Whoever publishes under a name that was given up gets what others remember of it. */
export const packageRevived = defineRule({
  id: "package-revived",
  family: "state",
  level: "info",
  points: 3,
  needs: ["subject", "formerLife"],
  test: ({ subject, formerLife }, { asOf }) =>
    formerLife === undefined
      ? undefined
      : {
          name: subject.name,
          revived: day(formerLife.ended),
          first: day(formerLife.first),
          last: day(formerLife.last),
          releases: formerLife.releases,
          isRecent: asOf - formerLife.ended < RECENT,
        },
  weigh: ({ isRecent }) => (isRecent ? {} : { level: "none", points: 0 }),
  say: ({ name, revived, first, last, releases }) => ({
    clause: `the name was given up once and published again on ${revived}`,
    what: `${name.slice(0, 60)} was published anew on ${revived}; under the same name there had been ${releases === 1 ? `a release of ${first}` : `${releases} releases from ${first} to ${last}`}.`,
    why: "A name that was given up can be taken by anybody; what is known of the earlier package says nothing of this one.",
    remedy:
      "Find out whether those who make it now are those who made it then, or whether it is meant to be another one.",
  }),
});
