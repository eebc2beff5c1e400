import { compare, valid } from "semver";
import { messages } from "../../messages";
import type {
  Assessment,
  FileFinding,
  Level,
  Location,
  PackageReport,
  Refusal,
  UncheckedId,
  Unresolved,
} from "../../model";
import type { SourceStats } from "../../world";
import { rankOf } from "../words";

/** What the service says about a workspace, as far as it is printed. */
export interface CheckInput {
  readonly root: string;
  readonly asOf: number;
  readonly packages: readonly CheckedPackage[];
  readonly unresolved: readonly Unresolved[];
  readonly sources: readonly SourceStats[];
  /** Of a review. */
  readonly fileFindings?: readonly FileFinding[];
}

/** One entry of a printed check. */
export type CheckedPackage = Pick<
  PackageReport,
  | "subject"
  | "direct"
  | "dev"
  | "resolvedBy"
  | "locations"
  | "paths"
  | "assessment"
  | "rollback"
  | "accepted"
  | "manager"
  | "refusals"
>;

/** What the project's own package manager will refuse, which is no judgement of ours. */
export interface RefusedPackage extends Refusal {
  readonly entry: CheckedPackage;
}

/** Counts of the same entries that are printed with --all; accepted ones count under `accepted` only. */
export interface CheckSummary extends Readonly<Record<Level, number>> {
  readonly packages: number;
  readonly accepted: number;
}

/** One source that gave no answer, why, and how many packages that leaves open. */
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
  /** In the order of the packages, whose levels it leaves as they are. */
  readonly refused: readonly RefusedPackage[];
  /** Dependencies from git, files and the like, which have no release history. */
  readonly notFromRegistry: number;
  readonly sources: readonly SourceStats[];
  /** Findings about the rules of the judgement; none in a check. */
  readonly fileFindings: readonly FileFinding[];
}

/**
 * Puts a report in order and counts it.
 *
 * A dependency whose version could not be found is an entry too, unchecked under the spec as written: a
 * registry that does not answer must not make a package disappear.
 */
export function arrangeCheck(input: CheckInput): CheckView {
  const unresolved = input.unresolved.filter(({ why }) => why === "unanswered");
  const packages = [...input.packages, ...mergeUnresolved(unresolved.map(toUnchecked))].sort(compareEntries);
  return {
    root: input.root,
    asOf: input.asOf,
    summary: summarize(packages),
    packages,
    open: openQuestions(packages),
    refused: packages.flatMap((entry) => (entry.refusals ?? []).map((refusal) => ({ ...refusal, entry }))),
    notFromRegistry: input.unresolved.filter(({ why }) => why === "not-from-registry").length,
    sources: input.sources,
    fileFindings: input.fileFindings ?? [],
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

function toUnchecked({ dependency, file, reason }: Unresolved): CheckedPackage {
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
export function compareText(one: string, other: string): number {
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

/**
 * One line for each source, the widest first: the same question left open for many packages is said once. Documents
 * that are not read by design stand apart from those that should have been.
 */
function openQuestions(packages: readonly CheckedPackage[]): readonly OpenQuestion[] {
  const questions = new Map<string, { readonly id: UncheckedId; readonly reasons: string[] }>();
  for (const { assessment } of packages) {
    const ofPackage = new Map(assessment.unchecked.map(({ id, reason }) => [questionKey(id, reason), { id, reason }]));
    for (const [key, { id, reason }] of ofPackage) {
      const question = questions.get(key) ?? { id, reasons: [] };
      question.reasons.push(reason);
      questions.set(key, question);
    }
  }
  return [...questions.values()]
    .map(({ id, reasons }) => ({ id, reason: mostOf(reasons), packages: reasons.length }))
    .sort((one, other) => other.packages - one.packages || compareText(one.id, other.id));
}

/** The reason as the command line gives it, which can be told to read all documents. */
export function reasonWithOption(reason: string): string {
  return BY_DESIGN.includes(reason) ? `${reason}; --deep reads all` : reason;
}

/** Documents that are not read by design stand apart from those that should have been. */
const BY_DESIGN: readonly string[] = [messages.documentNotAsked, messages.historyLeftOut];

function questionKey(id: UncheckedId, reason: string): string {
  return BY_DESIGN.includes(reason) ? reason : id;
}

/** The reason itself where all are alike, else the most common one as an example. */
function mostOf(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) {
    counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const [first = ""] = [...counts].sort(
    ([one, ones], [other, others]) => others - ones || compareText(one, other),
  )[0] ?? [""];
  return counts.size === 1 ? first : `for example, ${first}`;
}
