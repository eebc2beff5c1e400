import type { Dispatcher } from "undici";

/** The body of an answer, part by part as it comes in. */
export interface AnswerBody {
  /** The next part; undefined at the end. Throws what ended it before. */
  next(): Promise<Buffer | undefined>;
  /** Nobody reads on: what little is left is let through, so that the connection can be used again. */
  drop(): void;
  /** Nobody reads on, and the connection is closed if there is more to come. */
  abort(): void;
}

/** The head of an answer, and its body as it comes. */
export interface WireResponse {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: AnswerBody;
}

/** A body that is all there. */
export function wholeBody(whole: Buffer): AnswerBody {
  let left: Buffer | undefined = whole;
  return {
    async next() {
      const part = left;
      left = undefined;
      return part;
    },
    drop: () => undefined,
    abort: () => undefined,
  };
}

/**
 * Puts one request over a dispatcher. Rejects, with the reason of the signal or with undici's error, where no head of an
 * answer comes. The parts of the body are handed on without a stream between, which takes half of the time of a short answer.
 */
export function exchange(
  dispatcher: Dispatcher,
  options: Dispatcher.DispatchOptions,
  signal: AbortSignal,
): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const body = new IncomingBody(reject);
    const end = () => body.abort(signal.reason);
    const settle = () => signal.removeEventListener("abort", end);
    signal.addEventListener("abort", end, { once: true });
    dispatcher.dispatch(options, {
      onRequestStart: (controller) => body.begin(controller),
      onResponseStart(_, statusCode, headers) {
        // Before the answer there may be news of it.
        if (statusCode >= 200) {
          resolve({ statusCode, headers, body });
        }
      },
      onResponseData: (_, part) => body.push(part),
      onResponseEnd() {
        settle();
        body.end();
      },
      onResponseError(_, error) {
        settle();
        body.fail(error);
      },
    });
  });
}

/** So much lies ready at most before the other side is asked to wait. */
const MOST_READY = 64 * 1024;
/** More than this is not worth a connection. */
const MOST_DROPPED = 16 * 1024;

interface Reader {
  resolve(part: Buffer | undefined): void;
  reject(error: unknown): void;
}

class IncomingBody implements AnswerBody {
  readonly #onFailure: (error: unknown) => void;
  #controller: Dispatcher.DispatchController | undefined;
  #ready: Buffer[] = [];
  #readyBytes = 0;
  #reader: Reader | undefined;
  #isEnded = false;
  #failure: { readonly error: unknown } | undefined;
  #droppable: number | undefined;

  /** `onFailure` is told of what ends it too soon. */
  constructor(onFailure: (error: unknown) => void) {
    this.#onFailure = onFailure;
  }

  begin(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#failure !== undefined) {
      controller.abort(asError(this.#failure.error));
    }
  }

  push(part: Buffer): void {
    if (this.#droppable !== undefined) {
      this.#droppable -= part.length;
      if (this.#droppable < 0) {
        this.abort();
      }
      return;
    }
    const reader = this.#reader;
    if (reader !== undefined) {
      this.#reader = undefined;
      reader.resolve(part);
      return;
    }
    this.#ready.push(part);
    this.#readyBytes += part.length;
    if (this.#readyBytes > MOST_READY) {
      this.#controller?.pause();
    }
  }

  end(): void {
    this.#isEnded = true;
    this.#reader?.resolve(undefined);
    this.#reader = undefined;
  }

  fail(error: unknown): void {
    this.#failure ??= { error };
    this.#onFailure(this.#failure.error);
    this.#reader?.reject(this.#failure.error);
    this.#reader = undefined;
  }

  async next(): Promise<Buffer | undefined> {
    const part = this.#ready.shift();
    if (part !== undefined) {
      this.#readyBytes -= part.length;
      if (this.#readyBytes <= MOST_READY) {
        this.#controller?.resume();
      }
      return part;
    }
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
    return this.#isEnded
      ? undefined
      : new Promise((resolve, reject) => {
          this.#reader = { resolve, reject };
        });
  }

  drop(): void {
    this.#droppable = MOST_DROPPED - this.#readyBytes;
    this.#ready = [];
    this.#controller?.resume();
  }

  abort(reason: unknown = new Error("nobody reads on")): void {
    this.fail(reason);
    if (!this.#isEnded) {
      this.#controller?.abort(asError(reason));
    }
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
