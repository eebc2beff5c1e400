import { createSecureContext, type SecureContext } from "node:tls";
import type { buildConnector as Connectors, Dispatcher } from "undici";
import type { HttpRequest } from "../core/world";
import type { MachineAuthorities } from "./authorities";
import type { HostCertificates } from "./config/certificates";
import type { NpmConfig } from "./config/npmConfig";
import type { WebProxy } from "./config/proxies";
import { Agent, buildConnector, ProxyAgent } from "./undici";

const CONNECT_MS = 8_000;
/** Idle connections are kept this long for the next question. */
const KEEP_ALIVE_MS = 10_000;

export type ConnectionSettings = Pick<
  NpmConfig,
  "proxies" | "certificates" | "strictSsl" | "strictProxySsl" | "systemCertificates"
>;

/** Which way a question goes. */
export interface Connection {
  readonly dispatcher: Dispatcher;
  /** The proxy on the way; undefined where there is none. */
  readonly proxy: WebProxy | undefined;
  /** The authorities of the operating system are among those that are trusted. */
  readonly trustsSystem: boolean;
}

export interface Connections {
  to(source: HttpRequest["source"], url: URL): Connection;
  /**
   * To be asked where a certificate was not trusted over `connection`: from now on the authorities of the operating system
   * are trusted, too. False where they already were, or are not to be.
   */
  trustSystem(connection: Connection): boolean;
}

/**
 * The connections that questions go over: through the user's proxies, with the user's certificates, trusting the user's
 * authorities. The operating system's are read once somebody needs them: that takes as long as fifty questions.
 *
 * `strict-ssl=false` is npm's, and counts for registries alone: what says whether a release is malware is not
 * asked over a connection that anybody may have tapped.
 */
export function createConnections(settings: ConnectionSettings, machine: MachineAuthorities): Connections {
  const { proxies, certificates, strictSsl, strictProxySsl, systemCertificates } = settings;
  const general = certificates.authorities.flatMap(({ pem }) => pem);
  const contexts = new Map<HostCertificates | undefined, SecureContext | undefined>();
  const known = new Map<HostCertificates | undefined, Map<string, Connection>>();
  let trustsSystem = false;

  return {
    to(source, url) {
      const isRegistry = source === "registry" || source === "attestations";
      const proxy = proxies.proxyFor(isRegistry ? "registry" : "service", url);
      const isStrict = strictSsl.value || !isRegistry;
      const host = isRegistry ? certificates.forUrl(url) : undefined;
      const key = JSON.stringify([isStrict, proxy?.url, proxy?.authorization]);
      const alike = known.get(host) ?? new Map<string, Connection>();
      known.set(host, alike);
      let connection = alike.get(key);
      if (connection === undefined) {
        connection = { dispatcher: createDispatcher(proxy, host, isStrict), proxy, trustsSystem };
        alike.set(key, connection);
      }
      return connection;
    },

    trustSystem(connection) {
      if (!trustsSystem && systemCertificates.value && machine.system().length > 0) {
        trustsSystem = true;
        contexts.clear();
        known.clear();
      }
      return trustsSystem && !connection.trustsSystem;
    },
  };

  function createDispatcher(
    proxy: WebProxy | undefined,
    host: HostCertificates | undefined,
    isStrict: boolean,
  ): Dispatcher {
    const tlsOptions = () => {
      const secureContext = secureContextFor(host);
      const tls = { timeout: CONNECT_MS, rejectUnauthorized: isStrict };
      return secureContext === undefined ? tls : { ...tls, secureContext };
    };
    if (proxy === undefined) {
      return new Agent({ connect: connector(tlsOptions), keepAliveTimeout: KEEP_ALIVE_MS });
    }
    const tls = tlsOptions();
    const options = { uri: proxy.url, keepAliveTimeout: KEEP_ALIVE_MS, requestTls: tls };
    if (proxy.url.startsWith("socks5:")) {
      const user = proxy.user === undefined ? {} : { username: proxy.user.name, password: proxy.user.password };
      return new ProxyAgent({ ...options, ...user });
    }
    const toProxy = secureContextFor(undefined);
    return new ProxyAgent({
      ...options,
      ...(proxy.authorization === undefined ? {} : { token: proxy.authorization }),
      // What goes to the proxy itself shows no certificate that is meant for a registry.
      proxyTls: {
        timeout: CONNECT_MS,
        rejectUnauthorized: strictProxySsl.value,
        ...(toProxy === undefined ? {} : { secureContext: toProxy }),
      },
      // As npm asks, and as proxies expect that allow tunnels to port 443 alone.
      proxyTunnel: false,
    });
  }

  /** Kept: the certificates of all authorities weigh 300 KB, and every connection would read them again. */
  function secureContextFor(host: HostCertificates | undefined): SecureContext | undefined {
    if (!contexts.has(host)) {
      contexts.set(host, createContext(host));
    }
    return contexts.get(host);
  }

  function createContext(host: HostCertificates | undefined): SecureContext | undefined {
    const further = [...general, ...(host?.authorities ?? []), ...(trustsSystem ? machine.system() : [])];
    const pair = host?.cert === undefined || host.key === undefined ? {} : { cert: host.cert, key: host.key };
    if (further.length === 0 && host === undefined) {
      return undefined;
    }
    const ca = [...new Set([...machine.usual(), ...further])];
    return createSecureContext({ ca, ...pair });
  }
}

/** Connects; the authorities are read where the first encrypted connection needs them. */
function connector(tlsOptions: () => Connectors.BuildOptions): Connectors.connector {
  const plainly = buildConnector({ timeout: CONNECT_MS });
  let encrypted: Connectors.connector | undefined;
  return (options, done) => {
    if (options.protocol !== "https:") {
      return plainly(options, done);
    }
    encrypted ??= buildConnector(tlsOptions());
    return encrypted(options, done);
  };
}
