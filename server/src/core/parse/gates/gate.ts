import type { PackageManager, Span } from "../../model";

/** A setting by which a package manager itself refuses releases, or makes an exception. */
export interface Gate {
  readonly manager: PackageManager;
  /** As it is written, with the keys that it stands in: `install.minimumReleaseAge`. */
  readonly setting: string;
  /** Of the key. */
  readonly span: Span;
  readonly says: GateValue;
}

export type GateValue =
  /** How old a release must be, in milliseconds; of one scope's packages, or of all. */
  | { readonly kind: "age"; readonly ms: number; readonly scope?: string }
  /** After which moment nothing is taken any more; Infinity: at no moment, whatever is said further away. */
  | { readonly kind: "date"; readonly at: number }
  /** Whether a release with less evidence than those before it is refused. */
  | { readonly kind: "trust"; readonly isOn: boolean }
  /** From which age on a release is taken whatever its evidence, in milliseconds. */
  | { readonly kind: "trust-until"; readonly ms: number }
  /**
   * Whether an age is kept to where no release that is older will do; and whether what a lockfile holds is taken as it is.
   */
  | { readonly kind: "switch"; readonly of: "strict-age" | "trust-lockfile"; readonly isOn: boolean }
  /** Packages that are taken all the same. */
  | { readonly kind: "exempt"; readonly from: "age" | "trust"; readonly names: readonly ExemptName[] };

export interface ExemptName {
  readonly text: string;
  readonly span: Span;
}

export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

/** A moment as JavaScript reads it; "null" is none at all. Undefined for anything else. */
export function readMoment(text: string): number | undefined {
  const at = text.trim() === "null" ? Infinity : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** A whole number of a unit as it is written; undefined for anything else. */
export function readCount(text: string, unit: number): number | undefined {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) * unit : undefined;
}
