import { groupBy } from "../../groupBy";
import type { Finding, Lookup, PackageReport } from "../../model";
import { clip } from "../markdown";
import { sayPublicScore } from "../publicScore";
import { formatAge } from "../time";
import { verdictWord } from "../verdictWord";
import { asSentence, count, explainResolution, LEVEL_WORDS, list, UNCHECKED_WORDS, withoutStop } from "../words";
import { type Installed, sayAdvice } from "./advice";
import { MARKDOWN, type Markup } from "./markup";
import { releaseLinks } from "./releaseLinks";
import { drawTimeline, type PictureKind } from "./timeline";
import { readTimeline } from "./timelineFacts";

export interface HoverOptions {
  /** Markdown where nothing else is said. */
  readonly markup?: Markup;
  /** Undefined for clients that did not ask for pictures. */
  readonly pictures: PictureKind | undefined;
  /** The moment of the judgement: ages are counted from it. */
  readonly asOf: number;
  /** The address of a rule's page; only https becomes a link. */
  readonly rulePage?: ((rule: string) => string | undefined) | undefined;
  /** The verdict's sentence stands above already, as the diagnostic of the place. */
  readonly isTold?: boolean;
  /** Something to add about this very entry, such as a lockfile that disagrees. */
  readonly note?: string | undefined;
  /** What `node_modules` holds of this package; left out where nobody looked. */
  readonly installed?: Installed | undefined;
}

type Setting = HoverOptions & { readonly markup: Markup };

const MAX_ROWS = 6;
const MAX_CELL = 120;
/** The longest name that npm takes. */
const MAX_NAME = 214;
const MAX_VERSION = 64;
/** Leaves room under 30 KB for a client's own additions. */
const MAX_BYTES = 29_000;

/**
 * Renders one release for a hover: the verdict first, then who published what when, the evidence, what to do, and
 * what was checked and what was not.
 *
 * Pure and protocol-free. All that came from outside is made safe by the markup, and cut.
 */
export function renderHover(report: PackageReport, options: HoverOptions): string {
  const setting = { ...options, markup: options.markup ?? MARKDOWN };
  const text = join(blocks(report, setting));
  return utf8Length(text) <= MAX_BYTES ? text : join(blocks(report, { ...setting, pictures: undefined }));
}

function blocks(report: PackageReport, setting: Setting): readonly (string | undefined)[] {
  return [
    renderHeading(report, setting),
    renderVerdict(report, setting),
    renderTimeline(report, setting),
    renderEvidence(report.assessment.findings, setting),
    renderAdvice(report, setting),
    renderNote(report, setting),
    renderPublicScore(report, setting),
    renderChecked(report, setting),
    renderPaths(report, setting),
    setting.markup.references(releaseLinks(report)),
  ];
}

function join(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

function renderHeading(report: PackageReport, { markup }: Setting): string {
  const { subject, assessment } = report;
  const { score } = assessment;
  const points = score === undefined ? "" : ` · score ${score} of 100`;
  const name = markup.strong(clip(subject.name, MAX_NAME));
  const version = markup.text(clip(subject.version, MAX_VERSION));
  return `${name} ${version} — ${markup.strong(verdictWord(report))}${points}`;
}

function renderVerdict(
  { assessment, accepted, evidence }: PackageReport,
  { markup, isTold = false }: Setting,
): string | undefined {
  if (isTold) {
    return undefined;
  }
  const { level, summary, findings } = assessment;
  if (level === "unchecked" && findings.length === 0) {
    // Who did not answer, and why, stands with what was checked.
    return answersOf(evidence).length === 0
      ? "Nothing could be checked."
      : "Nothing speaks against it so far, but not all of it was checked.";
  }
  const said = summary.trim() === "" ? LEVEL_WORDS[level] : summary;
  const verdict = markup.text(asSentence(clip(capitalised(said), 300)));
  if (accepted === undefined) {
    return verdict;
  }
  const until = markup.text(clip(accepted.until, 20));
  return `${verdict}\n\nAccepted until ${until}: ${markup.text(asSentence(clip(accepted.reason, 300)))}`;
}

/** Who published what when: drawn, or in the sentence that stands for the picture. */
function renderTimeline(
  { subject, evidence: { history }, assessment }: PackageReport,
  { pictures, asOf, markup }: Setting,
): string | undefined {
  const facts = history.status === "found" ? readTimeline(history.value, subject, asOf) : undefined;
  if (facts === undefined) {
    return undefined;
  }
  const { picture } = markup;
  return pictures === undefined || picture === undefined
    ? markup.text(facts.sentence)
    : picture(drawTimeline(facts, pictures, assessment.level), facts.sentence);
}

function renderEvidence(findings: readonly Finding[], { rulePage, markup }: Setting): string | undefined {
  if (findings.length === 0) {
    return undefined;
  }
  const rows = findings.slice(0, MAX_ROWS).map(({ rule, what, points }) => ({
    rule,
    page: rulePage?.(rule),
    what: clip(withoutStop(what), MAX_CELL),
    points,
  }));
  const more = findings.length - MAX_ROWS;
  const table = markup.evidence(rows);
  return more > 0 ? `${table}\n\nand ${count(more, "more finding", "more findings")}` : table;
}

function renderAdvice(report: PackageReport, { installed, markup }: Setting): string | undefined {
  const advice = sayAdvice(report, installed);
  return advice && `${markup.text(advice.why)}\n\n${markup.strong("What to do:")} ${markup.text(advice.todo)}`;
}

function renderNote({ resolvedBy, subject }: PackageReport, { note, markup }: Setting): string | undefined {
  const text = note ?? explainResolution(resolvedBy, subject.version);
  return text === undefined ? undefined : markup.text(asSentence(clip(text, 300)));
}

/** What sources have answered; what was not there is an answer too. */
function answersOf({ history, advisories, depsDev }: PackageReport["evidence"]) {
  const asked: readonly (readonly [string, Lookup<unknown>])[] = [
    ["registry", history],
    ["OSV", advisories],
    ["deps.dev", depsDev],
  ];
  return asked.flatMap(([name, lookup]) =>
    lookup.status === "found" || lookup.status === "absent"
      ? [{ source: lookup.status === "found" ? name : `${name} (no record)`, asOf: lookup.asOf }]
      : [],
  );
}

function renderChecked({ evidence, assessment }: PackageReport, { asOf, markup }: Setting): string {
  const answers = answersOf(evidence).map(({ source, asOf: at }) => ({ source, age: formatAge(at, asOf) }));
  const ages = new Set(answers.map(({ age }) => age));
  const [age] = ages;
  const checked =
    ages.size === 1
      ? `Checked ${age}: ${list(answers.map(({ source }) => source))}.`
      : `Checked: ${list(answers.map((answer) => `${answer.source} ${answer.age}`))}.`;
  return [...(answers.length === 0 ? [] : [checked]), ...sayUnchecked(assessment.unchecked)].map(markup.text).join(" ");
}

/** What is missing and why; a reason that several hosts have in common is given once, without their names. */
function sayUnchecked(unchecked: PackageReport["assessment"]["unchecked"]): readonly string[] {
  const byReason = groupBy(unchecked, ({ reason }) => withoutStop(reason).replace(/^[\w.-]+(?::\d+)?: /, ""));
  const missing = [...byReason].map(([common, all]) => {
    const [only, ...others] = all;
    const why = clip(others.length === 0 ? withoutStop(only?.reason ?? "") : common, 100);
    const sources = list(all.map(({ id }) => UNCHECKED_WORDS[id]));
    return why === "" ? sources : `${sources} (${why})`;
  });
  return missing.length === 0 ? [] : [`Not checked: ${missing.join("; ")}.`];
}

function renderPaths({ direct, paths }: PackageReport, { markup }: Setting): string | undefined {
  const [path] = paths;
  if (direct || path === undefined) {
    return undefined;
  }
  const shown = path.length > 8 ? [...path.slice(0, 4), "…", ...path.slice(-3)] : path;
  const more = paths.length > 1 ? `, and ${count(paths.length - 1, "other way", "other ways")}` : "";
  return `Here because of ${shown.map((name) => markup.text(clip(name, 60))).join(" > ")}${more}.`;
}

/** How others rate the repository; a release that only claims to come from there has no part in that. */
function renderPublicScore({ evidence }: PackageReport, { asOf, markup }: Setting): string | undefined {
  const said = sayPublicScore(evidence, asOf);
  return said === undefined ? undefined : markup.text(said);
}

/** A verdict begins with a word of ours, never with a name. */
function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** The hover of an entry that has no release to judge: from git, from a folder, or not resolved yet. */
export function renderUnjudged(key: string, spec: string, reason: string, markup = MARKDOWN): string {
  const heading = `${markup.strong(clip(key, MAX_NAME))} ${markup.text(clip(spec, 100))} — not judged`;
  return `${heading}\n\n${markup.text(asSentence(clip(reason, 300)))}`;
}
