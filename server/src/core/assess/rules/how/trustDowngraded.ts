import { EVIDENCE_WORDS, rankEvidence } from "../../../evidenceRank";
import type { EvidenceRank, Release } from "../../../model";
import type { Facts } from "../../facts";
import { type ReleaseAt, settledEarlier } from "../../history";
import { defineRule } from "../../rule";
import { day, span } from "../../time";
import type { Entry } from "../../timeline";

/** A stolen token publishes from a laptop: what the project's own pipeline always left behind is missing. */
export const trustDowngraded = defineRule({
  id: "trust-downgraded",
  family: "how",
  level: "info",
  needs: ["release", "leftOut"],
  uses: ["attestedRepository"],
  test({ release, leftOut, attestedRepository }, _context, { latest }) {
    const { entry } = release;
    const ranked = { leftOut, isAttested: attestedRepository !== undefined };
    const inLine = fall(release, settledEarlier(release, release.earlierInLine(), latest), ranked);
    if (inLine !== undefined) {
      return { ...inLine, acrossLines: false };
    }
    const last = settledEarlier(release, release.earlier(), 1);
    const across = last[0]?.line === entry.line ? undefined : fall(release, last, ranked);
    return across !== undefined && across.rank === 0 ? { ...across, acrossLines: true } : undefined;
  },
  weigh: ({ acrossLines, lastHadIt }, { points, pointsEarlier, pointsAcross }) =>
    acrossLines
      ? { strength: "borrowed", level: "none", points: pointsAcross }
      : { strength: lastHadIt ? "usual" : "weak", points: lastHadIt ? points : pointsEarlier },
  say: ({ rank, before, rankBefore, beforeDate, after, withEvidence, compared }) => ({
    clause:
      withEvidence === compared && rank === 0 && compared > 1
        ? `first of ${compared + 1} releases without provenance`
        : `published with ${EVIDENCE_WORDS[rank]}, ${before} with ${EVIDENCE_WORDS[rankBefore]}`,
    what: `Published with ${EVIDENCE_WORDS[rank]}; ${before} (${beforeDate}, ${after} before) had ${EVIDENCE_WORDS[rankBefore]}, as had ${withEvidence === compared && compared > 1 ? `all ${compared}` : `${withEvidence} of the ${compared}`} releases before this one.`,
    why: "Evidence of where a release was built that was there before and is not now means that it was published another way.",
    remedy: "Stay on the release that has it until the project explains, or publishes again with it.",
  }),
});

interface Ranked {
  readonly leftOut: Facts["leftOut"];
  /** deps.dev has verified a provenance of the release, whatever its registry gives of it. */
  readonly isAttested: boolean;
}

/**
 * What was the most that one of `earlier` had, if that is more than this release has. A stripped record is no loss, and what
 * the registry left out of all packages then counts on neither side.
 */
function fall({ entry }: ReleaseAt, earlier: readonly Entry[], { leftOut, isAttested }: Ranked) {
  const rankOf = ({ publisher, provenance }: Release): EvidenceRank =>
    rankEvidence(
      leftOut.approver === undefined || publisher === undefined ? publisher : { ...publisher, approver: undefined },
      leftOut.provenance === undefined && provenance,
    );
  const isStripped = entry.release.publisher === undefined;
  const compared = earlier.filter(({ release }) => !isStripped || release.publisher === undefined);
  const best = compared.reduce<Entry | undefined>(
    (found, other) => (found === undefined || rankOf(other.release) > rankOf(found.release) ? other : found),
    undefined,
  );
  const rank = rankOf({ ...entry.release, provenance: entry.release.provenance || isAttested });
  if (best === undefined || rankOf(best.release) <= rank) {
    return undefined;
  }
  return {
    rank,
    before: best.release.version,
    rankBefore: rankOf(best.release),
    beforeDate: day(best.at),
    after: span(entry.at - best.at),
    lastHadIt: compared[0] !== undefined && rankOf(compared[0].release) > rank,
    withEvidence: compared.filter(({ release }) => rankOf(release) > rank).length,
    compared: compared.length,
  };
}
