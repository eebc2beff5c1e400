import { settledEarlier } from "../../history";
import { defineRule } from "../../rule";
import { day } from "../../time";

/** npm notes the commit when it publishes from a clone; a release made elsewhere has none. */
export const gitHeadLost = defineRule({
  id: "git-head-lost",
  family: "how",
  level: "none",
  needs: ["release", "leftOut"],
  test({ release, leftOut }, _context, { earlier }) {
    const { release: own } = release.entry;
    const inLine = settledEarlier(release, release.earlierInLine(), earlier);
    const last = inLine[0];
    const isStripped = own.publisher === undefined && last?.release.publisher !== undefined;
    if (own.gitHead || leftOut.gitHead !== undefined || isStripped || last === undefined || inLine.length < earlier) {
      return undefined;
    }
    return inLine.every((entry) => entry.release.gitHead)
      ? { last: last.release.version, lastDate: day(last.at), compared: inLine.length }
      : undefined;
  },
  weigh: () => ({ strength: "weak" }),
  say: ({ last, lastDate, compared }) => ({
    clause: "names no commit, as earlier releases do",
    what: `Names no commit that it was made from; the ${compared} releases before it, up to ${last} (${lastDate}), did.`,
    why: "npm writes the commit when it publishes from a clone of the repository: this one was published another way.",
    remedy: "See whether the repository has a tag for this version.",
  }),
});
