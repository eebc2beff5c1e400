import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createLines } from "../../server/src/core/present/position";
import type { ReviewReport } from "../../server/src/core/service";
import { type Files, ROOT, review } from "../support/review";

/** A case that is about a change of the rules: the files of a workspace at the base, and now. */
export interface PolicyCase {
  readonly now: Files;
  readonly report: Pick<ReviewReport, "fileFindings">;
}

/** Undefined where a folder holds a case about a release. */
export async function reviewPolicyCase(folder: string): Promise<PolicyCase | undefined> {
  if (existsSync(`${folder}/evidence.json`)) {
    return undefined;
  }
  const now = readFiles(`${folder}/now`);
  return { now, report: await review(readFiles(`${folder}/base`), now) };
}

function readFiles(folder: string): Files {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    entries.map(({ parentPath, name }) => {
      const path = `${parentPath}/${name}`.replaceAll("\\", "/");
      return [path.slice(folder.length + 1), readFileSync(path, "utf8")];
    }),
  );
}

/** What a person is told, each with the line that it stands on and the text that is underlined there. */
export function renderPolicyCase(rule: string, { now, report }: PolicyCase): string {
  const told = report.fileFindings.map(({ finding, location: { file, span } }) => {
    const name = file.slice(ROOT.length + 1);
    const text = now[name] ?? "";
    const { line, column } = createLines(text).at(span.start);
    const under = text.slice(span.start, span.end).replace(/\s+/g, " ");
    return [
      `${finding.rule}: ${finding.level}, ${finding.points} points`,
      `  ${finding.what}`,
      `  ${finding.why}`,
      `  ${finding.remedy}`,
      `  at ${name}:${line}:${column}${under === "" ? "" : `: ${under.length > 60 ? `${under.slice(0, 60)}…` : under}`}`,
    ].join("\n");
  });
  return `${told.length === 0 ? `${rule}: nothing to say` : told.join("\n\n")}\n`;
}
