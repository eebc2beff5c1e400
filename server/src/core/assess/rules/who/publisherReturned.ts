import { defineRule } from "../../rule";
import { DAY, span } from "../../time";
import { releasesOf } from "../../timeline";

/** One or two releases without a publisher are an accident; a registry that leaves them out does so for many. */
const SEVERAL = 3;

/** Old accounts with publish rights are what token thieves find: nobody watches them any more. */
export const publisherReturned = defineRule({
  id: "publisher-returned",
  family: "who",
  level: "none",
  needs: ["release", "publisher"],
  test({ release, publisher }, _context, { awayDays }) {
    const { entry, timeline } = release;
    const own = releasesOf(timeline, publisher.name);
    const last = own.findLast(
      ({ position }) => position < entry.position && release.settled(timeline.entries[position] ?? entry),
    );
    if (last === undefined || entry.at - last.at <= awayDays * DAY || publisher.trustedPublisher !== undefined) {
      return undefined;
    }
    const between = timeline.entries
      .slice(last.position + 1, entry.position)
      .filter((other) => release.settled(other) && other.release.publisher !== undefined);
    const newest = between.at(-1);
    // Who published what the registry gives no publisher of may have been the same.
    const unknown = timeline.entries
      .slice(last.position + 1, entry.position)
      .filter((other) => other.release.publisher === undefined && entry.at - other.at <= awayDays * DAY);
    if (newest === undefined || unknown.length >= SEVERAL) {
      return undefined;
    }
    return {
      account: publisher.name,
      last: last.release.version,
      awayDays: Math.floor((entry.at - last.at) / DAY),
      releasesByOthers: between.length,
      others: [...new Set(between.flatMap((other) => other.release.publisher?.name ?? []))].slice(-5),
      daysSinceOthers: Math.floor((entry.at - newest.at) / DAY),
    };
  },
  weigh({ awayDays, daysSinceOthers, releasesByOthers }, { forgottenDays, amidDays, amidReleases, points, strong }) {
    const isIntrusion = awayDays >= forgottenDays && daysSinceOthers < amidDays && releasesByOthers >= amidReleases;
    return { strength: isIntrusion ? "strong" : "weak", points: isIntrusion ? strong : points };
  },
  say: ({ account, last, awayDays, releasesByOthers, others, daysSinceOthers }) => ({
    clause: `by ${account}, whose last release here was ${last}, ${span(awayDays * DAY)} earlier`,
    what: `${account} last published this package ${span(awayDays * DAY)} earlier (${last}); the ${releasesByOthers} releases since were by ${others.at(-1)}${others.length > 1 ? " and others" : ""}, the newest ${daysSinceOthers} days before.`,
    why: "Publish rights that were not used for long are seldom watched, by their owner as little as by others.",
    remedy: "Ask the usual publisher, or wait for their next release, before taking this one.",
  }),
});
