import type { Family, Finding, FindingLevel, Json, Unchecked } from "../model";
import type { AssessContext } from "../settings";
import type { FactSet, Facts } from "./facts";

/** What a rule found, as plain data: it is the finding's evidence too. */
export type Match = { readonly [key: string]: Json | undefined };

/** How much a signal carries in a conjunction. "weak" ones support others and never make a family speak by themselves. */
export type Strength = "strong" | "usual" | "weak";

/** What, why, what now: one sentence each, plain text. */
export interface Words {
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

/** A finding, and how much it carries beside others. */
export interface Signal extends Finding {
  readonly strength: Strength;
}

export type Outcome =
  | { readonly status: "passed" }
  | { readonly status: "failed"; readonly signal: Signal }
  | { readonly status: "unchecked"; readonly unchecked: Unchecked | undefined };

/** One thing to look for. `level` is what it is worth with nothing else against the release. */
export interface Rule {
  readonly id: string;
  readonly family: Family;
  readonly level: FindingLevel;
  readonly points: number;
  check(facts: FactSet, context: AssessContext): Outcome;
}

export interface RuleSpec<K extends keyof Facts, M extends Match> {
  readonly id: string;
  readonly family: Family;
  readonly level: FindingLevel;
  /** What it takes from the score inside the level's band. */
  readonly points: number;
  /** The facts that `test` receives. One that is not known makes the rule unchecked, never passed and never failed. */
  readonly needs: readonly K[];
  test(known: Pick<Facts, K>, context: AssessContext): M | undefined;
  say(match: M): Words;
  /** Where one match weighs more or less than another. */
  weigh?(match: M): { readonly level?: FindingLevel; readonly points?: number; readonly strength?: Strength };
}

/** Closes over the rule's types, so that `rules` can be a plain list. */
export function defineRule<K extends keyof Facts, M extends Match>(spec: RuleSpec<K, M>): Rule {
  const { id, family, level, points, needs } = spec;
  return {
    id,
    family,
    level,
    points,
    check(facts, context) {
      const known: Partial<Facts> = {};
      for (const key of needs) {
        const fact = facts[key];
        if (fact.status !== "known") {
          return { status: "unchecked", unchecked: fact.status === "unknown" ? fact.unchecked : undefined };
        }
        Object.assign(known, { [key]: fact.value });
      }
      const match = spec.test(known as Pick<Facts, K>, context);
      if (match === undefined) {
        return { status: "passed" };
      }
      const signal = { rule: id, family, level, points, strength: "usual" as const };
      return { status: "failed", signal: { ...signal, ...spec.weigh?.(match), ...spec.say(match), evidence: match } };
    },
  };
}
