import type { HttpRequest } from "../core/world";
import type { Connections } from "./connections";
import { exchange, type WireResponse } from "./exchange";
import { isNoWay, isUntrusted, NoWayError } from "./httpFailure";

/** One request, as it goes out; redirects are somebody else's. */
export interface WireRequest {
  readonly source: HttpRequest["source"];
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** Another way to put the very same request: an editor's own, which knows more of proxies and certificates. */
export interface Elsewhere {
  /** Whether a request may go that way. */
  serves(request: WireRequest): boolean;
  ask(request: WireRequest, signal: AbortSignal): Promise<WireResponse>;
}

/** For this long a host is asked elsewhere at once that could be reached in no other way. */
const ELSEWHERE_FOR_MS = 10 * 60_000;

/**
 * Puts requests: over the connections, with the operating system's authorities where a certificate is not trusted
 * without them, and elsewhere where there is no way at all.
 */
export function createWire(
  connections: Connections,
  { headersMs, idleMs }: { readonly headersMs: number; readonly idleMs: number },
  elsewhere: Elsewhere | undefined,
): (request: WireRequest, signal: AbortSignal) => Promise<WireResponse> {
  const elsewhereUntil = new Map<string, number>();

  return async (request, signal) => {
    const { origin } = request.url;
    if (elsewhere !== undefined && performance.now() < (elsewhereUntil.get(origin) ?? 0) && elsewhere.serves(request)) {
      return elsewhere.ask(request, signal);
    }
    try {
      return await ask(request, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (elsewhere === undefined || !isNoWay(error) || !elsewhere.serves(request)) {
        throw error;
      }
      // Where it fails there, too, what was wrong at first is what the user can mend.
      const response = await elsewhere.ask(request, signal).catch(() => undefined);
      if (response === undefined) {
        signal.throwIfAborted();
        throw error;
      }
      elsewhereUntil.set(origin, performance.now() + ELSEWHERE_FOR_MS);
      return response;
    }
  };

  async function ask(request: WireRequest, signal: AbortSignal): Promise<WireResponse> {
    const connection = connections.to(request.source, request.url);
    try {
      const { origin, pathname, search } = request.url;
      const { method, headers, body = null } = request;
      const path = `${pathname}${search}`;
      return await exchange(
        connection.dispatcher,
        { origin, path, method, headers, body, headersTimeout: headersMs, bodyTimeout: idleMs },
        signal,
      );
    } catch (error) {
      signal.throwIfAborted();
      if (isUntrusted(error) && connections.trustSystem(connection)) {
        return ask(request, signal);
      }
      throw new NoWayError(connection.proxy, error);
    }
  }
}
