import type { Importer, LockedPackage, Lockfile } from "../model";

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
