import { relativePath } from "../../filePath";
import { messages } from "../../messages";
import { plainText } from "../markdown";
import { sayWayOut } from "../wayOut";
import { CONDITION, count, UNCHECKED_WORDS } from "../words";
import type { Locate } from "./checkJson";
import {
  type CheckedPackage,
  type CheckView,
  isNotable,
  type OpenQuestion,
  reasonWithOption,
  sortLocations,
} from "./checkView";
import { mainLocation } from "./reportText";
import { joinBlocks, type Paint, wrap } from "./terminal";

export interface CheckTextOptions {
  /** Clear packages too, one line each. */
  readonly all: boolean;
  readonly locate: Locate;
  readonly paint: Paint;
  /** Columns to fill. */
  readonly width: number;
  /** Rules that settings or policy switch off. */
  readonly switchedOff: readonly string[];
}

const INDENT = "  ";
/** Nobody reads more of them in a terminal. */
const MAX_ENTRIES = 500;
const MAX_REFUSED = 20;
const MAX_PLACES = 2;
const MAX_REASONS = 4;

/** A check for a terminal: worst first, then the totals, then what could not be checked and what to do about it. */
export function renderCheckText(view: CheckView, options: CheckTextOptions): string {
  const told = view.packages.filter((entry) => isNotable(entry) && entry.assessment.level !== "unchecked");
  const blocks = [
    ...told.slice(0, MAX_ENTRIES).map((entry) => renderEntry(entry, view.root, options)),
    told.length > MAX_ENTRIES
      ? [`and ${count(told.length - MAX_ENTRIES, "package", "packages")} more; --format json lists every one.`]
      : [],
    ...(options.all ? [renderQuiet(view, options)] : []),
    renderRefused(view, options),
    renderTotals(view, options),
  ];
  return joinBlocks(blocks);
}

function renderEntry(entry: CheckedPackage, root: string, options: CheckTextOptions): readonly string[] {
  const { assessment, accepted } = entry;
  const { paint, width } = options;
  const lines = [heading(entry, paint), ...wrap(assessment.summary, width, INDENT)];
  const [main, ...others] = assessment.findings;
  if (accepted !== undefined) {
    return [
      ...lines,
      ...wrap(`Accepted until ${accepted.until}: ${accepted.reason}`, width, INDENT),
      ...where(entry, root, options),
    ];
  }
  if (assessment.level !== "info") {
    const also = others.filter(({ rule, what }) => rule !== CONDITION && !assessment.summary.includes(what));
    lines.push(...also.slice(0, MAX_REASONS).flatMap(({ what }) => wrap(what, width, `${INDENT}  `, `${INDENT}- `)));
  }
  if (main !== undefined) {
    lines.push(...wrap(main.remedy, width, `${INDENT}   `, `${INDENT}=> `));
  }
  const back = sayWayOut(entry);
  if (back !== undefined) {
    lines.push(...wrap(back, width, `${INDENT}   `));
  }
  lines.push(...where(entry, root, options));
  return lines;
}

function heading({ subject, assessment, direct, dev, resolvedBy, accepted }: CheckedPackage, paint: Paint): string {
  const { level, score } = assessment;
  const details = [
    score === undefined ? undefined : `score ${score}`,
    accepted === undefined ? undefined : "accepted",
    direct ? "direct" : "transitive",
    dev === true ? "development only" : undefined,
    resolvedBy === "lockfile" ? undefined : resolvedBy === "installed" ? "as installed" : "would resolve to this today",
  ].filter((detail) => detail !== undefined);
  const name = paint.strong(plainText(`${subject.name} ${subject.version}`));
  return `${paint.level(level, level.padEnd(9))}${name}  ${paint.faint(details.join(", "))}`;
}

function where(
  { locations, paths, direct }: CheckedPackage,
  root: string,
  { locate, paint, width }: CheckTextOptions,
): readonly string[] {
  const sorted = sortLocations(locations);
  const places = sorted.slice(0, MAX_PLACES).map(({ file, span }) => {
    const { line } = locate(file, span.start);
    return `${relativePath(root, file) ?? file}:${line}`;
  });
  const more = sorted.length - places.length;
  const [path, ...otherPaths] = direct ? [] : paths;
  const parts = [
    `${places.join(", ")}${more > 0 ? ` and ${more} more` : ""}`,
    ...(path === undefined
      ? []
      : [
          `through ${path.join(" > ")}${otherPaths.length > 0 ? ` and ${count(otherPaths.length, "other way", "other ways")}` : ""}`,
        ]),
  ];
  return wrap(parts.filter((part) => part !== "").join("; "), width, INDENT).map(paint.faint);
}

/** What the next install will refuse, in the words of the editor. */
export function renderRefused({ refused, root }: CheckView, options: CheckTextOptions): readonly string[] {
  const { locate, paint, width } = options;
  const told = refused.slice(0, MAX_REFUSED).flatMap(({ text, entry }) => {
    const location = mainLocation(entry);
    const place =
      location &&
      `${relativePath(root, location.file) ?? location.file}:${locate(location.file, location.span.start).line}`;
    return [
      ...wrap(text, width, INDENT, "- "),
      ...(place === undefined ? [] : wrap(place, width, INDENT).map(paint.faint)),
    ];
  });
  const left = refused.length - MAX_REFUSED;
  return left > 0 ? [...told, `and ${left} more that it will refuse; --format json lists every one.`] : told;
}

/** Clear and unchecked packages, one line each. */
function renderQuiet({ packages }: CheckView, { paint }: CheckTextOptions): readonly string[] {
  return packages.flatMap(({ subject, assessment, accepted }) => {
    const { level, score } = assessment;
    if (accepted !== undefined || (level !== "clear" && level !== "unchecked")) {
      return [];
    }
    const name = plainText(`${subject.name} ${subject.version}`);
    return [
      `${paint.level(level, level.padEnd(11))}${name}${score === undefined ? "" : `  ${paint.faint(`score ${score}`)}`}`,
    ];
  });
}

function renderTotals(view: CheckView, options: CheckTextOptions): readonly string[] {
  const { paint, width } = options;
  const { notFromRegistry } = view;
  const lines = [renderVerdict(view, paint)];
  if (notFromRegistry > 0) {
    const come = count(notFromRegistry, "dependency comes", "dependencies come");
    lines.push(...wrap(`${come} from git, a file or the workspace: there is no release history to judge.`, width, ""));
  }
  return [...lines, ...renderSwitchedOff(options), ...renderOpenQuestions(view, options)];
}

/** Which rules are off, as a line of the totals. */
export function renderSwitchedOff({ switchedOff, width }: CheckTextOptions): readonly string[] {
  return switchedOff.length === 0 ? [] : wrap(`Switched off: ${switchedOff.join(", ")}.`, width, "");
}

/** What could not be checked, and what to do about it. */
export function renderOpenQuestions({ open, summary }: CheckView, { width }: CheckTextOptions): readonly string[] {
  return open.flatMap((question) => wrap(renderOpen(question, summary.packages), width, INDENT, ""));
}

/** How many packages there are at each level. */
export function renderVerdict({ summary }: CheckView, paint: Paint): string {
  const { packages, error, warning, info, clear, unchecked, accepted } = summary;
  if (packages === 0) {
    return "No package from a registry is declared or locked here.";
  }
  if (clear === packages) {
    return `${count(packages, "package", "packages")}, ${paint.level("clear", "all clear")}.`;
  }
  const parts = [
    [error, "error", count(error, "error", "errors")],
    [warning, "warning", count(warning, "warning", "warnings")],
    [info, "info", `${info} info`],
    [clear, "clear", `${clear} clear`],
    [unchecked, "unchecked", `${unchecked} unchecked`],
    [accepted, "none", `${accepted} accepted`],
  ] as const;
  const said = parts.flatMap(([n, level, words]) => (n > 0 ? [paint.level(level, words)] : []));
  return `${count(packages, "package", "packages")}: ${said.join(", ")}.`;
}

function renderOpen({ id, reason, packages }: OpenQuestion, all: number): string {
  if (reason === messages.documentNotAsked) {
    return `History not read for ${count(packages, "package", "packages")}: ${reasonWithOption(reason)}.`;
  }
  if (reason === messages.historyLeftOut) {
    return `History not checked for ${count(packages, "package", "packages")}: ${reasonWithOption(reason)}.`;
  }
  const share = packages === all ? "any package" : count(packages, "package", "packages");
  const stop = /[.!?]$/.test(reason) ? "" : ".";
  const step = reason === OFFLINE ? undefined : NEXT_STEPS[id];
  return `Not checked: ${UNCHECKED_WORDS[id]} for ${share}: ${reason}${stop}${step === undefined ? "" : ` ${step}`}`;
}

/** What a lookup says where it was told to ask nobody: there is nothing to mend. */
const OFFLINE = "offline";

const NEXT_STEPS: Readonly<Partial<Record<OpenQuestion["id"], string>>> = {
  registry: "npm's own configuration says which registry is asked; --registry URL names another.",
  "registry.publisher": "A registry that gives publishers can be named with --registry URL.",
  "registry.time": "A registry that gives dates can be named with --registry URL.",
};
