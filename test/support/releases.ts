/**
 * Small registry documents for tests, written as rows: what is not said is not in the document.
 *
 * They are real documents as far as they go, so that a test that uses them reads them the way the product does.
 */
export interface ReleaseRow {
  readonly version: string;
  /** ISO date or moment; a day alone is noon. Left out: the registry gives no date for it. */
  readonly at?: string;
  /** The publishing account, or "github" for a trusted publisher of that kind. */
  readonly by?: string;
  readonly email?: string;
  readonly oidc?: string;
  readonly approver?: string;
  readonly maintainers?: readonly string[];
  readonly provenance?: boolean;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly gyp?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>> | string;
  readonly repository?: string;
  readonly gitHead?: boolean;
  readonly deprecated?: string;
}

export interface DocumentRows {
  readonly name: string;
  /** What every row has unless it says otherwise. */
  readonly every?: Partial<ReleaseRow>;
  readonly releases: readonly ReleaseRow[];
  /** Version → when it had been published; no longer served. */
  readonly pulled?: Readonly<Record<string, string>>;
  /** When the present package got the name; the earliest stamp where it is left out. */
  readonly created?: string;
  readonly maintainers?: readonly string[];
  readonly description?: string;
  readonly repository?: string;
  readonly latest?: string;
}

/** Writes the rows out as the registry would. */
export function registryDocument({ name, every = {}, releases, pulled = {}, ...rest }: DocumentRows): unknown {
  const rows = releases.map((row) => ({ ...every, ...row }));
  const stamps = [
    ...rows.flatMap(({ version, at }) => (at === undefined ? [] : [[version, moment(at)]])),
    ...Object.entries(pulled).map(([version, at]) => [version, moment(at)]),
  ];
  const dates = stamps.map(([, at]) => at ?? "").sort();
  return {
    _id: name,
    name,
    "dist-tags": { latest: rest.latest ?? rows.at(-1)?.version },
    versions: Object.fromEntries(rows.map((row) => [row.version, versionObject(name, row)])),
    ...(stamps.length > 0
      ? {
          time: {
            created: rest.created === undefined ? dates[0] : moment(rest.created),
            modified: dates.at(-1),
            ...Object.fromEntries(stamps),
          },
        }
      : {}),
    ...(rest.maintainers === undefined ? {} : { maintainers: rest.maintainers.map((account) => ({ name: account })) }),
    ...(rest.description === undefined ? {} : { description: rest.description }),
    ...(rest.repository === undefined ? {} : { repository: rest.repository }),
  };
}

/** An ISO moment; a day alone is noon. */
export function moment(text: string): string {
  return new Date(text.length === 10 ? `${text}T12:00:00Z` : text).toISOString();
}

function versionObject(name: string, row: ReleaseRow): Record<string, unknown> {
  return defined({
    name,
    version: row.version,
    _npmUser: user(row),
    maintainers: row.maintainers?.map((account) => ({ name: account, email: `${account}@mail.example` })),
    scripts: row.scripts,
    gypfile: row.gyp,
    dependencies: row.dependencies,
    optionalDependencies: row.optionalDependencies,
    bin: row.bin,
    repository: row.repository === undefined ? undefined : { type: "git", url: row.repository },
    gitHead: row.gitHead === true ? "0".repeat(40) : undefined,
    deprecated: row.deprecated,
    dist: {
      tarball: `https://registry.example/${name}/-/${name.split("/").at(-1)}-${row.version}.tgz`,
      ...(row.provenance === true
        ? { attestations: { provenance: { predicateType: "https://slsa.dev/provenance/v1" } } }
        : {}),
    },
  });
}

function user({ by, email, oidc, approver }: ReleaseRow): Record<string, unknown> | undefined {
  if (by === undefined) {
    return undefined;
  }
  const trusted = by === "github" || by === "gitlab";
  return defined({
    name: trusted ? (by === "github" ? "GitHub Actions" : "GitLab CI/CD") : by,
    email: email ?? (trusted ? `oidc@${by}.example` : `${by}@mail.example`),
    trustedPublisher: trusted ? defined({ id: by, oidcConfigId: oidc }) : undefined,
    approver: approver === undefined ? undefined : { name: approver, email: `${approver}@mail.example` },
  });
}

function defined(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
