import { groupBy } from "../groupBy";
import type { Importer, LockedPackage, Lockfile } from "../model";
import { catalogOf, isSameCatalog } from "./rules";

/** The entries of a lockfile that says itself what each request came to: Yarn's, pnpm's and Bun's. */
export interface LockIndex {
  readonly byId: ReadonlyMap<string, LockedPackage>;
  /** `key@spec`, as Yarn writes it. */
  readonly byRequest: ReadonlyMap<string, LockedPackage>;
  /** By path. */
  readonly importers: ReadonlyMap<string, Importer>;
}

const indexes = new WeakMap<Lockfile, LockIndex>();

/** Made once for a lockfile and kept as long as that is. */
export function lockIndexOf(lockfile: Lockfile): LockIndex {
  let index = indexes.get(lockfile);
  if (index === undefined) {
    index = {
      byId: new Map(lockfile.packages.map((locked) => [locked.id, locked])),
      byRequest: new Map(
        lockfile.packages.flatMap((locked) => (locked.requests ?? []).map((request) => [request, locked] as const)),
      ),
      importers: new Map(lockfile.importers.map((importer) => [importer.path, importer])),
    };
    indexes.set(lockfile, index);
  }
  return index;
}

const names = new WeakMap<Lockfile, ReadonlyMap<string, readonly LockedPackage[]>>();

/** All that is locked under a name, the real one; none where there is nothing. */
export function lockedByName(lockfile: Lockfile, name: string): readonly LockedPackage[] {
  let byName = names.get(lockfile);
  if (byName === undefined) {
    byName = groupBy(lockfile.packages, (locked) => locked.name);
    names.set(lockfile, byName);
  }
  return byName.get(name) ?? [];
}

const catalogs = new WeakMap<Lockfile, ReadonlyMap<string, readonly CatalogUse[]>>();

/** Who asks by an entry of a catalog got this. */
interface CatalogUse {
  readonly catalog: string;
  readonly id: string;
}

/** The ids that an entry of a catalog came to, for all importers that ask by it. */
export function lockedByCatalog(lockfile: Lockfile, catalog: string, key: string): ReadonlySet<string> {
  let uses = catalogs.get(lockfile);
  if (uses === undefined) {
    uses = readCatalogUses(lockfile);
    catalogs.set(lockfile, uses);
  }
  const same = (uses.get(key) ?? []).filter((use) => isSameCatalog(use.catalog, catalog));
  return new Set(same.map(({ id }) => id));
}

function readCatalogUses({ importers }: Lockfile): ReadonlyMap<string, readonly CatalogUse[]> {
  const found = new Map<string, CatalogUse[]>();
  for (const { dependencies } of importers) {
    for (const { name, spec, id } of dependencies) {
      const catalog = spec.startsWith("catalog:") ? catalogOf(spec) : undefined;
      if (catalog !== undefined && id !== undefined) {
        const uses = found.get(name) ?? [];
        found.set(name, uses);
        uses.push({ catalog, id });
      }
    }
  }
  return found;
}
