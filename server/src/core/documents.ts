import { adjust } from "./adjust";
import type { Engines } from "./engines";
import { readInstallRules } from "./gates/installRules";
import { refusalsOf } from "./gates/refusals";
import { giveWay } from "./inTurn";
import type { JudgeOptions } from "./layers";
import { type Line, lockfileLines, manifestLines } from "./lines";
import { keyOf, type Lookups, type SubjectKey } from "./lookup/lookups";
import type { PackageReport, Problem, Refusal } from "./model";
import { formatOf } from "./parse/formats";
import type { Project, Projects } from "./project";
import { type CheckOptions, toReport } from "./reports";
import { LEVELS } from "./settings";
import { lockedTargets, type Target, TargetList } from "./targets";
import type { Verdict } from "./verdicts";
import type { World } from "./world";

/** One line of an open document. The report is undefined while nothing is known yet, or where there is nothing to judge. */
export type DocumentEntry = Omit<Line, "target"> & {
  readonly report: PackageReport | undefined;
  /** The report is of answers that are still coming in: it tells what speaks already. */
  readonly isEarly?: true;
  /** Why the package manager will refuse it; left out where it is not known to. */
  readonly refusals?: readonly Refusal[];
};

/** One open manifest or lockfile, line by line. */
export interface DocumentReport {
  /** A policy has no entries, only problems. */
  readonly kind: "manifest" | "lockfile" | "policy";
  /** The moment of the judgement; where some of it rests on what was kept, of the oldest such answer. */
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
  /** What is kept beside it, then what speaks by now, each time that more answers are in. */
  readonly onLayer?: ((report: DocumentReport) => void) | undefined;
}

/** Of what a document is judged. */
export interface Judging {
  readonly world: World;
  readonly projects: Projects;
  readonly engines: Engines;
}

type Verdicts = ReadonlyMap<SubjectKey, Verdict>;

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
  const problems = kind === "manifest" ? manifestProblems(project) : (project.lockfile?.lockfile.problems ?? []);
  const rules = await readInstallRules(world, projects, project);
  const wanted = adjust(options);
  const remembered = (key: SubjectKey) => layers.remembered(key);

  const known = onGlance && (await linesBy(lookups.known));
  let kept: Kept = NOTHING_KEPT;
  if (known !== undefined) {
    const early = withTargets(known.lines.map(mayStillCome));
    onGlance?.(reportOf(early, remembered));
    const unseen = known.targets.all().filter(({ subject }) => remembered(keyOf(subject)) === undefined);
    kept = await glance(unseen, onLayer && ((speaking) => onLayer(reportOf(early, remembered, speaking))));
    if (kept.verdicts.size > 0) {
      onLayer?.(reportOf(early, rememberedOrKept, NO_VERDICTS));
    }
    if (kept.verdicts.size < unseen.length) {
      await lookups.prepare();
    }
  }
  const whole = known === undefined || known.lines.some(isFromAnswers) ? await linesBy(lookups) : known;
  const telling = onLayer && { onLayer: (early: Verdicts) => onLayer(reportOf(whole, rememberedOrKept, early)) };
  const verdicts = await layers.judge(whole.targets.all(), { ...wanted, ...telling }, lookups, abort);
  await giveWay(world, abort);
  kept = NOTHING_KEPT;
  return reportOf(whole, (key) => verdicts.get(key));

  async function linesBy(by: Lookups): Promise<Lines> {
    const how = engines.resolving(by, options, abort, rules);
    const lines =
      kind === "manifest"
        ? (await Promise.all(project.manifests.map((from) => manifestLines(project, from, how)))).flat()
        : lockedTargets(project).flatMap((target) => lockfileLines(target));
    await giveWay(world, abort);
    return withTargets(lines);
  }

  /** What is kept of earlier answers about releases of which nothing is remembered: it shows, with its age, while they are asked about. */
  async function glance(unseen: readonly Target[], onLayer: JudgeOptions["onLayer"]): Promise<Kept> {
    if (world.store === undefined || unseen.length === 0) {
      return NOTHING_KEPT;
    }
    await giveWay(world, abort);
    const how = { ...wanted, onProgress: undefined, onLayer, isGlance: true };
    const found = await layers.judge(unseen, how, lookups.known, abort);
    await giveWay(world, abort);
    // One that lacks an answer is none yet, as long as the answer may still come.
    const verdicts = new Map([...found].filter(([, { assessment }]) => assessment.level !== "unchecked"));
    return { verdicts, asOf: oldestOf(verdicts.values()) };
  }

  function rememberedOrKept(key: SubjectKey): Verdict | undefined {
    return remembered(key) ?? kept.verdicts.get(key);
  }

  function reportOf(
    { lines, targets }: Lines,
    wholeOf: (key: SubjectKey) => Verdict | undefined,
    earlyOf: Verdicts = NO_VERDICTS,
  ): DocumentReport {
    let pending = 0;
    const entries = lines.map(({ target, ...line }): DocumentEntry => {
      if (target === undefined) {
        pending += line.open === undefined ? 1 : 0;
        return { ...line, report: undefined };
      }
      const key = keyOf(target.subject);
      const [whole, early] = [wholeOf(key), earlyOf.get(key)];
      pending += whole === undefined ? 1 : 0;
      const isEarly = early !== undefined && (whole === undefined || isWorse(early, whole));
      const found = toReport(targets.get(target.subject) ?? target, isEarly ? early : whole);
      const isLocked = line.locked !== undefined;
      const refusals = refusalsOf(rules, found, { isLocked, asOf: options.asOf ?? world.now() });
      return {
        ...line,
        report: found,
        ...(isEarly ? { isEarly } : {}),
        ...(refusals.length > 0 ? { refusals } : {}),
      };
    });
    const asOf = Math.min(options.asOf ?? world.now(), kept.asOf);
    return { kind, asOf, entries, problems, pending, undecided: lookups.undecided() };
  }
}

/** The lines of a document, and what they come to. */
interface Lines {
  readonly lines: readonly Line[];
  readonly targets: TargetList;
}

/** What earlier answers come to, and how old the oldest of them is. */
interface Kept {
  readonly verdicts: Verdicts;
  readonly asOf: number;
}

const NO_VERDICTS: Verdicts = new Map();
const NOTHING_KEPT: Kept = { verdicts: NO_VERDICTS, asOf: Number.POSITIVE_INFINITY };

/** Whether another answer would make another line of it. */
function isFromAnswers({ target, open }: Line): boolean {
  return target?.resolvedBy === "range" || open?.why === "unanswered";
}

/** A line for which there is no answer yet, by nobody's fault. */
function mayStillCome(line: Line): Line {
  return line.open?.why === "unanswered" ? { ...line, open: undefined, note: undefined } : line;
}

function oldestOf(verdicts: Iterable<Verdict>): number {
  let oldest = Number.POSITIVE_INFINITY;
  for (const { evidence } of verdicts) {
    for (const answer of [evidence.history, evidence.advisories, evidence.depsDev]) {
      oldest = answer.status === "found" || answer.status === "absent" ? Math.min(oldest, answer.asOf) : oldest;
    }
  }
  return oldest;
}

function withTargets(lines: readonly Line[]): Lines {
  const targets = new TargetList();
  for (const { target } of lines) {
    if (target !== undefined) {
      targets.add(target);
    }
  }
  return { lines, targets };
}

function isWorse(one: Verdict, other: Verdict): boolean {
  return LEVELS.indexOf(one.assessment.level) < LEVELS.indexOf(other.assessment.level);
}

function manifestProblems(project: Project): readonly Problem[] {
  return project.manifests.flatMap(({ manifest }) => manifest.problems);
}
