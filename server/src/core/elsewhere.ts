import { highImpact } from "./assess/names/highImpact";
import type { Elsewhere } from "./lookup/audience";
import type { LockedPackage, Lockfile } from "./model";
import { isJudged } from "./resolution";
import { lockedByName } from "./resolve/lockIndex";
import { usualHost } from "./targets";
import type { RegistryAddress, World } from "./world";

/**
 * Tells of a name whether a project takes it from somewhere else than its registry: from another host, from git, from a
 * folder. One entry that comes from the registry is enough for "no": the registry knows the name then.
 *
 * `members` are the names that the workspace's own packages give themselves.
 */
export function elsewhereIn(
  lockfile: Lockfile | undefined,
  members: readonly string[],
  { registry }: Pick<World, "registry">,
): (name: string) => Elsewhere | undefined {
  const own = new Set([...members, ...(lockfile?.importers ?? []).flatMap(({ name }) => name ?? [])]);
  const known = new Map<string, Elsewhere | undefined>();

  return (name) => {
    if (!known.has(name)) {
      known.set(name, find(name));
    }
    return known.get(name);
  };

  function find(name: string): Elsewhere | undefined {
    const entries = lockfile === undefined ? [] : lockedByName(lockfile, name);
    const [first] = entries;
    if (lockfile === undefined || first === undefined) {
      return own.has(name) ? { place: "this workspace", isUsual: false } : undefined;
    }
    const hosts = [...hostsOf(registry(name)), ...yarnsHost(lockfile)];
    if (entries.some((entry) => isAtHome(entry, hosts))) {
      return undefined;
    }
    const usual = usualHost(lockfile);
    const isUsual = usual !== undefined && entries.some((entry) => isJudged(entry) && hostOf(entry) === usual);
    return { place: (isUsual ? usual : placeOf(first)).slice(0, LONGEST_PLACE), isUsual };
  }
}

/** It is shown to people, and the lockfile is somebody else's. */
const LONGEST_PLACE = 100;

function hostsOf({ url, alsoHosts = [] }: RegistryAddress): readonly string[] {
  return [new URL(url).host, ...alsoHosts];
}

/** An entry that asks a registry and names no address comes from wherever the registry is. */
function isAtHome(entry: LockedPackage, hosts: readonly string[]): boolean {
  const host = hostOf(entry);
  return host === undefined ? entry.source === "registry" : isJudged(entry) && hosts.includes(host);
}

function hostOf({ resolved }: LockedPackage): string | undefined {
  return /^https?:\/\/(?:[^/@]*@)?([^/]+)\//i.exec(resolved ?? "")?.[1]?.toLowerCase();
}

function placeOf(entry: LockedPackage): string {
  return hostOf(entry) ?? `a ${entry.source} of its own`;
}

const yarnsHosts = new WeakMap<Lockfile, readonly string[]>();

/**
 * Yarn 1 has a default registry of its own, a name for the public one, and writes it into every entry. The host that
 * more than half of a yarn.lock comes from, much used packages among it, is taken for that.
 */
function yarnsHost(lockfile: Lockfile): readonly string[] {
  let found = yarnsHosts.get(lockfile);
  if (found === undefined) {
    found = lockfile.kind === "yarn-v1" ? findYarnsHost(lockfile.packages) : [];
    yarnsHosts.set(lockfile, found);
  }
  return found;
}

function findYarnsHost(packages: readonly LockedPackage[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const entry of packages) {
    const host = hostOf(entry);
    if (host !== undefined) {
      counts.set(host, (counts.get(host) ?? 0) + 1);
    }
  }
  const [host] = [...counts].find(([, count]) => count > packages.length / 2) ?? [];
  const isPublic = packages.some((entry) => hostOf(entry) === host && highImpact.rankOf(entry.name) !== undefined);
  return host !== undefined && isPublic ? [host] : [];
}
