import { createHash } from "node:crypto";
import { readValidator } from "../core/lookup/validator";
import type { Fields, HttpAnswer, HttpRequest, World } from "../core/world";
import { createBodyReader } from "./bodyReader";
import type { Connections } from "./connections";
import type { AnswerBody, WireResponse } from "./exchange";
import { ACCEPTED_ENCODINGS, type BodyOptions, readBody } from "./httpBody";
import { type HttpFailure, readFailure, seconds, UnusableAnswerError } from "./httpFailure";
import { createWire, type Elsewhere } from "./wire";

export interface HttpLimits {
  /** Until the first byte of an answer. */
  readonly headersMs: number;
  /** Between two parts of an answer. */
  readonly idleMs: number;
  /** For all of it, redirects included. */
  readonly totalMs: number;
  /** Of an unpacked answer; npm itself ends registry documents at 100 MB. */
  readonly mostBytes: number;
}

export const HTTP_LIMITS: HttpLimits = {
  headersMs: 15_000,
  idleMs: 15_000,
  totalMs: 60_000,
  mostBytes: 150_000_000,
};

export interface HttpOptions {
  readonly connections: Connections;
  readonly limits: HttpLimits;
  /** Another way for what finds none over the connections. */
  readonly elsewhere?: Elsewhere;
  /** Addresses that the user named instead of public services: what answers there may be a cache for many. */
  readonly namedServices?: readonly string[];
  /** Reading a long answer gives way to others; left out: to nobody. */
  readonly breathe?: World["breathe"];
}

/** What came of sending once: an answer with how long the host asks to be left alone, or what went wrong. */
export type Outcome =
  | { readonly answer: Extract<HttpAnswer, { status: number }>; readonly retryAfter: string | undefined }
  | { readonly failure: HttpFailure };

export type SendOnce = (request: HttpRequest, abort: AbortSignal) => Promise<Outcome>;

/** Sends requests over undici. Never throws but `abort.reason`. */
export function createHttp(options: HttpOptions): SendOnce {
  const { connections, limits, elsewhere, namedServices = [], breathe = () => undefined } = options;
  const wire = createWire(connections, limits, elsewhere);

  return async (request, abort) => {
    abort.throwIfAborted();
    const deadline = setDeadline(limits.totalMs, abort);
    const { host } = new URL(request.url);
    try {
      return await follow(request, deadline.signal);
    } catch (error) {
      abort.throwIfAborted();
      if (deadline.signal.aborted) {
        const reason = `${host}: took longer than ${seconds(limits.totalMs)}`;
        return { failure: { reason, isPassing: false, extent: "host" } };
      }
      return { failure: readFailure(host, error, limits) };
    } finally {
      deadline.end();
    }
  };

  async function follow(request: HttpRequest, signal: AbortSignal): Promise<Outcome> {
    let url = new URL(request.url);
    const body = request.body === undefined ? undefined : JSON.stringify(request.body);
    const isNamed = namedServices.some((address) => request.url.startsWith(`${address}/`));
    const headers = { ...headersOf(request), ...(isNamed && body !== undefined ? digestOf(body) : {}) };
    for (let hop = 0; hop <= MOST_REDIRECTS; hop++) {
      const response = await wire(
        {
          source: request.source,
          url,
          method: request.method,
          headers,
          body,
        },
        signal,
      );
      const location = headerOf(response, "location");
      if (!REDIRECTS.has(response.statusCode) || location === undefined) {
        return read(response, request.reads);
      }
      response.body.drop();
      url = nextUrl(url, location, request, response.statusCode);
    }
    throw new UnusableAnswerError("redirected in circles");
  }

  async function read(response: WireResponse, reads: Fields | undefined): Promise<Outcome> {
    const { statusCode: status, body } = response;
    const encodings = headerOf(response, "content-encoding") ?? "";
    const retryAfter = headerOf(response, "retry-after");
    const validator = validatorOf(response);
    if (200 <= status && status < 300) {
      const { json, wireBytes } = await unpack(body, { encodings, mostBytes: limits.mostBytes, breathe }, reads);
      return { answer: { status, json, bytes: wireBytes, ...validator }, retryAfter };
    }
    // The status says what there is to know; whatever stands in the body is a bonus.
    const { json, wireBytes } = await unpack(
      body,
      { encodings, mostBytes: MOST_ERROR_BYTES, breathe },
      undefined,
    ).catch(() => ({ json: undefined, wireBytes: 0 }));
    return { answer: { status, json, bytes: wireBytes, ...(status === 304 ? validator : {}) }, retryAfter };
  }
}

/** Ends with the time or with `abort`. The same of AbortSignal's `timeout` and `any` leaves three objects to finalize for each request. */
function setDeadline(milliseconds: number, abort: AbortSignal): { readonly signal: AbortSignal; end(): void } {
  const controller = new AbortController();
  const stop = () => controller.abort(abort.reason);
  const timer = setTimeout(() => controller.abort(), milliseconds);
  abort.addEventListener("abort", stop, { once: true });
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer);
      abort.removeEventListener("abort", stop);
    },
  };
}

const MOST_REDIRECTS = 4;
const MOST_ERROR_BYTES = 256_000;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

async function unpack(body: AnswerBody, options: BodyOptions, reads: Fields | undefined) {
  try {
    return await readBody(body, options, createBodyReader(reads));
  } catch (error) {
    // What is not read to its end keeps its connection busy until it is destroyed.
    body.abort();
    throw error;
  }
}

function headersOf({ headers, body }: HttpRequest): Record<string, string> {
  return {
    "user-agent": "custody",
    "accept-encoding": ACCEPTED_ENCODINGS,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers,
  };
}

/**
 * What a cache can keep the answer to a question with a body under; see docs/shared-cache.md. MD5, in base64url, is what
 * nginx can check; it tells nothing that the body does not.
 */
function digestOf(body: string): Record<string, string> {
  return { "custody-body-md5": createHash("md5").update(body).digest("base64url") };
}

function headerOf({ headers }: WireResponse, name: string): string | undefined {
  const value = headers[name];
  return typeof value === "string" ? value : value?.[0];
}

function validatorOf(response: WireResponse): { readonly validator?: string } {
  const validator = readValidator(headerOf(response, "etag"), headerOf(response, "last-modified"));
  return validator === undefined ? {} : { validator };
}

/**
 * Where a redirect leads, if it may be followed: credentials stay with the host that they are for, an encrypted
 * question stays encrypted, and a question with a body is put again only where the status asks for that.
 */
function nextUrl(from: URL, location: string, { headers, method }: HttpRequest, status: number): URL {
  const to = URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined || (to.protocol !== "https:" && to.protocol !== from.protocol)) {
    throw new UnusableAnswerError("redirected to an address that is not followed");
  }
  const hasCredentials = Object.keys(headers).some((name) => name.toLowerCase() === "authorization");
  if (to.origin !== from.origin && (hasCredentials || method === "POST")) {
    throw new UnusableAnswerError(`redirected to ${to.host}, which is not followed`);
  }
  if (method === "POST" && status !== 307 && status !== 308) {
    throw new UnusableAnswerError("redirected, which a question of this kind does not follow");
  }
  to.username = "";
  to.password = "";
  return to;
}
