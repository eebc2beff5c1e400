import semver from "semver";
import type { Advisory, Subject } from "../model";
import { isRecord } from "../settings";
import { withoutAddresses } from "../withoutAddresses";
import {
  type AffectedRange,
  compareVersions,
  contains,
  type EventKind,
  endsAbove,
  fixedAbove,
  isEverything,
  isOnly,
  type RangeEvent,
} from "./semverRange";
import { readSeverity, severityOf } from "./severity";

/** What is kept of an OSV record: what it says about npm packages. */
export interface OsvRecord {
  readonly id: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly published: number | undefined;
  readonly withdrawn: number | undefined;
  readonly severity: Advisory["severity"];
  readonly malware: boolean;
  readonly affected: readonly AffectedPackage[];
}

interface AffectedPackage {
  readonly name: string;
  readonly versions: readonly string[];
  readonly ranges: readonly AffectedRange[];
  /** GitHub's upper bound of a range that is open otherwise, such as "<= 1.4.2". */
  readonly lastKnown: string | undefined;
  readonly severity: Advisory["severity"];
  readonly malware: boolean;
}

const LONGEST_SUMMARY = 300;
const EVENT_KINDS: readonly EventKind[] = ["introduced", "fixed", "last_affected", "limit"];
/** "Embedded Malicious Code": how advisories older than the malware feed say it. */
const MALICIOUS_CODE = "CWE-506";

/** Reads a record of OSV, whichever of its databases it comes from; undefined for what is none. */
export function readOsvRecord(raw: unknown): OsvRecord | undefined {
  if (!isRecord(raw) || typeof raw.id !== "string") {
    return undefined;
  }
  const specific = record(raw.database_specific);
  return {
    id: raw.id,
    aliases: strings(raw.aliases),
    summary: readSummary(raw),
    published: readTime(raw.published),
    withdrawn: readTime(raw.withdrawn),
    severity: readSeverity(specific.severity) ?? readVectors(raw.severity),
    malware: isMalwareId(raw.id) || namesMaliciousCode(specific),
    affected: list(raw.affected).flatMap((entry) => readAffected(entry) ?? []),
  };
}

/** A record of the malware feed says so by its id alone. */
function isMalwareId(id: string): boolean {
  return id.startsWith("MAL-");
}

/**
 * The advisory about one exact version; undefined where the record does not hold it after all.
 *
 * OSV has matched the version before anybody reads the record: where it names the package and says nothing that
 * could be compared, it is believed.
 */
export function toAdvisory(osv: OsvRecord, { name, version }: Subject): Advisory | undefined {
  const entries = osv.affected.filter((entry) => entry.name === name);
  const malware = osv.malware || entries.some((entry) => entry.malware);
  const matches = entries.flatMap((entry) => match(entry, version, malware) ?? []);
  const canCompare = entries.some(saysSomething) && semver.parse(version, { loose: true }) !== null;
  if (entries.length === 0 || (matches.length === 0 && canCompare)) {
    return undefined;
  }
  const fixes = matches.flatMap(({ fixed }) => fixed ?? []).sort(compareVersions);
  return {
    id: osv.id,
    aliases: osv.aliases,
    summary: osv.summary,
    published: osv.published,
    withdrawn: osv.withdrawn,
    severity: osv.severity ?? entries.find((entry) => entry.severity !== undefined)?.severity,
    malware,
    exact: matches.some(({ exact }) => exact),
    bounded: matches.some(({ bounded }) => bounded),
    fixed: fixes[0],
    detailed: true,
  };
}

/** What is known of a hit while its record is not. */
export function toUndetailed(id: string): Advisory {
  return {
    id,
    aliases: [],
    summary: "",
    published: undefined,
    withdrawn: undefined,
    severity: undefined,
    malware: isMalwareId(id),
    exact: false,
    bounded: false,
    fixed: undefined,
    detailed: false,
  };
}

interface Match {
  readonly exact: boolean;
  readonly bounded: boolean;
  readonly fixed: string | undefined;
}

/**
 * Ranges of malware are drawn too wide: up to the next release there was, which was the clean one. Where the
 * versions are listed they count instead, unless the whole package is meant.
 */
function match(entry: AffectedPackage, version: string, malware: boolean): Match | undefined {
  const isListed = entry.versions.includes(version);
  const ranges =
    malware && entry.versions.length > 0 ? entry.ranges.filter((range) => isEverything(range)) : entry.ranges;
  const holding = ranges.filter((range) => contains(range, version) && isBelowLastKnown(entry, range, version));
  if (!isListed && holding.length === 0) {
    return undefined;
  }
  const around = entry.ranges.filter((range) => contains(range, version));
  const fixes = around.flatMap((range) => fixedAbove(range, version) ?? []).sort(compareVersions);
  return {
    exact: isListed || holding.some((range) => isOnly(range, version)),
    bounded: holding.some((range) => endsAbove(range, version) || entry.lastKnown !== undefined),
    fixed: fixes[0],
  };
}

function isBelowLastKnown({ lastKnown }: AffectedPackage, range: AffectedRange, version: string): boolean {
  const isOpen = range.every(({ kind }) => kind === "introduced");
  const bound = isOpen && lastKnown !== undefined ? semver.validRange(lastKnown, { loose: true }) : null;
  return bound === null || semver.satisfies(version, bound, { loose: true, includePrerelease: true });
}

function saysSomething({ versions, ranges }: AffectedPackage): boolean {
  return versions.length > 0 || ranges.length > 0;
}

function readAffected(raw: unknown): AffectedPackage | undefined {
  const { package: named, versions, ranges, severity, database_specific, ecosystem_specific } = record(raw);
  const { ecosystem, name } = record(named);
  if (ecosystem !== "npm" || typeof name !== "string") {
    return undefined;
  }
  const specific = record(database_specific);
  const { last_known_affected_version_range: lastKnown } = specific;
  return {
    name,
    versions: strings(versions),
    ranges: list(ranges)
      .map(readRange)
      .filter((range) => range !== undefined),
    lastKnown: typeof lastKnown === "string" ? lastKnown : undefined,
    severity:
      readSeverity(specific.severity) ?? readSeverity(record(ecosystem_specific).severity) ?? readVectors(severity),
    malware: namesMaliciousCode(specific),
  };
}

/** For npm both types mean the same: GitHub's own files say ECOSYSTEM where OSV's service says SEMVER. */
function readRange(raw: unknown): AffectedRange | undefined {
  const { type, events } = record(raw);
  if (type !== "SEMVER" && type !== "ECOSYSTEM") {
    return undefined;
  }
  const read = list(events).flatMap(readEvents);
  return read.length > 0 ? read : undefined;
}

function readEvents(raw: unknown): readonly RangeEvent[] {
  const event = record(raw);
  return EVENT_KINDS.flatMap((kind) => {
    const version = event[kind];
    return typeof version === "string" ? [{ kind, version }] : [];
  });
}

/** Both spellings are in use: a list of ids, and a list of objects with the id inside. */
function namesMaliciousCode({ cwe_ids, cwes }: Readonly<Record<string, unknown>>): boolean {
  return list(cwe_ids).includes(MALICIOUS_CODE) || list(cwes).some((cwe) => record(cwe).cweId === MALICIOUS_CODE);
}

function readVectors(raw: unknown): Advisory["severity"] {
  for (const entry of list(raw)) {
    const { score } = record(entry);
    const severity = typeof score === "string" ? severityOf(score) : undefined;
    if (severity !== undefined) {
      return severity;
    }
  }
  return undefined;
}

function readSummary({ summary, details }: Readonly<Record<string, unknown>>): string {
  const text = typeof summary === "string" && summary.trim() !== "" ? summary : details;
  const line = typeof text === "string" ? (text.split("\n").find((candidate) => candidate.trim() !== "") ?? "") : "";
  return withoutAddresses(line.trim().slice(0, LONGEST_SUMMARY));
}

function readTime(raw: unknown): number | undefined {
  const time = typeof raw === "string" ? Date.parse(raw) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

function record(raw: unknown): Readonly<Record<string, unknown>> {
  return isRecord(raw) ? raw : {};
}

function list(raw: unknown): readonly unknown[] {
  return Array.isArray(raw) ? raw : [];
}

function strings(raw: unknown): readonly string[] {
  return list(raw).filter((entry) => typeof entry === "string");
}
