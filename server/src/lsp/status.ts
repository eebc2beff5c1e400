import { countLines } from "../core/present/totals";
import { UNCHECKED_WORDS } from "../core/present/words";
import type { DocumentReport } from "../core/service";
import type { FileStatus } from "./protocol";

const MAX_REASONS = 3;

/** How one open file stands: each release once, however many lines name it. */
export function readStatus(uri: string, report: DocumentReport | undefined, state: FileStatus["state"]): FileStatus {
  const entries = report?.entries ?? [];
  const reasons = new Map<string, number>();
  for (const said of entries.flatMap(reasonsOf)) {
    reasons.set(said, (reasons.get(said) ?? 0) + 1);
  }
  const frequent = [...reasons].sort((one, other) => other[1] - one[1]).slice(0, MAX_REASONS);
  return {
    uri,
    state,
    counts: countLines(entries),
    pending: report?.pending ?? 0,
    reasons: frequent.map(([reason]) => reason),
    undecided: report?.undecided ?? [],
  };
}

function reasonsOf({ report, open }: DocumentReport["entries"][number]): readonly string[] {
  if (report?.assessment.level === "unchecked") {
    return report.assessment.unchecked.map(({ id, reason }) => `${UNCHECKED_WORDS[id]}: ${reason}`);
  }
  return open?.why === "unanswered" ? [open.reason] : [];
}
