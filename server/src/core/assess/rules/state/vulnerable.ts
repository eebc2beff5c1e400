import semver from "semver";
import type { Advisory } from "../../../model";
import { defineRule } from "../../rule";
import type { Timeline } from "../../timeline";

const SEVERITIES = ["low", "moderate", "high", "critical"] as const;

/** Known weaknesses, with the first version that mends all of them. */
export const vulnerable = defineRule({
  id: "vulnerable",
  family: "state",
  level: "info",
  highest: "warning",
  points: 5,
  needs: ["subject", "advisories"],
  uses: ["timeline", "pulled", "mendedBy", "deprecationsCount"],
  test({ subject, advisories, timeline, pulled, mendedBy, deprecationsCount = false }, { asOf, isEarly }) {
    const records = advisories.filter((advisory) => !advisory.malware);
    if (records.length === 0) {
      return undefined;
    }
    const worst = records.reduce((a, b) => (rankOf(b) > rankOf(a) ? b : a));
    const needed = firstFixed(records);
    const first =
      needed === undefined ? undefined : soundFrom(needed, subject.version, timeline, asOf, deprecationsCount);
    const fixed = first === undefined || mendedBy === undefined ? first : mendedBy.version;
    return {
      records: records.map(({ id }) => id).slice(0, 20),
      worst: worst.id,
      severity: worst.severity ?? null,
      summary: worst.summary.slice(0, 120),
      count: records.length,
      fixed: fixed ?? null,
      unsound: first !== undefined && first !== fixed ? first : null,
      fixedChecked: timeline !== undefined && pulled !== undefined,
      detailed: records.every(({ detailed }) => detailed),
      ...(isEarly === true && !worst.detailed ? { isComing: true } : {}),
    };
  },
  weigh: ({ severity }) =>
    severity === "critical" || severity === "high"
      ? { level: "warning", points: severity === "critical" ? 13 : 10 }
      : { points: severity === "moderate" ? 5 : 3 },
  say: ({ worst, severity, summary, count, fixed, unsound, detailed, isComing }) => ({
    clause: `${severity ?? "known"} vulnerability ${worst}${count > 1 ? ` and ${count - 1} more` : ""}`,
    what: `${count === 1 ? "One advisory" : `${count} advisories`}, ${severity ?? (isComing === true ? "details coming" : "of unknown severity")}${count === 1 || isComing === true ? "" : " at worst"}: ${worst}${summary === "" ? "" : ` (${summary.length > 90 ? `${summary.slice(0, 89)}…` : summary})`}.`,
    why: "The weakness is public, so that anybody can use it where the affected code is reached.",
    remedy:
      fixed !== null
        ? unsound === null
          ? `${fixed} is the first version that mends ${count === 1 ? "it" : "all of them"}.`
          : `${fixed} mends ${count === 1 ? "it" : "all of them"}; the first version that does, ${unsound}, is not sound itself.`
        : unsound !== null
          ? `${unsound} mends it, but neither that nor what was looked at after it is sound itself.`
          : isComing === true
            ? "What it says is being read."
            : detailed
              ? "No mended version is known: see the advisory for what can be done instead."
              : "What it says could not be read: look it up at OSV, or check again later.",
  }),
});

function rankOf({ severity }: Advisory): number {
  return severity === undefined ? -1 : SEVERITIES.indexOf(severity);
}

/** The highest of the fixes: below it at least one of the advisories still holds. Undefined where one has no fix. */
function firstFixed(records: readonly Advisory[]): string | undefined {
  let highest: string | undefined;
  for (const { fixed } of records) {
    if (fixed === undefined || semver.valid(fixed, { loose: true }) === null) {
      return undefined;
    }
    highest = highest === undefined || semver.gt(fixed, highest, { loose: true }) ? fixed : highest;
  }
  return highest;
}

/** The first version from `needed` on that is served, stable and not deprecated; unchecked where the history is not known. */
function soundFrom(
  needed: string,
  current: string,
  timeline: Timeline | undefined,
  asOf: number,
  deprecationsCount: boolean,
): string | undefined {
  if (timeline === undefined) {
    return needed;
  }
  const sound = timeline.entries
    .filter(
      ({ semver: version, stable, at, release }) =>
        stable && version !== undefined && at <= asOf && !(deprecationsCount && release.deprecated !== undefined),
    )
    .map(({ release }) => release.version)
    .filter((version) => semver.gte(version, needed, { loose: true }) && semver.gt(version, current, { loose: true }))
    .sort((a, b) => semver.compare(a, b, { loose: true }));
  return sound[0];
}
