import { type CancellationToken, LSPErrorCodes, ResponseError } from "vscode-languageserver";

export interface Log {
  error(message: string, cause: unknown): void;
  warn(message: string): void;
}

/** The document has changed since the request: its answer would be painted in the wrong place. */
export class Superseded extends Error {}

/** Says to a client that did not cancel by itself that its request for diagnostics should be put again. */
export const RETRIGGER = { retriggerRequest: true } as const;

/**
 * Wraps a feature as an LSP request handler: token in, abort out, and no exception past this line.
 *
 * A cancelled request answers `RequestCancelled`, one about an older text `ContentModified` (or whatever
 * `superseded` says). A failed one is logged and answers `fallback`, so that a bug in one feature leaves the others
 * standing.
 */
export function request<Params, Result, Data = void>(
  log: Log,
  name: string,
  fallback: Result,
  run: (params: Params, abort: AbortSignal) => Promise<Result>,
  superseded: () => ResponseError<Data> = contentModified,
): (params: Params, token: CancellationToken) => Promise<Result | ResponseError<Data>> {
  return async (params, token) => {
    if (token.isCancellationRequested) {
      return cancelled();
    }
    const controller = new AbortController();
    const listener = token.onCancellationRequested(() => controller.abort());
    try {
      const result = await run(params, controller.signal);
      return token.isCancellationRequested ? cancelled() : result;
    } catch (error) {
      if (token.isCancellationRequested) {
        return cancelled();
      }
      if (error instanceof Superseded) {
        return superseded();
      }
      log.error(`${name} failed`, error);
      return fallback;
    } finally {
      listener.dispose();
    }
  };
}

function cancelled<Data>(): ResponseError<Data> {
  return new ResponseError(LSPErrorCodes.RequestCancelled, "Request cancelled");
}

function contentModified<Data>(): ResponseError<Data> {
  return new ResponseError(LSPErrorCodes.ContentModified, "The document has changed");
}
