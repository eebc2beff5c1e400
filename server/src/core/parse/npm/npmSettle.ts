import type { LockedPackage, SourceKind } from "../../model";
import type { NpmEntry } from "./npmEntry";
import { isInstallPath } from "./npmPackages";
import { sourceOf } from "./npmSource";

/** A package of which nothing is open but whether the project itself asks for it. */
export type SettledPackage = Omit<LockedPackage, "direct"> & { direct: boolean };

/** What stands at a path. Most is settled as soon as it is read, so that little else has to be kept of a large lockfile. */
export type NpmPlace = SettledPackage | NpmEntry;

/**
 * Makes a package of an entry that says itself that it is a registry's; undefined where others have a say in it, and
 * where its name is given without need: a link to it takes that over, and could not tell it from the key any more.
 */
export function settle(entry: NpmEntry): SettledPackage | undefined {
  const { key, name = key, version, resolved, isLink, path } = entry;
  if (
    version === undefined ||
    version === "" ||
    isLink ||
    entry.name === key ||
    !isInstallPath(path) ||
    sourceOf(resolved) !== "registry"
  ) {
    return undefined;
  }
  return toPackage(entry, name, version, "registry");
}

export function isSettled(place: NpmPlace): place is SettledPackage {
  return "id" in place;
}

export function toPackage(entry: NpmEntry, name: string, version: string, source: SourceKind): SettledPackage {
  return {
    id: entry.path,
    name,
    version,
    source,
    span: entry.span,
    direct: entry.direct,
    dev: entry.dev,
    optional: entry.optional,
    integrity: entry.integrity,
    resolved: entry.resolved,
    alias: entry.key === name ? undefined : entry.key,
    hasInstallScript: entry.hasInstallScript,
    dependencies: entry.dependencies,
  };
}
