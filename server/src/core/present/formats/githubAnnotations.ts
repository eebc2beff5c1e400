import { messages } from "../../messages";
import type { Location } from "../../model";
import { plainText } from "../markdown";
import { count, UNCHECKED_WORDS } from "../words";
import type { Locate } from "./checkJson";
import { type CheckView, countedLevel, reasonWithOption } from "./checkView";
import { mainLocation, mainRule, type NameFile, reportSentences } from "./reportText";

export interface AnnotationOptions {
  readonly locate: Locate;
  readonly nameFile: NameFile;
  /** Whether a file has changed, of a review. */
  readonly isChanged?: (file: string) => boolean;
}

const COMMANDS = { error: "error", warning: "warning", info: "notice" } as const;

/** Workflow commands of GitHub Actions: one annotation for each package at info or above, one notice for what is refused, and for what is open. */
export function renderGithubAnnotations(view: CheckView, { locate, nameFile, isChanged }: AnnotationOptions): string {
  const found = view.packages.flatMap((entry) => {
    const level = countedLevel(entry);
    if (level !== "error" && level !== "warning" && level !== "info") {
      return [];
    }
    const location = mainLocation(entry, isChanged);
    const { name, version } = entry.subject;
    const place = location === undefined ? {} : placeOf(location);
    const properties = { ...place, title: `${name} ${version} (${mainRule(entry)})` };
    return [annotation(COMMANDS[level], properties, reportSentences(entry).join("\n"))];
  });
  const ofPolicy = view.fileFindings.flatMap(({ finding, location }) =>
    finding.level === "none"
      ? []
      : annotation(
          COMMANDS[finding.level],
          { ...placeOf(location), title: finding.rule },
          plainText(`${finding.what} ${finding.remedy}`),
        ),
  );
  const unanswered = view.open.filter(({ reason }) => reason !== messages.documentNotAsked);
  const open = unanswered.map(({ id, reason, packages }) =>
    annotation(
      "notice",
      { title: "custody: not checked" },
      `${UNCHECKED_WORDS[id]} for ${count(packages, "package", "packages")}: ${reasonWithOption(reason)}`,
    ),
  );
  const refused = view.refused.map(({ entry, text }) => {
    const location = mainLocation(entry, isChanged);
    const place = location === undefined ? {} : placeOf(location);
    const { name, version } = entry.subject;
    return annotation("notice", { ...place, title: `${name} ${version} (install)` }, text);
  });
  return [...ofPolicy, ...found, ...refused, ...open].map((line) => `${line}\n`).join("");

  function placeOf({ file, span }: Location): Readonly<Record<string, string | number>> {
    const [start, end] = [locate(file, span.start), locate(file, span.end)];
    return { file: nameFile(file), line: start.line, endLine: end.line, col: start.column, endColumn: end.column };
  }
}

function annotation(command: string, properties: Readonly<Record<string, string | number>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
  return `::${command} ${list.join(",")}::${escapeData(message)}`;
}

/** A line break ends a workflow command, and what follows could be another one. */
function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
