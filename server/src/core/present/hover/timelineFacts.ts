import { leavesVersionsOut } from "../../leftOut";
import type { History, Publisher, Release, Subject } from "../../model";
import { clip, plainText } from "../markdown";
import { formatDay, formatLength } from "../time";
import { count, list } from "../words";

/** The releases of one publisher, of the folded others, or of nobody that the registry names. */
export interface TimelineRow {
  readonly label: string;
  /** When each release was published, ascending. */
  readonly times: readonly number[];
  /** The judged release is in this row. */
  readonly judged: boolean;
  /** These are no longer served. */
  readonly pulled: boolean;
}

/** What the release timeline shows, before it is drawn: the picture and its alternative text say the same. */
export interface TimelineFacts {
  readonly rows: readonly TimelineRow[];
  readonly version: string;
  readonly judgedAt: number;
  readonly headline: string;
  /** The headline tells of a recent change of hands or a long silence. */
  readonly notable: boolean;
  /** Whose releases are told apart by colour: only somebody new is. A person's years of work are not painted red. */
  readonly isNewcomer: boolean;
  readonly sentence: string;
}

interface Dated {
  readonly version: string;
  readonly at: number;
  readonly publisher: string | undefined;
  readonly trusted: boolean;
  readonly evidence: number;
}

const MAX_PUBLISHERS = 4;
const NOT_NAMED = "publisher not given";
const NOT_SERVED = "no longer served";
const YEAR = 365 * 24 * 60 * 60 * 1000;

/**
 * Reads who published what when, up to `asOf`. Undefined where the registry gives no date of publication for the judged release:
 * a picture without dates would only look like knowledge.
 */
export function readTimeline(history: History, subject: Subject, asOf: number): TimelineFacts | undefined {
  const served = history.releases.flatMap((release) => toDated(release, asOf)).sort((a, b) => a.at - b.at);
  const pulled = history.pulled.find(({ version }) => version === subject.version);
  const judged =
    served.find(({ version }) => version === subject.version) ??
    (pulled === undefined
      ? undefined
      : { version: pulled.version, at: pulled.publishedAt, publisher: undefined, trusted: false, evidence: 0 });
  if (judged === undefined || !history.gives.time) {
    return undefined;
  }
  const isPulled = pulled !== undefined && !served.includes(judged);
  const gone = isPulled ? [...pulledBy(history, asOf), judged.at] : pulledBy(history, asOf);
  const rows = toRows(served, judged, [...new Set(gone)].sort(ascending), isPulled);
  const {
    text,
    notable,
    isNewcomer = false,
  } = history.gives.publisher ? tellChange(served, judged) : tellUnnamed(served);
  return {
    rows,
    version: clip(plainText(subject.version), 24),
    judgedAt: judged.at,
    headline: text,
    notable,
    isNewcomer,
    sentence: toSentence(history.name, served, judged, rows, text),
  };
}

/**
 * When those were published that are no longer served. That carries no date: it counts where nothing in the document is
 * later than the moment. Of a registry that leaves versions out, nobody knows.
 */
function pulledBy({ pulled, releases, lastStamp }: History, asOf: number): readonly number[] {
  const isKnown = lastStamp === undefined || lastStamp <= asOf;
  const gone = pulled.map(({ publishedAt }) => publishedAt).filter((at) => at <= asOf);
  return isKnown && !leavesVersionsOut(gone.length, releases.length) ? gone : [];
}

function ascending(one: number, other: number): number {
  return one - other;
}

function toDated(release: Release, asOf: number): Dated[] {
  const { version, publishedAt: at, publisher, evidence } = release;
  if (at === undefined || at > asOf) {
    return [];
  }
  return [{ version, at, publisher: nameOf(publisher), trusted: publisher?.trustedPublisher !== undefined, evidence }];
}

function nameOf(publisher: Publisher | undefined): string | undefined {
  const name = plainText(publisher?.name ?? "");
  return name === "" ? undefined : name;
}

/** The publishers with most releases and the judged one's, by first appearance; then all others in one row. */
function toRows(
  served: readonly Dated[],
  judged: Dated,
  gone: readonly number[],
  isPulled: boolean,
): readonly TimelineRow[] {
  const byPublisher = new Map<string, number[]>();
  const unnamed: number[] = [];
  for (const { publisher, at } of served) {
    const times = publisher === undefined ? unnamed : (byPublisher.get(publisher) ?? []);
    times.push(at);
    if (publisher !== undefined) {
      byPublisher.set(publisher, times);
    }
  }

  const named = [...byPublisher].map(([label, times]): TimelineRow => {
    return { label, times, judged: label === judged.publisher, pulled: false };
  });
  const shown = new Set(
    named
      .toSorted((a, b) => Number(b.judged) - Number(a.judged) || b.times.length - a.times.length)
      .slice(0, named.length === MAX_PUBLISHERS + 1 ? MAX_PUBLISHERS + 1 : MAX_PUBLISHERS),
  );
  const folded = named.filter((row) => !shown.has(row));
  const rows = named.filter((row) => shown.has(row));
  if (folded.length > 0) {
    const times = folded.flatMap((row) => row.times).sort(ascending);
    rows.push({ label: count(folded.length, "other", "others"), times, judged: false, pulled: false });
  }
  if (unnamed.length > 0) {
    const label = named.length === 0 ? "all releases" : NOT_NAMED;
    rows.push({ label, times: unnamed, judged: judged.publisher === undefined && !isPulled, pulled: false });
  }
  if (gone.length > 0) {
    rows.push({ label: NOT_SERVED, times: gone, judged: isPulled, pulled: true });
  }
  return rows;
}

interface Headline {
  readonly text: string;
  readonly notable: boolean;
  readonly isNewcomer?: boolean;
}

/** What is most worth saying about the way to the judged release; the plain numbers where nothing is. */
function tellChange(served: readonly Dated[], judged: Dated): Headline {
  const before = served.filter(({ at, version }) => at < judged.at && version !== judged.version);
  const previous = before.at(-1);
  if (previous === undefined) {
    return { text: "first release", notable: false };
  }
  const { publisher } = judged;
  if (publisher === undefined) {
    return silence(previous, judged) ?? numbers(served);
  }
  const first = before.find((release) => release.publisher === publisher) ?? judged;
  const beforeFirst = before.filter(({ at }) => at < first.at);
  const isNew = beforeFirst.length > 0 && beforeFirst.every((release) => release.publisher !== undefined);
  if (isNew && judged.at - first.at < YEAR) {
    return arrival(first, beforeFirst);
  }
  const own = before.findLast((release) => release.publisher === publisher);
  if (own !== undefined && judged.at - own.at > YEAR && own !== previous) {
    return { text: `${clip(publisher, 24)} is back after ${formatLength(judged.at - own.at)}`, notable: true };
  }
  return lostProvenance(before, judged) ?? silence(previous, judged) ?? numbers(served);
}

/** Told only inside a release line of at least three with provenance: other lines may never have had any. */
function lostProvenance(before: readonly Dated[], judged: Dated): Headline | undefined {
  const line = before.filter(({ version }) => majorOf(version) === majorOf(judged.version));
  const run = line.length - 1 - line.findLastIndex(({ evidence }) => evidence === 0);
  return judged.evidence === 0 && run >= 3
    ? { text: `${count(run, "release", "releases")} with provenance, then one without`, notable: true }
    : undefined;
}

function majorOf(version: string): string {
  return version.split(".", 1)[0] ?? version;
}

function arrival(first: Dated, before: readonly Dated[]): Headline {
  const who = first.trusted ? "a trusted publisher" : "a new publisher";
  const quiet = first.at - (before.at(-1)?.at ?? first.at);
  const publishers = new Set(before.map(({ publisher }) => publisher));
  const [only] = publishers;
  if (quiet > YEAR) {
    const text = `${formatLength(quiet)} silent, then ${who}`;
    return { text, notable: !first.trusted, isNewcomer: !first.trusted };
  }
  const earlier = count(before.length, "release", "releases");
  const text =
    publishers.size === 1
      ? `${earlier} by ${clip(only ?? "", 24)}, then ${who}`
      : `${earlier} by ${count(publishers.size, "publisher", "publishers")}, then ${who}`;
  return { text, notable: !first.trusted, isNewcomer: !first.trusted };
}

function silence(previous: Dated, judged: Dated): Headline | undefined {
  const quiet = judged.at - previous.at;
  return quiet > 1.5 * YEAR ? { text: `${formatLength(quiet)} silent before this release`, notable: true } : undefined;
}

function numbers(served: readonly Dated[]): Headline {
  const publishers = new Set(served.flatMap(({ publisher }) => publisher ?? [])).size;
  const text = `${count(served.length, "release", "releases")} by ${count(publishers, "publisher", "publishers")}`;
  return { text, notable: false };
}

function tellUnnamed(served: readonly Dated[]): Headline {
  return {
    text: `${count(served.length, "release", "releases")}; this registry names no publishers`,
    notable: false,
  };
}

function toSentence(
  name: string,
  served: readonly Dated[],
  judged: Dated,
  rows: readonly TimelineRow[],
  headline: string,
): string {
  const from = served[0]?.at ?? judged.at;
  const to = Math.max(served.at(-1)?.at ?? judged.at, judged.at);
  const who = rows.map(({ label, times }) => `${clip(label, 24)} ${times.length.toLocaleString("en-US")}`);
  const by = judged.publisher === undefined ? "" : ` by ${clip(judged.publisher, 24)}`;
  return (
    `Release timeline of ${clip(plainText(name), 60)}, ${formatDay(from)} to ${formatDay(to)}: ${headline}; ` +
    `releases: ${list(who)}; ${clip(plainText(judged.version), 24)} on ${formatDay(judged.at)}${by}.`
  );
}
