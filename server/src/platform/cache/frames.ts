import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";

/** One answer, or the note that one was used or confirmed, as it stands in a file of the cache. */
export interface Frame {
  readonly key: string;
  /** What the text means: a record of another schema is nobody's but its own. */
  readonly schema: number;
  /** Milliseconds since 1970. */
  readonly asOf: number;
  /** Days since 1970. */
  readonly usedOn: number;
  /** "" where there is none. */
  readonly validator: string;
  /** Undefined in a note. One with a validator confirms, as of `asOf`, what is kept under it; one without tells of a use. */
  readonly text: string | undefined;
}

/** No text has this, as bytes that are not UTF-8: where a file is damaged, the next frame is found by it. */
const MAGIC = 0xf5c0d9c1;
const HEADER = 36;
const LONGEST_KEY = 2000;
/** Less is not worth the work of packing it. */
const WORTH_PACKING = 400;
/** A history of thousands of releases has 2 MB: what unpacks to more was not written here. */
const MOST_TEXT = 64 * 1024 * 1024;

const NOTE = 1;
const PACKED = 2;

/** The bytes of a frame; undefined for a key that cannot be one. */
export function encodeFrame({ key, schema, asOf, usedOn, validator, text }: Frame): Buffer | undefined {
  const keyBytes = Buffer.from(key);
  if (keyBytes.length > LONGEST_KEY || keyBytes.toString() !== key) {
    return undefined;
  }
  const validatorBytes = Buffer.from(validator);
  const plain = Buffer.from(text ?? "");
  const isPacked = plain.length >= WORTH_PACKING;
  const body = isPacked ? deflateRawSync(plain, { level: 1 }) : plain;
  const frame = Buffer.allocUnsafe(HEADER + keyBytes.length + validatorBytes.length + body.length);
  frame.writeUInt32LE(MAGIC, 0);
  frame.writeUInt32LE(body.length, 8);
  frame.writeUInt16LE(keyBytes.length, 12);
  frame.writeUInt16LE(validatorBytes.length, 14);
  frame.writeUInt16LE(schema, 16);
  frame.writeUInt32LE((text === undefined ? NOTE : 0) | (isPacked ? PACKED : 0), 28);
  frame.writeUInt32LE(hashKey(key), 32);
  keyBytes.copy(frame, HEADER);
  validatorBytes.copy(frame, HEADER + keyBytes.length);
  body.copy(frame, HEADER + keyBytes.length + validatorBytes.length);
  return date(frame, asOf, usedOn);
}

function date(frame: Buffer, asOf: number, usedOn: number): Buffer {
  frame.writeUInt16LE(usedOn, 18);
  frame.writeDoubleLE(asOf, 20);
  frame.writeUInt32LE(crc32(frame.subarray(8)), 4);
  return frame;
}

/** By what a key is looked for, and by what it is put into one file or another. */
export function hashKey(key: string): number {
  return crc32(key);
}

/**
 * The frames in the bytes of a file that are as they were written; of some keys alone, where their hashes are given.
 *
 * Whatever else stands there (a frame cut short, flipped bits, anything) is passed over, up to the next sound frame.
 */
export function* scanFrames(file: Buffer, hashes?: ReadonlySet<number>): Generator<FoundFrame> {
  let at = 0;
  while (at !== -1 && at + HEADER <= file.length) {
    const end = endOf(file, at);
    if (end === undefined) {
      at = file.indexOf(MAGIC_BYTES, at + 1);
    } else if (hashes?.has(file.readUInt32LE(at + 32)) === false && isFollowed(file, end)) {
      at = end;
    } else if (crc32(file.subarray(at + 8, end)) === file.readUInt32LE(at + 4)) {
      yield new FoundFrame(file.subarray(at, end));
      at = end;
    } else {
      at = file.indexOf(MAGIC_BYTES, at + 1);
    }
  }
}

const MAGIC_BYTES = Buffer.from([MAGIC & 0xff, (MAGIC >> 8) & 0xff, (MAGIC >> 16) & 0xff, MAGIC >>> 24]);

/** Where a frame ends that begins here; undefined where none does. */
function endOf(file: Buffer, start: number): number | undefined {
  if (file.readUInt32LE(start) !== MAGIC) {
    return undefined;
  }
  const lengths = file.readUInt16LE(start + 12) + file.readUInt16LE(start + 14) + file.readUInt32LE(start + 8);
  const end = start + HEADER + lengths;
  return end <= file.length ? end : undefined;
}

/** Whether a frame seems to be whole, so that one that nobody wants need not be looked at. */
function isFollowed(file: Buffer, end: number): boolean {
  return end === file.length || (end + 4 <= file.length && file.readUInt32LE(end) === MAGIC);
}

/** A frame in the bytes of a file; its text is unpacked when it is asked for. */
export class FoundFrame implements Omit<Frame, "text"> {
  readonly key: string;
  readonly schema: number;
  readonly usedOn: number;
  readonly asOf: number;
  readonly validator: string;
  readonly isNote: boolean;
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    const validatorAt = HEADER + bytes.readUInt16LE(12);
    this.bytes = bytes;
    this.key = bytes.toString("utf8", HEADER, validatorAt);
    this.schema = bytes.readUInt16LE(16);
    this.usedOn = bytes.readUInt16LE(18);
    this.asOf = bytes.readDoubleLE(20);
    this.validator = bytes.toString("utf8", validatorAt, bodyOf(bytes));
    this.isNote = (bytes.readUInt32LE(28) & NOTE) !== 0;
  }

  /** Undefined in a note, and where it cannot be unpacked. */
  text(): string | undefined {
    const body = this.bytes.subarray(bodyOf(this.bytes));
    try {
      const isPacked = (this.bytes.readUInt32LE(28) & PACKED) !== 0;
      return this.isNote
        ? undefined
        : (isPacked ? inflateRawSync(body, { maxOutputLength: MOST_TEXT }) : body).toString();
    } catch {
      return undefined;
    }
  }

  /** Its bytes with other dates. */
  dated(asOf: number, usedOn: number): Buffer {
    return date(Buffer.from(this.bytes), asOf, usedOn);
  }
}

function bodyOf(frame: Buffer): number {
  return HEADER + frame.readUInt16LE(12) + frame.readUInt16LE(14);
}
