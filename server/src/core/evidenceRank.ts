import type { EvidenceRank, Publisher } from "./model";

/** Who can be shown to have published a release; see `EvidenceRank`. */
export function rankEvidence(publisher: Publisher | undefined, provenance: boolean): EvidenceRank {
  if (publisher?.approver !== undefined) {
    return 3;
  }
  return provenance ? (publisher?.trustedPublisher !== undefined ? 2 : 1) : 0;
}

/** What each rank of evidence is called in a sentence: "published with …". */
export const EVIDENCE_WORDS: Readonly<Record<EvidenceRank, string>> = {
  3: "an approved staged publish",
  2: "a trusted publisher with provenance",
  1: "provenance",
  0: "no provenance",
};
