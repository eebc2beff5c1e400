import { npmHighImpact } from "npm-high-impact";
import { lettersOf, skeleton, sortedWords, spell, squash, wordsOf } from "./spelling";

/** How many letters at each end of a name tell its neighbours apart: no single edit touches both ends. */
const END = 2;

/**
 * The high-impact names of npm, most used first, and the ways to look one up by less than its exact spelling.
 *
 * The indexes are made when they are first needed, in one walk over the letters of all names: numbers stand in them, not
 * texts, so that 17,000 names take 12 to 16 ms, an eighth of what texts took. What a number finds is compared in full.
 */
export class HighImpact {
  readonly #names: readonly string[];
  #indexes: Indexes | undefined;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Its place among the most used, from 0; undefined for a name that is none of them. */
  rankOf(name: string): number | undefined {
    return this.#places("letters", lettersOf(name)).find((place) => this.#names[place] === name);
  }

  /** Whether one of them is made of this word, in small letters. */
  hasWord(word: string): boolean {
    return this.#by("words", hashOf(word)).some((name) =>
      wordsOf(name.toLowerCase().replace(/[@/]/g, "-")).includes(word),
    );
  }

  /** Whether one of them stands in this scope: then it belongs to somebody who publishes there. */
  hasScope(scope: string): boolean {
    return this.#by("scopes", hashOf(scope)).some((name) => spell(name).scope === scope);
  }

  ofScope(scope: string): readonly string[] {
    return this.#by("scopes", hashOf(scope)).filter((name) => spell(name).scope === scope);
  }

  /** Names that have this base behind a scope. */
  ofBase(base: string): readonly string[] {
    return this.#by("bases", hashOf(base)).filter((name) => name.startsWith("@") && spell(name).base === base);
  }

  /** Names with a scope that are written like this without "@", slash and separators. */
  squashedScoped(text: string): readonly string[] {
    const wanted = squash(text);
    return this.#by("letters", lettersOf(text)).filter((name) => {
      const { scope, base } = spell(name);
      return scope !== "" && squash(scope + base) === wanted;
    });
  }

  /** Names without a scope that can be one edit away from this one, and others. */
  near(base: string): readonly string[] {
    return [base.length - 1, base.length, base.length + 1].flatMap((length) => [
      ...this.#by("ends", startKey(base, length)),
      ...this.#by("ends", endKey(base, length)),
    ]);
  }

  /** Names without a scope that look like this one. */
  looksLike(base: string): readonly string[] {
    const wanted = skeleton(base);
    return this.#unscoped(lettersOf(wanted), (name) => skeleton(name) === wanted);
  }

  /** Names without a scope that differ in separators only. */
  squashed(base: string): readonly string[] {
    const wanted = squash(base);
    return this.#unscoped(lettersOf(base), (name) => squash(name) === wanted);
  }

  /** Names without a scope that have the same words, two or more, in any order. */
  shuffled(base: string): readonly string[] {
    const wanted = sortedWords(base);
    return wanted.includes(" ") ? this.#unscoped(lettersOf(base), (name) => sortedWords(name) === wanted) : [];
  }

  /** Makes what the first name that is looked up would wait for. */
  prepare(): void {
    this.#indexes ??= indexesOf(this.#names);
  }

  #unscoped(letters: number, isWanted: (name: string) => boolean): readonly string[] {
    return this.#by("letters", letters).filter((name) => !name.startsWith("@") && isWanted(name));
  }

  #by(index: keyof Indexes, key: number): readonly string[] {
    return this.#places(index, key).map((place) => this.#names[place] ?? "");
  }

  #places(index: keyof Indexes, key: number): readonly number[] {
    this.#indexes ??= indexesOf(this.#names);
    return this.#indexes[index].of(key);
  }
}

export const highImpact = new HighImpact(npmHighImpact);

interface Indexes {
  /** By each of their words, in small letters. */
  readonly words: NumberIndex;
  readonly scopes: NumberIndex;
  /** By what stands behind the scope; no others. */
  readonly bases: NumberIndex;
  /** By all letters in any order, those that look alike being the same; see `lettersOf`. */
  readonly letters: NumberIndex;
  /** By their length with their first letters, and with their last; without a scope. */
  readonly ends: NumberIndex;
}

function indexesOf(names: readonly string[]): Indexes {
  const indexes = {
    words: new NumberIndex(),
    scopes: new NumberIndex(),
    bases: new NumberIndex(),
    letters: new NumberIndex(),
    ends: new NumberIndex(),
  };
  for (let place = 0; place < names.length; place++) {
    addName(indexes, place, names[place] ?? "");
  }
  return indexes;
}

function addName({ words, scopes, bases, letters, ends }: Indexes, place: number, name: string): void {
  letters.add(lettersOf(name), place);
  let start = 0;
  for (let at = 0; at <= name.length; at++) {
    if (at === name.length || isBetweenWords(name.charCodeAt(at))) {
      if (at > start) {
        words.add(hashOf(name, start, at), place);
      }
      start = at + 1;
    }
  }
  const slash = name.startsWith("@") ? name.indexOf("/") : -1;
  if (slash !== -1) {
    scopes.add(hashOf(name, 1, slash), place);
    bases.add(hashOf(name, slash + 1), place);
  } else {
    ends.add(startKey(name, name.length), place);
    ends.add(endKey(name, name.length), place);
  }
}

/** One of "-", ".", "/", "@" and "_". */
function isBetweenWords(code: number): boolean {
  return (0x2d <= code && code <= 0x2f) || code === 0x40 || code === 0x5f;
}

/** FNV-1a of a part of a text in small letters. */
function hashOf(text: string, start = 0, end = text.length): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) {
    const code = text.charCodeAt(at);
    hash = Math.imul(hash ^ (0x41 <= code && code <= 0x5a ? code | 0x20 : code), 0x01000193);
  }
  return hash;
}

/** For a name of this length that starts as the text does. */
function startKey(text: string, length: number): number {
  return Math.imul(keyOfLetters(text, 0, Math.min(END, text.length)), 1024) + 2 * length;
}

/** For one that ends so. */
function endKey(text: string, length: number): number {
  return Math.imul(keyOfLetters(text, Math.max(0, text.length - END), text.length), 1024) + 2 * length + 1;
}

function keyOfLetters(text: string, start: number, end: number): number {
  let key = 0;
  for (let at = start; at < end; at++) {
    key = Math.imul(key, 0x101) + text.charCodeAt(at);
  }
  return key;
}

/** Places by numbers. */
class NumberIndex {
  /** By the last bits of a number, the last link of its chain, from 1; 0 is none. */
  readonly #chains = new Int32Array(CHAINS);
  /** A link after the other: its number, its place, the link before it in its chain. */
  #links = new Int32Array(LINK * CHAINS);
  #count = 0;

  add(key: number, place: number): void {
    const at = LINK * this.#count;
    if (at === this.#links.length) {
      const larger = new Int32Array(2 * at);
      larger.set(this.#links);
      this.#links = larger;
    }
    const chain = chainOf(key);
    this.#links[at] = key;
    this.#links[at + 1] = place;
    this.#links[at + 2] = this.#chains[chain] ?? 0;
    this.#count += 1;
    this.#chains[chain] = this.#count;
  }

  of(key: number): readonly number[] {
    const places: number[] = [];
    for (let link = this.#chains[chainOf(key)] ?? 0; link > 0; ) {
      const at = LINK * (link - 1);
      if (this.#links[at] === (key | 0)) {
        places.push(this.#links[at + 1] ?? 0);
      }
      link = this.#links[at + 2] ?? 0;
    }
    return places;
  }
}

const LINK = 3;
const CHAIN_BITS = 14;
const CHAINS = 1 << CHAIN_BITS;

function chainOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - CHAIN_BITS);
}
