import type { Finding, PackageReport, Rollback } from "../model";
import { clip } from "./markdown";
import { formatDay } from "./time";
import { CONDITION, LOOKALIKE, thenInstall } from "./words";

/** Longer versions are nobody's, and come from outside. */
const MAX_VERSION = 64;

/**
 * Where to go from a release that should not stay: back to one from before a change of hands, forward to one that
 * mends a known weakness. Going back from a weakness would as a rule only lead to an older one with the same weakness.
 */
export type WayOut =
  | { readonly direction: "back"; readonly to: Rollback }
  | { readonly direction: "forward"; readonly version: string }
  | { readonly direction: "nowhere" };

/** What the way out depends on. */
type Leaving = Pick<PackageReport, "assessment" | "rollback" | "manager">;

/** The way out as a sentence; undefined where there is none to tell, or where the main remedy has told it. */
export function sayWayOut(report: Leaving & Partial<Pick<PackageReport, "direct">>): string | undefined {
  const way = findWayOut(report);
  const remedy = report.assessment.findings[0]?.remedy ?? "";
  switch (way?.direction) {
    case undefined:
      return undefined;
    case "nowhere":
      return "There is no sound earlier release to go back to.";
    case "forward":
      return report.direct === false
        ? `Override it with ${clip(way.version, MAX_VERSION)}, ${thenInstall(report)}.`
        : `Set ${clip(way.version, MAX_VERSION)}, ${thenInstall(report)}.`;
    case "back": {
      const { version, publishedAt } = way.to;
      const date = publishedAt === undefined ? "" : ` (${formatDay(publishedAt)})`;
      return remedy.includes(version)
        ? undefined
        : `The last sound release before it is ${clip(version, MAX_VERSION)}${date}; ${report.direct === false ? "override with it" : "set it"}, ${thenInstall(report)}.`;
    }
  }
}

/** The way out in a few words, to follow what was found; undefined where there is none to tell. */
export function sayWayOutBriefly(report: Leaving & Pick<PackageReport, "direct">): string | undefined {
  const way = findWayOut(report);
  switch (way?.direction) {
    case undefined:
      return undefined;
    case "nowhere":
      return "No sound earlier release to go back to.";
    case "forward":
      return `${report.direct ? "Upgrade to" : "Override it with"} ${clip(way.version, MAX_VERSION)}.`;
    case "back":
      return `${report.direct ? "Roll back to" : "Override it with"} ${clip(way.to.version, MAX_VERSION)}.`;
  }
}

/** Undefined where none is needed, or where a weakness has no mended version: then the finding's own remedy says so. */
export function findWayOut({ assessment, rollback }: Leaving): WayOut | undefined {
  const { level, findings } = assessment;
  if (level !== "error" && level !== "warning") {
    return undefined;
  }
  if (findings.some(({ rule }) => rule === LOOKALIKE)) {
    // No release of another package is what was meant.
    return undefined;
  }
  const weakness = findings.find(isWeakness);
  if (weakness !== undefined && isAllThatSpeaks(weakness, findings)) {
    const { fixed, fixedChecked } = weakness.evidence;
    return typeof fixed === "string" && fixedChecked === true ? { direction: "forward", version: fixed } : undefined;
  }
  if (rollback === "none") {
    return { direction: "nowhere" };
  }
  return rollback && { direction: "back", to: rollback };
}

function isWeakness({ rule }: Finding): boolean {
  return rule === "vulnerable";
}

/** Nothing else is at warning by itself, and no two families together could be. */
function isAllThatSpeaks(weakness: Finding, findings: readonly Finding[]): boolean {
  const others = findings.filter((finding) => finding !== weakness && finding.rule !== CONDITION);
  const families = new Set(others.flatMap(({ family }) => (CHANGES.has(family) ? [family] : [])));
  return families.size < 2 && others.every(({ level }) => level === "none" || level === "info");
}

const CHANGES: ReadonlySet<Finding["family"]> = new Set(["who", "how", "what", "when"]);
