import type { Assessment, Evidence } from "../model";
import type { AssessContext } from "../settings";
import { assess } from "./assess";
import { findRollbacks, isSound } from "./rollback";

/** What of the package that a look-alike may be mistaken for can be asked for in its place. */
export interface Replacements {
  /** What is known of that package's latest release. */
  readonly evidence: Evidence;
  /** Its latest release, and should that not be sound, earlier ones: themselves judged below warning, best first. */
  readonly versions: readonly string[];
}

/** Undefined where nothing is a look-alike, or the releases of the package meant are not known. */
export function findReplacements(
  { meant: history }: Evidence,
  { findings }: Assessment,
  context: AssessContext,
  limit: number,
): Replacements | undefined {
  const name = findings.find(({ rule }) => rule === "lookalike")?.evidence.meant;
  const latest = history?.status === "found" ? history.value.distTags.latest : undefined;
  if (typeof name !== "string" || history?.status !== "found" || latest === undefined) {
    return undefined;
  }
  const evidence: Evidence = {
    subject: { name, version: latest },
    history,
    advisories: NOT_ASKED,
    depsDev: NOT_ASKED,
    dependencyCreated: new Map(),
    locked: undefined,
    registryUrl: undefined,
  };
  const first = isSound(evidence, latest, NOT_ASKED, context) ? [latest] : [];
  const earlier = findRollbacks(evidence, assess(evidence, context), context, limit);
  return { evidence, versions: [...first, ...earlier.map(({ version }) => version)].slice(0, limit) };
}

const NOT_ASKED = { status: "unasked", reason: "not asked for a version that is only a candidate" } as const;
