import { type Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { CutAnswerError, TooLargeError, UnusableAnswerError } from "./httpFailure";

export interface Body {
  readonly bytes: Uint8Array;
  /** As they came over the wire. */
  readonly wireBytes: number;
}

/** What a request says it can read; `readBody` reads no other encodings. */
export const ACCEPTED_ENCODINGS = "gzip, br, deflate";

/**
 * Reads a body to its end, unpacked, and no further than `mostBytes`: what is packed to a thousandth of its
 * size is cut off while it is unpacked, not after.
 */
export async function readBody(source: Readable, encodings: string, mostBytes: number): Promise<Body> {
  const chunks: Buffer[] = [];
  let wireBytes = 0;
  let size = 0;
  const steps = encodings
    .split(",")
    .map((encoding) => encoding.trim().toLowerCase())
    .filter((encoding) => encoding !== "" && encoding !== "identity")
    .reverse()
    .map(unpacker);
  const count = new Transform({
    transform(chunk: Buffer, _, done) {
      wireBytes += chunk.length;
      done(null, chunk);
    },
  });
  const collect = new Writable({
    write(chunk: Buffer, _, done) {
      size += chunk.length;
      chunks.push(chunk);
      done(size > mostBytes ? new TooLargeError(`answer larger than ${megabytes(mostBytes)}`) : null);
    },
  });
  await pipeline([source, count, ...steps, collect]);
  return { bytes: Buffer.concat(chunks, size), wireBytes };
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 10_000) / 100} MB`;
}

function unpacker(encoding: string): Transform {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "br":
      return createBrotliDecompress();
    case "deflate":
      return createInflate();
    default:
      throw new UnusableAnswerError(`answered in an encoding that was not asked for (${encoding.slice(0, 20)})`);
  }
}

/** Reads the JSON of a body. What ends in the middle was cut short on the way, and may come whole next time. */
export function parseBody(bytes: Uint8Array): unknown {
  const text = new TextDecoder().decode(bytes);
  try {
    return JSON.parse(text);
  } catch {
    const start = text.trimStart();
    if (start === "") {
      throw new CutAnswerError("answered nothing");
    }
    if (start.startsWith("<")) {
      throw new UnusableAnswerError("answered HTML instead of JSON");
    }
    if (/^[[{]/.test(start) && !/[\]}]\s*$/.test(text)) {
      throw new CutAnswerError("answer cut short");
    }
    throw new UnusableAnswerError("answered something that is not JSON");
  }
}
