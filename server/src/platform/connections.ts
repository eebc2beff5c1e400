import { createSecureContext, getCACertificates, rootCertificates, type SecureContext } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import type { SourceId } from "../core/world";
import type { NpmConfig } from "./npmConfig";

const CONNECT_MS = 8_000;
/** Idle connections are kept this long for the next question. */
const KEEP_ALIVE_MS = 10_000;
/** The replica of a test, and anything else on this machine, is never behind a proxy. */
const NEVER_PROXIED = "localhost,127.0.0.1,[::1]";

type ConnectionSettings = Pick<NpmConfig, "httpProxy" | "httpsProxy" | "noProxy" | "authorities" | "strictSsl">;

/**
 * The connections that questions go over: through the user's proxy, trusting the user's authorities.
 *
 * `strict-ssl=false` is npm's, and counts for registries alone: what says whether a release is malware is not
 * asked over a connection that anybody may have tapped.
 */
export function createConnections(
  settings: ConnectionSettings,
  extraAuthorities: readonly string[],
): (source: SourceId) => Dispatcher {
  let trust: SecureContext | undefined;
  const strict = lazy(() => createDispatcher(settings, secureContext(), true));
  const lax = lazy(() => createDispatcher(settings, secureContext(), settings.strictSsl));
  return (source) => (source === "registry" || source === "attestations" ? lax() : strict());

  /** Read once: the certificates of all authorities weigh 300 KB, and every connection would read them again. */
  function secureContext(): SecureContext | undefined {
    if (settings.authorities.length > 0) {
      trust ??= createSecureContext({ ca: [...defaultAuthorities(extraAuthorities), ...settings.authorities] });
    }
    return trust;
  }
}

function createDispatcher(
  { httpProxy, httpsProxy, noProxy }: ConnectionSettings,
  secureContext: SecureContext | undefined,
  isStrict: boolean,
): Dispatcher {
  const tls = {
    timeout: CONNECT_MS,
    rejectUnauthorized: isStrict,
    ...(secureContext === undefined ? {} : { secureContext }),
  };
  const options = { connect: tls, keepAliveTimeout: KEEP_ALIVE_MS };
  if (httpProxy === undefined && httpsProxy === undefined) {
    return new Agent(options);
  }
  return new EnvHttpProxyAgent({
    ...options,
    requestTls: tls,
    proxyTls: tls,
    httpProxy: httpProxy ?? "",
    httpsProxy: httpsProxy ?? "",
    noProxy: noProxy === "*" ? noProxy : `${noProxy},${NEVER_PROXIED}`,
  });
}

/** What Node trusts by itself; older ones cannot be asked, and get NODE_EXTRA_CA_CERTS handed in. */
function defaultAuthorities(extra: readonly string[]): readonly string[] {
  return typeof getCACertificates === "function" ? getCACertificates("default") : [...rootCertificates, ...extra];
}

function lazy<T>(create: () => T): () => T {
  let value: { readonly it: T } | undefined;
  return () => {
    value ??= { it: create() };
    return value.it;
  };
}
