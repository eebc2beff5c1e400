import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";

const QUIET_LINE = 180 * DAY;

/** Old lines that come back to life, and numbers that skip, are not how a project counts. */
export const versionOutOfLine = defineRule({
  id: "version-out-of-line",
  family: "when",
  level: "none",
  points: 4,
  needs: ["release"],
  test({ release }) {
    const { entry, timeline } = release;
    if (entry.semver === undefined || !entry.stable) {
      return undefined;
    }
    const before = [...release.earlier()].filter((other) => other.stable && release.settled(other));
    const last = before.find((other) => other.line === entry.line);
    const isBehind = before.some((other) => other.semver !== undefined && other.semver.compare(entry.semver ?? "") > 0);
    if (last !== undefined) {
      return isBehind && entry.at - last.at > QUIET_LINE
        ? { kind: "quiet line", last: last.release.version, lastDate: day(last.at), quiet: span(entry.at - last.at) }
        : undefined;
    }
    const newest = before[0];
    const inLine = timeline.history.pulled.some(({ version }) => version.startsWith(`${entry.line}.`));
    const { major, minor, patch } = entry.semver;
    const starts = major === 0 ? patch === 0 : minor === 0 && patch === 0;
    const hasPre = [...release.earlierInLine()].some((other) => release.settled(other));
    return newest === undefined || starts || inLine || hasPre
      ? undefined
      : { kind: "skipped start", last: newest.release.version, lastDate: day(newest.at), quiet: null };
  },
  weigh: () => ({ strength: "weak" }),
  say: ({ kind, last, lastDate, quiet }) => ({
    clause: kind === "quiet line" ? `on a line that had been quiet for ${quiet}` : "its line begins in the middle",
    what:
      kind === "quiet line"
        ? `Published on an old release line that had been quiet for ${quiet}: ${last} was its last (${lastDate}).`
        : `The first number of its release line that this package ever had; the newest before was ${last} (${lastDate}).`,
    why: "Most projects count without gaps and leave old lines alone; who wants to reach every user does not.",
    remedy: "See whether the project announced this number.",
  }),
});
