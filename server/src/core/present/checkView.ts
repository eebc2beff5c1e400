import { compare, valid } from "semver";
import { messages } from "../messages";
import type { Assessment, Dependency, Level, Location, PackageReport, SourceKind, UncheckedId } from "../model";
import type { SourceStats } from "../world";
import { rankOf } from "./words";

/** What the service says about a workspace, as far as it is printed. */
export interface CheckInput {
  readonly root: string;
  readonly asOf: number;
  readonly packages: readonly CheckedPackage[];
  readonly unresolved: readonly { readonly dependency: Dependency; readonly file: string; readonly reason: string }[];
  readonly sources: readonly SourceStats[];
}

/** One entry of a printed check. */
export type CheckedPackage = Pick<
  PackageReport,
  "subject" | "direct" | "dev" | "resolvedBy" | "locations" | "paths" | "assessment" | "rollback" | "accepted"
>;

/** Counts of the same entries that are printed with --all; accepted ones count under `accepted` only. */
export interface CheckSummary extends Readonly<Record<Level, number>> {
  readonly packages: number;
  readonly accepted: number;
}

/** One question that got no answer, and how many packages it leaves open. */
export interface OpenQuestion {
  readonly id: UncheckedId;
  readonly reason: string;
  readonly packages: number;
}

/** A check put in order: what every format prints, each in its own way. */
export interface CheckView {
  readonly root: string;
  readonly asOf: number;
  readonly summary: CheckSummary;
  /** By level, name and version. */
  readonly packages: readonly CheckedPackage[];
  readonly open: readonly OpenQuestion[];
  /** Dependencies from git, files and the like, which have no release history. */
  readonly notFromRegistry: number;
  readonly sources: readonly SourceStats[];
}

/**
 * Puts a report in order and counts it.
 *
 * A dependency whose version could not be found is an entry too, unchecked under the spec as written: a
 * registry that does not answer must not make a package disappear.
 */
export function arrangeCheck(input: CheckInput): CheckView {
  const unresolved = input.unresolved.filter(({ reason }) => !NO_RELEASE.has(reason));
  const packages = [...input.packages, ...mergeUnresolved(unresolved.map(toUnchecked))].sort(compareEntries);
  return {
    root: input.root,
    asOf: input.asOf,
    summary: summarize(packages),
    packages,
    open: openQuestions(packages),
    notFromRegistry: input.unresolved.filter(({ reason }) => NOT_REGISTRY.has(reason)).length,
    sources: input.sources,
  };
}

/** Entries that are shown without --all. */
export function isNotable({ assessment, accepted }: CheckedPackage): boolean {
  return accepted !== undefined || assessment.level !== "clear";
}

/** The level that counts for exit codes; undefined where it was accepted. */
export function countedLevel({ assessment, accepted }: CheckedPackage): Level | undefined {
  return accepted === undefined ? assessment.level : undefined;
}

const SOURCES: readonly SourceKind[] = ["git", "file", "tarball", "patch", "workspace", "link", "registry"];
const NOT_REGISTRY: ReadonlySet<string> = new Set(SOURCES.map((source) => messages.notFromRegistry(source)));
/** Reasons that leave no question open: there is no release to judge. */
const NO_RELEASE: ReadonlySet<string> = new Set([...NOT_REGISTRY, messages.optionalPeer]);

function toUnchecked({ dependency, file, reason }: CheckInput["unresolved"][number]): CheckedPackage {
  const assessment: Assessment = {
    level: "unchecked",
    score: undefined,
    summary: reason,
    findings: [],
    unchecked: [{ id: "registry", reason }],
  };
  return {
    subject: { name: dependency.name, version: dependency.range ?? dependency.spec },
    direct: true,
    dev: dependency.section === "devDependencies",
    resolvedBy: "range",
    locations: [{ file, span: dependency.nameSpan }],
    paths: [],
    assessment,
    rollback: undefined,
    accepted: undefined,
  };
}

function mergeUnresolved(entries: readonly CheckedPackage[]): readonly CheckedPackage[] {
  const merged = new Map<string, CheckedPackage>();
  for (const entry of entries) {
    const key = `${entry.subject.name}@${entry.subject.version}`;
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined
        ? entry
        : { ...known, dev: known.dev && entry.dev, locations: [...known.locations, ...entry.locations] },
    );
  }
  return [...merged.values()];
}

function compareEntries(one: CheckedPackage, other: CheckedPackage): number {
  return (
    rankOf(one.assessment.level) - rankOf(other.assessment.level) ||
    compareText(one.subject.name, other.subject.name) ||
    compareVersions(one.subject.version, other.subject.version)
  );
}

function compareVersions(one: string, other: string): number {
  return valid(one) !== null && valid(other) !== null
    ? compare(one, other) || compareText(one, other)
    : compareText(one, other);
}

/** By UTF-16 units: the same on every machine, whatever its language. */
function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** Places by file and then by where they stand in it. */
export function sortLocations(locations: readonly Location[]): readonly Location[] {
  return [...locations].sort((one, other) => compareText(one.file, other.file) || one.span.start - other.span.start);
}

function summarize(packages: readonly CheckedPackage[]): CheckSummary {
  const counts = { error: 0, warning: 0, info: 0, clear: 0, unchecked: 0, accepted: 0 };
  for (const entry of packages) {
    counts[countedLevel(entry) ?? "accepted"] += 1;
  }
  return { packages: packages.length, ...counts };
}

/** The same question left open for the same reason is said once, the widest first. */
function openQuestions(packages: readonly CheckedPackage[]): readonly OpenQuestion[] {
  const questions = new Map<string, OpenQuestion>();
  for (const { assessment } of packages) {
    for (const { id, reason } of assessment.unchecked) {
      const key = `${id}\0${reason}`;
      questions.set(key, { id, reason, packages: (questions.get(key)?.packages ?? 0) + 1 });
    }
  }
  return [...questions.values()].sort(
    (one, other) =>
      other.packages - one.packages || compareText(one.id, other.id) || compareText(one.reason, other.reason),
  );
}
