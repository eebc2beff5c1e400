import { type Edit, isSlip, singleEdit } from "./edit";
import { type HighImpact, highImpact } from "./highImpact";
import { skeleton, spell, squash, wordsOf } from "./spelling";

/** How a name differs from the one that it may be mistaken for. */
export type Difference = "letter" | "swap" | "look" | "separators" | "order" | "scope";

/**
 * How much a resemblance says by itself. "near": enough to speak. "young": only of a name that is itself new, since many
 * ordinary packages are called so. "missing": only of a name that does not exist, to say what may be meant.
 */
export type Weight = "near" | "young" | "missing";

/** One of the high-impact names that another name can be mistaken for. */
export interface Resemblance {
  readonly meant: string;
  /** The place of the name meant among the most used, from 1. */
  readonly place: number;
  readonly difference: Difference;
  readonly weight: Weight;
}

/** The names that everybody has heard of: there a chance resemblance is rare and a deliberate one pays. */
const TOP = 1000;
const WELL_KNOWN = 5000;
const KNOWN = 10_000;
const WEIGHTS: readonly Weight[] = ["near", "young", "missing"];
/** No name of the list is longer, and text of any length may be looked up. */
const LONGEST = 100;
const SHORTEST = 3;

/**
 * The high-impact name that this one can be mistaken for; undefined for one of them, and for a name that is like none.
 * Local and instant: the list is part of the program.
 */
export function findResemblance(name: string): Resemblance | undefined {
  const list = highImpact;
  if (list.rankOf(name) !== undefined || name.length > LONGEST) {
    return undefined;
  }
  const { scope, base } = spell(name);
  if (squash(scope + base).length < SHORTEST) {
    return undefined;
  }
  const found =
    scope === "" ? unscoped(base, list) : list.hasScope(scope) ? inScope(scope, base, list) : scoped(scope, base, list);
  let best: Resemblance | undefined;
  for (const { meant, difference, weight } of found) {
    const place = (list.rankOf(meant) ?? 0) + 1;
    const each = { meant, place, difference, weight };
    best = best === undefined || compare(each, best) < 0 ? each : best;
  }
  return best;
}

type Found = Omit<Resemblance, "place">;

function* unscoped(base: string, list: HighImpact): Generator<Found> {
  for (const meant of list.near(base)) {
    const weight = weighEdit(base, meant, list);
    if (weight !== undefined) {
      yield { meant, difference: differenceOf(base, meant), weight };
    }
  }
  for (const meant of list.looksLike(base)) {
    if (meant.toLowerCase() !== base.toLowerCase() && meant.length >= 4 && !isMadeOf(wordsOf(base), list)) {
      yield { meant, difference: "look", weight: "near" };
    }
  }
  for (const meant of list.squashed(base)) {
    yield { meant, difference: "separators", weight: weighSeparators(base, meant, list) };
  }
  for (const meant of list.shuffled(base)) {
    if (squash(meant) !== squash(base)) {
      yield { meant, difference: "order", weight: isWithin(meant, WELL_KNOWN, list) ? "near" : "young" };
    }
  }
  for (const meant of list.squashedScoped(base)) {
    yield { meant, difference: "scope", weight: isWithin(meant, TOP, list) ? "near" : "young" };
  }
  const copies = [...list.ofBase(base)];
  const [only] = copies;
  if (only !== undefined && copies.length === 1 && wordsOf(base).length > 1) {
    yield { meant: only, difference: "scope", weight: "young" };
  }
}

function differenceOf(written: string, meant: string): Difference {
  if (skeleton(written) === skeleton(meant)) {
    return "look";
  }
  return singleEdit(written, meant)?.kind === "swapped" ? "swap" : "letter";
}

/** A scope has one owner, so that nobody else can publish there: only a slip of the pen can be meant. */
function* inScope(scope: string, base: string, list: HighImpact): Generator<Found> {
  for (const meant of list.ofScope(scope)) {
    if (singleEdit(base, spell(meant).base) !== undefined) {
      yield { meant, difference: differenceOf(base, spell(meant).base), weight: "missing" };
    }
  }
}

function* scoped(scope: string, base: string, list: HighImpact): Generator<Found> {
  for (const meant of list.squashed(scope + base)) {
    yield { meant, difference: "scope", weight: isWithin(meant, TOP, list) ? "near" : "young" };
  }
  for (const meant of list.ofBase(base)) {
    const own = spell(meant).scope;
    if (own.length >= 5 && (singleEdit(scope, own) !== undefined || isOneSpelling(scope, own))) {
      yield { meant, difference: "scope", weight: "near" };
    }
  }
  // The scope itself is written like the whole of a name behind another scope.
  for (const meant of wordsOf(scope).length > 1 ? list.squashedScoped(scope) : []) {
    yield { meant, difference: "scope", weight: isWithin(meant, WELL_KNOWN, list) ? "near" : "young" };
  }
  // Many people keep a copy of a package under their own scope, and say so: only a new one is worth a look.
  if (isWithin(base, WELL_KNOWN, list) && base.length >= 5) {
    yield { meant: base, difference: "scope", weight: "young" };
  }
}

/** What one edit says; undefined where the names differ in more, or where the other word is a word of its own. */
function weighEdit(written: string, meant: string, list: HighImpact): Weight | undefined {
  if (singleEdit(written, meant) === undefined) {
    return undefined;
  }
  const [words, others] = [wordsOf(written), wordsOf(meant)];
  const different = words.flatMap((word, i) => (word === others[i] ? [] : [[word, others[i] ?? ""] as const]));
  const [pair] = different;
  if (words.length !== others.length || pair === undefined || different.length > 1) {
    return undefined;
  }
  const [word, other] = [pair[0].toLowerCase(), pair[1].toLowerCase()];
  const edit = singleEdit(word, other);
  if (edit === undefined) {
    return undefined;
  }
  if (other.length >= 4 && skeleton(word) === skeleton(other)) {
    return "near";
  }
  if (list.hasWord(word) || withoutDigits(word) === withoutDigits(other)) {
    return undefined;
  }
  const isWellKnown = isWithin(meant, WELL_KNOWN, list);
  const isKnown = isWellKnown || (other.length >= 8 && isWithin(meant, KNOWN, list));
  if (isKnown && !isInflection(edit, word, other) && isClear(edit, word, meant, other)) {
    return "near";
  }
  if (meant.length < 5) {
    return undefined;
  }
  return isWellKnown || meant.length >= 8 ? "young" : "missing";
}

/** In a short word one letter makes another word: there the edit itself has to look like a slip. */
function isClear(edit: Edit, word: string, meant: string, other: string): boolean {
  if (other.length >= 7) {
    return true;
  }
  const isStutter = edit.kind === "swapped" || isDoubled(edit, word);
  if (other.length < 5) {
    return isStutter && (other.length === 4 || meant.length >= 8);
  }
  return isStutter || isInside(edit, word, other) || (edit.kind === "replaced" && isSlip(edit.letter, edit.wanted));
}

/** Letters in front of a word and behind it make new words; inside they make slips. */
function isInside({ kind, at }: Edit, word: string, other: string): boolean {
  return kind !== "replaced" && at > 0 && at < Math.min(word.length, other.length);
}

function isDoubled(edit: Edit, word: string): boolean {
  return edit.kind === "inserted" && (word[edit.at - 1] === edit.letter || word[edit.at + 1] === edit.letter);
}

/** Plurals and other endings of one stem. A doubled letter is none. */
function isInflection(edit: Edit, word: string, other: string): boolean {
  const last = Math.max(word.length, other.length) - 1;
  switch (edit.kind) {
    case "inserted":
    case "dropped":
      return edit.at === last && /[sdry]/.test(edit.letter) && word[last - 1] !== edit.letter;
    case "replaced":
      return edit.at === last && word[last - 1] === "e" && /[sdr]{2}/.test(edit.letter + edit.wanted);
    case "swapped":
      return false;
  }
}

function withoutDigits(word: string): string {
  return word.replace(/\d+/g, "");
}

/** A separator too many is what an ordinary word of its own may have; one too few is the old trick. */
function weighSeparators(written: string, meant: string, list: HighImpact): Weight {
  const isDropped = wordsOf(written).length < wordsOf(meant).length;
  return meant.length >= 5 && isWithin(meant, isDropped ? KNOWN : WELL_KNOWN, list) ? "near" : "young";
}

function isMadeOf(words: readonly string[], list: HighImpact): boolean {
  return words.every((word) => list.hasWord(word.toLowerCase()));
}

function isOneSpelling(one: string, other: string): boolean {
  return squash(one) === squash(other) || skeleton(one) === skeleton(other);
}

function isWithin(name: string, places: number, list: HighImpact): boolean {
  return (list.rankOf(name) ?? places) < places;
}

function compare(one: Resemblance, other: Resemblance): number {
  return WEIGHTS.indexOf(one.weight) - WEIGHTS.indexOf(other.weight) || one.place - other.place;
}
