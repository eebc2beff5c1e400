import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Replica, startReplica } from "../test/replica/replica";
import { type BigImporter, type BigPackage, bigPnpmLockfile } from "../test/support/bigPnpmLockfile";
import { calmDocuments, weakness } from "./calmPackages";

export const IMPORTERS = 1000;
const PACKAGES = 3000;
export const EACH = 50;
const AS_OF = Date.UTC(2026, 0, 31);

/** A pnpm workspace of a thousand members on disk, and a world that knows its packages: three of the first member's have a weakness. */
export interface ManyImporters {
  readonly folder: string;
  readonly replica: Replica;
  readonly lockfile: string;
  readonly first: BigImporter;
  readonly weak: readonly BigPackage[];
  close(): Promise<void>;
}

export async function writeManyImporters(): Promise<ManyImporters> {
  const packages = Array.from({ length: PACKAGES }, (_, index): BigPackage => {
    return { name: `part-of-a-whole-${index}`, version: `1.${index % 30}.${index % 7}` };
  });
  const members = Array.from({ length: IMPORTERS }, (_, index) => ({
    path: `packages/member-${index}`,
    dependencies: Array.from({ length: EACH }, (__, one) => packages[(index * 7 + one * 61) % PACKAGES]).flatMap(
      (entry) => entry ?? [],
    ),
  }));
  const [first = { path: "", dependencies: [] }] = members;
  const weak = first.dependencies.slice(0, 3);
  const replica = await startReplica({
    own: false,
    documents: [calmDocuments(packages)],
    advisories: weak.map(weakness),
    asOf: AS_OF,
  });
  const lockfile = bigPnpmLockfile(packages, [{ path: ".", dependencies: [] }, ...members], 1);
  const folder = await mkdtemp(join(tmpdir(), "custody-bench-"));
  await writeFile(join(folder, "pnpm-lock.yaml"), lockfile);
  await writeFile(join(folder, "pnpm-workspace.yaml"), "packages:\n  - packages/*\n");
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "bench", private: true }));
  for (const { path, dependencies } of members) {
    await mkdir(join(folder, path), { recursive: true });
    await writeFile(join(folder, path, "package.json"), manifestOf(path, dependencies));
  }
  return {
    folder,
    replica,
    lockfile,
    first,
    weak,
    async close() {
      await replica.close();
      await rm(folder, { recursive: true });
    },
  };
}

export function manifestOf(path: string, dependencies: readonly BigPackage[]): string {
  const asked = Object.fromEntries(dependencies.map(({ name, version }) => [name, `^${version}`]));
  return JSON.stringify({ name: path.replace("/", "-"), description: "", dependencies: asked }, undefined, 2);
}
