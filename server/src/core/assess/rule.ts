import type { Family, Finding, FindingLevel, Json, Unchecked } from "../model";
import type { AssessContext } from "../settings";
import { withoutAddresses } from "../withoutAddresses";
import { CALIBRATION, type Numbers, type NumbersOf } from "./calibration";
import { type Fact, NONE } from "./fact";
import type { FactSet, Facts } from "./facts";

/** What a rule found, as plain data: it is the finding's evidence too. */
export type Match = { readonly [key: string]: Json | undefined };

/**
 * How much a signal carries in a conjunction. From "usual" on it makes its family speak; "weak" ones count only where a
 * conjunction asks for them, "slight" ones never: they are told and cost points. "borrowed" ones exist only where a
 * signal of another family stands beside them.
 */
export type Strength = "strong" | "usual" | "weak" | "slight" | "borrowed";

/** The fact in a few words, then what, why, what now: one sentence each, plain text. */
export interface Words {
  /** A part of the verdict's sentence: lower case, no full stop. */
  readonly clause: string;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
}

/** What one match weighs, where that differs from the rule's own. */
export interface Weight {
  readonly level?: FindingLevel;
  readonly points?: number;
  readonly strength?: Strength;
}

/** A finding, and how much it carries beside others. */
export interface Signal {
  readonly finding: Finding;
  readonly strength: Strength;
  readonly clause: string;
}

export type Outcome =
  | { readonly status: "passed" }
  | { readonly status: "failed"; readonly signal: Signal }
  | { readonly status: "unchecked"; readonly unchecked: readonly Unchecked[] };

/** One thing to look for. `level` is what it is worth with nothing else against the release. */
export interface Rule {
  readonly id: string;
  readonly family: Family;
  readonly level: FindingLevel;
  readonly points: number;
  /** The worst level of a match by itself, where that may be worse than `level`. */
  readonly highest: FindingLevel;
  /** A fact that is left out is nothing to ask for. */
  check(facts: Partial<FactSet>, context: AssessContext, numbers?: Numbers): Outcome;
}

type Known<K extends keyof Facts, U extends keyof Facts> = Pick<Facts, K> & { readonly [P in U]: Facts[P] | undefined };

export interface RuleSpec<Id extends string, K extends keyof Facts, U extends keyof Facts, M extends Match> {
  readonly id: Id;
  readonly family: Family;
  readonly level: FindingLevel;
  /** The worst that `weigh` may give, where that is worse than `level`. */
  readonly highest?: FindingLevel;
  /** What it takes from the score inside the level's band. Rules with numbers in the table of calibration have it there. */
  readonly points?: Id extends keyof Numbers ? undefined : number;
  /** Facts that the rule cannot do without: one that is not known makes it unchecked, never passed and never failed. */
  readonly needs: readonly K[];
  /** Facts that make it more exact; undefined where they are not known. */
  readonly uses?: readonly U[];
  test(known: Known<K, U>, context: AssessContext, numbers: NumbersOf<Id>): M | undefined;
  weigh?(match: M, numbers: NumbersOf<Id>): Weight;
  say(match: M): Words;
}

const LONGEST = 200;

/** Closes over the rule's types, so that `rules` can be a plain list. */
export function defineRule<
  const Id extends string,
  K extends keyof Facts,
  M extends Match,
  U extends keyof Facts = never,
>(spec: RuleSpec<Id, K, U, M>): Rule {
  const { id, family, level, needs, uses = [] } = spec;
  const asked: readonly (K | U)[] = [...needs, ...uses];
  // The table has an entry for this id exactly where `NumbersOf` says so.
  const numbersIn = (numbers: Numbers) =>
    (numbers as Readonly<Record<string, { readonly points: number } | undefined>>)[id] as NumbersOf<Id> &
      ({ readonly points: number } | undefined);
  const pointsIn = (numbers: Numbers) => numbersIn(numbers)?.points ?? spec.points ?? 0;
  return {
    id,
    family,
    level,
    highest: spec.highest ?? level,
    points: pointsIn(CALIBRATION.numbers),
    check(facts, context, numbers = CALIBRATION.numbers) {
      const unchecked = openAmong(facts, needs);
      if (unchecked !== undefined) {
        return { status: "unchecked", unchecked };
      }
      const known: Record<string, unknown> = {};
      for (const key of asked) {
        const fact = facts[key] ?? NONE;
        known[key] = fact.status === "known" ? fact.value : undefined;
      }
      // The loop above has just put every needed and used fact in.
      const own = numbersIn(numbers);
      const match = spec.test(known as Known<K, U>, context, own);
      if (match === undefined) {
        return { status: "passed" };
      }
      const { strength = "usual", ...weight } = spec.weigh?.(match, own) ?? {};
      const { clause, what, why, remedy } = spec.say(match);
      const words = { what: cut(withoutAddresses(what)), why: cut(why), remedy: cut(withoutAddresses(remedy)) };
      const finding = {
        rule: id,
        family,
        level,
        points: pointsIn(numbers),
        ...weight,
        ...words,
        evidence: shown(match),
      };
      return { status: "failed", signal: { finding, strength, clause: cut(withoutAddresses(clause)) } };
    },
  };
}

/**
 * What is not known of the facts that a rule needs; nothing, where one of them is nothing to ask here. Undefined: all are
 * known. Most rules end at this for most packages, so that it makes nothing that is thrown away.
 */
function openAmong(facts: Partial<FactSet>, needs: readonly (keyof Facts)[]): readonly Unchecked[] | undefined {
  let open: Unchecked[] | undefined;
  for (const key of needs) {
    const fact: Fact<unknown> = facts[key] ?? NONE;
    switch (fact.status) {
      case "known":
        break;
      case "unknown":
        open ??= [];
        open.push(fact.unchecked);
        break;
      case "none":
        return NOTHING;
    }
  }
  return open;
}

const NOTHING: readonly Unchecked[] = [];

/** The evidence as it may leave this machine, by a copied report or a log. */
function shown(match: Match): Match {
  return Object.fromEntries(
    Object.entries(match).map(([key, value]) => [
      key,
      typeof value === "string"
        ? withoutAddresses(value)
        : Array.isArray(value)
          ? value.map((item) => (typeof item === "string" ? withoutAddresses(item) : item))
          : value,
    ]),
  );
}

/** Names and scripts come from outside and may be of any length. */
function cut(text: string): string {
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 2)}….`;
}
