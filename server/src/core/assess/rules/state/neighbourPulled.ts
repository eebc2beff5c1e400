import { defineRule } from "../../rule";
import { DAY, day } from "../../time";
import { lineOf } from "../../timeline";

const NEAR = 90 * DAY;

/** Something happened next door: the version beside this one was taken away. */
export const neighbourPulled = defineRule({
  id: "neighbour-pulled",
  family: "state",
  level: "info",
  points: 2,
  needs: ["subject", "pulled", "publishedAt"],
  test({ subject, pulled, publishedAt }, { asOf }) {
    const line = lineOf(subject.version);
    const near = pulled.filter(
      (other) =>
        other.version !== subject.version &&
        other.publishedAt <= asOf &&
        Math.abs(other.publishedAt - publishedAt) <= NEAR &&
        lineOf(other.version) === line,
    );
    const nearest = near.sort(
      (a, b) => Math.abs(a.publishedAt - publishedAt) - Math.abs(b.publishedAt - publishedAt),
    )[0];
    return nearest === undefined
      ? undefined
      : {
          version: nearest.version,
          published: day(nearest.publishedAt),
          isBefore: nearest.publishedAt <= publishedAt,
          pulled: near.length,
        };
  },
  say: ({ version, published, isBefore, pulled }) => ({
    clause: `the release just ${isBefore ? "before" : "after"} it, ${version}, was pulled`,
    what: `${version} of ${published}, just ${isBefore ? "before" : "after"} this release in the same line, is no longer served${pulled > 1 ? `, and ${pulled - 1} more` : ""}.`,
    why: "What led to the release that was taken away may have touched the ones around it, too.",
    remedy: "Find out why it was taken away before you take this release as the repair.",
  }),
});
