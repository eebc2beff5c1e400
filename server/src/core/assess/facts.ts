import type { Evidence, Unchecked } from "../model";
import type { AssessContext } from "../settings";

/** What rules ask for. Each is either known, not known (and why), or does not apply to this release at all. */
export interface Facts {
  readonly subject: Evidence["subject"];
}

export type Fact<T> =
  | { readonly status: "known"; readonly value: T }
  | { readonly status: "unknown"; readonly unchecked: Unchecked }
  | { readonly status: "none" };

export type FactSet = { readonly [K in keyof Facts]: Fact<Facts[K]> };

/** Sorts the evidence into what is known and what is not, so that no rule can forget to ask. */
export function readFacts(evidence: Evidence, _context: AssessContext): FactSet {
  return { subject: { status: "known", value: evidence.subject } };
}
