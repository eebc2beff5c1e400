import { Readable, type Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  gunzipSync,
  inflateSync,
} from "node:zlib";
import type { World } from "../core/world";
import type { BodyReader } from "./bodyReader";
import type { AnswerBody } from "./exchange";
import { TooLargeError, UnusableAnswerError } from "./httpFailure";

/** What a request says it can read; `readBody` reads no other encodings. */
export const ACCEPTED_ENCODINGS = "gzip, br, deflate";

/** Nine of ten registry documents are packed to less, and are unpacked and read in less than a millisecond. */
const SHORT = 64 * 1024;
/** What unpacks to more is read in parts, however short it was. */
const MOST_AT_ONCE = 2 * 1024 * 1024;
const PART = { chunkSize: 64 * 1024 };

export interface BodyOptions {
  /** How the body is packed, as `content-encoding` says it. */
  readonly encodings: string;
  /** Of the unpacked body. */
  readonly mostBytes: number;
  readonly breathe: World["breathe"];
}

/**
 * Reads a body to its end, unpacked, and no further than `mostBytes`: what is packed to a thousandth of its size is cut
 * off while it is unpacked, not after. A long body is read as it comes in; a short one at once, which takes half the time.
 */
export async function readBody(
  source: AnswerBody,
  { encodings, mostBytes, breathe }: BodyOptions,
  reader: BodyReader,
): Promise<{ readonly json: unknown; readonly wireBytes: number }> {
  const packings = encodings
    .split(",")
    .map((encoding) => encoding.trim().toLowerCase())
    .filter((encoding) => encoding !== "" && encoding !== "identity")
    .reverse()
    .map(packingOf);
  const first: Buffer[] = [];
  let wireBytes = 0;
  let next = await take();
  while (next !== undefined && wireBytes <= SHORT) {
    first.push(next);
    next = await take();
  }
  await breathe();
  const whole = next === undefined ? unpackAtOnce(first, packings, Math.min(mostBytes, MOST_AT_ONCE)) : undefined;
  if (whole === undefined) {
    await pipeline([Readable.from(wire()), ...packings.map(({ unpack }) => unpack()), readParts()]);
  } else {
    reader.push(whole);
  }
  await breathe();
  return { json: reader.end(), wireBytes };

  async function take(): Promise<Buffer | undefined> {
    const part = await source.next();
    wireBytes += part?.length ?? 0;
    return part;
  }

  async function* wire(): AsyncGenerator<Buffer> {
    yield* first;
    for (; next !== undefined; next = await take()) {
      yield next;
    }
  }

  function readParts(): Writable {
    let size = 0;
    return new Writable({
      write(part: Buffer, _, done) {
        readPart(part).then(() => done(), done);
      },
    });

    async function readPart(part: Buffer): Promise<void> {
      size += part.length;
      if (size > mostBytes) {
        throw new TooLargeError(`answer larger than ${megabytes(mostBytes)}`);
      }
      await breathe();
      reader.push(part);
    }
  }
}

/** Undefined where it comes to more than `mostBytes`, or is packed twice. */
function unpackAtOnce(parts: readonly Buffer[], packings: readonly Packing[], mostBytes: number): Buffer | undefined {
  const packed = Buffer.concat(parts);
  const [packing, another] = packings;
  if (another !== undefined || packed.length > mostBytes) {
    return undefined;
  }
  try {
    return packing === undefined ? packed : packing.unpackAtOnce(packed, { ...PART, maxOutputLength: mostBytes });
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 10_000) / 100} MB`;
}

interface Packing {
  unpack(): Transform;
  unpackAtOnce(packed: Buffer, options: { readonly chunkSize: number; readonly maxOutputLength: number }): Buffer;
}

function packingOf(encoding: string): Packing {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return { unpack: () => createGunzip(PART), unpackAtOnce: gunzipSync };
    case "br":
      return { unpack: () => createBrotliDecompress(PART), unpackAtOnce: brotliDecompressSync };
    case "deflate":
      return { unpack: () => createInflate(PART), unpackAtOnce: inflateSync };
    default:
      throw new UnusableAnswerError(`answered in an encoding that was not asked for (${encoding.slice(0, 20)})`);
  }
}
