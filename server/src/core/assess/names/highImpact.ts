import { npmHighImpact } from "npm-high-impact";
import { skeleton, spell, squash, wordsOf } from "./spelling";

/** How many letters at each end of a name tell its neighbours apart: no single edit touches both ends. */
const END = 2;

/**
 * The high-impact names of npm, most used first, and the ways to look one up by less than its exact spelling.
 *
 * Each way has an index that is made when it is first needed; `steps` makes them one after the other.
 */
export class HighImpact {
  readonly #names: readonly string[];
  #ranks: ReadonlyMap<string, number> | undefined;
  #words: ReadonlySet<string> | undefined;
  #ends: Index | undefined;
  #scopes: Index | undefined;
  #bases: Index | undefined;
  #skeletons: Index | undefined;
  #squashed: Index | undefined;
  #squashedScoped: Index | undefined;
  #shuffled: Index | undefined;

  constructor(names: readonly string[]) {
    this.#names = names;
  }

  /** Its place among the most used, from 0; undefined for a name that is none of them. */
  rankOf(name: string): number | undefined {
    this.#ranks ??= new Map(this.#names.map((each, rank) => [each, rank]));
    return this.#ranks.get(name);
  }

  /** Whether one of them is made of this word. */
  hasWord(word: string): boolean {
    this.#words ??= new Set(this.#names.flatMap((name) => wordsOf(name.toLowerCase().replace(/[@/]/g, "-"))));
    return this.#words.has(word);
  }

  /** Whether one of them stands in this scope: then it belongs to somebody who publishes there. */
  hasScope(scope: string): boolean {
    return this.ofScope(scope).length > 0;
  }

  ofScope(scope: string): readonly string[] {
    this.#scopes ??= this.#scoped((own) => [own]);
    return this.#scopes.of(scope);
  }

  /** Names that have this base behind a scope. */
  ofBase(base: string): readonly string[] {
    this.#bases ??= this.#scoped((_, own) => [own]);
    return this.#bases.of(base);
  }

  /** Names with a scope that are written like this without "@", slash and separators. */
  squashedScoped(text: string): readonly string[] {
    this.#squashedScoped ??= this.#scoped((scope, base) => [squash(scope + base)]);
    return this.#squashedScoped.of(squash(text));
  }

  /** Names without a scope that can be one edit away from this one, and others. */
  *near(base: string): Generator<string> {
    this.#ends ??= this.#unscoped((own) => [startKey(own, own.length), endKey(own, own.length)]);
    for (const length of [base.length - 1, base.length, base.length + 1]) {
      yield* this.#ends.of(startKey(base, length));
      yield* this.#ends.of(endKey(base, length));
    }
  }

  /** Names without a scope that look like this one. */
  looksLike(base: string): readonly string[] {
    this.#skeletons ??= this.#unscoped((own) => [skeleton(own)]);
    return this.#skeletons.of(skeleton(base));
  }

  /** Names without a scope that differ in separators only. */
  squashed(base: string): readonly string[] {
    this.#squashed ??= this.#unscoped((own) => [squash(own)]);
    return this.#squashed.of(squash(base));
  }

  /** Names without a scope that have the same words, two or more, in any order. */
  shuffled(base: string): readonly string[] {
    this.#shuffled ??= this.#unscoped((own) => {
      const words = wordsOf(own);
      return words.length > 1 ? [sorted(words)] : [];
    });
    return this.#shuffled.of(sorted(wordsOf(base)));
  }

  /** What is to be made before the first name is looked up, in parts of a few milliseconds. */
  steps(): readonly (() => unknown)[] {
    return [
      () => this.rankOf(""),
      () => this.hasWord(""),
      () => this.ofScope(""),
      () => this.ofBase(""),
      () => this.squashedScoped(""),
      () => this.near("").next(),
      () => this.looksLike(""),
      () => this.squashed(""),
      () => this.shuffled(""),
    ];
  }

  #unscoped(keys: (base: string) => readonly string[]): Index {
    const index = new Index();
    for (const name of this.#names) {
      for (const key of name.startsWith("@") ? [] : keys(name)) {
        index.add(key, name);
      }
    }
    return index;
  }

  #scoped(keys: (scope: string, base: string) => readonly string[]): Index {
    const index = new Index();
    for (const name of this.#names) {
      const { scope, base } = spell(name);
      for (const key of scope === "" ? [] : keys(scope, base)) {
        index.add(key, name);
      }
    }
    return index;
  }
}

export const highImpact = new HighImpact(npmHighImpact);

function startKey(base: string, length: number): string {
  return `${length}^${base.slice(0, END)}`;
}

function endKey(base: string, length: number): string {
  return `${length}$${base.slice(-END)}`;
}

function sorted(words: readonly string[]): string {
  return [...words].sort().join(" ");
}

class Index {
  /** Most keys have one name, and a list for each would take longer to make than all else. */
  readonly #names = new Map<string, string | string[]>();

  add(key: string, name: string): void {
    const known = this.#names.get(key);
    if (known === undefined) {
      this.#names.set(key, name);
    } else if (typeof known === "string") {
      this.#names.set(key, [known, name]);
    } else {
      known.push(name);
    }
  }

  of(key: string): readonly string[] {
    const known = this.#names.get(key) ?? [];
    return typeof known === "string" ? [known] : known;
  }
}
