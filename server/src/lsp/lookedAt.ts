import type { PackageReport } from "../core/model";
import { rankOf } from "../core/present/words";
import { isJudged } from "../core/resolution";
import type { DocumentEntry } from "../core/service";
import { untilAborted } from "../core/untilAborted";
import type { Analysis } from "./analyses";
import type { Circumstances } from "./circumstances";
import { entryAt } from "./entryAt";

/** As soon as it is known what stands on this one line, judged or not; the others may still be on their way. */
export async function findEntry(
  analysis: Analysis,
  offset: number,
  abort: AbortSignal,
): Promise<DocumentEntry | undefined> {
  await untilAborted(Promise.race([analysis.glanced, analysis.finished]), abort);
  const early = analysis.latest();
  const known = early && entryAt(early, offset);
  if (known?.report !== undefined || (known?.locked && isJudged(known.locked)) || analysis.isFinished()) {
    return known;
  }
  return entryAt(await untilAborted(analysis.finished, abort), offset);
}

/**
 * The registry document is not read for every locked package; for the one that is looked at it is, and before all others
 * where these are still being asked about.
 */
export async function wholeReport(
  { report, isEarly, locked }: DocumentEntry,
  found: Circumstances,
  text: string,
  abort: AbortSignal,
): Promise<PackageReport | undefined> {
  const isWhole = report !== undefined && isEarly !== true && report.evidence.history.status !== "unasked";
  const subject = report?.subject ?? (locked && isJudged(locked) ? locked : undefined);
  if (isWhole || subject === undefined || found.configuration.offline) {
    return report;
  }
  const { service, policy, settings, path } = found;
  const options = { asOf: undefined, deep: true, offline: false, settings, policy };
  const from = { path, text, ...(locked === undefined ? {} : { id: locked.id }) };
  const deep = await service.explain(subject.name, subject.version, options, abort, from);
  if (report === undefined) {
    return deep;
  }
  const evidence = { ...deep.evidence, locked: report.evidence.locked };
  // What the lockfile's own rules found is not seen by the release alone, so the worse of the two verdicts stands.
  const isWorse = rankOf(deep.assessment.level) <= rankOf(report.assessment.level);
  const { assessment, rollback, accepted } = isWorse || isEarly === true ? deep : report;
  return { ...report, evidence, assessment, rollback, accepted };
}
