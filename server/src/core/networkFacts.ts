/** A setting and the place where it stands: enough to find it, and never its value where that is a secret. */
export interface Place {
  /** A path, "the environment", "the editor's settings" or "the endpoints". */
  readonly file: string;
  /** As it is spelled there. */
  readonly key: string;
}

/** A registry that somebody has named, or the one that holds where nobody has. */
export interface NamedRegistry {
  /** Without credentials. */
  readonly url: string;
  /** "" for the default. */
  readonly scope: string;
  /** What names it; undefined for npm's own default. */
  readonly named: Place | undefined;
  /** Where the credentials stand that it is asked with. */
  readonly credentials: (Place & { readonly kind: "token" | "password" }) | undefined;
  /** Why nobody may be asked. */
  readonly withheld: string | undefined;
}

/** A value, and who said so; nobody where it is the default. */
export interface Said<T> {
  readonly value: T;
  readonly by: Place | undefined;
}

/** A setting of a package manager that makes it refuse releases or their scripts. */
export interface NamedGate extends Place {
  readonly value: string;
}

/** How a host is reached. */
export interface Way {
  /** `https://host/`. */
  readonly url: string;
  /** Undefined: directly. */
  readonly proxy: (Place & { readonly url: string; readonly hasCredentials: boolean }) | undefined;
}

/** Everything that decides who is asked and how, with the place that says so. No secrets. */
export interface NetworkFacts {
  /** Whose configuration decides, the project's own package manager first. */
  readonly tools: readonly string[];
  readonly registries: readonly NamedRegistry[];
  /** To the default registry, to those of scopes, and to the services. */
  readonly ways: readonly Way[];
  /** Hosts that are asked directly whatever proxy there is. */
  readonly exceptions: readonly (Place & { readonly hosts: readonly string[] })[];
  readonly certificates: {
    /** Authorities beside Node's own. */
    readonly authorities: readonly (Place & { readonly count: number })[];
    /** The file that NODE_EXTRA_CA_CERTS names. */
    readonly extra: string | undefined;
    /** The operating system's, where they are trusted. */
    readonly system: Said<boolean> & { readonly count: number };
    /** Certificates of one's own: the address that they are shown to. */
    readonly own: readonly (Place & { readonly shownTo: string })[];
    /** Whether the certificates of registries, and of proxies, are checked. */
    readonly strictSsl: Said<boolean>;
    readonly strictProxySsl: Said<boolean>;
  };
  readonly gates: readonly NamedGate[];
  /** What is configured and not used, and why. */
  readonly unused: readonly (Place & { readonly message: string })[];
}
