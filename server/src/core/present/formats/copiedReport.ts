import type { PackageReport } from "../../model";
import { plainText } from "../markdown";
import { renderExplainText } from "./explainText";
import { PLAIN } from "./terminal";

/** As wide as text is in an issue or a letter. */
const WIDTH = 100;

/**
 * The evidence about one release as text, for an issue or a letter to whoever maintains it: what `custody explain`
 * prints, with its moment, and nothing of the workspace that it was found in.
 */
export function renderCopiedReport(report: PackageReport, asOf: number, version: string): string {
  const name = plainText(`${report.subject.name}@${report.subject.version}`);
  const moment = `${new Date(asOf).toISOString().slice(0, "YYYY-MM-DDTHH:MM".length).replace("T", " ")} UTC`;
  // Whether it is asked for directly is the workspace's own.
  const { direct: _, ...of } = report;
  return [
    `Custody ${version} on ${name}, ${moment}`,
    "",
    renderExplainText(of, { asOf, paint: PLAIN, width: WIDTH }),
    `The same as data: custody explain ${name} --format json`,
    "",
  ].join("\n");
}
