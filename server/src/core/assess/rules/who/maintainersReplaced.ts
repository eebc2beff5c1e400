import type { NumbersOf } from "../../calibration";
import { mayBeOldNews, type ReleaseAt, settledEarlier } from "../../history";
import { defineRule } from "../../rule";
import { DAY, day } from "../../time";
import { accountKey, type Entry } from "../../timeline";

type Own = NumbersOf<"maintainers-replaced">;

const RECENTLY = 90 * DAY;

/** Owners who all go at once did not hand over; they left, or were removed. */
export const maintainersReplaced = defineRule({
  id: "maintainers-replaced",
  family: "who",
  level: "info",
  needs: ["release"],
  test: ({ release }, _context, own) => removed(release, own) ?? inactive(release, own),
  weigh: ({ kind, isSameHand }, { pointsInactive }) =>
    kind === "inactive" || isSameHand ? { strength: "weak", points: pointsInactive } : {},
  say({ kind, before, beforeDate, gone, now, main, latest }) {
    const words = {
      why: "When those who built a package have lost or given up their rights, its past says little about its future.",
      remedy: "Look for the handover in the project's own channels before you take releases of the new owners.",
    };
    switch (kind) {
      case "all":
        return {
          clause: "none of the earlier maintainers is left",
          what: `None of the maintainers of ${before} (${beforeDate}: ${list(gone)}) is left; now ${list(now)}.`,
          ...words,
        };
      case "main":
        return {
          clause: `no longer maintained by ${main}`,
          what: `${main}, who made most of the latest releases, was a maintainer at ${before} (${beforeDate}) and is not any more; now ${list(now)}.`,
          ...words,
        };
      case "inactive":
        return {
          clause: `all releases since ${before} by ${list(now)}, before mostly by ${main}`,
          what: `Since ${before} (${beforeDate}) all releases are by ${list(now)}; ${main} made most of the ${latest} before and none since.`,
          ...words,
        };
    }
  },
});

interface Replaced {
  readonly [key: string]: string | boolean | number | null | readonly string[];
  readonly kind: "all" | "main" | "inactive";
  readonly before: string;
  readonly beforeDate: string;
  readonly gone: readonly string[];
  readonly now: readonly string[];
  readonly main: string | null;
  readonly isSameHand: boolean;
  /** How many releases say whose package it was. */
  readonly latest: number;
}

/** Who had publish rights at the release before, and has none now. */
function removed(release: ReleaseAt, { latest }: Own): Replaced | undefined {
  const { maintainers, publisher } = release.entry.release;
  const before = newestWithMaintainers(release);
  const earlier = before?.release.maintainers;
  if (before === undefined || earlier === undefined || earlier.length === 0 || !maintainers?.length) {
    return undefined;
  }
  if (mayBeOldNews(release, before, (entry) => entry.release.maintainers === undefined)) {
    return undefined;
  }
  const now = new Set(maintainers.map(accountKey));
  const gone = earlier.filter((name) => !now.has(accountKey(name)));
  if (gone.length === 0) {
    return undefined;
  }
  const main = mostReleases(settledEarlier(release, release.earlier(), latest));
  const isSameHand = main?.emailHash !== undefined && main.emailHash === publisher?.emailHash;
  const isMainGone =
    main !== undefined && !isSameHand && gone.some((name) => accountKey(name) === accountKey(main.name));
  const kind = gone.length === earlier.length ? "all" : isMainGone ? "main" : undefined;
  return kind === undefined
    ? undefined
    : {
        kind,
        before: before.release.version,
        beforeDate: day(before.at),
        gone: gone.slice(0, 10),
        now: maintainers.slice(0, 10),
        main: isMainGone ? main.name : null,
        isSameHand,
        latest,
      };
}

/** Who made most releases and has stopped, whether or not the rights are still there. */
function inactive(release: ReleaseAt, { latest, inARow: needed }: Own): Replaced | undefined {
  const { entry } = release;
  const account = entry.release.publisher;
  if (account === undefined || account.trustedPublisher !== undefined || !entry.stable) {
    return undefined;
  }
  let since = entry;
  let inARow = 1;
  const before: Entry[] = [];
  for (const earlier of release.earlier()) {
    if (!earlier.stable) {
      continue;
    }
    const isOwn = accountKey(earlier.release.publisher?.name ?? "") === accountKey(account.name);
    if (isOwn && before.length === 0) {
      since = earlier;
      inARow++;
    } else {
      before.push(earlier);
    }
    if (before.length === latest || (inARow > needed && entry.at - since.at > RECENTLY)) {
      break;
    }
  }
  // Who published what the registry gives no publisher of may have been the same.
  const isSince = before[0]?.release.publisher !== undefined;
  const main = before.length < latest || !isSince ? undefined : mostReleases(before);
  if (main === undefined || inARow < needed || accountKey(main.name) === accountKey(account.name)) {
    return undefined;
  }
  return {
    kind: "inactive",
    before: since.release.version,
    beforeDate: day(since.at),
    gone: [],
    now: [account.name],
    main: main.name,
    isSameHand: main.emailHash !== undefined && main.emailHash === account.emailHash,
    latest,
  };
}

function newestWithMaintainers(release: ReleaseAt): Entry | undefined {
  for (const earlier of release.earlier()) {
    if (release.settled(earlier) && earlier.release.maintainers !== undefined) {
      return earlier;
    }
  }
  return undefined;
}

/** Who made more than half of these releases, with the address they last used. */
function mostReleases(entries: readonly Entry[]) {
  const counts = new Map<string, number>();
  for (const { release } of entries) {
    if (release.publisher !== undefined) {
      const key = accountKey(release.publisher.name);
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  const main = [...counts].find(([, count]) => count * 2 > entries.length)?.[0];
  return entries.find(({ release }) => accountKey(release.publisher?.name ?? "") === main)?.release.publisher;
}

function list(names: readonly string[]): string {
  return names.length <= 3 ? names.join(", ") : `${names.slice(0, 2).join(", ")} and ${names.length - 2} more`;
}
