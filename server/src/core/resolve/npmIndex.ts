import { createInstallTree, type InstallTree } from "../installTree";
import type { LockedPackage, Lockfile } from "../model";

/** The entries of one lockfile, ready to be looked up. */
export interface NpmIndex {
  readonly tree: InstallTree;
  /** By id. */
  readonly packages: ReadonlyMap<string, LockedPackage>;
}

/** Made once for a lockfile and kept as long as that is. */
export function npmIndexOf(lockfile: Lockfile): NpmIndex {
  let index = indexes.get(lockfile);
  if (index === undefined) {
    const packages = new Map(lockfile.packages.map((locked) => [locked.id, locked]));
    index = { tree: createInstallTree(packages.keys()), packages };
    indexes.set(lockfile, index);
  }
  return index;
}

const indexes = new WeakMap<Lockfile, NpmIndex>();
