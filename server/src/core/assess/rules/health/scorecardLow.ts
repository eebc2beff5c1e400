import { defineRule } from "../../rule";
import { day } from "../../time";

/** Of 10: at or above it nothing is said. */
const LOW = 3;
const WEAKEST = 3;

/** What others have measured of how its repository is looked after. */
export const scorecardLow = defineRule({
  id: "scorecard-low",
  family: "health",
  level: "none",
  points: 2,
  needs: ["publicScore"],
  test: ({ publicScore: { score, date, checks, repository, attested } }) =>
    score >= LOW
      ? undefined
      : {
          score,
          date: day(date),
          repository,
          attested,
          weakest: checks.slice(0, WEAKEST).map(({ name, score: own }) => `${name} ${own}`),
        },
  weigh: ({ attested }) => ({ strength: "slight", ...(attested ? {} : { points: 1 }) }),
  say: ({ score, date, repository, attested, weakest }) => ({
    clause: `OpenSSF Scorecard gives its repository ${score} of 10`,
    what: `OpenSSF Scorecard gave ${repository.slice(0, 60)}, ${attested ? "from which it was built" : "which it claims to come from"}, ${score} of 10 on ${date}${list(weakest)}.`,
    why: "The score tells how a repository guards what is built from it; a low one leaves more ways to change a release.",
    remedy: "Look at the weakest checks; where you depend on it much, offer its maintainers help with them.",
  }),
});

function list(weakest: readonly string[]): string {
  const shown = weakest.slice(0, 2).map((each) => each.slice(0, 22));
  return shown.length === 0 ? "" : `, lowest ${shown.join(" and ")}`;
}
