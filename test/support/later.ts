import type { Random } from "./random";
import { type DocumentRows, moment, type ReleaseRow, registryDocument } from "./releases";

const DAY = 24 * 60 * 60_000;
const ACCOUNTS = ["ann", "bob", "eve", "github"] as const;

interface Raw {
  readonly versions: Readonly<Record<string, { readonly [field: string]: unknown }>>;
  readonly time?: Readonly<Record<string, unknown>>;
  readonly [field: string]: unknown;
}

/** The stamps of a document's versions, in milliseconds. */
export function stampsIn(document: unknown): readonly (readonly [version: string, at: number])[] {
  const { time = {} } = document as Raw;
  return Object.entries(time).flatMap(([version, stamp]) =>
    version === "created" || version === "modified" || typeof stamp !== "string" ? [] : [[version, Date.parse(stamp)]],
  );
}

/** The document without what was published after a moment; all that carries no date stays as it is. */
export function cutAt(document: unknown, asOf: number): unknown {
  const raw = document as Raw;
  const isLater = new Set(stampsIn(document).flatMap(([version, at]) => (at > asOf ? [version] : [])));
  const kept = (record: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(record).filter(([version]) => !isLater.has(version)));
  return { ...raw, versions: kept(raw.versions), ...(raw.time === undefined ? {} : { time: kept(raw.time) }) };
}

/** A document as a package might have it: several lines, several hands, a few odd releases. */
export function randomRows(random: Random): DocumentRows {
  const heads = [1, 2, 3].slice(0, 1 + random.below(3)).map((major) => ({ major, minor: 0, patch: -1 }));
  const [first = { major: 1, minor: 0, patch: -1 }, ...rest] = heads;
  let at = Date.UTC(2020, 0, 1);
  const releases = Array.from({ length: 8 + random.below(25) }, (): ReleaseRow => {
    const head = random.pick([first, ...rest]);
    if (random.below(3) === 0) {
      head.minor += 1;
      head.patch = 0;
    } else {
      head.patch += 1;
    }
    at += random.pick([DAY / 200, DAY / 24, DAY, 20 * DAY, 60 * DAY, 600 * DAY]);
    return {
      version: `${head.major}.${head.minor}.${head.patch}`,
      at: new Date(at).toISOString(),
      by: random.below(4) === 0 ? random.pick(ACCOUNTS) : "ann",
      email: random.below(9) === 0 ? "other@else.example" : "one@mail.example",
      maintainers: random.below(6) === 0 ? ["bob", "eve"] : ["ann", "bob"],
      provenance: random.below(3) === 0,
      gitHead: random.below(5) !== 0,
      repository: random.below(9) === 0 ? "https://github.com/eve/left" : "https://github.com/ann/left",
      ...(random.below(5) === 0 ? { scripts: { postinstall: `node ${random.below(3)}.js` } } : {}),
      ...(random.below(5) === 0 ? { dependencies: { right: random.pick(["^1.0.0", "github:eve/right"]) } } : {}),
      ...(random.below(8) === 0 ? { bin: { left: "x.js" } } : {}),
    };
  });
  return { name: "left", releases, maintainers: ["ann", "bob"] };
}

/**
 * The same document as it was fetched a long time later: later releases of other hands in every line, and all that can
 * change without leaving a date: deprecations, tags, owners, versions pulled that had come later, a holder's tag.
 */
export function laterOn(rows: DocumentRows, random: Random): unknown {
  const document = registryDocument(rows) as Raw;
  const last = Math.max(...stampsIn(document).map(([, at]) => at));
  const added = [1, 2, 3, 4].flatMap((major) =>
    Array.from(
      { length: random.below(4) },
      (_, i): ReleaseRow => ({
        version: `${major}.90.${i}`,
        // In order: whether the dates of a document are believed is read from all of it, whenever that was fetched.
        at: new Date(last + (1 + i) * 300 * DAY + random.below(100) * DAY).toISOString(),
        by: random.pick(ACCOUNTS),
        scripts: { preinstall: "node later.js" },
        maintainers: ["eve"],
      }),
    ),
  );
  const after = registryDocument({ ...rows, releases: added, maintainers: ["eve"] }) as Raw;
  const deprecated = Object.entries(document.versions).map(([version, manifest]) => [
    version,
    random.below(3) === 0 ? { ...manifest, deprecated: "moved away" } : manifest,
  ]);
  return {
    ...document,
    maintainers: [{ name: "eve" }],
    "dist-tags": { latest: random.pick(["0.0.1-security", "1.0.0", "4.90.0"]) },
    versions: { ...Object.fromEntries(deprecated), ...after.versions },
    time: {
      ...document.time,
      ...Object.fromEntries(stampsIn(after).map(([version, at]) => [version, new Date(at).toISOString()])),
      [`${1 + random.below(3)}.91.0`]: moment(new Date(last + 2 * DAY).toISOString()),
      modified: new Date(last + 1000 * DAY).toISOString(),
    },
  };
}
