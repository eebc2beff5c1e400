/** How an editor is set to reach the network: VS Code's `http.*` settings, the user's alone, never a workspace's. */
export interface EditorNetwork {
  /** `http.proxy`. */
  readonly proxy?: string;
  /** `http.noProxy`. */
  readonly noProxy?: readonly string[];
  /** `http.proxyAuthorization`: the value of the Proxy-Authorization header. */
  readonly proxyAuthorization?: string;
  /** `http.proxySupport`: with "off" the proxy is not for extensions. */
  readonly proxySupport?: string;
  /** `http.proxyStrictSSL`: false where the certificate of the proxy is not checked. */
  readonly proxyStrictSSL?: boolean;
  /** `http.systemCertificates`: false where the operating system's authorities are not trusted. */
  readonly systemCertificates?: boolean;
}
