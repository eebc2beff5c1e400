import { groupBy } from "../groupBy";
import type { Level, Location, PackageReport, Unresolved } from "../model";
import { readDiagnostic } from "./diagnostic";
import { clip, plainText } from "./markdown";
import { placesOf } from "./places";
import { verdictWord } from "./verdictWord";
import { sayWayOut } from "./wayOut";
import { rankOf, UNCHECKED_WORDS } from "./words";

/** One package of a workspace that there is something to say about, as plain data. All text is plain and of one line. */
export interface PackageFinding {
  readonly name: string;
  readonly version: string;
  readonly level: Exclude<Level, "clear">;
  readonly score: number | undefined;
  /** The level in a word, as at the end of a line: `at risk`, `look`, `transferred`. */
  readonly word: string;
  /** The verdict in one sentence, the main reason first. */
  readonly summary: string;
  /** Worst first. */
  readonly reasons: readonly { readonly rule: string; readonly text: string }[];
  /** What could not be asked, and why. */
  readonly unchecked: readonly string[];
  /** What to do now; undefined where there is nothing to do. */
  readonly remedy: string | undefined;
  readonly accepted: { readonly reason: string; readonly until: string } | undefined;
  readonly direct: boolean;
  /** From an importer down to the package, shortest first. */
  readonly paths: readonly (readonly string[])[];
  /** Where it stands: first where it is to be mended. */
  readonly places: readonly Location[];
}

/** As many as anybody looks through in a list; what is left over is counted. */
const MOST_FINDINGS = 500;
/** The ways to a package take a search through the lockfile, and nobody opens more of them. */
const MOST_WITH_PATHS = 100;
const MOST_PLACES = 10;
const LONGEST = 300;

export interface FindingsInput {
  readonly packages: readonly PackageReport[];
  readonly unresolved: readonly Unresolved[];
  readonly lockfile: string | undefined;
}

/** The packages that are not simply clear, worst first: flagged, unchecked and accepted ones. */
export function readFindings(
  { packages, unresolved, lockfile }: FindingsInput,
  options: { readonly ageIsSet: boolean },
): readonly PackageFinding[] {
  // Told in full are only those that are shown: a workspace may have thousands.
  const reported = packages
    .filter((report) => isTold(report, options))
    .map((report) => ({
      ...rankedBy(report),
      tell: (index: number) => {
        const paths = index < MOST_WITH_PATHS ? report.paths : [];
        return toFinding(report, placesOf(report, lockfile), options, paths) ?? [];
      },
    }));
  const open = unanswered(unresolved).map((finding) => ({ ...finding, tell: () => finding }));
  return [...reported, ...open]
    .sort(compare)
    .slice(0, MOST_FINDINGS)
    .flatMap(({ tell }, index) => tell(index));
}

function isTold(report: PackageReport, options: { readonly ageIsSet: boolean }): boolean {
  const { assessment, accepted } = report;
  return (
    assessment.level !== "clear" &&
    (accepted !== undefined || assessment.level === "unchecked" || readDiagnostic(report, options) !== undefined)
  );
}

type Ranked = Pick<PackageFinding, "name" | "score" | "accepted"> & { readonly level: Level };

function rankedBy({ subject: { name }, assessment: { level, score }, accepted }: PackageReport): Ranked {
  return { name, level, score, accepted };
}

/** What there is to say of a package; undefined where it is simply clear. */
export function toFinding(
  report: PackageReport,
  places: readonly Location[],
  options: { readonly ageIsSet: boolean },
  paths?: PackageReport["paths"],
): PackageFinding | undefined {
  const { subject, assessment, accepted, direct } = report;
  const { level, score, summary, findings, unchecked } = assessment;
  if (level === "clear" || !isTold(report, options)) {
    return undefined;
  }
  const main = findings[0];
  return {
    name: line(subject.name),
    version: line(subject.version),
    level,
    score,
    word: verdictWord(report),
    summary: line(summary),
    reasons: findings.map(({ rule, what }) => ({ rule, text: line(what) })),
    unchecked: unchecked.map(({ id, reason }) => line(`${UNCHECKED_WORDS[id]}: ${reason}`)),
    remedy: level === "unchecked" || main === undefined ? undefined : line(sayWayOut(report) ?? main.remedy),
    accepted: accepted && { reason: line(accepted.reason), until: line(accepted.until) },
    direct,
    paths: (paths ?? report.paths).map((path) => path.map(line)),
    places: places.slice(0, MOST_PLACES),
  };
}

/** Dependencies whose version could not even be found out, each once. */
function unanswered(unresolved: readonly Unresolved[]): readonly PackageFinding[] {
  const open = unresolved.filter(({ why }) => why === "unanswered");
  return [...groupBy(open, ({ dependency: { name, spec } }) => `${name}@${spec}`).values()].flatMap(toUnanswered);
}

function toUnanswered(same: readonly Unresolved[]): readonly PackageFinding[] {
  const [first] = same;
  if (first === undefined) {
    return [];
  }
  const { dependency, reason } = first;
  const places = same.map(({ dependency: { nameSpan, specSpan }, file }) => ({
    file,
    span: nameSpan,
    versionSpan: specSpan,
  }));
  const finding: PackageFinding = {
    name: line(dependency.name),
    version: line(dependency.spec),
    level: "unchecked",
    score: undefined,
    word: "not checked",
    summary: line(reason),
    reasons: [],
    unchecked: [line(reason)],
    remedy: undefined,
    accepted: undefined,
    direct: true,
    paths: [],
    places: places.slice(0, MOST_PLACES),
  };
  return [finding];
}

function compare(one: Ranked, other: Ranked): number {
  const order = (finding: Ranked) => rankOf(finding.level) + (finding.accepted === undefined ? 0 : 100);
  return (
    order(one) - order(other) ||
    (one.score ?? 0) - (other.score ?? 0) ||
    (one.name < other.name ? -1 : one.name > other.name ? 1 : 0)
  );
}

function line(text: string): string {
  return clip(plainText(text), LONGEST);
}
