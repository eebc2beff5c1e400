import type { Publisher } from "../../../model";
import type { ReleaseAt } from "../../history";
import { defineRule } from "../../rule";
import { DAY, day } from "../../time";
import { accountKey, type Entry, releasesOf } from "../../timeline";

/** Whose package it was: the account with most of this many releases. */
const LATEST = 10;
/** All by one account: then it is no visit but a handover. */
const HANDED_OVER = 3;
/** A registry that leaves out the publishers of so many releases in a row, or for so long, may leave out this one's. */
const FEW = 3;
const LONG = 90 * DAY;

/** A change of hands is how custody passes, to the right people and to the wrong ones. */
export const publisherNew = defineRule({
  id: "publisher-new",
  family: "who",
  level: "none",
  highest: "info",
  needs: ["release", "publisher"],
  test({ release, publisher }, _context, { firstReleases, newForDays }) {
    const { entry, timeline } = release;
    const own = releasesOf(timeline, publisher.name);
    const first = own[0];
    if (first === undefined || first.position === 0 || entry.accountPosition === undefined) {
      return undefined;
    }
    const count = entry.accountPosition + 1;
    if (count > firstReleases && entry.at - first.at > newForDays * DAY) {
      return undefined;
    }
    const before = timeline.entries.slice(0, first.position);
    if (!before.some(({ release }) => release.publisher !== undefined) || !isKnownBefore(before, first)) {
      return undefined;
    }
    if (publisher.trustedPublisher !== undefined && isSamePlace(entry, before)) {
      return undefined;
    }
    const main = mainAccount(before);
    const maintainerSince = before.find(({ release }) => isAmong(release.maintainers, publisher.name))?.at;
    return {
      account: publisher.name,
      before: main ?? null,
      since: first.release.version,
      sinceDate: day(first.at),
      releases: count,
      earlierReleases: before.length,
      listedForDays: maintainerSince === undefined ? null : Math.floor((first.at - maintainerSince) / DAY),
      sameAddress: before.some((other) => isSameAddress(publisher, other.release.publisher)),
      complete: main === undefined ? null : completeness(release, first, main, publisher.name),
    };
  },
  weigh({ complete, listedForDays, releases, sameAddress }, { firstReleases, trustedAfterDays, points, pointsKnown }) {
    const isTrusted = sameAddress || (listedForDays !== null && listedForDays >= trustedAfterDays);
    const strength = isTrusted || releases > firstReleases ? ("weak" as const) : ("usual" as const);
    const level = complete !== null && !sameAddress ? ("info" as const) : ("none" as const);
    return { strength, level, points: strength === "weak" ? pointsKnown : points };
  },
  say({ account, before, since, sinceDate, releases, earlierReleases, listedForDays, sameAddress, complete }) {
    const whose = before ?? "others";
    const known = sameAddress
      ? ", with an address that an earlier publisher used"
      : listedForDays === null
        ? ""
        : `, a listed maintainer for ${listedForDays} days before`;
    return {
      clause: releases === 1 ? `first release by ${account}, before by ${whose}` : `by ${account} only since ${since}`,
      what:
        complete === null
          ? `${account} first published this package with ${since} (${sinceDate})${known}; the ${earlierReleases} releases before were mostly by ${whose}.`
          : `Since ${since} (${sinceDate}) published by ${account}, before by ${whose}, who ${complete === "owner" ? "is no longer a maintainer" : "has published none since"}.`,
      why: "Whoever publishes a package decides what runs on your machine, and a new account has no record here yet.",
      remedy: "Look for the handover in the project's own channels; stay on the earlier release until you found it.",
    };
  },
});

function isAmong(names: readonly string[] | undefined, account: string): boolean {
  return names?.some((name) => accountKey(name) === accountKey(account)) === true;
}

/** One person, or one team, under another account name. */
function isSameAddress(a: Publisher, b: Publisher | undefined): boolean {
  return a.emailHash !== undefined && a.emailHash === b?.emailHash;
}

/** With the publishers of the latest releases missing, or of some right before, "never published before" cannot be said. */
function isKnownBefore(before: readonly Entry[], first: Entry): boolean {
  const latest = before.slice(-LATEST);
  const beforeGap = before.findLastIndex(({ release }) => release.publisher !== undefined);
  const gap = before.slice(beforeGap + 1);
  const isLong = gap.length >= FEW || gap.some(({ at }) => first.at - at > LONG);
  return !isLong && latest.filter(({ release }) => release.publisher !== undefined).length * 2 >= latest.length;
}

/** From a person to a trusted publisher of the same repository is progress, not a transfer. */
function isSamePlace(entry: Entry, before: readonly Entry[]): boolean {
  const { repository } = entry.release;
  const earlier = before.findLast(({ release }) => release.repository !== undefined)?.release.repository;
  return repository === undefined || earlier === undefined || repository === earlier;
}

function mainAccount(before: readonly Entry[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { release } of before.slice(-LATEST)) {
    if (release.publisher !== undefined) {
      counts.set(release.publisher.name, (counts.get(release.publisher.name) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** Whether the earlier account has lost its rights ("owner"), or made none of at least three releases since ("releases"). */
function completeness(release: ReleaseAt, first: Entry, main: string, account: string): "owner" | "releases" | null {
  const { entries } = release.timeline;
  const { maintainers } = release.entry.release;
  const wasOwner = entries.slice(0, first.position).some((entry) => isAmong(entry.release.maintainers, main));
  if (wasOwner && maintainers !== undefined && maintainers.length > 0 && !isAmong(maintainers, main)) {
    return "owner";
  }
  const since = entries.slice(first.position, release.entry.position + 1);
  const isAllOwn = since.every((entry) => accountKey(entry.release.publisher?.name ?? "") === accountKey(account));
  return isAllOwn && since.filter((entry) => entry.stable).length >= HANDED_OVER ? "releases" : null;
}
