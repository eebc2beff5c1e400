import type { EvidenceRank, Publisher } from "./model";

/** Who can be shown to have published a release; see `EvidenceRank`. */
export function rankEvidence(publisher: Publisher | undefined, provenance: boolean): EvidenceRank {
  if (publisher?.approver !== undefined) {
    return 3;
  }
  return provenance ? (publisher?.trustedPublisher !== undefined ? 2 : 1) : 0;
}
