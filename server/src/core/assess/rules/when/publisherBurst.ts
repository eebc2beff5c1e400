import type { Release } from "../../../model";
import type { AssessContext, Beside } from "../../../settings";
import { defineRule } from "../../rule";
import { DAY, HOUR } from "../../time";
import { type Entry, isStampedTogether, readTimeline, releasesOf, type Timeline } from "../../timeline";

const NEAR = HOUR;
const PACKAGES = 3;
/** A stolen account is noticed within days. What stood for longer is how somebody works. */
const NEWS_FOR = 14 * DAY;

/**
 * One account, many packages, within the hour: seen only where several packages are looked at together.
 *
 * Parts of one project come out together as a habit: packages of the same repository do not count, nor those that
 * this account has released together before.
 */
export const publisherBurst = defineRule({
  id: "publisher-burst",
  family: "when",
  level: "warning",
  points: 8,
  needs: ["subject", "registryUrl", "release", "publisher"],
  test({ subject, registryUrl, release, publisher }, { beside }) {
    if (publisher.trustedPublisher !== undefined || release.asOf - release.entry.at > NEWS_FOR) {
      return undefined;
    }
    const names = new Set<string>();
    for (const { history, registry, release: other, at } of byPublisher(beside).get(publisher.name) ?? []) {
      const isTogether =
        at <= release.asOf &&
        Math.abs(at - release.entry.at) <= NEAR &&
        registry === registryUrl &&
        history.name !== subject.name &&
        !isOneProject(other, release.entry.release) &&
        !isStampedTogether(readTimeline(history), at, release.asOf) &&
        !areHabit(release.timeline, release.entry, readTimeline(history), other.version, publisher.name);
      if (isTogether) {
        names.add(history.name);
      }
    }
    const others = [...names].sort();
    return others.length + 1 < PACKAGES
      ? undefined
      : { account: publisher.name, packages: others.length + 1, others: others.slice(0, 20) };
  },
  say: ({ account, packages, others }) => ({
    clause: `one of ${packages} packages used here that ${account} published within the hour`,
    what: `${account} published ${packages} of the packages used here within the hour: this one, ${others.slice(0, 3).join(", ")}${packages > 4 ? " and others" : ""}.`,
    why: "Packages with nothing in common are seldom released together; where they are, one cause stands behind all of them.",
    remedy: "Wait a day with all of them: a planned release of many packages is explained by then.",
  }),
});

interface Published extends Beside {
  readonly release: Release;
  readonly at: number;
}

const publishers = new WeakMap<AssessContext["beside"], ReadonlyMap<string, readonly Published[]>>();

/** The dated releases beside one another by the account that published them. */
function byPublisher(beside: AssessContext["beside"]): ReadonlyMap<string, readonly Published[]> {
  let known = publishers.get(beside);
  if (known === undefined) {
    const found = new Map<string, Published[]>();
    for (const other of beside) {
      const { history, version } = other;
      const release = history.releases.find((one) => one.version === version);
      if (release?.publishedAt !== undefined && release.publisher !== undefined) {
        const { name } = release.publisher;
        found.set(name, [...(found.get(name) ?? []), { ...other, release, at: release.publishedAt }]);
      }
    }
    known = found;
    publishers.set(beside, known);
  }
  return known;
}

function isOneProject(a: Release, b: Release): boolean {
  return a.repository !== undefined && a.repository === b.repository;
}

/** Whether the account has released both within the hour before. */
function areHabit(timeline: Timeline, entry: Entry, others: Timeline, version: string, account: string): boolean {
  const end = others.byVersion.get(version)?.position ?? 0;
  const earlier = releasesOf(others, account).filter(({ position }) => position < end);
  return releasesOf(timeline, account).some(
    ({ position, at }) => position < entry.position && earlier.some((before) => Math.abs(before.at - at) <= NEAR),
  );
}
