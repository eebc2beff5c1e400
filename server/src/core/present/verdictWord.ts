import type { PackageReport } from "../model";
import { isTransferred } from "./totals";
import { DEPRECATED } from "./words";

/** The verdict in a word: the one at the end of a line and in the heading of its hover. */
export function verdictWord(report: PackageReport): string {
  const { level, findings } = report.assessment;
  if (report.accepted !== undefined) {
    return "accepted";
  }
  switch (level) {
    case "error":
      return "at risk";
    case "warning":
      return "look";
    case "info":
      return isTransferred(report) ? "transferred" : (TO_KNOW[findings[0]?.rule ?? ""] ?? "note");
    case "clear":
      return "clear";
    case "unchecked":
      return "not checked";
  }
}

/** What there is to know, in a word, by the rule of the main reason. */
const TO_KNOW: Readonly<Record<string, string>> = {
  [DEPRECATED]: "deprecated",
  "lock-integrity": "no checksum",
  "package-young": "young",
  "release-young": "young",
  vulnerable: "vulnerable",
};
