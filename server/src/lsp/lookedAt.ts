import type { PackageReport } from "../core/model";
import { rankOf } from "../core/present/words";
import type { DocumentEntry } from "../core/service";
import { untilAborted } from "../core/untilAborted";
import type { Analysis } from "./analyses";
import type { Circumstances } from "./circumstances";
import { entryAt } from "./entryAt";

/** The line at an offset, as soon as this one is known; the others may still be on their way. */
export async function findEntry(
  analysis: Analysis,
  offset: number,
  abort: AbortSignal,
): Promise<DocumentEntry | undefined> {
  await untilAborted(Promise.race([analysis.glanced, analysis.finished]), abort);
  const early = analysis.latest();
  const known = early && entryAt(early, offset);
  if (known?.report !== undefined || analysis.isFinished()) {
    return known;
  }
  return entryAt(await untilAborted(analysis.finished, abort), offset);
}

/** The registry document is not read for every locked package; for the one that is looked at it is. */
export async function withHistory(
  report: PackageReport,
  found: Circumstances,
  text: string,
  abort: AbortSignal,
): Promise<PackageReport> {
  if (report.evidence.history.status !== "unasked" || found.configuration.offline) {
    return report;
  }
  const { service, policy, settings, path } = found;
  const { name, version } = report.subject;
  const options = { asOf: undefined, deep: true, offline: false, settings, policy };
  const deep = await service.explain(name, version, options, abort, { path, text });
  const evidence = { ...deep.evidence, locked: report.evidence.locked };
  // What the lockfile's own rules found is not seen by the release alone, so the worse of the two verdicts stands.
  const isWorse = rankOf(deep.assessment.level) <= rankOf(report.assessment.level);
  const { assessment, rollback, accepted } = isWorse ? deep : report;
  return { ...report, evidence, assessment, rollback, accepted };
}
