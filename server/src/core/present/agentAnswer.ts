import { valid } from "semver";
import type { History, Level, PackageReport, Publisher } from "../model";
import { findWayOut } from "./wayOut";

/**
 * What an assistant is told of one release: levels, rule ids, dates, versions and accounts, and sentences of our own.
 *
 * No text of the package reaches it, no message, script, description or name of a file: whoever wrote the package would
 * be talking to the assistant. For the same reason a version or an account that does not look like one is left out.
 */
export interface AgentAnswer {
  readonly schema: 1;
  readonly name: string;
  readonly version: string;
  readonly asOf: string;
  readonly level: Level;
  readonly score?: number;
  readonly advice: string;
  readonly signals: readonly { readonly rule: string; readonly level: string; readonly points: number }[];
  readonly publishedAt?: string;
  readonly publisher?: string;
  /** Who published the releases before it, the latest first; at most five. */
  readonly earlierPublishers?: readonly string[];
  /** The version to take instead. */
  readonly instead?: string;
  /** Sources that could not be asked, or do not give what was asked for. */
  readonly unchecked: readonly string[];
  /** A person has accepted this finding in custody.json until that day. */
  readonly acceptedUntil?: string;
}

/** `asOf`: milliseconds since 1970. */
export function renderAgentAnswer(report: PackageReport, asOf: number): AgentAnswer {
  const { subject, assessment, evidence, accepted } = report;
  const { level, score, findings, unchecked } = assessment;
  const known = evidence.history.status === "found" ? evidence.history.value : undefined;
  const releases = known?.releases ?? [];
  const at = releases.findIndex(({ version }) => version === subject.version);
  const release = releases[at];
  const publisher = accountOf(release?.publisher);
  const earlier = releases.slice(0, Math.max(0, at)).flatMap((one) => accountOf(one.publisher) ?? []);
  const earlierPublishers = [...new Set(earlier.reverse())].slice(0, MOST_PUBLISHERS);
  const isMissing = known !== undefined && !isKnown(known, subject.version);
  const instead = isMissing ? versionOf(known.distTags.latest ?? "") : insteadOf(report);
  return {
    schema: 1,
    name: subject.name,
    version: versionOf(subject.version) ?? "unknown",
    asOf: new Date(asOf).toISOString(),
    level: isMissing ? "unchecked" : level,
    ...(score === undefined || isMissing ? {} : { score }),
    advice: isMissing ? adviceForMissing(instead) : adviceFor(level, instead, accepted !== undefined),
    signals: findings.map(({ rule, level: its, points }) => ({ rule, level: its, points })),
    ...(release?.publishedAt === undefined ? {} : { publishedAt: new Date(release.publishedAt).toISOString() }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(earlierPublishers.length === 0 ? {} : { earlierPublishers }),
    ...(instead === undefined ? {} : { instead }),
    unchecked: [...new Set(unchecked.map(({ id }) => id))],
    ...(accepted !== undefined && DAY.test(accepted.until) ? { acceptedUntil: accepted.until } : {}),
  };
}

const MOST_PUBLISHERS = 5;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function adviceFor(level: Level, instead: string | undefined, isAccepted: boolean): string {
  const way = instead === undefined ? "" : ` Use ${instead} instead.`;
  if (isAccepted) {
    return "A person of this project has accepted what speaks against this version.";
  }
  switch (level) {
    case "error":
      return `Do not add or install this version.${way} Tell the user what the signals are.`;
    case "warning":
      return `Do not add this version before the user has looked at the signals.${way}`;
    case "info":
      return "Nothing speaks against adding it; tell the user what the signals are.";
    case "clear":
      return "Nothing was found that speaks against it.";
    case "unchecked":
      return "It could not be judged: this is no clean bill of health. Tell the user which sources are missing.";
  }
}

function isKnown({ releases, pulled }: History, wanted: string): boolean {
  return releases.length === 0 || [...releases, ...pulled].some(({ version }) => version === wanted);
}

function adviceForMissing(latest: string | undefined): string {
  return `The package has no such release.${latest === undefined ? "" : ` The latest is ${latest}: check that one.`}`;
}

function insteadOf(report: PackageReport): string | undefined {
  const way = findWayOut(report);
  switch (way?.direction) {
    case "back":
      return versionOf(way.to.version);
    case "forward":
      return versionOf(way.version);
    default:
      return undefined;
  }
}

function versionOf(text: string): string | undefined {
  return text.length <= 64 ? (valid(text) ?? undefined) : undefined;
}

/** As npm lets people call themselves; what a workflow publishes by OIDC has no account. */
function accountOf(publisher: Publisher | undefined): string | undefined {
  const { name = "", trustedPublisher } = publisher ?? {};
  if (trustedPublisher !== undefined) {
    return /^[\w-]{1,32}$/.test(trustedPublisher) ? `trusted publisher ${trustedPublisher}` : undefined;
  }
  return /^[\w.~-]{1,64}$/.test(name) ? name : undefined;
}
