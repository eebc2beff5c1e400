import { groupBy } from "../../groupBy";
import type { History, PackageReport } from "../../model";
import { judgeJson } from "./judgeJson";

/** What `explain` tells, as JSON: the judge object, the way back, and who published when. Schema 1. */
export function explainJson(report: PackageReport, asOf: number) {
  const { subject, assessment, evidence, rollback } = report;
  return {
    ...judgeJson(subject, asOf, assessment),
    summary: assessment.summary,
    rollback: rollback === undefined || rollback === "none" ? null : rollback.version,
    publishers: evidence.history.status === "found" ? publishersJson(evidence.history.value, asOf) : null,
  } as const;
}

/** Every account that published here up to then, by its first release. Releases without a name or a date count for nobody. */
function publishersJson(history: History, asOf: number) {
  const published = history.releases.flatMap(({ publisher, publishedAt: at }) =>
    publisher !== undefined && at !== undefined && at <= asOf ? [{ name: publisher.name, at }] : [],
  );
  return [...groupBy(published, ({ name }) => name)]
    .map(([name, releases]) => ({ name, times: releases.map(({ at }) => at) }))
    .map(({ name, times }) => ({ name, releases: times.length, first: Math.min(...times), last: Math.max(...times) }))
    .sort((one, other) => one.first - other.first)
    .map(({ first, last, ...rest }) => ({
      ...rest,
      first: new Date(first).toISOString(),
      last: new Date(last).toISOString(),
    }));
}
