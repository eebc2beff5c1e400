import type { OpenDependency, PackageReport } from "../model";
import { count } from "./words";

/** Distinct releases by what they ask of a person. Accepted ones count as that only. */
export interface Totals {
  readonly error: number;
  readonly warning: number;
  /** Of those to know of: the ones that have lately passed into other hands. */
  readonly transferred: number;
  /** The others that are to know of. */
  readonly info: number;
  readonly clear: number;
  readonly unchecked: number;
  readonly accepted: number;
}

/** One line of a document, as far as it is counted. */
export interface CountedLine {
  /** Undefined where nothing is known yet, and where there is no release to judge. */
  readonly report: PackageReport | undefined;
  /** Why there is none to judge. */
  readonly open: OpenDependency | undefined;
}

/**
 * Counts each release once, however many lines name it. A dependency whose version could not be found out is unchecked:
 * a registry that does not answer must not make it disappear.
 */
export function countLines(lines: Iterable<CountedLine>): Totals {
  const totals = { error: 0, warning: 0, transferred: 0, info: 0, clear: 0, unchecked: 0, accepted: 0 };
  const counted = new Set<string>();
  for (const { report, open } of lines) {
    if (open?.why === "unanswered") {
      totals.unchecked += 1;
    }
    if (report !== undefined) {
      const key = `${report.subject.name}@${report.subject.version}`;
      totals[kindOf(report)] += counted.has(key) ? 0 : 1;
      counted.add(key);
    }
  }
  return totals;
}

/** `1 at risk`, `40 clear`: only what there is, worst first. */
export function sayTotals(totals: Totals): readonly string[] {
  return WORDS.flatMap(([kind, word]) => (totals[kind] === 0 ? [] : [count(totals[kind], word, word)]));
}

/** Whether what it is to know of is that it has passed into other hands. */
export function isTransferred({ assessment: { level, findings } }: Pick<PackageReport, "assessment">): boolean {
  return level === "info" && TRANSFERS.has(findings[0]?.rule ?? "");
}

/** The rules by which somebody else publishes or owns a package than before. */
const TRANSFERS: ReadonlySet<string> = new Set(["publisher-new", "maintainers-replaced"]);

const WORDS: readonly (readonly [keyof Totals, string])[] = [
  ["error", "at risk"],
  ["warning", "to look at"],
  ["transferred", "transferred"],
  ["info", "to know"],
  ["accepted", "accepted"],
  ["clear", "clear"],
  ["unchecked", "unchecked"],
];

function kindOf(report: PackageReport): keyof Totals {
  if (report.accepted !== undefined) {
    return "accepted";
  }
  return isTransferred(report) ? "transferred" : report.assessment.level;
}
