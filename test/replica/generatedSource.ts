import { createHash } from "node:crypto";
import { integrityOf } from "./compactHistory";
import type { DatedDocument, DocumentSource, RegistryDocument, RegistryVersion } from "./documents";

export interface GenerateOptions {
  readonly count: number;
  /** The same seed makes the same documents on every machine. */
  readonly seed?: number;
  /** No release is younger than this moment. */
  readonly until: number;
  /** How old the newest release of each package is at that moment at least; 31 where it is left out. */
  readonly quietDays?: number;
  /** One package in so many released within the last four weeks after all; none where it is left out. */
  readonly recentOneIn?: number;
}

export interface GeneratedSource extends DocumentSource {
  /** Each package's newest version, in the order of `names()`. */
  newest(): readonly { readonly name: string; readonly version: string }[];
}

const DAY = 24 * 60 * 60 * 1000;
const FIRST = Date.UTC(2013, 0, 1);
const PROVENANCE_SINCE = Date.UTC(2023, 5, 1);
const TRUSTED_SINCE = Date.UTC(2025, 8, 1);
const WORDS = [
  "amber",
  "birch",
  "cedar",
  "delta",
  "ember",
  "fjord",
  "grove",
  "heath",
  "islet",
  "jetty",
  "knoll",
  "lagoon",
];

/**
 * Ordinary packages that nothing is wrong with, for benchmarks: the sizes of real documents (median 20 versions, a
 * tenth above 110, a hundredth above 650; about 2.3 kB a version, 0.4 kB compressed), one to three publishers who come
 * and stay, provenance on a fifth of them and never lost. The names are invented. Each document is made when asked for.
 */
export function generatedSource(options: GenerateOptions): GeneratedSource {
  const { count } = options;
  const names = Array.from({ length: count }, (_, index) => nameAt(index));
  const indexes = new Map(names.map((name, index) => [name, index]));
  return {
    names: () => names,
    find(name) {
      const index = indexes.get(name);
      return index === undefined ? undefined : generate(index, options);
    },
    newest: () =>
      names.map((name, index) => ({ name, version: planOf(index, options).releases.at(-1)?.version ?? "1.0.0" })),
  };
}

function nameAt(index: number): string {
  const word = WORDS[index % WORDS.length];
  return index % 4 === 3 ? `@${word}-works/part-${index}` : `${word}-part-${index}`;
}

interface Plan {
  readonly releases: readonly { readonly version: string; readonly at: number; readonly by: string }[];
  readonly provenanceFrom: number;
  readonly trustedFrom: number;
  readonly random: () => number;
}

/** Dates, numbers and people: all that decides a history, without its bulk. */
function planOf(index: number, { seed = 1, until, quietDays = 31, recentOneIn = 0 }: GenerateOptions): Plan {
  const random = mulberry32(seed * 1_000_003 + index);
  const place = gauss(random);
  // The largest ones are larger than the rest would let one expect.
  const size = Math.min(3400, Math.max(1, Math.round(20 * Math.exp(1.33 * place + 0.5 * Math.max(0, place - 1.5)))));
  const isRecent = recentOneIn > 0 && index % recentOneIn === 0;
  const end = until - (isRecent ? 2 + random() * 26 : quietDays + random() * 500) * DAY;
  const span = Math.min(end - FIRST, Math.max(size * DAY, (200 + random() * 3000) * DAY));
  const people = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, one) => `keeper-${index}-${one}`);
  const releases: { version: string; at: number; by: string }[] = [];
  let [major, minor, patch] = [1, 0, 0];
  for (let one = 0; one < size; one++) {
    const known = people.slice(0, 1 + Math.floor((one / size) * people.length));
    const by = (one % 5 === 4 ? known.at(-1) : known[0]) ?? `keeper-${index}-0`;
    releases.push({ version: `${major}.${minor}.${patch}`, at: Math.round(end - span * (1 - (one + 1) / size)), by });
    const step = random();
    [major, minor, patch] =
      step < 0.03 ? [major + 1, 0, 0] : step < 0.3 ? [major, minor + 1, 0] : [major, minor, patch + 1];
  }
  const attested = random() < 0.22;
  return {
    releases,
    provenanceFrom: attested ? PROVENANCE_SINCE : Number.POSITIVE_INFINITY,
    trustedFrom: attested && random() < 0.45 ? TRUSTED_SINCE : Number.POSITIVE_INFINITY,
    random,
  };
}

function generate(index: number, options: GenerateOptions): DatedDocument {
  const name = nameAt(index);
  const plan = planOf(index, options);
  const maintainers = [...new Set(plan.releases.map(({ by }) => by))].map(person);
  const versions: Record<string, RegistryVersion> = {};
  const time: Record<string, string> = {};
  for (const release of plan.releases) {
    versions[release.version] = manifestOf(index, release, plan, maintainers);
    time[release.version] = new Date(release.at).toISOString();
  }
  const stamps = Object.values(time);
  const document: RegistryDocument = {
    _id: name,
    name,
    description: `Part ${index} of a whole that was made up for measuring`,
    license: "MIT",
    maintainers,
    "dist-tags": { latest: plan.releases.at(-1)?.version ?? "1.0.0" },
    versions,
    time: { created: stamps[0], modified: stamps.at(-1), ...time },
    readme: `# ${name}\n\n${prose(plan.random, 400)}\n`,
    readmeFilename: "README.md",
  };
  return { document, events: {} };
}

function manifestOf(
  index: number,
  { version, at, by }: Plan["releases"][number],
  plan: Plan,
  maintainers: readonly unknown[],
): RegistryVersion {
  const name = nameAt(index);
  const base = name.split("/").at(-1);
  const attestations = {
    url: `https://registry.example/-/npm/v1/attestations/${name.replace("/", "%2f")}@${version}`,
    provenance: { predicateType: "https://slsa.dev/provenance/v1" },
  };
  const bytes = hashOf(`${name}@${version} bytes`);
  return {
    name,
    version,
    description: `Part ${index} of a whole that was made up for measuring`,
    keywords: WORDS.slice(0, 6),
    license: "MIT",
    author: { name: `Keeper ${index}`, url: `https://keeper-${index}.example` },
    homepage: `https://github.com/keepers-${index}/${base}#readme`,
    bugs: { url: `https://github.com/keepers-${index}/${base}/issues` },
    repository: { type: "git", url: `git+https://github.com/keepers-${index}/${base}.git` },
    main: "./dist/index.cjs",
    module: "./dist/index.js",
    types: "./dist/index.d.ts",
    exports: { ".": { types: "./dist/index.d.ts", import: "./dist/index.js", require: "./dist/index.cjs" } },
    engines: { node: ">=18" },
    scripts: {
      build: "node build.mjs && tsc --emitDeclarationOnly",
      lint: "eslint . --max-warnings 0 && prettier --check .",
      test: "npm run lint && mocha --recursive test && npm run test:types",
      "test:types": "tsc --noEmit -p test/tsconfig.json",
      prepublishOnly: "npm run build",
    },
    dependencies: Object.fromEntries(
      [1, 2].filter((step) => index >= step * 7).map((step) => [nameAt(index - step * 7), "^1.0.0"]),
    ),
    devDependencies: Object.fromEntries(
      ["eslint", "mocha", "prettier", "typescript", "@types/node", "c8", "esbuild", "rimraf", "tsx"].map(
        (tool, one) => [tool, `^${bytes[one]}.${bytes[one + 10]}.${bytes[one + 20]}`],
      ),
    ),
    gitHead: bytes.toString("hex").slice(0, 40),
    _id: `${name}@${version}`,
    _nodeVersion: "20.12.2",
    _npmVersion: "10.5.0",
    _npmUser: at >= plan.trustedFrom ? trusted(index) : person(by),
    maintainers,
    directories: {},
    dist: {
      integrity: integrityOf(name, version),
      shasum: hashOf(`${name}@${version} sum`).toString("hex").slice(0, 40),
      tarball: `https://registry.example/${name}/-/${base}-${version}.tgz`,
      fileCount: 10 + (bytes[60] ?? 0),
      unpackedSize: bytes.readUIntLE(61, 3),
      signatures: [
        {
          keyid: "SHA256:made-up-key-for-measuring",
          sig: Buffer.concat([hashOf(`${name}@${version} signed`), bytes.subarray(50, 57)]).toString("base64"),
        },
      ],
      ...(at >= plan.provenanceFrom ? { attestations } : {}),
    },
    _npmOperationalInternal: {
      host: "s3://packages.example",
      tmp: `tmp/${base}_${version}_${at}_${bytes.readUInt32LE(40)}`,
    },
    _hasShrinkwrap: false,
  };
}

function person(name: string): { readonly name: string; readonly email: string } {
  return { name, email: `${name}@mail.example` };
}

function trusted(index: number): unknown {
  const oidcConfigId = `oidc:00000000-0000-4000-8000-${String(index).padStart(12, "0")}`;
  return {
    name: "GitHub Actions",
    email: "npm-oidc-no-reply@github.com",
    trustedPublisher: { id: "github", oidcConfigId },
  };
}

function prose(random: () => number, words: number): string {
  return Array.from({ length: words }, () => WORDS[Math.floor(random() * WORDS.length)]).join(" ");
}

function hashOf(text: string): Buffer {
  return createHash("sha512").update(text).digest();
}

/** A small generator of numbers in [0, 1), the same everywhere for one seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function gauss(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
