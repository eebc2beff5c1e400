import { adjust } from "./adjust";
import type { Engines } from "./engines";
import { giveWay } from "./inTurn";
import { type Line, lockfileLines, manifestLines } from "./lines";
import { keyOf, type SubjectKey } from "./lookup/lookups";
import type { PackageReport, Problem } from "./model";
import { formatOf } from "./parse/formats";
import type { Project, Projects } from "./project";
import { type CheckOptions, toReport } from "./reports";
import { LEVELS } from "./settings";
import { lockedTargets, TargetList } from "./targets";
import type { Verdict } from "./verdicts";
import type { World } from "./world";

/** One line of an open document. The report is undefined while nothing is known yet, or where there is nothing to judge. */
export type DocumentEntry = Omit<Line, "target"> & {
  readonly report: PackageReport | undefined;
  /** The report is of answers that are still coming in: it tells what speaks already. */
  readonly isEarly?: true;
};

/** One open manifest or lockfile, line by line. */
export interface DocumentReport {
  /** A policy has no entries, only problems. */
  readonly kind: "manifest" | "lockfile" | "policy";
  readonly asOf: number;
  readonly entries: readonly DocumentEntry[];
  readonly problems: readonly Problem[];
  /** Entries that are still being asked about; 0 in a finished report. */
  readonly pending: number;
  /** Hosts whose names are told to nobody else, because nobody has said whether they serve public packages only. */
  readonly undecided?: readonly string[];
}

/** Told what is known before all of it is. */
export interface Listener {
  /** What is remembered, before anything is asked. */
  readonly onGlance?: ((report: DocumentReport) => void) | undefined;
  /** What speaks beside it by now, each time that more answers are in. */
  readonly onLayer?: ((report: DocumentReport) => void) | undefined;
}

/** Of what a document is judged. */
export interface Judging {
  readonly world: World;
  readonly projects: Projects;
  readonly engines: Engines;
}

/** Judges a document as it stands in the editor; undefined where it is no manifest or lockfile. See `TrustService.document`. */
export async function judgeDocument(
  { world, projects, engines }: Judging,
  path: string,
  text: string,
  options: CheckOptions,
  abort: AbortSignal,
  { onGlance, onLayer }: Listener,
): Promise<DocumentReport | undefined> {
  const format = formatOf(path);
  if (format === undefined) {
    return undefined;
  }
  const { kind } = format;
  const project = kind === "manifest" ? await projects.ofManifest(path, text) : projects.ofLockfile(path, text);
  const { lookups, layers } = engines.ofProject(project, options);
  const how = engines.resolving(lookups, options, abort);
  const lines =
    kind === "manifest"
      ? (await Promise.all(project.manifests.map((from) => manifestLines(project, from, how)))).flat()
      : lockedTargets(project).flatMap((target) => lockfileLines(target));
  await giveWay(world, abort);
  const problems = kind === "manifest" ? manifestProblems(project) : (project.lockfile?.lockfile.problems ?? []);
  const targets = new TargetList();
  for (const { target } of lines) {
    if (target !== undefined) {
      targets.add(target);
    }
  }
  if (onGlance !== undefined) {
    await giveWay(world, abort);
    onGlance(report((key) => layers.remembered(key)));
  }
  const telling = onLayer && {
    onLayer: (early: ReadonlyMap<SubjectKey, Verdict>) =>
      onLayer(
        report(
          (key) => layers.remembered(key),
          (key) => early.get(key),
        ),
      ),
  };
  const verdicts = await layers.judge(targets.all(), { ...adjust(options), ...telling }, lookups, abort);
  await giveWay(world, abort);
  return report((key) => verdicts.get(key));

  function report(
    wholeOf: (key: SubjectKey) => Verdict | undefined,
    earlyOf: (key: SubjectKey) => Verdict | undefined = () => undefined,
  ): DocumentReport {
    let pending = 0;
    const entries = lines.map(({ target, ...line }): DocumentEntry => {
      if (target === undefined) {
        return { ...line, report: undefined };
      }
      const key = keyOf(target.subject);
      const [whole, early] = [wholeOf(key), earlyOf(key)];
      pending += whole === undefined ? 1 : 0;
      const isEarly = early !== undefined && (whole === undefined || isWorse(early, whole));
      const found = toReport(targets.get(target.subject) ?? target, isEarly ? early : whole);
      return { ...line, report: found, ...(isEarly ? { isEarly } : {}) };
    });
    return {
      kind,
      asOf: options.asOf ?? world.now(),
      entries,
      problems,
      pending,
      undecided: lookups.undecided(),
    };
  }
}

function isWorse(one: Verdict, other: Verdict): boolean {
  return LEVELS.indexOf(one.assessment.level) < LEVELS.indexOf(other.assessment.level);
}

function manifestProblems(project: Project): readonly Problem[] {
  return project.manifests.flatMap(({ manifest }) => manifest.problems);
}
