import semver, { type SemVer } from "semver";
import type { History, Release } from "../model";
import { readPlainVersion } from "../plainVersion";
import { findStampings, isOfTheRegistry, type Stamping } from "./stamping";
import { hasField, LEAVABLE_FIELDS, type LeavableField } from "./witnesses";

/** One dated release and where it stands among the others. */
export interface Entry {
  readonly release: Release;
  readonly at: number;
  /** Its place by date, from 0. */
  readonly position: number;
  readonly semver: SemVer | undefined;
  readonly stable: boolean;
  /** Its release line: the major number; below 1.0 the minor too. */
  readonly line: string;
  /** Its place in `Timeline.lines`. */
  readonly linePosition: number;
  /** Its place in `Timeline.accounts`; undefined where the publisher was not given. */
  readonly accountPosition: number | undefined;
}

/** A history by date, by line and by account. What has no date is not in it. */
export interface Timeline {
  readonly history: History;
  readonly entries: readonly Entry[];
  readonly byVersion: ReadonlyMap<string, Entry>;
  readonly lines: ReadonlyMap<string, readonly Entry[]>;
  /** By `accountKey`. */
  readonly accounts: ReadonlyMap<string, readonly Entry[]>;
  /** Moments that several releases have. */
  readonly stampings: readonly Stamping[];
  /** The place of the first release that has a field. */
  readonly firstWith: Readonly<Partial<Record<LeavableField, number>>>;
}

const timelines = new WeakMap<History, Timeline>();

/** Sorts a history once, however many of its releases are judged. */
export function readTimeline(history: History): Timeline {
  let timeline = timelines.get(history);
  if (timeline === undefined) {
    timeline = build(history);
    timelines.set(history, timeline);
  }
  return timeline;
}

/** The release line that a version belongs to: 2.4.1 → "2", 0.3.1 → "0.3". What is no version is its own line. */
export function lineOf(version: string): string {
  return lineOfParsed(readPlainVersion(version) ?? parse(version), version);
}

/** npm's account names differ by more than case; old ones are written in either. */
export function accountKey(name: string): string {
  return name.toLowerCase();
}

/** The releases of an account, by date. */
export function releasesOf({ accounts }: Timeline, name: string): readonly Entry[] {
  return accounts.get(accountKey(name)) ?? [];
}

/** The newest release at a moment. */
export function newestAt({ entries }: Timeline, moment: number): Entry | undefined {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const at = entries[middle]?.at ?? Number.POSITIVE_INFINITY;
    [low, high] = at <= moment ? [middle + 1, high] : [low, middle];
  }
  return entries[low - 1];
}

/**
 * Whether a date is that of the registry's own copy, and not of a publication: it gives it to many versions, or to most of
 * those that there are by `asOf`. `within`: how far apart two stamps of one moment may be.
 */
export function isStampedTogether(timeline: Timeline, at: number, asOf: number, within = 0): boolean {
  return timeline.stampings.some(
    (stamping) =>
      at >= stamping.from - within &&
      at <= stamping.to + within &&
      isOfTheRegistry(stamping, (newestAt(timeline, asOf)?.position ?? -1) + 1),
  );
}

function build(history: History): Timeline {
  const entries: Entry[] = [];
  const byVersion = new Map<string, Entry>();
  const lines = new Map<string, Entry[]>();
  const accounts = new Map<string, Entry[]>();
  const firstWith: Partial<Record<LeavableField, number>> = {};
  for (const release of history.releases) {
    if (release.publishedAt === undefined) {
      continue;
    }
    const plain = readPlainVersion(release.version);
    const version = plain ?? parse(release.version);
    const line = lineOfParsed(version, release.version);
    const ofLine = listOf(lines, line);
    const ofAccount =
      release.publisher === undefined ? undefined : listOf(accounts, accountKey(release.publisher.name));
    const entry = new DatedRelease(release, release.publishedAt, {
      position: entries.length,
      stable: plain !== undefined || isStable(release.version),
      line,
      linePosition: ofLine.length,
      accountPosition: ofAccount?.length,
    });
    for (const field of LEAVABLE_FIELDS) {
      if (firstWith[field] === undefined && hasField(release, field)) {
        firstWith[field] = entry.position;
      }
    }
    entries.push(entry);
    ofLine.push(entry);
    ofAccount?.push(entry);
    byVersion.set(release.version, entry);
  }
  const stampings = findStampings(entries.map(({ at }) => at));
  return { history, entries, byVersion, lines, accounts, stampings, firstWith };
}

/** A parsed version weighs more than all the rest and is rarely asked for, so it is not kept. */
class DatedRelease implements Entry {
  readonly release: Release;
  readonly at: number;
  readonly position: number;
  readonly stable: boolean;
  readonly line: string;
  readonly linePosition: number;
  readonly accountPosition: number | undefined;

  constructor(
    release: Release,
    at: number,
    place: Pick<Entry, "position" | "stable" | "line" | "linePosition" | "accountPosition">,
  ) {
    this.release = release;
    this.at = at;
    this.position = place.position;
    this.stable = place.stable;
    this.line = place.line;
    this.linePosition = place.linePosition;
    this.accountPosition = place.accountPosition;
  }

  get semver(): SemVer | undefined {
    return parse(this.release.version);
  }
}

function parse(version: string): SemVer | undefined {
  return semver.parse(version, { loose: true }) ?? undefined;
}

function isStable(version: string): boolean {
  return parse(version)?.prerelease.length === 0;
}

function lineOfParsed(version: Pick<SemVer, "major" | "minor"> | undefined, text: string): string {
  if (version === undefined) {
    return text;
  }
  return version.major === 0 ? `0.${version.minor}` : `${version.major}`;
}

function listOf(map: Map<string, Entry[]>, key: string): Entry[] {
  let list = map.get(key);
  if (list === undefined) {
    list = [];
    map.set(key, list);
  }
  return list;
}
