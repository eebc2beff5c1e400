import { mergeAliases } from "../advisories";
import { leavesVersionsOut } from "../leftOut";
import { messages } from "../messages";
import type {
  Advisory,
  Checksums,
  Evidence,
  History,
  LockedPackage,
  Loosening,
  Neighbours,
  Provenance,
  Publisher,
  PulledRelease,
  Relocked,
  Repacked,
  Scorecard,
} from "../model";
import type { AssessContext } from "../settings";
import { type Fact, known, NONE, unknown } from "./fact";
import { ReleaseAt } from "./history";
import { bornFact, type FormerLife, formerLifeFact } from "./life";
import { HOUR } from "./time";
import { isStampedTogether, readTimeline, type Timeline } from "./timeline";
import { type Gap, hasField, LEAVABLE_FIELDS, type LeavableField, type Witnesses, witnessesOf } from "./witnesses";

export interface PublicScore extends Scorecard {
  readonly repository: string;
  readonly attested: boolean;
}

/** What rules ask for. */
export interface Facts {
  readonly subject: Evidence["subject"];
  /** Records of another registry than this one say nothing of it. Undefined: of a stored document. */
  readonly registryUrl: string | undefined;
  /** False: the registry says that there is no package of this name. */
  readonly exists: boolean;
  /** The name reaches nobody but its own registry. */
  readonly isPrivate: boolean;
  /** First publication of the package under its name. */
  readonly born: number;
  /** Releases from before the package's present life; undefined where the name had no other. */
  readonly formerLife: FormerLife | undefined;
  /** The registry document of the package that a look-alike may be mistaken for, where it is of the same registry. */
  readonly meant: History;
  /** `host/owner/name` of a provenance that deps.dev has verified. */
  readonly attestedRepository: string;
  /** The public score of its repository, computed by then. */
  readonly publicScore: PublicScore;
  /** The dated releases. */
  readonly timeline: Timeline;
  /** This release among the others, as of the moment. */
  readonly release: ReleaseAt;
  /** What this release lacks and earlier ones have, because its registry gave it of no package then: nothing that was lost. */
  readonly leftOut: Readonly<Partial<Record<LeavableField, Gap>>>;
  /** When it was published, from the registry or, where that gives none, from deps.dev. */
  readonly publishedAt: number;
  /** Who published this release. */
  readonly publisher: Publisher;
  /** What is no longer served. Undated. */
  readonly pulled: readonly PulledRelease[];
  readonly deprecated: string | undefined;
  /** Whether deprecations of the history had happened by the moment, as far as one can tell. */
  readonly deprecationsCount: boolean;
  readonly holder: "security-holding" | "unpublished" | undefined;
  /** Published by then and not withdrawn by then; one for each thing that is reported, under however many ids. */
  readonly advisories: readonly Advisory[];
  /** When OSV answered last. */
  readonly advisoriesHeard: number;
  /** The first version without its weaknesses that is itself sound. */
  readonly mendedBy: { readonly version: string | undefined };
  /** First publications of the dependencies that this release added. */
  readonly created: Evidence["dependencyCreated"];
  /** What the provenance of this release, and of some before it, says; undefined where one got no usable answer. */
  readonly attested: ReadonlyMap<string, Provenance>;
  readonly locked: LockedPackage;
  /** Another checksum than the same version had at the base of a review. */
  readonly relocked: readonly Relocked[];
  /** The checksums that its registry gives. */
  readonly served: Checksums;
  /** What is usual in that lockfile. */
  readonly neighbours: Neighbours;
  /** The lockfile entry's address, parsed. */
  readonly resolved: URL;
  /** Hosts that the package's tarballs may come from. */
  readonly hosts: readonly string[];
  /** What a change under review loosens. Not of a release: nothing else is known beside it. */
  readonly loosened: Loosening;
  readonly repacked: Repacked;
}

export type FactSet = { readonly [K in keyof Facts]: Fact<Facts[K]> };

/** Sorts the evidence into what is known and what is not, so that no rule can forget to ask. */
export function readFacts(evidence: Evidence, context: AssessContext): FactSet {
  const { subject, locked, depsDev } = evidence;
  const witnesses = witnessesOf(context.beside, evidence.registryUrl);
  const resolved = locked?.resolved === undefined ? undefined : parseUrl(locked.resolved);
  const attestedRepository = depsDev.status === "found" ? depsDev.value.attestedRepository : undefined;
  return {
    subject: known(subject),
    registryUrl: known(evidence.registryUrl),
    isPrivate: known(evidence.isPrivate === true),
    meant:
      evidence.meant?.status === "found" && evidence.meantIsElsewhere !== true ? known(evidence.meant.value) : NONE,
    publicScore: publicScoreFact(evidence.publicScore, context.asOf),
    attestedRepository: attestedRepository === undefined ? NONE : known(attestedRepository),
    ...historyFacts(evidence, context, witnesses),
    advisories: advisoryFact(evidence.advisories, context.asOf),
    advisoriesHeard: evidence.advisories.status === "found" ? known(evidence.advisories.asOf) : NONE,
    mendedBy: evidence.mendedBy === undefined ? NONE : known(evidence.mendedBy),
    created: known(evidence.dependencyCreated),
    attested: attestedFact(evidence.attested),
    locked: locked === undefined ? NONE : known(locked),
    relocked: evidence.relocked === undefined ? NONE : known(evidence.relocked),
    served: evidence.served?.status === "found" ? known(evidence.served.value) : NONE,
    neighbours: evidence.neighbours === undefined ? NONE : known(evidence.neighbours),
    resolved: resolved === undefined || locked?.source !== "registry" ? NONE : known(resolved),
    hosts: hostsFact(evidence),
    loosened: NONE,
    repacked: NONE,
  };
}

type HistoryFacts = Pick<
  FactSet,
  | "exists"
  | "born"
  | "formerLife"
  | "timeline"
  | "release"
  | "leftOut"
  | "publishedAt"
  | "publisher"
  | "pulled"
  | "deprecated"
  | "deprecationsCount"
  | "holder"
>;

function historyFacts(evidence: Evidence, { asOf }: AssessContext, witnesses: Witnesses): HistoryFacts {
  const { history: answer, subject, depsDev } = evidence;
  const elsewhere = depsDev.status === "found" ? depsDev.value : undefined;
  if (answer.status !== "found") {
    const missing = answer.status === "absent" ? NONE : unknown("registry", answer.reason);
    const isOfToday = depsDev.status === "found" && isAnsweredFor(asOf, depsDev.asOf);
    return {
      exists:
        answer.status !== "absent"
          ? missing
          : elsewhere !== undefined
            ? unknown("registry", "its registry knows no package of this name, while deps.dev knows this release of it")
            : isAnsweredFor(asOf, answer.asOf)
              ? known(false)
              : undated("that there is no such package"),
      born: missing,
      formerLife: missing,
      timeline: missing,
      release: missing,
      leftOut: missing,
      publishedAt: elsewhere?.publishedAt === undefined ? missing : known(elsewhere.publishedAt),
      publisher: missing,
      pulled: missing,
      deprecated:
        elsewhere === undefined
          ? missing
          : elsewhere.deprecated === undefined || isOfToday
            ? known(elsewhere.deprecated)
            : undated("its deprecation"),
      deprecationsCount: missing,
      holder: missing,
    };
  }
  const history = answer.value;
  const timeline = readTimeline(history);
  const stamped = history.gives.time ? timeline.byVersion.get(subject.version) : undefined;
  const isCopied = (at: number) => witnesses.isCopied(history, at, asOf);
  const isOfCopy = stamped !== undefined && (isStampedTogether(timeline, stamped.at, asOf) || isCopied(stamped.at));
  const entry = isOfCopy && stamped.at <= asOf ? undefined : stamped;
  const found = stamped?.release ?? history.releases.find(({ version }) => version === subject.version);
  const isPulled = history.pulled.some(({ version }) => version === subject.version);
  const served = entry !== undefined && entry.at > asOf ? undefined : found;
  const undatedCounts = countsUndated(answer, asOf);
  const pulled = history.pulled.filter((version) => version.publishedAt <= asOf);
  const others = history.releases.filter(({ publishedAt }) => publishedAt === undefined || publishedAt <= asOf);
  const leftOut = leavesVersionsOut(pulled.length, others.length)
    ? unknown("registry", messages.versionsLeftOut(pulled.length))
    : undefined;
  const noDate = unknown(
    "registry.time",
    isOfCopy
      ? messages.datesOfCopy
      : history.gives.time || timeline.entries.length === 0
        ? "the registry gives no date for the release"
        : "the registry's dates contradict the order of the versions: they are not those of publication",
  );
  const isLater = entry !== undefined && entry.at > asOf;
  const noRelease = isLater
    ? unknown("registry", `${subject.version} was published after the moment asked about`)
    : isPulled
      ? (leftOut ?? NONE)
      : unknown("registry", `the registry's document does not hold ${subject.version}`);
  const publishedAt = entry?.at ?? elsewhere?.publishedAt;
  const release = entry === undefined ? undefined : new ReleaseAt(timeline, entry, asOf);
  return {
    exists: known(true),
    born: bornFact(history, asOf, isCopied),
    formerLife: formerLifeFact(history, asOf),
    timeline: known(timeline),
    release: served === undefined ? noRelease : release === undefined ? noDate : known(release),
    leftOut: release === undefined || served === undefined ? NONE : known(leftOutOf(release, witnesses)),
    publishedAt: publishedAt !== undefined ? known(publishedAt) : served === undefined ? noRelease : noDate,
    publisher:
      served === undefined
        ? noRelease
        : served.publisher === undefined
          ? unknown("registry.publisher", "the registry does not say who published the release")
          : known(served.publisher),
    pulled:
      leftOut ?? (undatedCounts || pulled.length === 0 ? known(pulled) : undated("which versions were pulled by then")),
    deprecated:
      served?.deprecated === undefined || undatedCounts ? known(served?.deprecated) : undated("its deprecation"),
    deprecationsCount: known(undatedCounts),
    holder: history.holder === undefined || undatedCounts ? known(history.holder) : undated("that the name is held"),
  };
}

function leftOutOf({ entry, timeline, asOf }: ReleaseAt, witnesses: Witnesses): Facts["leftOut"] {
  const leftOut: Partial<Record<LeavableField, Gap>> = {};
  for (const field of LEAVABLE_FIELDS) {
    const wasGiven = (timeline.firstWith[field] ?? entry.position) < entry.position;
    const gap =
      wasGiven && !hasField(entry.release, field)
        ? witnesses.gapAround(field, timeline.history, entry.at, asOf)
        : undefined;
    if (gap !== undefined) {
      leftOut[field] = gap;
    }
  }
  return leftOut;
}

/** Whether what carries no date in a registry document had happened by then: it was fetched then, or nothing came later. */
export function countsUndated(answer: Evidence["history"], asOf: number): boolean {
  return (
    answer.status === "found" &&
    (asOf >= answer.asOf || answer.value.lastStamp === undefined || answer.value.lastStamp <= asOf)
  );
}

/** An answer comes a while after the moment of the question. */
const ANSWERED_WITHIN = HOUR;

function isAnsweredFor(asOf: number, answeredAt: number): boolean {
  return answeredAt - asOf <= ANSWERED_WITHIN;
}

function advisoryFact(answer: Evidence["advisories"], asOf: number): Fact<readonly Advisory[]> {
  if (answer.status !== "found") {
    return unknown("osv", answer.status === "absent" ? "no usable answer" : answer.reason);
  }
  // By then first, one of each then: a record of today must not stand for what another said at the time.
  return known(
    mergeAliases(
      answer.value
        .filter(
          ({ published, withdrawn }) =>
            (published === undefined || published <= asOf) && (withdrawn === undefined || withdrawn > asOf),
        )
        .map((advisory) => ({ ...advisory, withdrawn: undefined })),
    ),
  );
}

/** What is missing is listed for the release as a whole: what could be read still counts. */
function attestedFact(attested: Evidence["attested"]): Fact<ReadonlyMap<string, Provenance>> {
  const found = [...(attested ?? [])].flatMap(([version, answer]) =>
    answer.status === "found" ? [[version, answer.value] as const] : [],
  );
  return attested === undefined ? NONE : known(new Map(found));
}

/** A repository without a score is one that nobody scans: nothing to check. */
function publicScoreFact(asked: Evidence["publicScore"], asOf: number): Fact<PublicScore> {
  const answer = asked?.answer;
  if (asked === undefined || answer === undefined || answer.status === "absent" || answer.status === "unasked") {
    return NONE;
  }
  if (answer.status === "unavailable") {
    return unknown("scorecard", answer.reason);
  }
  const { repository, attested } = asked;
  return answer.value.date > asOf ? NONE : known({ ...answer.value, repository, attested });
}

/** Nothing to compare with where no registry is configured: a stored document, or a lockfile by itself. */
function hostsFact({ registryUrl, otherRegistryHosts }: Evidence): Fact<readonly string[]> {
  const own = registryUrl === undefined ? undefined : parseUrl(registryUrl)?.host;
  return own === undefined ? NONE : known([own, ...(otherRegistryHosts ?? [])]);
}

function parseUrl(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
}

function undated(what: string): Fact<never> {
  return unknown(
    "registry.time",
    `undated: ${what} carries no date, and the document is newer than the moment asked about`,
  );
}
