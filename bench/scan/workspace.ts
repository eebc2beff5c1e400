import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { integrityOf } from "../../test/replica/compactHistory";
import type { BigImporter, BigPackage } from "../../test/support/bigPnpmLockfile";
import type { Prepared } from "./documents";
import { sparsePackage } from "./madeUp";

/** A project whose lockfile pnpm wrote, or might have. */
export interface ScanProject {
  readonly folder: string;
  readonly lockfile: string;
  readonly entries: number;
  readonly names: number;
}

/** How many packages of a lockfile the root asks for itself. */
const DIRECT = 60;

/** The packages of a lockfile: the newest version of each, and an older one of the first, up to so many entries. */
export function entriesOf(packages: readonly Prepared[], count: number): readonly BigPackage[] {
  const newest = packages.map(({ name, versions: [version] }) => ({ name, version }));
  const older = packages.flatMap(({ name, versions: [, version] }) =>
    version === undefined ? [] : [{ name, version }],
  );
  return [...newest, ...older.slice(0, Math.max(0, count - newest.length))];
}

/** Writes a project that asks for 60 of the packages; the others are reached through them. */
export async function writeProject(
  folder: string,
  entries: readonly BigPackage[],
  registry: string,
): Promise<ScanProject> {
  const names = new Set(entries.map(({ name }) => name)).size;
  const step = Math.max(1, Math.floor(names / DIRECT));
  const direct = entries
    .slice(0, names)
    .filter((_, index) => index % step === 0)
    .slice(0, DIRECT);
  const lockfile = lockfileOf(entries, direct, [{ path: ".", dependencies: direct }]);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), manifestOf("scanned", direct));
  await writeFile(join(folder, "pnpm-lock.yaml"), lockfile);
  await writeFile(join(folder, ".npmrc"), `registry=${registry}\n`);
  await writeFile(
    join(folder, "pnpm-workspace.yaml"),
    `registry: ${registry}\ntrustPolicy: no-downgrade\nminimumReleaseAge: 1440\nfetchRetries: 0\n`,
  );
  return { folder, lockfile, entries: entries.length, names };
}

/** A workspace of a thousand members, each of which asks for 40 packages that others use too and for 10 of its own. */
export async function writeHugeProject(folder: string, count: number): Promise<ScanProject> {
  const entries = Array.from({ length: count }, (_, index) => sparsePackage(index));
  const members = Array.from({ length: MEMBERS }, (_, member) => ({
    path: `packages/member-${member}`,
    dependencies: Array.from({ length: EACH }, (__, one) =>
      sparsePackage(one < SHARED ? (member * 7 + one * 61) % 2000 : 2000 + member * (EACH - SHARED) + one - SHARED),
    ),
  }));
  for (const { path, dependencies } of [{ path: "", dependencies: [] }, ...members]) {
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(join(folder, path, "package.json"), manifestOf(path.replace("/", "-") || "huge", dependencies));
  }
  await writeFile(join(folder, "pnpm-workspace.yaml"), "packages:\n  - packages/*\n");
  const direct = entries.slice(0, 2000 + MEMBERS * (EACH - SHARED));
  const lockfile = lockfileOf(entries, direct, [{ path: ".", dependencies: [] }, ...members]);
  await writeFile(join(folder, "pnpm-lock.yaml"), lockfile);
  return { folder, lockfile, entries: entries.length, names: entries.length };
}

const MEMBERS = 1000;
const EACH = 50;
const SHARED = 40;

function manifestOf(name: string, direct: readonly BigPackage[]): string {
  const dependencies = Object.fromEntries(direct.map((entry) => [entry.name, `^${entry.version}`]));
  return JSON.stringify({ name, private: true, dependencies }, undefined, 2);
}

function lockfileOf(
  entries: readonly BigPackage[],
  direct: readonly BigPackage[],
  importers: readonly BigImporter[],
): string {
  const asked = new Set(direct);
  const others = entries.filter((entry) => !asked.has(entry));
  const needed = new Map<BigPackage, BigPackage[]>();
  // Each direct one needs a few, and each of those a few more.
  for (const [index, entry] of others.entries()) {
    const above =
      index < direct.length * 4 ? direct[index % direct.length] : others[Math.floor((index - direct.length * 4) / 4)];
    if (above !== undefined) {
      needed.set(above, [...(needed.get(above) ?? []), entry]);
    }
  }
  const sorted = entries.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  return [
    "lockfileVersion: '9.0'\n",
    "settings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n",
    "importers:\n",
    ...importers.map(importerBlock),
    "\npackages:\n",
    ...sorted.map(
      ({ name, version }) =>
        `  ${quoted(`${name}@${version}`)}:\n    resolution: {integrity: ${integrityOf(name, version)}}\n`,
    ),
    "snapshots:\n",
    ...sorted.map((entry) => `  ${quoted(keyOf(entry))}:${edges(needed.get(entry) ?? [])}\n`),
  ].join("\n");
}

function importerBlock({ path, dependencies }: BigImporter): string {
  const lines = dependencies.map(
    ({ name, version }) => `      ${quoted(name)}:\n        specifier: ^${version}\n        version: ${version}`,
  );
  return [`  ${path}:`, ...(lines.length === 0 ? [] : ["    dependencies:", ...lines]), ""].join("\n");
}

function edges(needed: readonly BigPackage[]): string {
  // One version of a name for each package, as it must be.
  const byName = new Map(needed.map((entry) => [entry.name, entry.version]));
  const lines = [...byName].map(([name, version]) => `\n      ${quoted(name)}: ${version}`);
  return lines.length === 0 ? " {}" : `\n    dependencies:${lines.join("")}`;
}

function keyOf({ name, version }: BigPackage): string {
  return `${name}@${version}`;
}

function quoted(key: string): string {
  return key.startsWith("@") ? `'${key}'` : key;
}
