import { defineRule } from "../../rule";
import { DAY, day, span } from "../../time";
import type { Entry } from "../../timeline";

/** Old lines that come back to life, and numbers that skip, are not how a project counts. */
export const versionOutOfLine = defineRule({
  id: "version-out-of-line",
  family: "when",
  level: "none",
  needs: ["release"],
  test({ release }, _context, { quietDays }) {
    const { entry, timeline } = release;
    const own = entry.semver;
    if (own === undefined || !entry.stable) {
      return undefined;
    }
    const inLine = [...release.earlierInLine()].filter((other) => release.settled(other));
    const last = inLine.find((other) => other.stable);
    if (last?.semver !== undefined) {
      const grows = own.major > 0 && own.minor > last.semver.minor;
      const isQuiet = entry.at - last.at > quietDays * DAY;
      return (isQuiet && isBehind([release.earlier(), release.later()])) || (grows && isBehind([release.earlier()]))
        ? {
            kind: isQuiet ? "quiet line" : "old line grows",
            last: last.release.version,
            lastDate: day(last.at),
            quiet: span(entry.at - last.at),
          }
        : undefined;
    }
    const newest = [...release.earlier()].find((other) => other.stable && release.settled(other));
    const starts = own.major === 0 ? own.patch === 0 : own.minor === 0 && own.patch === 0;
    const hadPulled = timeline.history.pulled.some(
      ({ version, publishedAt }) => publishedAt <= entry.at && version.startsWith(`${entry.line}.`),
    );
    return newest === undefined || starts || hadPulled || inLine.length > 0
      ? undefined
      : { kind: "skipped start", last: newest.release.version, lastDate: day(newest.at), quiet: null };

    /** A higher line is there already: this one is kept alive for those who stayed on it. */
    function isBehind(sides: readonly Iterable<Entry>[]): boolean {
      for (const others of sides) {
        for (const other of others) {
          if (
            other.stable &&
            other.line !== entry.line &&
            other.semver !== undefined &&
            own?.compare(other.semver) === -1
          ) {
            return true;
          }
        }
      }
      return false;
    }
  },
  weigh: () => ({ strength: "weak" }),
  say: ({ kind, last, lastDate, quiet }) =>
    kind === "skipped start"
      ? {
          clause: "its release line begins in the middle",
          what: `The first number of its release line that this package ever had; the newest before was ${last} (${lastDate}).`,
          ...ADVICE,
        }
      : {
          clause: `on an old release line, ${quiet} after ${last}`,
          what: `Published on an old release line ${quiet} after ${last} (${lastDate}), the last of that line.`,
          ...ADVICE,
        },
});

const ADVICE = {
  why: "Most projects count without gaps and leave old lines alone: few people look for a release there.",
  remedy: "See whether the project announced this number.",
} as const;
