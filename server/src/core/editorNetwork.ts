/** How an editor is set to reach the network: VS Code's `http.*` settings, the user's alone, never a workspace's. */
export interface EditorNetwork {
  /** `http.proxy`. */
  readonly proxy?: string | undefined;
  /** `http.noProxy`. */
  readonly noProxy?: readonly string[] | undefined;
  /** `http.proxyAuthorization`: the value of the Proxy-Authorization header. */
  readonly proxyAuthorization?: string | undefined;
  /** `http.proxySupport`: with "off" the proxy is not for extensions. */
  readonly proxySupport?: string | undefined;
  /** `http.proxyStrictSSL`: false where the certificate of the proxy is not checked. */
  readonly proxyStrictSSL?: boolean | undefined;
  /** `http.systemCertificates`: false where the operating system's authorities are not trusted. */
  readonly systemCertificates?: boolean | undefined;
}

/** One request that an editor puts by its own means: with its proxies (PAC, Kerberos) and certificates. */
export interface EditorRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Of an unpacked answer. */
  readonly mostBytes: number;
  /** For all of it. */
  readonly milliseconds: number;
}

/** What came back, unpacked; redirects are not followed. Or why nothing did. */
export type EditorAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly failed: string };

/** An editor that puts requests for those who find no way themselves, to hosts that it has been told of. */
export interface EditorFetch {
  /** From now on these hosts may be asked, too: `https://host:port`. */
  allow(origins: readonly string[]): void;
  /** Rejects where the editor is gone, or with `signal.reason`. */
  ask(request: EditorRequest, signal: AbortSignal): Promise<EditorAnswer>;
}
