import type { Unchecked, UncheckedId } from "../model";

/** Known; or not known, and why; or nothing to ask here ("none": a rule that needs it has nothing to check). */
export type Fact<T> =
  | { readonly status: "known"; readonly value: T }
  | { readonly status: "unknown"; readonly unchecked: Unchecked }
  | { readonly status: "none" };

export const NONE = { status: "none" } as const;

export function known<T>(value: T): Fact<T> {
  return { status: "known", value };
}

export function unknown(
  id: UncheckedId,
  reason: string,
): { readonly status: "unknown"; readonly unchecked: Unchecked } {
  return { status: "unknown", unchecked: { id, reason } };
}
