import semver from "semver";
import type { Evidence, History, Release, Rollback } from "../model";
import type { AssessContext } from "../settings";
import { assess } from "./assess";
import { lineOf } from "./timeline";

/** Judging is cheap, but a package may have thousands of releases; so far back nobody goes. */
const TRIES = 40;
const UNASKED = { status: "unasked", reason: "not asked for a version that is only a candidate" } as const;
const LOOSE = { loose: true } as const;

/**
 * The newest earlier release that can be gone back to: of the same line first, itself judged below warning, and still
 * served. Undefined where there is none.
 */
export function findRollback(evidence: Evidence, context: AssessContext): Rollback | undefined {
  const { history, subject } = evidence;
  if (history.status !== "found") {
    return undefined;
  }
  for (const { version, publishedAt } of candidates(history.value, subject.version, context.asOf).slice(0, TRIES)) {
    const { level } = assess(
      {
        ...evidence,
        subject: { name: subject.name, version },
        advisories: UNASKED,
        depsDev: UNASKED,
        dependencyCreated: new Map(),
        locked: undefined,
      },
      context,
    );
    if (level !== "error" && level !== "warning" && level !== "unchecked") {
      return { version, publishedAt };
    }
  }
  return undefined;
}

/** Lower versions that had been published before this one: its own line first, then the others; each newest first. */
function candidates(history: History, version: string, asOf: number): readonly Release[] {
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
        release.deprecated === undefined,
    )
    .sort(
      (a, b) =>
        Number(lineOf(b.version) === line) - Number(lineOf(a.version) === line) ||
        semver.rcompare(a.version, b.version, LOOSE),
    );
}
