import type { Finding, PackageReport, Rollback } from "../model";

/**
 * Where to go from a release that should not stay: back to one from before a change of hands, forward to one that
 * mends a known weakness. Going back from a weakness would as a rule only lead to an older one with the same weakness.
 */
export type WayOut =
  | { readonly direction: "back"; readonly to: Rollback }
  | { readonly direction: "forward"; readonly version: string }
  | { readonly direction: "nowhere" };

/** Undefined where none is needed, or where a weakness has no mended version: then the finding's own remedy says so. */
export function findWayOut({ assessment, rollback }: PackageReport): WayOut | undefined {
  const { level, findings } = assessment;
  if (level !== "error" && level !== "warning") {
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
  const others = findings.filter((finding) => finding !== weakness && finding.rule !== "release-young");
  const families = new Set(others.flatMap(({ family }) => (CHANGES.has(family) ? [family] : [])));
  return families.size < 2 && others.every(({ level }) => level === "none" || level === "info");
}

const CHANGES: ReadonlySet<Finding["family"]> = new Set(["who", "how", "what", "when"]);
