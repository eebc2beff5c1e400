import type { PackageReport } from "../core/model";
import { UNCHECKED_WORDS } from "../core/present/words";
import type { DocumentReport } from "../core/service";
import type { FileStatus } from "./protocol";

type Counts = Record<keyof FileStatus["counts"], number>;

const MAX_REASONS = 3;

/** How one open file stands: each release once, however many lines name it. */
export function readStatus(uri: string, report: DocumentReport | undefined, state: FileStatus["state"]): FileStatus {
  const counts: Counts = { error: 0, warning: 0, info: 0, clear: 0, unchecked: 0, accepted: 0 };
  const reasons = new Map<string, number>();
  for (const { assessment, accepted } of distinct(report)) {
    counts[accepted === undefined ? assessment.level : "accepted"] += 1;
    for (const { id, reason } of assessment.level === "unchecked" ? assessment.unchecked : []) {
      const said = `${UNCHECKED_WORDS[id]}: ${reason}`;
      reasons.set(said, (reasons.get(said) ?? 0) + 1);
    }
  }
  const frequent = [...reasons].sort((one, other) => other[1] - one[1]).slice(0, MAX_REASONS);
  return {
    uri,
    state,
    counts,
    pending: report?.pending ?? 0,
    reasons: frequent.map(([reason]) => reason),
    undecided: report?.undecided ?? [],
  };
}

function distinct(report: DocumentReport | undefined): Iterable<PackageReport> {
  const reports = new Map<string, PackageReport>();
  for (const { report: found } of report?.entries ?? []) {
    if (found !== undefined) {
      reports.set(`${found.subject.name}@${found.subject.version}`, found);
    }
  }
  return reports.values();
}
