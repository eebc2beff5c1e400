import type { Level } from "../../model";
import { rankOf } from "../words";
import { type CheckedPackage, countedLevel } from "./checkView";
import {
  escapeCell,
  type MarkdownOptions,
  renderHeading,
  renderOpenDetails,
  renderRefusedList,
  renderRow,
  renderTotals,
} from "./markdownReport";
import { isUnjudged, nameChange, type ReviewLine, type ReviewView, rankOfLine, sayChanges } from "./reviewView";

/** What a comment may hold on the services that show it is about 65,000 characters. */
const MAX_ROWS = 60;
const MAX_LISTED = 150;
/** Of the same version from elsewhere, with nothing else against it: a move to another mirror changes all of them. */
const MAX_RESOLVED = 20;

/** A comment for a pull request: the verdict, a table of what is to be looked at, and the calm changes folded away. */
export function renderReviewMarkdown(view: ReviewView, options: MarkdownOptions): string {
  const { locate, nameFile } = options;
  const ofPolicy = view.fileFindings.map(({ finding, location }) => ({
    rank: rankOf(finding.level) * 2,
    text: row([
      `**${finding.level}**`,
      escapeCell(finding.rule),
      escapeCell(finding.what),
      escapeCell(finding.remedy),
      escapeCell(`${nameFile(location.file)}:${locate(location.file, location.span.start).line}`),
    ]),
  }));
  const resolved = view.lines.filter(({ change, entry }) => change.kind === "re-resolved" && isLevel(entry, "clear"));
  const loud = view.lines.filter(
    (line) =>
      isUnjudged(line) ||
      isLevel(line.entry, "error", "warning", "info") ||
      resolved.slice(0, MAX_RESOLVED).includes(line),
  );
  const ofChanges = loud.map((line) => ({ rank: rankOfLine(line), text: renderLine(line, options) }));
  const rows = [...ofPolicy, ...ofChanges].sort((one, other) => one.rank - other.rank).map(({ text }) => text);
  const calm = view.lines.filter((line) => !loud.includes(line));
  const lines = [
    renderHeading(view),
    "",
    escapeCell(sayChanges(view)),
    ...(view.packages.length === 0 ? [] : [renderTotals(view)]),
    ...(rows.length === 0
      ? []
      : [
          "",
          "| Level | Change | What | What to do | Where |",
          "| --- | --- | --- | --- | --- |",
          ...rows.slice(0, MAX_ROWS),
        ]),
    ...(rows.length > MAX_ROWS ? ["", `${rows.length - MAX_ROWS} more are in the full report.`] : []),
    ...renderRefusedList(view, options),
    ...renderCalm(calm),
    ...renderOpenDetails(view),
  ];
  return `${lines.join("\n")}\n`;
}

function isLevel(entry: CheckedPackage | undefined, ...levels: readonly Level[]): boolean {
  const level = entry && countedLevel(entry);
  return level !== undefined && levels.includes(level);
}

function renderLine(line: ReviewLine, options: MarkdownOptions): string {
  const { change, entry } = line;
  const name = escapeCell(nameChange(change, "→"));
  if (entry !== undefined) {
    return renderRow(entry, options, name);
  }
  const [place] = change.locations;
  return row([
    "not judged",
    name,
    escapeCell(`It comes from ${change.source}: there is no release history to judge.`),
    "",
    place === undefined
      ? ""
      : escapeCell(`${options.nameFile(place.file)}:${options.locate(place.file, place.span.start).line}`),
  ]);
}

function renderCalm(calm: readonly ReviewLine[]): readonly string[] {
  if (calm.length === 0) {
    return [];
  }
  const listed = calm.slice(0, MAX_LISTED).map(({ change }) => {
    const where = change.importers.filter((importer) => importer !== ".").slice(0, 3);
    return `- ${escapeCell(nameChange(change, "→"))}${where.length === 0 ? "" : `, ${escapeCell(where.join(", "))}`}`;
  });
  const more = calm.length > MAX_LISTED ? [`- and ${calm.length - MAX_LISTED} more`] : [];
  return ["", `<details><summary>${calm.length} more</summary>`, "", ...listed, ...more, "", "</details>"];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
