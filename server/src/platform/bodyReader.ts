import { CutJsonError, createJsonProjector } from "../core/lookup/json/projector";
import type { Fields } from "../core/world";
import { CutAnswerError, UnusableAnswerError } from "./httpFailure";

/** Makes JSON of a body. Throws, in words for people, what is none. */
export interface BodyReader {
  push(part: Uint8Array): void;
  end(): unknown;
}

/** Reads all of the JSON, or only some fields of it: then no more than that is ever in memory. */
export function createBodyReader(reads: Fields | undefined): BodyReader {
  return reads === undefined ? createWholeReader() : createFieldsReader(reads);
}

function createWholeReader(): BodyReader {
  const parts: Uint8Array[] = [];
  return {
    push: (part) => void parts.push(part),
    end() {
      const text = new TextDecoder().decode(parts.length === 1 ? parts[0] : Buffer.concat(parts));
      try {
        return JSON.parse(text);
      } catch {
        throw failureOf(text.trimStart().slice(0, 1), text.trimEnd().slice(-1));
      }
    },
  };
}

function createFieldsReader(reads: Fields): BodyReader {
  const projector = createJsonProjector(reads);
  let start = "";
  return {
    push(part) {
      start ||= new TextDecoder().decode(part.subarray(0, 100)).trimStart().slice(0, 1);
      attempt(() => projector.push(part));
    },
    end: () => attempt(() => projector.end()),
  };

  function attempt<T>(step: () => T): T {
    try {
      return step();
    } catch (error) {
      throw error instanceof SyntaxError || error instanceof CutJsonError
        ? failureOf(start, error instanceof CutJsonError ? "" : "}")
        : error;
    }
  }
}

/** By its first and its last letter. What ends in the middle was cut short on the way, and may come whole next time. */
function failureOf(start: string, end: string): Error {
  if (start === "") {
    return new CutAnswerError("answered nothing");
  }
  if (start === "<") {
    return new UnusableAnswerError("answered HTML instead of JSON");
  }
  return "[{".includes(start) && !"]}".includes(end || " ")
    ? new CutAnswerError("answer cut short")
    : new UnusableAnswerError("answered something that is not JSON");
}
