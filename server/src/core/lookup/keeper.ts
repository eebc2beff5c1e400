import { giveWay } from "../inTurn";
import type { AnswerKind, Shelf, World } from "../world";
import type { Answer, Known } from "./answer";

/** How answers of a kind are written down, so that another process, or this one after a restart, can read them. */
export interface Form<T> {
  readonly kind: AnswerKind;
  /** Counted up whenever a text of before would be read as something else. */
  readonly schema: number;
  toText(value: T): string;
  /** Undefined, or an exception, for what is no such text. */
  read(text: string): T | undefined;
}

/** Whose answer it is: the service that was asked, and as whom. */
export type Place = Pick<Shelf, "url"> & { readonly owner?: string };

/** Keeps answers beyond the process. */
export interface Keeper<T> {
  recall(keys: readonly string[]): Promise<ReadonlyMap<string, Known<T>>>;
  keep(key: string, known: Known<T>): void;
  /** What is kept with this validator still held at that moment. */
  confirm(key: string, validator: string, asOf: number): void;
}

/** "There is none" as a text: no form writes an empty one. */
const ABSENT = "";
const NEVER = new AbortController().signal;

/** A keeper in the world's store; undefined where there is none. Nothing is kept of keys that have no place. */
export function createKeeper<T>(
  { store, breathe }: Pick<World, "store" | "breathe">,
  { kind, schema, toText, read }: Form<T>,
  placeOf: (key: string) => Place | undefined,
): Keeper<T> | undefined {
  if (store === undefined) {
    return undefined;
  }
  return {
    async recall(keys) {
      const known = new Map<string, Known<T>>();
      for (const [shelf, onShelf] of byShelf(keys)) {
        for (const [key, { asOf, text, validator }] of await store.read(shelf, onShelf)) {
          await giveWay({ breathe }, NEVER);
          const answer = toAnswer(text, asOf);
          if (answer !== undefined) {
            known.set(key, validator === undefined ? { answer } : { answer, validator });
          }
        }
      }
      return known;
    },

    keep(key, { answer, validator }) {
      const shelf = shelfOf(key);
      if (shelf !== undefined) {
        const { asOf } = answer;
        const text = answer.status === "found" ? toText(answer.value) : ABSENT;
        store.write(shelf, key, validator === undefined ? { asOf, text } : { asOf, text, validator });
      }
    },

    confirm(key, validator, asOf) {
      const shelf = shelfOf(key);
      if (shelf !== undefined) {
        store.confirm(shelf, key, validator, asOf);
      }
    },
  };

  function shelfOf(key: string): Shelf | undefined {
    const place = placeOf(key);
    return place && { kind, schema, url: place.url, owner: place.owner ?? "" };
  }

  function byShelf(keys: readonly string[]): Iterable<readonly [Shelf, readonly string[]]> {
    const shelves = new Map<string, readonly [Shelf, string[]]>();
    for (const key of keys) {
      const shelf = shelfOf(key);
      if (shelf === undefined) {
        continue;
      }
      const id = `${shelf.owner} ${shelf.url}`;
      const known = shelves.get(id);
      if (known === undefined) {
        shelves.set(id, [shelf, [key]]);
      } else {
        known[1].push(key);
      }
    }
    return shelves.values();
  }

  function toAnswer(text: string, asOf: number): Answer<T> | undefined {
    if (text === ABSENT) {
      return { status: "absent", asOf };
    }
    try {
      const value = read(text);
      return value === undefined ? undefined : { status: "found", value, asOf };
    } catch {
      return undefined;
    }
  }
}
