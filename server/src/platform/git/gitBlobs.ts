import { type GitPlace, startGit } from "./gitProcess";

/** The content of an object: undefined where the repository does not have it, "large" beyond the limit. */
export type Blob = Uint8Array | "large" | undefined;

/** Reads the content of objects, one after the other, through one `cat-file --batch`. */
export interface GitBlobs {
  /** Rejects where git cannot be asked any more. */
  read(id: string): Promise<Blob>;
  close(): void;
}

interface Question {
  readonly id: string;
  readonly resolve: (blob: Blob) => void;
  readonly reject: (error: Error) => void;
}

export function openBlobs(place: GitPlace, mostBytes: number): GitBlobs {
  const waiting: Question[] = [];
  let child: ReturnType<typeof startGit> | undefined;
  let ended: Error | undefined;

  return {
    read(id) {
      return new Promise((resolve, reject) => {
        if (ended !== undefined) {
          reject(ended);
          return;
        }
        waiting.push({ id, resolve, reject });
        child ??= start();
        child.stdin.write(`${id}\n`);
      });
    },
    close() {
      end(new Error("closed"));
      child?.kill();
    },
  };

  function start(): ReturnType<typeof startGit> {
    const started = startGit(place, "cat-file", ["--batch"]);
    const take = createReader(mostBytes, (blob) => waiting.shift()?.resolve(blob));
    started.stdin.on("error", () => undefined);
    started.stdout.on("data", take);
    started.stderr.resume();
    started.on("error", end);
    started.on("close", () => goOn());
    return started;
  }

  /**
   * Versions before 2.44 end at the first object that a partial clone lacks, instead of saying that it is missing: that one
   * has no content then, and the others are asked again.
   */
  function goOn(): void {
    child = undefined;
    if (place.abort.aborted) {
      end(new Error("aborted"));
    }
    waiting.shift()?.resolve(undefined);
    if (waiting.length > 0) {
      child = start();
      child.stdin.write(waiting.map(({ id }) => `${id}\n`).join(""));
    }
  }

  function end(error: Error): void {
    ended ??= place.abort.aborted ? asError(place.abort.reason) : error;
    for (const { reject } of waiting.splice(0)) {
      reject(ended);
    }
  }
}

const NEWLINE = 10;

/** Reads the answers of `cat-file --batch` as they come in, in pieces of any size. */
function createReader(mostBytes: number, answer: (blob: Blob) => void): (piece: Buffer) => void {
  let header: Buffer = Buffer.alloc(0);
  let pieces: Buffer[] = [];
  /** What is still to come of the object under way, its final newline included. */
  let left = 0;
  let isKept = false;

  return (piece) => {
    let rest = piece;
    while (rest.length > 0) {
      rest = left === 0 ? takeHeader(rest) : takeContent(rest);
    }
  };

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
      answer(undefined);
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
      answer(isKept ? Buffer.concat(pieces).subarray(0, -1) : "large");
      pieces = [];
    }
    return piece.subarray(taken.length);
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
