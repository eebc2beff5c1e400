import { mergeAliases } from "../../advisories";
import type { Evidence, Finding, History, Lookup, PackageReport } from "../../model";
import { readTimeline, type TimelineRow } from "../hover/timelineFacts";
import { clip, plainText } from "../markdown";
import { sayPublicScore } from "../publicScore";
import { formatAge, formatDay } from "../time";
import { sayWayOut } from "../wayOut";
import { CONDITION, count, LEVEL_WORDS, list, UNCHECKED_WORDS } from "../words";
import { joinBlocks, type Paint, wrap } from "./terminal";

export interface ExplainTextOptions {
  readonly asOf: number;
  readonly paint: Paint;
  readonly width: number;
}

const INDENT = "  ";
const CELLS = 32;
const MAX_FINDINGS = 8;
const MAX_REMEDIES = 3;
const MAX_NAMES = 6;

/** What is explained: a report of the service, or a stored document's judgement. */
export type Explained = Pick<PackageReport, "subject" | "assessment" | "evidence" | "rollback" | "manager"> &
  Partial<Pick<PackageReport, "direct">>;

/** One release for a terminal: the verdict, the evidence, who published what when, what was asked and how old the answer is. */
export function renderExplainText(report: Explained, options: ExplainTextOptions): string {
  const { paint, width } = options;
  const { subject, assessment, evidence } = report;
  const { level, score } = assessment;
  const name = paint.strong(plainText(`${subject.name} ${subject.version}`));
  const points = score === undefined ? "" : `, score ${score} of 100`;
  const history = evidence.history.status === "found" ? evidence.history.value : undefined;
  const publicScore = sayPublicScore(evidence, options.asOf);
  const sections = [
    [`${name}: ${paint.level(level, LEVEL_WORDS[level])} (${level}${points})`, ...wrap(assessment.summary, width, "")],
    section(
      "What was found",
      assessment.findings.slice(0, MAX_FINDINGS).flatMap((finding) => renderFinding(finding, options)),
    ),
    section(
      "What to do",
      remedies(report).flatMap((text) => wrap(text, width, `${INDENT}  `, `${INDENT}- `)),
    ),
    history === undefined ? [] : section("Who published what", timeline(history, report, options)),
    history === undefined
      ? []
      : section(
          "The package",
          facts(history, report, options).flatMap((text) => wrap(text, width, INDENT)),
        ),
    section("What was asked", [
      ...answers(evidence, options.asOf),
      ...(publicScore === undefined ? [] : wrap(publicScore, width, `${INDENT}  `, INDENT)),
      ...open(report, width),
    ]),
  ];
  return joinBlocks(sections);

  function section(title: string, lines: readonly string[]): readonly string[] {
    return lines.length === 0 ? [] : [paint.strong(title), ...lines];
  }
}

function renderFinding({ rule, level, what, why }: Finding, { paint, width }: ExplainTextOptions): readonly string[] {
  const word = level === "none" ? "note" : level;
  const [head = "", ...rest] = wrap(`${what} (${rule})`, width, `${INDENT}         `, `${INDENT}${word.padEnd(9)}`);
  return [
    head.replace(word, () => paint.level(level, word)),
    ...rest,
    ...wrap(why, width, `${INDENT}         `).map(paint.faint),
  ];
}

/** Every remedy once, the main one first, and the way back. */
function remedies(explained: Explained): readonly string[] {
  const { assessment } = explained;
  const speaking = assessment.findings.filter(({ level }) => level !== "none");
  const evidence = speaking.filter(({ rule }) => rule !== CONDITION);
  const [first = []] = [evidence, speaking, assessment.findings].filter(({ length }) => length > 0);
  const said = [...new Set(first.map(({ remedy }) => remedy))].slice(0, MAX_REMEDIES);
  const back = sayWayOut(explained);
  return back === undefined ? said : [...said, back];
}

/** One row for each publisher; each cell is a stretch of time, the fuller the more releases. */
function timeline(
  history: History,
  { subject }: Explained,
  { asOf, paint, width }: ExplainTextOptions,
): readonly string[] {
  const read = readTimeline(history, subject, asOf);
  if (read === undefined) {
    return wrap("The registry gives no date of publication for this release, so there is no timeline.", width, INDENT);
  }
  const all = read.rows.flatMap(({ times }) => times);
  const from = all.reduce((first, time) => Math.min(first, time), read.judgedAt);
  const to = all.reduce((last, time) => Math.max(last, time), read.judgedAt);
  const most = Math.max(...read.rows.flatMap(({ times }) => counts(times, from, to)));
  const labels = read.rows.map(({ label }) => clip(label, 24));
  const left = Math.max(...labels.map(({ length }) => length));
  const rows = read.rows.map((row, index) => {
    const bar = drawBar(row, from, to, most);
    const mark = row.judged ? paint.strong(`  <- ${read.version}`) : "";
    return `${INDENT}${(labels[index] ?? "").padEnd(left)}  ${bar}  ${count(row.times.length, "release", "releases")}${mark}`;
  });
  const axis = `${INDENT}${" ".repeat(left)}  ${formatDay(from)}${formatDay(to).padStart(CELLS - 10)}`;
  return [...wrap(read.headline, width, INDENT), ...rows, paint.faint(axis)];
}

function drawBar({ times }: TimelineRow, from: number, to: number, most: number): string {
  return counts(times, from, to)
    .map((n) => (n === 0 ? "·" : (BLOCKS[Math.min(BLOCKS.length - 1, Math.floor((n / most) * BLOCKS.length))] ?? "█")))
    .join("");
}

const BLOCKS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

function counts(times: readonly number[], from: number, to: number): readonly number[] {
  const cells = new Array<number>(CELLS).fill(0);
  for (const time of times) {
    const cell = to === from ? CELLS - 1 : Math.min(CELLS - 1, Math.floor(((time - from) / (to - from)) * CELLS));
    cells[cell] = (cells[cell] ?? 0) + 1;
  }
  return cells;
}

function facts(history: History, { subject }: Explained, { asOf }: ExplainTextOptions): readonly string[] {
  const release = history.releases.find(({ version }) => version === subject.version);
  const latest = history.distTags.latest;
  const served = history.releases.filter(({ publishedAt }) => publishedAt === undefined || publishedAt <= asOf);
  const pulled = history.pulled.filter(({ publishedAt }) => publishedAt <= asOf);
  const lines = [
    [
      history.created === undefined ? undefined : `first published ${formatDay(history.created)}`,
      `${count(served.length, "release", "releases")} served`,
      pulled.length === 0
        ? undefined
        : `${pulled.length} pulled (${names(pulled.slice(-3).map(({ version }) => version))})`,
      latest === undefined ? undefined : `latest is ${latest}`,
    ],
    [history.maintainers === undefined ? undefined : `owners today: ${names(history.maintainers)}`],
  ];
  if (release !== undefined) {
    const { publishedAt, publisher, repository, scripts, gyp } = release;
    const by = publisher === undefined ? undefined : `by ${publisher.name}`;
    const script = Object.entries(scripts).map(([name, command]) => `${name}: ${clip(plainText(command), 80)}`);
    const day = history.gives.time && publishedAt !== undefined ? formatDay(publishedAt) : undefined;
    lines.push(
      [
        day === undefined ? undefined : `${subject.version} was published ${day}`,
        day === undefined ? undefined : by,
        EVIDENCE_WORDS[release.evidence],
      ],
      [repository === undefined ? "no repository is named" : `repository, as claimed: ${repository}`],
      [
        script.length > 0
          ? `runs when installed: ${script.join("; ")}`
          : gyp
            ? "builds with node-gyp when installed"
            : "no install script",
      ],
    );
  }
  return lines.flatMap((parts) => {
    const text = parts.filter((part) => part !== undefined).join(", ");
    return text === "" ? [] : [`${text.charAt(0).toUpperCase()}${text.slice(1)}.`];
  });
}

const EVIDENCE_WORDS = {
  0: "without provenance",
  1: "with provenance",
  2: "by a trusted publisher with provenance",
  3: "staged, with an approver",
} as const;

function names(items: readonly string[]): string {
  const shown = items.slice(0, MAX_NAMES).map((item) => clip(item, 40));
  return items.length > MAX_NAMES ? `${shown.join(", ")} and ${items.length - MAX_NAMES} more` : list(shown);
}

function answers(evidence: Evidence, asOf: number): readonly string[] {
  const { history, advisories, depsDev } = evidence;
  return [
    ...answer("the registry", history, ({ releases }) => count(releases.length, "release", "releases")),
    ...answer("OSV", advisories, (found) =>
      found.length === 0 ? "no advisory for this version" : count(mergeAliases(found).length, "advisory", "advisories"),
    ),
    ...answer("deps.dev", depsDev, ({ attestedRepository }) =>
      attestedRepository === undefined ? "no verified provenance" : `provenance verified: ${attestedRepository}`,
    ),
  ];

  function answer<T>(source: string, lookup: Lookup<T>, say: (value: T) => string): readonly string[] {
    switch (lookup.status) {
      case "found":
        return [`${INDENT}${source}: ${plainText(say(lookup.value))}, ${formatAge(lookup.asOf, asOf)}`];
      case "absent":
        return [`${INDENT}${source}: does not know it, ${formatAge(lookup.asOf, asOf)}`];
      case "unavailable":
      case "unasked":
        return [];
    }
  }
}

function open({ assessment }: Explained, width: number): readonly string[] {
  return assessment.unchecked.flatMap(({ id, reason }) =>
    wrap(`not checked: ${UNCHECKED_WORDS[id]}: ${reason}`, width, `${INDENT}  `, INDENT),
  );
}
