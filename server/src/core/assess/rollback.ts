import semver from "semver";
import type { Assessment, Evidence, Release, Rollback, UpgradeOperator } from "../model";
import type { AssessContext } from "../settings";
import { assess } from "./assess";
import { countsUndated } from "./facts";
import { EVENTS } from "./news";
import { lineOf } from "./timeline";

/** Judging is cheap, but a package may have thousands of releases; so far back nobody goes. */
const TRIES = 40;
const UNASKED = { status: "unasked", reason: "not asked for a version that is only a candidate" } as const;
const LOOSE = { loose: true } as const;

/**
 * The first few releases that can be gone back to from one that was judged so: the newest earlier ones, of the same line
 * first, themselves judged below warning, and still served. More than one, so that a caller can ask further sources.
 *
 * Where the package has changed hands, the releases of a line by those who had it before stand before the newcomer's.
 */
export function findRollbacks(
  evidence: Evidence,
  assessment: Assessment,
  context: AssessContext,
  limit: number,
): readonly Rollback[] {
  const { history, subject } = evidence;
  if (history.status !== "found") {
    return [];
  }
  const line = lineOf(subject.version);
  const hasChangedHands = assessment.findings.some(({ family }) => family === "who");
  const sound: { readonly rollback: Rollback; readonly rank: number }[] = [];
  for (const { version, publishedAt } of candidates(history, subject.version, context.asOf).slice(0, TRIES)) {
    const { level, findings } = assessOther(evidence, version, UNASKED, context);
    if (level === "clear" || level === "info") {
      const isOfNewHands = hasChangedHands && findings.some(({ family }) => family === "who");
      const rank = (lineOf(version) === line ? 0 : 2) + (isOfNewHands ? 1 : 0);
      sound.push({ rollback: { version, publishedAt }, rank });
    }
  }
  return sound
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ rollback }) => rollback);
}

/**
 * Versions that mend what is known of a release, themselves judged below warning: the first few, and, should those have
 * weaknesses of their own, the newest of its minor version, of its line and of all. In ascending order.
 */
export function findUpgrades(
  evidence: Evidence,
  { findings }: Assessment,
  context: AssessContext,
  limit: number,
): readonly string[] {
  const from = findings.find(({ rule }) => rule === "vulnerable")?.evidence.fixed;
  if (typeof from !== "string") {
    return [];
  }
  const above = releasesFrom(from, evidence, context);
  const admitted = (["~", "^"] as const).flatMap((operator) => newestAdmitted(operator, from, evidence, context) ?? []);
  const ofLine = above.filter((version) => lineOf(version) === lineOf(from));
  const wanted = [...above.slice(0, limit), ...admitted, ...ofLine.slice(-1), ...above.slice(-1)];
  return [...new Set(wanted)]
    .sort((a, b) => semver.compare(a, b, LOOSE))
    .filter((version) => isSound(evidence, version, UNASKED, context));
}

/** The newest release that a version behind an operator admits at the moment. */
export function newestAdmitted(
  operator: UpgradeOperator,
  version: string,
  evidence: Evidence,
  context: AssessContext,
): string | undefined {
  return releasesFrom(version, evidence, context).findLast((other) =>
    semver.satisfies(other, `${operator}${version}`, LOOSE),
  );
}

/** What is stable, not deprecated and published from a version on, in ascending order. */
function releasesFrom(from: string, { history }: Evidence, { asOf }: AssessContext): readonly string[] {
  if (history.status !== "found") {
    return [];
  }
  const deprecationsCount = countsUndated(history, asOf);
  return history.value.releases
    .filter(
      ({ version, publishedAt = 0, deprecated }) =>
        semver.valid(version, LOOSE) !== null &&
        semver.prerelease(version, LOOSE) === null &&
        semver.gte(version, from, LOOSE) &&
        publishedAt <= asOf &&
        !(deprecationsCount && deprecated !== undefined),
    )
    .map(({ version }) => version)
    .sort((a, b) => semver.compare(a, b, LOOSE));
}

/** Whether another release of the same package is judged below warning, with what is known of its advisories. */
export function isSound(
  evidence: Evidence,
  version: string,
  advisories: Evidence["advisories"],
  context: AssessContext,
): boolean {
  const { level } = assessOther(evidence, version, advisories, context);
  return level === "clear" || level === "info";
}

function assessOther(
  evidence: Evidence,
  version: string,
  advisories: Evidence["advisories"],
  context: AssessContext,
): Assessment {
  return assess(
    {
      ...evidence,
      subject: { name: evidence.subject.name, version },
      advisories: advisories.status === "found" ? advisories : UNASKED,
      depsDev: UNASKED,
      dependencyCreated: new Map(),
      attested: new Map(),
      locked: undefined,
    },
    context,
  );
}

/** State rules that a step back mends; the others (a known weakness, a missing name) it does not. */
const MENDED_BY_GOING_BACK: ReadonlySet<string> = new Set(["malware", "version-pulled", "security-holding"]);

/** Whether a release should be gone back from at all: its custody changed, or it should never have been installed. */
export function callsForRollback({ level, findings }: Assessment): boolean {
  return (
    (level === "error" || level === "warning") &&
    findings.some(
      ({ rule, family }) => (EVENTS.has(family) && rule !== "release-young") || MENDED_BY_GOING_BACK.has(rule),
    )
  );
}

type Found = Extract<Evidence["history"], { readonly status: "found" }>;

/** Lower versions that had been published before this one: its own line first, then the others; each newest first. */
function candidates(answer: Found, version: string, asOf: number): readonly Release[] {
  const { value: history } = answer;
  const deprecationsCount = countsUndated(answer, asOf);
  if (semver.valid(version, LOOSE) === null) {
    return [];
  }
  const own = [...history.releases, ...history.pulled].find((release) => release.version === version);
  const before = Math.min(own?.publishedAt ?? asOf, asOf);
  const line = lineOf(version);
  const isStable = semver.prerelease(version, LOOSE) === null;
  return history.releases
    .filter(
      (release) =>
        semver.valid(release.version, LOOSE) !== null &&
        semver.lt(release.version, version, LOOSE) &&
        (!isStable || semver.prerelease(release.version, LOOSE) === null) &&
        (release.publishedAt === undefined || release.publishedAt <= before) &&
        !(deprecationsCount && release.deprecated !== undefined),
    )
    .sort(
      (a, b) =>
        Number(lineOf(b.version) === line) - Number(lineOf(a.version) === line) ||
        semver.rcompare(a.version, b.version, LOOSE),
    );
}
