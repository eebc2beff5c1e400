import type { Level } from "../core/model";
import { type CheckView, countedLevel } from "../core/present/formats/checkView";
import type { WorkspaceReport } from "../core/service";
import { LEVELS } from "../core/settings";
import { anySourceAnswered } from "./common";
import type { ExitCode } from "./io";
import { UsageError } from "./usageError";

const FAIL_ON = ["error", "warning", "info", "never"] as const;
export type FailOn = (typeof FAIL_ON)[number];

/** `--fail-on`. */
export function readFailOn(text: string | undefined): FailOn {
  const found = FAIL_ON.find((level) => level === (text ?? "error"));
  if (found === undefined) {
    throw new UsageError(`--fail-on is one of ${FAIL_ON.join(", ")}, not "${text}"`);
  }
  return found;
}

/** How a check or a review ends: see the exit codes of the commands. */
export function exitCode(view: CheckView, report: WorkspaceReport, failOn: FailOn, failOnUnchecked: boolean): ExitCode {
  const { packages, summary, fileFindings } = view;
  const failing: readonly Level[] = failOn === "never" ? [] : LEVELS.slice(0, LEVELS.indexOf(failOn) + 1);
  const isFailing =
    packages.some((entry) => failing.includes(countedLevel(entry) ?? "clear")) ||
    fileFindings.some(({ finding: { level } }) => level !== "none" && failing.includes(level));
  if (isFailing || (failOnUnchecked && isAnythingOpen(view, report))) {
    return 1;
  }
  const nothingJudged =
    summary.packages > 0 && summary.unchecked === summary.packages && !anySourceAnswered(report.sources);
  return nothingJudged || report.problems.some(({ notice }) => notice !== true) ? 3 : 0;
}

/** A package that was found at risk is open, too, where a source that was asked did not answer. */
function isAnythingOpen({ summary }: CheckView, { packages }: WorkspaceReport): boolean {
  return (
    summary.unchecked > 0 ||
    packages.some(
      ({ accepted, evidence: { history, advisories, depsDev } }) =>
        accepted === undefined && [history, advisories, depsDev].some(({ status }) => status === "unavailable"),
    )
  );
}
