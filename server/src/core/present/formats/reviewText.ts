import { relativePath } from "../../filePath";
import type { FileFinding, FindingLevel, Level, Location } from "../../model";
import { sayWayOut } from "../wayOut";
import { count, rankOf } from "../words";
import { sortLocations } from "./checkView";
import {
  isCalm,
  isLooser,
  isUnjudged,
  nameChange,
  type ReviewLine,
  type ReviewView,
  rankOfLine,
  sayChanges,
} from "./reviewView";
import { joinBlocks, wrap } from "./terminal";
import { type CheckTextOptions, renderOpenQuestions, renderRefused, renderSwitchedOff, renderVerdict } from "./text";

const INDENT = "  ";
/** Nobody reads more of them in a terminal. */
const MAX_LINES = 500;
/** A move to another mirror changes where everything comes from. */
const MAX_RESOLVED = 20;

/** A review for a terminal: a line for each change that is to be looked at, worst first; the calm ones are counted. */
export function renderReviewText(view: ReviewView, options: CheckTextOptions): string {
  const { all } = options;
  let resolved = 0;
  const told = view.lines.filter((line) => {
    const isQuiet = line.change.kind === "re-resolved" && line.entry?.assessment.level === "clear";
    resolved += Number(isQuiet);
    return all || (!isCalm(line) && !(isQuiet && resolved > MAX_RESOLVED));
  });
  const ofFiles = view.fileFindings.map((each) => ({
    rank: rankOf(each.finding.level) * 2,
    lines: renderFile(each, view.root, options),
  }));
  const ofChanges = told.slice(0, MAX_LINES).map((line) => ({
    rank: rankOfLine(line),
    lines: renderLine(line, view.root, options),
  }));
  const blocks = [
    [...ofFiles, ...ofChanges].sort((one, other) => one.rank - other.rank).flatMap(({ lines }) => lines),
    [
      ...(told.length > MAX_LINES
        ? [`and ${count(told.length - MAX_LINES, "change", "changes")} more; --format json lists every one.`]
        : []),
      ...(!all && resolved > MAX_RESOLVED
        ? [`and ${resolved - MAX_RESOLVED} more that are clear and come from elsewhere; --all lists every one.`]
        : []),
    ],
    renderRefused(view, options),
    renderTotals(view, options),
  ];
  return joinBlocks(blocks);
}

function renderFile({ finding, location }: FileFinding, root: string, options: CheckTextOptions): readonly string[] {
  return [
    ...headed(finding.level, finding.level, finding.what, options),
    ...wrap(finding.remedy, options.width, `${INDENT}   `, `${INDENT}=> `),
    ...wrap(placeOf(location, root, options), options.width, INDENT).map(options.paint.faint),
  ];
}

/** A line behind the word for its level. */
function headed(
  level: Level | FindingLevel,
  word: string,
  text: string,
  { paint, width }: CheckTextOptions,
): readonly string[] {
  const [first = "", ...rest] = wrap(text, width, INDENT, " ".repeat(WORD));
  return [`${paint.level(level, word.padEnd(WORD))}${first.slice(WORD)}`, ...rest];
}

const WORD = "unchecked ".length;

function renderLine(line: ReviewLine, root: string, options: CheckTextOptions): readonly string[] {
  const { change, entry } = line;
  const { paint, width } = options;
  const level = entry === undefined ? "none" : entry.assessment.level;
  const word = isUnjudged(line)
    ? "unjudged"
    : entry === undefined
      ? "-"
      : entry.accepted === undefined
        ? level
        : "accepted";
  const lines = headed(level, word, `${nameChange(change)}${sayVerdict(line)}`, options);
  if (entry === undefined || entry.accepted !== undefined || (level !== "error" && level !== "warning")) {
    return lines;
  }
  const remedy = entry.assessment.findings[0]?.remedy;
  const back = sayWayOut(entry);
  const [path] = entry.direct ? [] : entry.paths;
  const places = sortLocations(entry.locations).slice(0, 2);
  const where = [
    places.map((place) => placeOf(place, root, options)).join(", "),
    ...(path === undefined ? [] : [`through ${path.join(" > ")}`]),
  ];
  return [
    ...lines,
    ...(remedy === undefined ? [] : wrap(remedy, width, `${INDENT}   `, `${INDENT}=> `)),
    ...(back === undefined ? [] : wrap(back, width, `${INDENT}   `)),
    ...wrap(where.filter((part) => part !== "").join("; "), width, INDENT).map(paint.faint),
  ];
}

function sayVerdict({ change, entry }: ReviewLine): string {
  if (entry === undefined) {
    return change.kind === "removed" ? "" : `: comes from ${change.source}, there is no release history to judge`;
  }
  const { accepted, assessment } = entry;
  if (accepted !== undefined) {
    return `: ${assessment.summary} Accepted until ${accepted.until}: ${accepted.reason}`;
  }
  return assessment.level === "clear" ? "" : `: ${assessment.summary}`;
}

function placeOf({ file, span }: Location, root: string, { locate }: CheckTextOptions): string {
  return `${relativePath(root, file) ?? file}:${locate(file, span.start).line}`;
}

function renderTotals(view: ReviewView, options: CheckTextOptions): readonly string[] {
  const { width } = options;
  const looser = view.fileFindings.filter(isLooser).length;
  return [
    ...wrap(sayChanges(view), width, ""),
    ...(view.packages.length === 0 ? [] : [renderVerdict(view, options.paint)]),
    ...(looser === 0 ? [] : wrap(`${count(looser, "setting is", "settings are")} looser than at the base.`, width, "")),
    ...renderSwitchedOff(options),
    ...renderOpenQuestions(view, options),
  ];
}
