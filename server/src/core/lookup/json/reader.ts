import { fieldAt, fieldNamed, isSameAt, type Plan } from "./plan";
import { BYTE, expect, MORE, skipColon, skipPlain, skipSpace, skipString, skipValue } from "./skipJson";

interface Remembered {
  bytes: Uint8Array;
  value: unknown;
  /** How often in a row something else came. */
  misses: number;
}

/** What has changed so often from member to member is not kept any more. */
const MOST_MISSES = 8;
const NOTHING = new Uint8Array(0);

/**
 * Reads values by their plan, like the functions of `skipJson`: place in, place behind it out. What was read stands in
 * the fields.
 */
export class PlannedReader {
  /** What was read last; undefined where it was not wanted. */
  value: unknown;
  /** Key of the member that was read last; undefined where it was not wanted. */
  key: string | undefined;
  /** No member follows the one that was read last. */
  isLast = false;
  /** The member that was read last is an object that goes by this plan, and its first member is next. */
  opened: Plan | undefined;

  #plan: Plan | undefined;
  /** By slot, the value that was last read there. */
  readonly #last: Remembered[] = [];

  /** One member of an object, up to the next one or behind the object's end; of an open one, up to its first member. */
  readMember(plan: Plan, bytes: Uint8Array, start: number, end: number): number {
    let at = this.#readKey(plan, bytes, start, end);
    if (at === MORE) {
      return MORE;
    }
    const { key } = this;
    const inner = this.#plan;
    if (inner?.isOpen === true && bytes[at] === BYTE.openObject) {
      this.opened = inner;
      return this.readOpening(bytes, at, end);
    }
    this.opened = undefined;
    if (inner === undefined) {
      at = skipValue(bytes, at, end);
    } else {
      at = this.readValue(inner, bytes, at, end);
      this.key = key;
    }
    return at === MORE ? MORE : this.readEnding(bytes, at, end);
  }

  /** Over a brace to the first member; `isLast` where there is none. */
  readOpening(bytes: Uint8Array, start: number, end: number): number {
    const at = skipSpace(bytes, start + 1);
    this.isLast = bytes[at] === BYTE.closeObject;
    return this.isLast ? at + 1 : at >= end ? MORE : at;
  }

  /** Behind a member: to the next one, or out of the object. */
  readEnding(bytes: Uint8Array, start: number, end: number): number {
    let at = skipSpace(bytes, start);
    this.isLast = bytes[at] === BYTE.closeObject;
    if (this.isLast) {
      return at + 1;
    }
    if (at < end) {
      at = skipSpace(bytes, expect(bytes[at] === BYTE.comma, at + 1));
    }
    return at >= end ? MORE : at;
  }

  readValue(plan: Plan, bytes: Uint8Array, start: number, end: number): number {
    const first = bytes[start];
    const isObject = first === BYTE.openObject;
    // What begins so also ends by itself: the same bytes are the same value.
    const isClosed = isObject || first === BYTE.openList || first === BYTE.quote;
    const last = isClosed && plan.mayRepeat ? this.#lastOf(plan) : undefined;
    const length = last?.bytes.length ?? 0;
    if (last !== undefined && length > 0 && start + length <= end && isSameAt(last.bytes, bytes, start)) {
      last.misses = 0;
      this.value = last.value;
      return start + length;
    }
    const at =
      isObject && !plan.isWhole ? this.#readObject(plan, bytes, start, end) : this.#readWhole(plan, bytes, start, end);
    if (at !== MORE && last !== undefined) {
      last.misses += 1;
      last.bytes = last.misses > MOST_MISSES ? NOTHING : bytes.slice(start, at);
      last.value = this.value;
    }
    return at;
  }

  #lastOf(plan: Plan): Remembered {
    let last = this.#last[plan.slot];
    if (last === undefined) {
      last = { bytes: NOTHING, value: undefined, misses: 0 };
      this.#last[plan.slot] = last;
    }
    return last;
  }

  #readObject(plan: Plan, bytes: Uint8Array, start: number, end: number): number {
    const object: Record<string, unknown> = {};
    let at = this.readOpening(bytes, start, end);
    while (at !== MORE && !this.isLast) {
      at = this.readMember(plan, bytes, at, end);
      if (this.key !== undefined) {
        setOwn(object, this.key, this.value);
      }
    }
    this.isLast = false;
    this.value = object;
    return at;
  }

  #readWhole(plan: Plan, bytes: Uint8Array, start: number, end: number): number {
    const at = skipValue(bytes, start, end);
    if (at !== MORE) {
      this.value = !plan.isWhole && bytes[start] === BYTE.openList ? [] : parse(bytes, start, at);
    }
    return at;
  }

  #readKey(plan: Plan, bytes: Uint8Array, start: number, end: number): number {
    if (bytes[start] !== BYTE.quote) {
      return start >= end ? MORE : expect(false, start);
    }
    let at = skipPlain(bytes, start + 1);
    const isPlain = bytes[at] === BYTE.quote;
    const named = isPlain ? fieldAt(plan, bytes, start + 1, at) : undefined;
    at = isPlain ? at + 1 : skipString(bytes, start, end);
    if (at === MORE) {
      return MORE;
    }
    if (named !== undefined) {
      this.key = named.key;
      this.#plan = named.plan;
    } else if (isPlain && plan.any === undefined) {
      this.key = undefined;
      this.#plan = undefined;
    } else {
      const key = String(parse(bytes, start, at));
      this.#plan = fieldNamed(plan, key)?.plan ?? plan.any;
      this.key = this.#plan && key;
    }
    const place = skipColon(bytes, at, end);
    return place >= end ? MORE : place;
  }
}

/** As JSON.parse does it, whatever the key. */
export function setOwn(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

function parse(bytes: Uint8Array, start: number, end: number): unknown {
  if (bytes[start] === BYTE.quote && skipPlain(bytes, start + 1) === end - 1) {
    return decoder.decode(bytes.subarray(start + 1, end - 1));
  }
  return JSON.parse(decoder.decode(bytes.subarray(start, end)));
}
