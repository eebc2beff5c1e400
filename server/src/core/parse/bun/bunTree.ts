/** Deeper than anything is installed; a hostile key is to cost no more. */
const DEEPEST = 100;

/** One step of a key; `value` is undefined while no entry stands exactly here. */
export interface BunPlace<T> {
  readonly name: string;
  readonly parent: BunPlace<T> | undefined;
  value: T | undefined;
  inner: Map<string, BunPlace<T>> | undefined;
}

/**
 * The keys of a bun.lock, such as `a`, `a/b` and `@s/a/@s/b`: each a way of names from the root inwards.
 *
 * Kept as a tree of names, so that a lookup costs its depth, not the length of its key.
 */
export class BunTree<T> {
  private readonly root: BunPlace<T> = { name: "", parent: undefined, value: undefined, inner: undefined };

  /** The place of a key, made where there is none yet; keys that are too deep all end at the deepest one. */
  place(key: string): BunPlace<T> {
    let place = this.root;
    let start = 0;
    for (let depth = 0; depth < DEEPEST && start <= key.length; depth++) {
      const end = endOfName(key, start);
      const name = key.slice(start, end);
      place.inner ??= new Map();
      let next = place.inner.get(name);
      if (next === undefined) {
        next = { name, parent: place, value: undefined, inner: undefined };
        place.inner.set(name, next);
      }
      place = next;
      start = end + 1;
    }
    return place;
  }

  /** What a name leads to from a place (the root where there is none): the nearest one upwards, as Bun looks it up. */
  find(from: BunPlace<T> | undefined, name: string): T | undefined {
    for (let place: BunPlace<T> | undefined = from ?? this.root; place !== undefined; place = place.parent) {
      const found = place.inner?.get(name)?.value;
      if (found !== undefined) {
        return found;
      }
    }
    return undefined;
  }
}

/** A name ends at the next slash; one with a scope at the slash after that. */
function endOfName(key: string, start: number): number {
  const slash = key.indexOf("/", start);
  const end = slash >= 0 && key.charCodeAt(start) === 64 ? key.indexOf("/", slash + 1) : slash;
  return end < 0 ? key.length : end;
}
