import type { History } from "../model";
import { DAY, HOUR } from "./time";
import { type Entry, isStampedTogether, readTimeline, type Timeline } from "./timeline";

/**
 * A release is compared with what had stood for some hours before it, not with one of its own wave: whoever publishes three
 * bad releases in an hour must not vouch for the second with the first.
 */
const SETTLED = 6 * HOUR;

/** One release among those of its package, seen from one moment: nothing later exists. */
export class ReleaseAt {
  readonly timeline: Timeline;
  readonly entry: Entry;
  readonly asOf: number;
  #previous: Entry | undefined | "unread" = "unread";

  constructor(timeline: Timeline, entry: Entry, asOf: number) {
    this.timeline = timeline;
    this.entry = entry;
    this.asOf = asOf;
  }

  /** The release to compare with: the one before it in its line, else the next lower version; from before its wave. */
  get previous(): Entry | undefined {
    if (this.#previous === "unread") {
      this.#previous = this.#findPrevious();
    }
    return this.#previous;
  }

  /** Earlier releases, newest first, as far back as is asked. */
  *earlier(): Generator<Entry> {
    for (let position = this.entry.position - 1; position >= 0; position--) {
      const entry = this.timeline.entries[position];
      if (entry !== undefined) {
        yield entry;
      }
    }
  }

  /** Earlier releases of the same line, newest first. */
  *earlierInLine(): Generator<Entry> {
    const line = this.timeline.lines.get(this.entry.line) ?? [];
    for (let position = this.entry.linePosition - 1; position >= 0; position--) {
      const entry = line[position];
      if (entry !== undefined) {
        yield entry;
      }
    }
  }

  /** Later releases, oldest first, up to the moment. */
  *later(): Generator<Entry> {
    for (let position = this.entry.position + 1; position < this.timeline.entries.length; position++) {
      const entry = this.timeline.entries[position];
      if (entry === undefined || entry.at > this.asOf) {
        return;
      }
      yield entry;
    }
  }

  /** Whether an earlier release had stood for long enough to be compared with. */
  settled(earlier: Entry): boolean {
    return this.entry.at - earlier.at >= SETTLED;
  }

  #findPrevious(): Entry | undefined {
    for (const earlier of this.earlierInLine()) {
      if (this.settled(earlier)) {
        return earlier;
      }
    }
    let lower: Entry | undefined;
    let newest: Entry | undefined;
    for (const earlier of this.earlier()) {
      if (!this.settled(earlier)) {
        continue;
      }
      newest ??= earlier;
      if (isLower(earlier, this.entry) && (lower === undefined || isLower(lower, earlier))) {
        lower = earlier;
      }
    }
    return lower ?? newest ?? this.timeline.entries[this.entry.position - 1];
  }
}

/** A release of a history as of a moment; undefined where it had not been published, or nobody can tell when it was. */
export function readReleaseAt(history: History, version: string, asOf: number): ReleaseAt | undefined {
  const timeline = readTimeline(history);
  const entry = history.gives.time ? timeline.byVersion.get(version) : undefined;
  return entry === undefined || entry.at > asOf || isStampedTogether(timeline, entry.at, asOf)
    ? undefined
    : new ReleaseAt(timeline, entry, asOf);
}

/** What happened so long before a release is no news of it. */
const NEWS = 90 * DAY;

/**
 * Whether what is another now than at `last` may have changed long before the release that shows it: the registry leaves the
 * field out of releases between them.
 */
export function mayBeOldNews(release: ReleaseAt, last: Entry, lacksField: (entry: Entry) => boolean): boolean {
  for (const earlier of release.earlier()) {
    if (earlier.position <= last.position) {
      return false;
    }
    if (release.entry.at - earlier.at > NEWS && lacksField(earlier)) {
      return true;
    }
  }
  return false;
}

/** Earlier stable releases (all, for a pre-release) from before the wave, newest first, at most `limit`. */
export function settledEarlier(release: ReleaseAt, entries: Iterable<Entry>, limit: number): readonly Entry[] {
  const found: Entry[] = [];
  for (const earlier of entries) {
    if (release.settled(earlier) && (earlier.stable || !release.entry.stable)) {
      found.push(earlier);
      if (found.length === limit) {
        break;
      }
    }
  }
  return found;
}

/**
 * Whether only its last number grew since the newest stable release of its line that had stood for `settled`: ranges of
 * every kind take it, with nobody deciding so. Below 0.1 every release is written as a patch and no range takes another.
 */
export function isPatch(release: ReleaseAt, settled = SETTLED): boolean {
  const { entry } = release;
  const own = entry.semver;
  if (own === undefined || !entry.stable || (own.major === 0 && own.minor === 0)) {
    return false;
  }
  for (const earlier of release.earlierInLine()) {
    const other = earlier.stable && entry.at - earlier.at >= settled ? earlier.semver : undefined;
    if (other !== undefined) {
      return own.minor === other.minor && own.patch > other.patch;
    }
  }
  return false;
}

function isLower(a: Entry, b: Entry): boolean {
  const [one, other] = [a.semver, b.semver];
  return one !== undefined && other !== undefined && one.compare(other) < 0;
}
