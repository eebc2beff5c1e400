import { groupBy } from "../groupBy";
import type { Finding, Lookup, PackageReport } from "../model";
import { clip, escapeMarkdown, link } from "./markdown";
import { sayPublicScore } from "./publicScore";
import { formatAge } from "./time";
import { drawTimeline, type PictureKind } from "./timeline";
import { readTimeline } from "./timelineFacts";
import { verdictWord } from "./verdictWord";
import { sayWayOut } from "./wayOut";
import { count, explainResolution, LEVEL_WORDS, list, UNCHECKED_WORDS } from "./words";

export interface HoverOptions {
  /** Undefined for clients that did not ask for pictures. */
  readonly pictures: PictureKind | undefined;
  /** The moment of the judgement: ages are counted from it. */
  readonly asOf: number;
  /** The address of a rule's page; only https becomes a link. */
  readonly rulePage?: ((rule: string) => string | undefined) | undefined;
  /** Something to add about this very entry, such as a lockfile that disagrees. */
  readonly note?: string | undefined;
  /** What `node_modules` holds of this package; left out where nobody looked. */
  readonly installed?: { readonly version: string | undefined; readonly ignoresScripts: boolean } | undefined;
}

const MAX_ROWS = 6;
const MAX_CELL = 120;
/** The longest name that npm takes. */
const MAX_NAME = 214;
const MAX_VERSION = 64;
/** Leaves room under 30 KB for a client's own additions. */
const MAX_BYTES = 29_000;

/**
 * Renders one release as Markdown: the verdict first, then who published what when, the evidence, what to do, and
 * what was checked and what was not.
 *
 * Pure and protocol-free. All that came from outside is escaped and cut; the only image is our own drawing, the only
 * links are https.
 */
export function renderHover(report: PackageReport, options: HoverOptions): string {
  const whole = blocks(report, options);
  const text = join(whole);
  return utf8Length(text) <= MAX_BYTES ? text : join(blocks(report, { ...options, pictures: undefined }));
}

function blocks(report: PackageReport, options: HoverOptions): readonly (string | undefined)[] {
  return [
    renderHeading(report),
    renderVerdict(report),
    renderPicture(report, options),
    renderEvidence(report.assessment.findings, options),
    renderAdvice(report, options),
    renderNote(report, options),
    renderPublicScore(report, options.asOf),
    renderChecked(report, options.asOf),
    renderPaths(report),
    renderLinks(report),
  ];
}

function join(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n\n");
}

function renderHeading(report: PackageReport): string {
  const { subject, assessment } = report;
  const { score } = assessment;
  const points = score === undefined ? "" : ` · score ${score} of 100`;
  const name = clip(subject.name, MAX_NAME);
  return `**${escapeMarkdown(name)}** ${escapeMarkdown(clip(subject.version, MAX_VERSION))} — **${verdictWord(report)}**${points}`;
}

function renderVerdict({ assessment, accepted, evidence }: PackageReport): string {
  const { level, summary, findings } = assessment;
  if (level === "unchecked" && findings.length === 0) {
    // Who did not answer, and why, stands with what was checked.
    return answersOf(evidence).length === 0
      ? "Nothing could be checked."
      : "Nothing speaks against it so far, but not all of it was checked.";
  }
  const said = summary.trim() === "" ? LEVEL_WORDS[level] : summary;
  const verdict = escapeMarkdown(asSentence(clip(capitalised(said), 300)));
  if (accepted === undefined) {
    return verdict;
  }
  const until = escapeMarkdown(clip(accepted.until, 20));
  return `${verdict}\n\nAccepted until ${until}: ${escapeMarkdown(asSentence(clip(accepted.reason, 300)))}`;
}

function renderPicture({ subject, evidence, assessment }: PackageReport, options: HoverOptions): string | undefined {
  const { history } = evidence;
  if (options.pictures === undefined || history.status !== "found") {
    return undefined;
  }
  const facts = readTimeline(history.value, subject, options.asOf);
  if (facts === undefined) {
    return undefined;
  }
  const svg = drawTimeline(facts, options.pictures, assessment.level);
  return `![${escapeMarkdown(facts.sentence)}](data:image/svg+xml;base64,${toBase64(svg)})`;
}

function renderEvidence(findings: readonly Finding[], { rulePage }: HoverOptions): string | undefined {
  if (findings.length === 0) {
    return undefined;
  }
  const rows = findings.slice(0, MAX_ROWS).map(({ rule, what, points }) => {
    const evidence = escapeMarkdown(clip(withoutStop(what), MAX_CELL));
    return `| ${link(rule, rulePage?.(rule))} | ${evidence} | ${points > 0 ? `−${points}` : ""} |`;
  });
  const more = findings.length - MAX_ROWS;
  const table = ["| what | evidence | points |", "| :-- | :-- | --: |", ...rows].join("\n");
  return more > 0 ? `${table}\n\nand ${count(more, "more finding", "more findings")}` : table;
}

/** What to do now: at warning and error always, else what the main finding asks for. */
function renderAdvice(report: PackageReport, options: HoverOptions): string | undefined {
  const { assessment } = report;
  const [main] = assessment.findings;
  const { level } = assessment;
  if (main === undefined || level === "clear" || level === "unchecked") {
    return undefined;
  }
  const sentences = [asSentence(clip(main.remedy, 300))];
  sentences.push(sayWayOut(report) ?? "");
  if (level === "error") {
    sentences.push(...adviceAtError(report, options.installed, installScriptOf(report)));
  }
  const why = escapeMarkdown(asSentence(clip(main.why, 300)));
  return `${why}\n\n**What to do:** ${escapeMarkdown(sentences.filter((text) => text !== "").join(" "))}`;
}

/** The first install script of the release, by npm's order; undefined where it has none, or none is known. */
function installScriptOf({ subject, evidence: { history } }: PackageReport): string | undefined {
  const release =
    history.status === "found" ? history.value.releases.find(({ version }) => version === subject.version) : undefined;
  const names = (["preinstall", "install", "postinstall"] as const).filter(
    (name) => release?.scripts[name] !== undefined,
  );
  return names[0] ?? (release?.gyp === true ? "node-gyp build" : undefined);
}

function adviceAtError(
  { subject: { version }, manager }: PackageReport,
  installed: HoverOptions["installed"],
  script: string | undefined,
): readonly string[] {
  const cleanUp = "isolate the machine, replace the tokens it could read, remove the package, and report it.";
  if (installed === undefined) {
    return [`If it was installed, ${cleanUp}`];
  }
  if (installed.version === version) {
    const ran = script === undefined ? [] : [sayWhetherRun(script, manager, installed.ignoresScripts)];
    return ["node_modules holds this version now.", ...ran, `If any of it ran, ${cleanUp}`];
  }
  const now =
    installed.version === undefined
      ? "does not hold it now"
      : `holds ${clip(installed.version, MAX_VERSION)}, not this version`;
  return [`node_modules ${now}. If it was installed before, ${cleanUp}`];
}

/** Package managers differ in what they run unasked; what only their own settings tell is left open. */
function sayWhetherRun(script: string, manager: PackageReport["manager"], ignoresScripts: boolean): string {
  switch (manager) {
    case "pnpm":
      return `pnpm before 10 would have run its ${script} when it was installed, later ones only where the project allows it.`;
    case "yarn":
      return `Yarn would have run its ${script} when it was installed, unless its settings turn scripts off.`;
    case "bun":
      return `Bun would have run its ${script} only where the package is trusted, by the project or by Bun's own list.`;
    default:
      return ignoresScripts
        ? `npm is set to ignore scripts here: its ${script} would not have run.`
        : `npm is not set to ignore scripts here: before npm 12 its ${script} would have run when it was installed.`;
  }
}

function renderNote({ resolvedBy, subject }: PackageReport, { note }: HoverOptions): string | undefined {
  const text = note ?? explainResolution(resolvedBy, subject.version);
  return text === undefined ? undefined : escapeMarkdown(asSentence(clip(text, 300)));
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

function renderChecked({ evidence, assessment }: PackageReport, asOf: number): string {
  const answers = answersOf(evidence).map(({ source, asOf: at }) => ({ source, age: formatAge(at, asOf) }));
  const ages = new Set(answers.map(({ age }) => age));
  const [age] = ages;
  const checked =
    ages.size === 1
      ? `Checked ${age}: ${list(answers.map(({ source }) => source))}.`
      : `Checked: ${list(answers.map((answer) => `${answer.source} ${answer.age}`))}.`;
  return [...(answers.length === 0 ? [] : [checked]), ...sayUnchecked(assessment.unchecked)]
    .map(escapeMarkdown)
    .join(" ");
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

function renderPaths({ direct, paths }: PackageReport): string | undefined {
  const [path] = paths;
  if (direct || path === undefined) {
    return undefined;
  }
  const shown = path.length > 8 ? [...path.slice(0, 4), "…", ...path.slice(-3)] : path;
  const more = paths.length > 1 ? `, and ${count(paths.length - 1, "other way", "other ways")}` : "";
  return `Here because of ${shown.map((name) => escapeMarkdown(clip(name, 60))).join(" > ")}${more}.`;
}

/** How others rate the repository; a release that only claims to come from there has no part in that. */
function renderPublicScore({ evidence }: PackageReport, asOf: number): string | undefined {
  const said = sayPublicScore(evidence, asOf);
  return said === undefined ? undefined : escapeMarkdown(said);
}

/**
 * The release at its registry and at deps.dev, what has changed in it since the one to go back to, else since the one
 * before, and the repository: attested where deps.dev verified it.
 */
function renderLinks(report: PackageReport): string | undefined {
  const { subject, evidence } = report;
  const { history, depsDev, registryUrl } = evidence;
  if (subject.name.length > MAX_NAME || subject.version.length > MAX_NAME) {
    return undefined;
  }
  const name = encodeURIComponent(subject.name);
  const version = encodeURIComponent(subject.version);
  const links: string[] = [];
  if (history.status === "found" && registryUrl?.startsWith("https:") === true) {
    links.push(link("registry record", `${registryUrl}${name.replace(/^%40/, "@")}/${version}`));
  }
  if (depsDev.status === "found") {
    links.push(link("release on deps.dev", `https://deps.dev/npm/${name}/${version}`));
  }
  // Of a name that deps.dev was not told, nobody else is to hear by a click.
  const isTold = depsDev.status === "found" || depsDev.status === "absent";
  const base = isTold && evidence.isPrivate !== true ? comparedWith(report) : undefined;
  if (base !== undefined && base.length <= MAX_NAME) {
    const versions = `${encodeURIComponent(base)}/${version}`;
    links.push(link(`changes since ${base}`, `https://renovatebot.com/diffs/npm/${name}/${versions}`));
  }
  const attested = depsDev.status === "found" ? depsDev.value.attestedRepository : undefined;
  const claimed =
    history.status === "found"
      ? history.value.releases.find((release) => release.version === subject.version)?.repository
      : undefined;
  const repository = attested ?? claimed;
  if (repository !== undefined && repository.length <= MAX_NAME) {
    const how = attested === undefined ? "claimed, not attested" : "attested";
    links.push(`${link(repository, `https://${repository}`)} (${how})`);
  }
  return links.length === 0 ? undefined : links.join(" · ");
}

function comparedWith({ subject, evidence: { history }, rollback }: PackageReport): string | undefined {
  if (history.status !== "found") {
    return undefined;
  }
  const { releases } = history.value;
  const index = releases.findIndex(({ version }) => version === subject.version);
  const before = typeof rollback === "object" ? rollback : releases[index - 1];
  return index === -1 ? undefined : before?.version;
}

function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, "");
}

/** Ends with one full stop. The first letter stays: it may begin a name. */
/** A verdict begins with a word of ours, never with a name. */
function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function asSentence(text: string): string {
  const said = withoutStop(text.trim());
  return said === "" || /[…?]$/.test(said) ? said : `${said}.`;
}

function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

function toBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** The hover of an entry that has no release to judge: from git, from a folder, or not resolved yet. */
export function renderUnjudged(key: string, spec: string, reason: string): string {
  const heading = `**${escapeMarkdown(clip(key, MAX_NAME))}** ${escapeMarkdown(clip(spec, 100))} — not judged`;
  return `${heading}\n\n${escapeMarkdown(asSentence(clip(reason, 300)))}`;
}
