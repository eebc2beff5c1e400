import { createRandom, type Random } from "./random";

export interface BigPackage {
  readonly name: string;
  readonly version: string;
}

/** One project of the workspace: "." is its root. */
export interface BigImporter {
  readonly path: string;
  readonly dependencies: readonly BigPackage[];
}

/**
 * A lockfile of version 9.0 as pnpm writes it, about 720 characters a package, as recorded ones have: digests, peers and
 * edges are made up from the seed; the packages are those that are given, sorted by their names.
 */
export function bigPnpmLockfile(
  packages: readonly BigPackage[],
  importers: readonly BigImporter[],
  seed: number,
): string {
  const random = createRandom(seed);
  const sorted = packages.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const peering = new Set(sorted.filter(() => random.below(3) === 0));
  const blocks = [
    "lockfileVersion: '9.0'",
    "settings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false",
    "importers:",
    ...importers.map(importerBlock),
    "packages:",
    ...sorted.map((entry) => packageBlock(entry, peering.has(entry), random)),
    "snapshots:",
    ...sorted.map((entry, index) => snapshotBlock(entry, sorted.slice(index + 1, index + 12), peering, random)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function importerBlock({ path, dependencies }: BigImporter): string {
  const entries = dependencies.map(
    ({ name, version }) => `      ${quoted(name)}:\n        specifier: ^${version}\n        version: ${version}`,
  );
  return [`  ${path}:`, "    dependencies:", ...entries].join("\n");
}

function packageBlock(entry: BigPackage, hasPeers: boolean, random: Random): string {
  const digest = Array.from({ length: 86 }, () => DIGITS[random.below(64)]).join("");
  return [
    `  ${quoted(keyOf(entry))}:`,
    `    resolution: {integrity: sha512-${digest}==}`,
    "    engines: {node: '>=18'}",
    ...(hasPeers ? ["    peerDependencies:", `      ${PEER}: ^1.0.0 || ^2.0.0 || ^3.0.0`] : []),
    ...(random.below(20) === 0 ? ["    hasBin: true"] : []),
  ].join("\n");
}

/** What it needs stands behind it, so that nothing runs in circles; what has peers is there twice. */
function snapshotBlock(
  entry: BigPackage,
  others: readonly BigPackage[],
  peering: ReadonlySet<BigPackage>,
  random: Random,
): string {
  const needed = others.filter(() => random.below(3) > 0);
  const variants = peering.has(entry) ? SUFFIXES : [""];
  return variants
    .map((suffix) => {
      const edges = needed.map((other) => `\n      ${quoted(other.name)}: ${edge(other, suffix)}`);
      const body = needed.length === 0 ? " {}" : `\n    dependencies:${edges.join("")}`;
      return `  ${quoted(`${keyOf(entry)}${suffix}`)}:${body}`;
    })
    .join("\n\n");

  function edge(other: BigPackage, suffix: string): string {
    return peering.has(other) ? `${other.version}${suffix || SUFFIXES[0]}` : other.version;
  }
}

const PEER = "a-peer-of-many";
const SUFFIXES = [1, 2].map((major) => `(${PEER}@${major}.0.0)(another-peer@${major}.2.3(${PEER}@${major}.0.0))`);
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

function keyOf({ name, version }: BigPackage): string {
  return `${name}@${version}`;
}

function quoted(key: string): string {
  return key.startsWith("@") ? `'${key}'` : key;
}
