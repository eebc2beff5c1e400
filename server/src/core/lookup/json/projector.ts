import type { Fields } from "../../world";
import { type Plan, planOf } from "./plan";
import { PlannedReader, setOwn } from "./reader";
import { BYTE, MORE, skipSpace } from "./skipJson";

/** Reads JSON while it comes in, and builds only the wanted fields of it. */
export interface JsonProjector {
  /** Takes the next bytes. Throws SyntaxError where they cannot be JSON. */
  push(chunk: Uint8Array): void;
  /** The value without what is not wanted. Throws CutJsonError where the text has no end, SyntaxError where it is no JSON. */
  end(): unknown;
}

/** The text ended in the middle of a value, or before it. */
export class CutJsonError extends Error {
  override readonly name = "CutJsonError";
}

/**
 * Gives what `JSON.parse(new TextDecoder().decode(bytes))` would, but for the fields that are not named: they are
 * checked and left out. A list where fields are wanted comes out empty.
 *
 * Registry documents repeat themselves from version to version: a value with the same bytes as the one before it at its
 * place is the same object. So what comes out must not be changed.
 */
export function createJsonProjector(fields: Fields): JsonProjector {
  const input = new Input();
  const reading = readDocument(planOf(fields), input);
  let step = reading.next();

  return {
    push(chunk) {
      input.push(chunk);
      if (input.isEnough()) {
        step = reading.next();
      }
    },
    end() {
      // A number at the very end ends there.
      input.push(SPACE);
      input.isWhole = true;
      while (step.done !== true) {
        step = reading.next();
      }
      input.close();
      return step.value;
    },
  };
}

const SPACE = Uint8Array.of(0x20);
const FIRST_SIZE = 128 * 1024;
/** Bytes that were done with, for the next document: there are thousands of documents, and few at a time. */
const spare: Uint8Array<ArrayBuffer>[] = [];
const NO_BYTES = Uint8Array.of(0);
const MOST_SPARE = 4;
const LARGEST_SPARE = 1024 * 1024;

type Skip = (bytes: Uint8Array, at: number, end: number) => number;

/** The bytes that came and were not read yet. What could not be read for want of bytes is tried again with more of them. */
class Input {
  bytes = NO_BYTES;
  at = 0;
  end = 0;
  isWhole = false;
  #enough = 0;

  push(chunk: Uint8Array): void {
    const left = this.end - this.at;
    if (this.bytes === NO_BYTES) {
      this.bytes = spare.pop() ?? new Uint8Array(FIRST_SIZE);
    }
    if (left + chunk.length < this.bytes.length) {
      this.bytes.copyWithin(0, this.at, this.end);
    } else {
      const larger = new Uint8Array(2 * (left + chunk.length));
      larger.set(this.bytes.subarray(this.at, this.end));
      this.bytes = larger;
    }
    this.bytes.set(chunk, left);
    this.at = 0;
    this.end = left + chunk.length;
    this.bytes[this.end] = 0;
  }

  /** Twice the bytes that did not suffice, so that a long value is not read from its start with every chunk. */
  isEnough(): boolean {
    return this.end - this.at >= this.#enough;
  }

  /** Goes on behind what `skip` reads, as soon as the bytes for that are there. */
  *take(skip: Skip): Generator<void, void, void> {
    while (!this.takes(skip)) {
      if (this.isWhole) {
        throw new CutJsonError("the text ends in the middle of a value");
      }
      this.#enough = 2 * (this.end - this.at);
      yield;
    }
    this.#enough = 0;
  }

  /** Goes on if the bytes for that are there. */
  takes(skip: Skip): boolean {
    const next = skip(this.bytes, this.at, this.end);
    this.at = next === MORE ? this.at : next;
    return next !== MORE;
  }

  /** Nothing is read from it any more. */
  close(): void {
    if (spare.length < MOST_SPARE && this.bytes.length <= LARGEST_SPARE) {
      spare.push(this.bytes);
    }
  }
}

function* readDocument(plan: Plan, input: Input): Generator<void, unknown, void> {
  const reader = new PlannedReader();
  yield* input.take((bytes, at, end) => skipByteOrderMark(bytes, at, end, input.isWhole));
  yield* input.take(skipToValue);
  if (plan.isOpen && input.bytes[input.at] === BYTE.openObject) {
    yield* input.take((bytes, at, end) => reader.readOpening(bytes, at, end));
    reader.value = yield* readMembers(plan, input, reader);
  } else {
    yield* input.take((bytes, at, end) => reader.readValue(plan, bytes, at, end));
  }
  for (;;) {
    input.at = skipSpace(input.bytes, input.at);
    if (input.at < input.end) {
      throw new SyntaxError("something follows the value");
    }
    if (input.isWhole) {
      return reader.value;
    }
    yield;
  }
}

/** The members of an object behind its brace, each as soon as all of it is there. */
function* readMembers(plan: Plan, input: Input, reader: PlannedReader): Generator<void, unknown, void> {
  const object: Record<string, unknown> = {};
  const readMember: Skip = (bytes, at, end) => reader.readMember(plan, bytes, at, end);
  const readEnding: Skip = (bytes, at, end) => reader.readEnding(bytes, at, end);
  while (!reader.isLast) {
    if (!input.takes(readMember)) {
      yield* input.take(readMember);
    }
    const { key, opened } = reader;
    if (opened !== undefined) {
      reader.value = yield* readMembers(opened, input, reader);
      yield* input.take(readEnding);
    }
    if (key !== undefined) {
      setOwn(object, key, reader.value);
    }
  }
  return object;
}

/** As TextDecoder does: one, at the very start. */
function skipByteOrderMark(bytes: Uint8Array, at: number, end: number, isWhole: boolean): number {
  if (at + 3 > end && !isWhole) {
    return MORE;
  }
  return bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf ? at + 3 : at;
}

function skipToValue(bytes: Uint8Array, start: number, end: number): number {
  const at = skipSpace(bytes, start);
  return at >= end ? MORE : at;
}
