import assert from "node:assert/strict";
import type { HttpAnswer, HttpRequest, OwnSettings, World } from "../../server/src/core/world";

export const NOW = Date.UTC(2026, 0, 31, 12);
export const DAY = 24 * 60 * 60 * 1000;
export const daysAgo = (days: number): number => NOW - days * DAY;

export interface FakeWorldOptions {
  /** Absolute path → text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Absolute path → when it was last written, where that matters. */
  readonly modified?: Readonly<Record<string, number>>;
  /** Package name → registry document. A name that is not here fails the test; `undefined` is a 404. */
  readonly documents?: Readonly<Record<string, unknown>>;
  /** Answers OSV and deps.dev; without it both know nothing. */
  readonly answer?: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer> | undefined;
  readonly now?: () => number;
  readonly breathe?: World["breathe"];
  /** What the user has set for package managers. */
  readonly ownSettings?: readonly OwnSettings[];
}

export interface FakeWorld extends World {
  /** Every request that was sent, as "SOURCE METHOD path". */
  readonly sent: readonly string[];
  readonly files: Record<string, string>;
  /** The paths of the files whose text was asked for. */
  readonly read: readonly string[];
}

/** A world in memory. Asking it about a package that the test did not name fails the test. */
export function fakeWorld({
  files = {},
  modified = {},
  documents = {},
  answer,
  now = () => NOW,
  breathe = () => undefined,
  ownSettings,
}: FakeWorldOptions): FakeWorld {
  const sent: string[] = [];
  const read: string[] = [];
  const disk = { ...files };
  return {
    sent,
    read,
    files: disk,
    now,
    async readFile(path) {
      const text = disk[path];
      if (text !== undefined) {
        read.push(path);
      }
      return text;
    },
    async stampOf(path) {
      const text = disk[path];
      return text === undefined ? undefined : { id: text, modifiedAt: modified[path] ?? 0 };
    },
    foldersIn: async (path) => [
      ...new Set(
        Object.keys(disk).flatMap((file) => {
          const [name, inside] = file.startsWith(`${path}/`) ? file.slice(path.length + 1).split("/", 2) : [];
          return name !== undefined && inside !== undefined ? name : [];
        }),
      ),
    ],
    breathe,
    ...(ownSettings === undefined ? {} : { ownSettings: () => ownSettings }),
    endpoints: { osv: "http://osv.example", depsdev: "http://depsdev.example" },
    registry: () => ({ url: "http://registry.example/", headers: {}, isPrivate: false }),
    async send(request) {
      sent.push(`${request.source} ${request.method} ${new URL(request.url).pathname}`);
      const given = answer?.(request);
      if (given !== undefined) {
        return given;
      }
      switch (request.source) {
        case "registry":
          return ofRegistry(decodeURIComponent(new URL(request.url).pathname.slice(1)));
        case "osv":
          return ok({ results: list(request.body, "queries").map(() => ({})) });
        case "depsdev":
        case "scorecard":
          return ok({
            responses: list(request.body, "requests").map((asked) => ({ request: asked })),
            nextPageToken: "",
          });
        default:
          return { failed: "not part of this test" };
      }
    },
  };

  /** A name, or one release of it. */
  function ofRegistry(path: string): HttpAnswer {
    const [, name = path, version] = /^(@[^/]+\/[^/]+|[^@/][^/]*)\/([^/]+)$/.exec(path) ?? [];
    if (!Object.hasOwn(documents, name)) {
      assert.fail(`The test did not say what the registry knows about "${name}"`);
    }
    const document = documents[name];
    const found = version === undefined ? document : Object(Object(document).versions)[version];
    return found === undefined ? { status: 404, json: { error: "Not found" }, bytes: 21 } : ok(found);
  }
}

export function ok(json: unknown): HttpAnswer {
  return { status: 200, json, bytes: JSON.stringify(json).length };
}

export function list(body: unknown, key: string): readonly unknown[] {
  const value = (body as Record<string, unknown>)[key];
  return Array.isArray(value) ? value : [];
}

export interface DocumentRelease {
  readonly version: string;
  /** Days before NOW. */
  readonly daysAgo: number;
  readonly by?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A registry document in which one person has published everything, unless a release says otherwise. */
export function packumentOf(name: string, releases: readonly DocumentRelease[]): unknown {
  const dated = [...releases].sort((one, other) => other.daysAgo - one.daysAgo);
  const last = dated.at(-1);
  return {
    name,
    "dist-tags": { latest: last?.version },
    maintainers: [{ name: last?.by ?? "ann" }],
    time: {
      created: new Date(daysAgo(dated[0]?.daysAgo ?? 0)).toISOString(),
      ...Object.fromEntries(
        dated.map(({ version, daysAgo: days }) => [version, new Date(daysAgo(days)).toISOString()]),
      ),
    },
    versions: Object.fromEntries(
      dated.map(({ version, by = "ann", more }) => [
        version,
        {
          name,
          version,
          _npmUser: { name: by, email: `${by}@mail.example` },
          maintainers: [{ name: by, email: `${by}@mail.example` }],
          dist: { tarball: `http://registry.example/${name}/-/${name}-${version}.tgz` },
          ...more,
        },
      ]),
    ),
  };
}

/** Ten calm releases by one person, the last half a year ago: 1.0.0 to 1.9.0. */
export function calmPackument(name: string): unknown {
  return packumentOf(
    name,
    Array.from({ length: 10 }, (_, i) => ({ version: `1.${i}.0`, daysAgo: 200 + (10 - i) * 60 })),
  );
}
