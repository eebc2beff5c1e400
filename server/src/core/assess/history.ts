import { HOUR } from "./time";
import type { Entry, Timeline } from "./timeline";

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
