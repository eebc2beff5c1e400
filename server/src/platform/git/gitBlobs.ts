import { type GitPlace, startGit } from "./gitProcess";

/** The content of an object: undefined where the repository does not have it, "large" beyond the limit. */
export type Blob = Uint8Array | "large" | undefined;

/** Reads the content of objects, one after the other, through one `cat-file --batch`. */
export interface GitBlobs {
  /** Rejects where git gave up. */
  read(id: string): Promise<Blob>;
  close(): void;
}

interface Waiting {
  readonly resolve: (blob: Blob) => void;
  readonly reject: (error: Error) => void;
}

const NEWLINE = 10;

export function openBlobs(place: GitPlace, mostBytes: number): GitBlobs {
  const child = startGit(place, "cat-file", ["--batch"]);
  const waiting: Waiting[] = [];
  let ended: Error | undefined;
  let header: Buffer = Buffer.alloc(0);
  let pieces: Buffer[] = [];
  /** What is still to come of the object under way, its final newline included. */
  let left = 0;
  let isKept = false;

  child.stdin.on("error", () => undefined);
  child.stdout.on("data", take);
  child.stderr.resume();
  child.on("error", end);
  child.on("close", () => end(new Error("git ended before it had answered")));

  return {
    read(id) {
      return new Promise((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        waiting.push({ resolve, reject });
        child.stdin.write(`${id}\n`);
      });
    },
    close() {
      end(new Error("closed"));
      child.kill();
    },
  };

  function take(piece: Buffer): void {
    let rest = piece;
    while (rest.length > 0) {
      rest = left === 0 ? takeHeader(rest) : takeContent(rest);
    }
  }

  /** `ID blob SIZE`, or `ID missing` and the like. */
  function takeHeader(piece: Buffer): Buffer {
    const newline = piece.indexOf(NEWLINE);
    if (newline < 0) {
      header = Buffer.concat([header, piece]);
      return Buffer.alloc(0);
    }
    const line = Buffer.concat([header, piece.subarray(0, newline)]).toString("utf8");
    header = Buffer.alloc(0);
    const [, size] = /^[0-9a-f]+ blob (\d+)$/.exec(line) ?? [];
    if (size === undefined) {
      waiting.shift()?.resolve(undefined);
    } else {
      left = Number(size) + 1;
      isKept = Number(size) <= mostBytes;
      pieces = [];
    }
    return piece.subarray(newline + 1);
  }

  function takeContent(piece: Buffer): Buffer {
    const taken = piece.subarray(0, left);
    left -= taken.length;
    if (isKept) {
      pieces.push(taken);
    }
    if (left === 0) {
      waiting.shift()?.resolve(isKept ? Buffer.concat(pieces).subarray(0, -1) : "large");
      pieces = [];
    }
    return piece.subarray(taken.length);
  }

  function end(error: Error): void {
    ended ??= place.abort.aborted ? asError(place.abort.reason) : error;
    for (const { reject } of waiting.splice(0)) {
      reject(ended);
    }
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
