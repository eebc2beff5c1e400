import type { Family, Finding, PackageReport } from "../model";
import { clip, plainText } from "./markdown";
import { sayWayOutBriefly } from "./wayOut";
import { CONDITION, count, nameRelease, withoutStop } from "./words";

/** What stands in the Problems panel about one release. Plain text: no door may read it as Markdown. */
export interface DiagnosticText {
  readonly level: "error" | "warning" | "info";
  /** The rule of the main reason: the diagnostic's code. */
  readonly rule: string;
  /** What the main reason is about. */
  readonly family: Family;
  readonly message: string;
  /** The further findings, worst first, one sentence each. */
  readonly related: readonly string[];
}

const MAX_MESSAGE = 360;
/** Editors put these lines above the hover, where the picture and all the evidence are: few and short. */
const MAX_RELATED = 2;
const MAX_RELATED_LENGTH = 110;

/**
 * The diagnostic of a release; undefined where there is nothing to look at: clear, unchecked or accepted ones, and
 * those that are young and nothing else, unless an age was asked for.
 */
export function readDiagnostic(
  report: PackageReport,
  { ageIsSet }: { readonly ageIsSet: boolean },
): DiagnosticText | undefined {
  const { level } = report.assessment;
  if (level === "clear" || level === "unchecked" || report.accepted !== undefined) {
    return undefined;
  }
  const findings = report.assessment.findings.filter(({ rule }) => ageIsSet || rule !== CONDITION);
  if (level === "info" && !findings.some((finding) => finding.level !== "none")) {
    return undefined;
  }
  const [main, ...others] = findings;
  if (main === undefined) {
    return undefined;
  }
  const isWhole = report.assessment.findings[0] === main;
  const message = isWhole ? diagnosticMessage(report) : sentence(report, main.what);
  // How a package is looked after explains no warning; the hover tells it.
  const further = others.filter(
    (finding) => finding.level !== "none" || (level !== "info" && finding.family !== "health"),
  );
  const shown = further.slice(0, MAX_RELATED).map((finding) => toRelated(finding));
  const more = further.length - shown.length;
  const related = more > 0 ? [...shown, `${count(more, "more finding", "more findings")} in the hover.`] : shown;
  return { level, rule: main.rule, family: main.family, message, related };
}

/** `name version: main reason.`, and where to go from there. */
export function diagnosticMessage(report: PackageReport): string {
  const { summary, findings } = report.assessment;
  const text = sentence(report, summary.trim() === "" ? (findings[0]?.what ?? "") : summary);
  const way = sayWayOutBriefly(report);
  return way === undefined ? text : `${text} ${plainText(way)}`;
}

function sentence(report: PackageReport, reason: string): string {
  const release = plainText(nameRelease(report));
  const said = withoutStop(plainText(reason));
  return `${clip(said === "" ? release : `${release}: ${said}`, MAX_MESSAGE)}.`;
}

function toRelated({ rule, what }: Finding): string {
  return `${clip(withoutStop(plainText(what)), MAX_RELATED_LENGTH)} (${rule}).`;
}
