import type { Locate } from "./checkJson";
import { type CheckedPackage, type CheckView, countedLevel } from "./checkView";
import { escapeMarkdown } from "./markdown";
import { mainLocation, type NameFile } from "./reportText";
import { sayWayOut } from "./wayOut";
import { count, LEVEL_WORDS, UNCHECKED_WORDS } from "./words";

export interface MarkdownOptions {
  readonly locate: Locate;
  readonly nameFile: NameFile;
}

/** What a comment may hold on the services that show it is about 65,000 characters. */
const MAX_ROWS = 60;

/** A comment for a pull request: the verdict, a table of what was found, and what is open. */
export function renderMarkdownReport(view: CheckView, options: MarkdownOptions): string {
  const found = view.packages.filter((entry) => ["error", "warning", "info"].includes(countedLevel(entry) ?? ""));
  const rows = found.slice(0, MAX_ROWS).map((entry) => renderRow(entry, options));
  const lines = [
    `### Custody: ${heading(view)}`,
    "",
    totals(view),
    ...(rows.length === 0
      ? []
      : ["", "| Level | Package | What | What to do | Where |", "| --- | --- | --- | --- | --- |", ...rows]),
    ...(found.length > MAX_ROWS ? ["", `${found.length - MAX_ROWS} more are in the full report.`] : []),
    ...(view.open.length === 0
      ? []
      : [
          "",
          "<details><summary>Not checked</summary>",
          "",
          ...view.open.map(
            ({ id, reason, packages }) =>
              `- ${escapeCell(UNCHECKED_WORDS[id])} for ${count(packages, "package", "packages")}: ${escapeCell(reason)}`,
          ),
          "",
          "</details>",
        ]),
  ];
  return `${lines.join("\n")}\n`;
}

function heading({ summary }: CheckView): string {
  if (summary.error > 0) {
    return LEVEL_WORDS.error;
  }
  if (summary.warning > 0) {
    return LEVEL_WORDS.warning;
  }
  if (summary.unchecked > 0) {
    return "nothing found in what could be checked";
  }
  return summary.info > 0 ? "nothing to act on" : "all clear";
}

function totals({ summary }: CheckView): string {
  const { packages, error, warning, info, clear, unchecked, accepted } = summary;
  const parts = Object.entries({ error, warning, info, clear, unchecked, accepted }).flatMap(([word, n]) =>
    n > 0 ? [`${n} ${word}`] : [],
  );
  return `${count(packages, "package", "packages")}${parts.length === 0 ? "" : `: ${parts.join(", ")}`}.`;
}

function renderRow(entry: CheckedPackage, { locate, nameFile }: MarkdownOptions): string {
  const { subject, assessment, direct, paths } = entry;
  const [main] = assessment.findings;
  const location = mainLocation(entry);
  const path = direct ? undefined : paths[0];
  const where = [
    ...(location === undefined
      ? []
      : [`${nameFile(location.file)}:${locate(location.file, location.span.start).line}`]),
    ...(path === undefined ? [] : [`through ${path.join(" > ")}`]),
  ];
  const cells = [
    `**${assessment.level}**`,
    escapeCell(`${subject.name} ${subject.version}`),
    escapeCell(assessment.summary),
    escapeCell([main?.remedy, sayWayOut(entry)].filter((text) => text !== undefined).join(" ")),
    escapeCell(where.join(", ")),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** Beyond Markdown itself: no name may call a person or an issue, and no text becomes a link. */
function escapeCell(text: string): string {
  return escapeMarkdown(text)
    .replace(/\\?#(?=\d)/g, "#&#8203;")
    .replace(/\\?@/g, "@&#8203;")
    .replace(/\\?:\/\//g, ":&#8203;//")
    .replace(/\bwww\\?\./gi, "www&#8203;.");
}
