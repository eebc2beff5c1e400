import type { Family, Level } from "../../model";
import { escapeMarkdown } from "../markdown";
import { sayWayOut } from "../wayOut";
import { count, LEVEL_WORDS, UNCHECKED_WORDS } from "../words";
import type { Locate } from "./checkJson";
import { type CheckedPackage, type CheckView, countedLevel, reasonWithOption } from "./checkView";
import { mainLocation, type NameFile } from "./reportText";

export interface MarkdownOptions {
  readonly locate: Locate;
  readonly nameFile: NameFile;
  /** Whether a file has changed, of a review. */
  readonly isChanged?: (file: string) => boolean;
}

/** What a comment may hold on the services that show it is about 65,000 characters. */
const MAX_ROWS = 60;
const MAX_REFUSED = 20;

/** A comment for a pull request: the verdict, a table of what was found, and what is open. */
export function renderMarkdownReport(view: CheckView, options: MarkdownOptions): string {
  const found = view.packages.filter((entry) => ["error", "warning", "info"].includes(countedLevel(entry) ?? ""));
  const rows = found.slice(0, MAX_ROWS).map((entry) => renderRow(entry, options));
  const lines = [
    renderHeading(view),
    "",
    renderTotals(view),
    ...(rows.length === 0
      ? []
      : ["", "| Level | Package | What | What to do | Where |", "| --- | --- | --- | --- | --- |", ...rows]),
    ...(found.length > MAX_ROWS ? ["", `${found.length - MAX_ROWS} more are in the full report.`] : []),
    ...renderRefusedList(view, options),
    ...renderOpenDetails(view),
  ];
  return `${lines.join("\n")}\n`;
}

/** What the next install will refuse, in the words of the editor. */
export function renderRefusedList(
  { refused }: CheckView,
  { locate, nameFile, isChanged }: MarkdownOptions,
): readonly string[] {
  const told = refused.slice(0, MAX_REFUSED).map(({ text, entry }) => {
    const location = mainLocation(entry, isChanged);
    const where = location && `${nameFile(location.file)}:${locate(location.file, location.span.start).line}`;
    return `- ${escapeCell(text)}${where === undefined ? "" : ` (${escapeCell(where)})`}`;
  });
  const left = refused.length - MAX_REFUSED;
  return [...(told.length === 0 ? [] : ["", ...told]), ...(left > 0 ? [`- and ${left} more`] : [])];
}

/** The verdict in words. */
export function renderHeading(view: CheckView): string {
  return `### Custody: ${verdictOf(view)}`;
}

function verdictOf({ summary, fileFindings }: CheckView): string {
  const isAt = (level: Level, family?: Family) =>
    fileFindings.some(({ finding }) => finding.level === level && (family === undefined || finding.family === family));
  // A looser rule puts nothing at risk yet, whatever level it has.
  if (summary.error > 0 || isAt("error", "lockfile")) {
    return LEVEL_WORDS.error;
  }
  if (summary.warning > 0 || isAt("error") || isAt("warning")) {
    return LEVEL_WORDS.warning;
  }
  if (summary.unchecked > 0) {
    return "nothing found in what could be checked";
  }
  return summary.info > 0 || isAt("info") ? "nothing to act on" : "all clear";
}

/** What could not be checked, folded away; nothing where all could be. */
export function renderOpenDetails({ open }: CheckView): readonly string[] {
  return open.length === 0
    ? []
    : [
        "",
        "<details><summary>Not checked</summary>",
        "",
        ...open.map(
          ({ id, reason, packages }) =>
            `- ${escapeCell(UNCHECKED_WORDS[id])} for ${count(packages, "package", "packages")}: ${escapeCell(reasonWithOption(reason))}`,
        ),
        "",
        "</details>",
      ];
}

/** How many packages there are at each level. */
export function renderTotals({ summary }: CheckView): string {
  const { packages, error, warning, info, clear, unchecked, accepted } = summary;
  const parts = Object.entries({ error, warning, info, clear, unchecked, accepted }).flatMap(([word, n]) =>
    n > 0 ? [`${n} ${word}`] : [],
  );
  return `${count(packages, "package", "packages")}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}.`;
}

/** A row of the table; `name` is Markdown already. */
export function renderRow(
  entry: CheckedPackage,
  { locate, nameFile, isChanged }: MarkdownOptions,
  name = escapeCell(`${entry.subject.name} ${entry.subject.version}`),
): string {
  const { assessment, direct, paths } = entry;
  const [main] = assessment.findings;
  const location = mainLocation(entry, isChanged);
  const path = direct ? undefined : paths[0];
  const where = [
    ...(location === undefined
      ? []
      : [`${nameFile(location.file)}:${locate(location.file, location.span.start).line}`]),
    ...(path === undefined ? [] : [`through ${path.join(" > ")}`]),
  ];
  const cells = [
    `**${assessment.level}**`,
    name,
    escapeCell(assessment.summary),
    escapeCell([main?.remedy, sayWayOut(entry)].filter((text) => text !== undefined).join(" ")),
    escapeCell(where.join(", ")),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Beyond Markdown itself: no name may call a person or an issue, and no text becomes a link. */
export function escapeCell(text: string): string {
  return escapeMarkdown(text)
    .replace(/\\?#(?=\d)/g, "#&#8203;")
    .replace(/\\?@/g, "@&#8203;")
    .replace(/\\?:\/\//g, ":&#8203;//")
    .replace(/\bwww\\?\./gi, "www&#8203;.");
}
