/** The parts of a registry document that the replica itself reads; whatever else stands in it is served as it is. */

export interface RegistryVersion {
  readonly name: string;
  readonly version: string;
  readonly [field: string]: unknown;
}

export interface RegistryDocument {
  readonly name: string;
  readonly "dist-tags"?: Readonly<Record<string, string>>;
  readonly versions?: Readonly<Record<string, RegistryVersion>>;
  /** ISO stamps by version, beside `created`, `modified` and sometimes the object `unpublished`. */
  readonly time?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/**
 * What a registry document tells without a date, with the date that we know from elsewhere.
 *
 * Before its date a pulled version is still served and a deprecation not yet there.
 */
export interface UndatedEvents {
  /** Version → ISO date since when it is not served any more. */
  readonly pulled?: Readonly<Record<string, string>>;
  /** Version → its deprecation. */
  readonly deprecated?: Readonly<Record<string, { readonly at: string; readonly message: string }>>;
}

/** A document with what is known about its undated parts. */
export interface DatedDocument {
  readonly document: RegistryDocument;
  readonly events: UndatedEvents;
}

/** Somewhere documents come from: our own data, the corpus, a generator, or what a test names. */
export interface DocumentSource {
  names(): readonly string[];
  /** The document to be cut at `asOf`; undefined where this source does not know the name. */
  find(name: string, asOf: number): DatedDocument | undefined;
}

/** An OSV record, as `GET /v1/vulns/{id}` serves it. */
export interface OsvRecord {
  readonly id: string;
  readonly modified: string;
  readonly published: string;
  readonly withdrawn?: string;
  readonly affected?: readonly OsvAffected[];
  readonly [field: string]: unknown;
}

export interface OsvAffected {
  readonly package: { readonly ecosystem: string; readonly name: string; readonly [field: string]: unknown };
  readonly ranges?: readonly { readonly type: string; readonly events: readonly Readonly<Record<string, string>>[] }[];
  readonly versions?: readonly string[];
  readonly [field: string]: unknown;
}

/** A repository and its scorecard, kept once for the two services that tell of it. */
export interface Project {
  /** `github.com/owner/name`. */
  readonly id: string;
  readonly stars: number;
  readonly scorecard?: {
    /** ISO day. */
    readonly date: string;
    readonly score: number;
    /** Name → 0 to 10, or -1 where it did not run. */
    readonly checks: Readonly<Record<string, number>>;
  };
}

/** The stamps of versions in `time`, in milliseconds; served or not. */
export function stampsOf(document: RegistryDocument): ReadonlyMap<string, number> {
  const stamps = new Map<string, number>();
  for (const [version, stamp] of Object.entries(document.time ?? {})) {
    if (version !== "created" && version !== "modified" && typeof stamp === "string") {
      stamps.set(version, Date.parse(stamp));
    }
  }
  return stamps;
}

/** The `host/owner/name` that a version claims as its repository; undefined where it cannot be read. */
export function repositoryOf(version: RegistryVersion): string | undefined {
  const { repository } = version;
  const url = typeof repository === "string" ? repository : field(repository, "url");
  const match = /([\w.-]+\.[a-z]+)[/:]([^/]+)\/([^/#]+?)(?:\.git)?(?:[/#]|$)/.exec(url ?? "");
  return match === null ? undefined : `${match[1]}/${match[2]}/${match[3]}`;
}

/** Whether the registry holds a provenance for this version. */
export function hasProvenance(version: RegistryVersion): boolean {
  const attestations = record(record(version.dist)?.attestations);
  return attestations?.provenance !== undefined;
}

export function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

export function field(value: unknown, key: string): string | undefined {
  const found = record(value)?.[key];
  return typeof found === "string" ? found : undefined;
}
