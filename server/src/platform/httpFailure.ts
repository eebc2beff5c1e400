import type { WebProxy } from "./config/proxies";

/** What went wrong on the way, in words for people, and what to make of it. */
export interface HttpFailure {
  readonly reason: string;
  /** Whether asking again at once may help. */
  readonly isPassing: boolean;
  /**
   * How much of the world it tells of: `offline` looks as if there were no network at all, `host` would befall other
   * questions to the same host alike, `answer` is this answer's own fault and would come again.
   */
  readonly extent: FailureExtent;
}

export type FailureExtent = "offline" | "host" | "answer";

/** The answer came, and cannot be used. Asking again at once would bring the same. */
export class UnusableAnswerError extends Error {
  override readonly name: string = "UnusableAnswerError";
}

/** The answer is more than anybody should read, today and tomorrow. */
export class TooLargeError extends UnusableAnswerError {
  override readonly name = "TooLargeError";
}

/** The answer began and did not end. */
export class CutAnswerError extends Error {
  override readonly name = "CutAnswerError";
}

/** No answer came at all. */
export class NoWayError extends Error {
  override readonly name = "NoWayError";

  readonly proxy: WebProxy | undefined;

  constructor(proxy: WebProxy | undefined, cause: unknown) {
    super("No answer came", { cause });
    this.proxy = proxy;
  }
}

interface Words {
  readonly text: string;
  readonly isPassing?: true;
  /** Left out: the host's. */
  readonly extent?: FailureExtent;
}

const WORDS: Readonly<Record<string, Words>> = {
  ENOTFOUND: { text: "no such host, or no network", extent: "offline" },
  EAI_AGAIN: { text: "its name could not be looked up", isPassing: true, extent: "offline" },
  ENETUNREACH: { text: "out of reach", extent: "offline" },
  ENETDOWN: { text: "out of reach", extent: "offline" },
  EHOSTUNREACH: { text: "out of reach", extent: "offline" },
  ECONNREFUSED: { text: "connection refused", isPassing: true },
  ETIMEDOUT: { text: "no connection in time" },
  UND_ERR_CONNECT_TIMEOUT: { text: "no connection in time" },
  ECONNRESET: { text: "connection reset", isPassing: true },
  EPIPE: { text: "connection reset", isPassing: true },
  UND_ERR_SOCKET: { text: "connection closed before the answer was complete", isPassing: true },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: { text: "answer cut short", isPassing: true },
  UND_ERR_HEADERS_OVERFLOW: { text: "answered with too many headers" },
  CERT_HAS_EXPIRED: { text: "its certificate has expired" },
  ERR_TLS_CERT_ALTNAME_INVALID: { text: "its certificate is for another host" },
};

/** OpenSSL's names for "signed by nobody we know". */
const UNTRUSTED = /^(?:UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|CERT_|INVALID_CA)/;

/** Reads an exception of the HTTP client. */
export function readFailure(
  host: string,
  error: unknown,
  limits: { readonly headersMs: number; readonly idleMs: number },
): HttpFailure {
  const { proxy, cause } = error instanceof NoWayError ? error : { proxy: undefined, cause: error };
  const { text, isPassing = false, extent = "host" } = wordsFor(host, cause, limits);
  const way = proxy === undefined ? "" : `through the proxy ${proxy.host} ("${proxy.key}" in ${proxy.file}): `;
  return { reason: `${host}: ${way}${text}`, isPassing, extent };
}

/** Whether a certificate was signed by nobody who is trusted. */
export function isUntrusted(error: unknown): boolean {
  const code = codeOf(error);
  return UNTRUSTED.test(code) && !Object.hasOwn(WORDS, code);
}

/** Whether nothing was reached that could have answered: another way may lead there. */
export function isNoWay(error: unknown): boolean {
  return (
    error instanceof NoWayError && (NO_WAY.has(codeOf(error)) || isUntrusted(error) || proxyStatus(error) !== undefined)
  );
}

const NO_WAY: ReadonlySet<string> = new Set([
  "ENOTFOUND",
  "EAI_AGAIN",
  "ENETUNREACH",
  "ENETDOWN",
  "EHOSTUNREACH",
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

function wordsFor(
  host: string,
  error: unknown,
  { headersMs, idleMs }: { readonly headersMs: number; readonly idleMs: number },
): Words {
  if (error instanceof UnusableAnswerError) {
    return { text: error.message, extent: error instanceof TooLargeError ? "answer" : "host" };
  }
  if (error instanceof CutAnswerError) {
    return { text: error.message, isPassing: true };
  }
  const code = codeOf(error);
  if (code === "UND_ERR_HEADERS_TIMEOUT") {
    return { text: `timed out after ${seconds(headersMs)}` };
  }
  if (code === "UND_ERR_BODY_TIMEOUT") {
    return { text: `nothing more came for ${seconds(idleMs)}` };
  }
  const known = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  if (known !== undefined) {
    return known;
  }
  if (UNTRUSTED.test(code)) {
    return {
      text: "certificate not trusted; if your network has an authority of its own, name its file: npm config set cafile /path/to/ca.pem",
    };
  }
  if (/ALERT_(?:CERTIFICATE_REQUIRED|HANDSHAKE_FAILURE|BAD_CERTIFICATE|UNKNOWN_CA)/.test(code)) {
    return {
      text: `no secure connection could be agreed on; if it asks for a certificate of yours, name that in your own .npmrc: //${host}/:certfile=/path/to/cert.pem and //${host}/:keyfile=/path/to/key.pem`,
    };
  }
  if (/^(?:ERR_SSL_|ERR_TLS_|EPROTO)/.test(code)) {
    return { text: "no secure connection could be agreed on" };
  }
  if (code.startsWith("Z_") || code.startsWith("ERR_BROTLI") || code.startsWith("ERR__ERROR")) {
    return { text: "answer could not be unpacked", isPassing: true };
  }
  if (code.startsWith("HPE_") || (error instanceof Error && error.name === "HTTPParserError")) {
    return { text: "answered something that is not HTTP" };
  }
  const status = proxyStatus(error);
  if (status === "407") {
    return {
      text: "the proxy asks for a name and password (407); write them into its address: http://NAME:PASSWORD@HOST:PORT",
    };
  }
  if (status !== undefined) {
    return { text: `the proxy refused (${status})` };
  }
  return { text: code === "" ? "the request failed" : `the request failed (${code})` };
}

export function seconds(milliseconds: number): string {
  return `${Math.round(milliseconds / 100) / 10} s`;
}

/** The code of the first cause that has one; several addresses of one host fail together. */
function codeOf(error: unknown): string {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if ("code" in at && typeof at.code === "string") {
      return at.code;
    }
    if (at instanceof AggregateError) {
      const inner = at.errors.map(codeOf).find((code) => code !== "");
      if (inner !== undefined) {
        return inner;
      }
    }
  }
  return "";
}

/** What a proxy answered that does not let a question through. */
function proxyStatus(error: unknown): string | undefined {
  const [, refused, unknown] =
    /Proxy response \((\d+)\)|Proxy Authentication Required \((\d+)\)/.exec(messageOf(error)) ?? [];
  return refused ?? unknown;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${messageOf(error.cause)}` : "";
}
