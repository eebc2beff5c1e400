import { compare, major, valid } from "semver";
import { strengthOf } from "../checksums";
import { groupBy } from "../groupBy";
import { managerOf } from "../lockfileChoice";
import type { ChangeKind, Difference, LockedPackage, LockfileKind } from "../model";

/** An entry of a lockfile, as far as two of them are compared. */
export interface HeldPackage {
  readonly locked: LockedPackage;
  /** Of its lockfile. */
  readonly kind: LockfileKind;
  /** The host that most of its lockfile comes from. */
  readonly usualHost: string | undefined;
  readonly checksums: ReadonlyMap<string, string>;
}

/** One version of a package that is not what it was: all entries of it, then and now. */
export interface LockedChange<Held extends HeldPackage = HeldPackage> {
  readonly name: string;
  readonly kind: ChangeKind;
  readonly base: readonly Held[];
  readonly now: readonly Held[];
  readonly differs: readonly Difference[];
}

type Versions<Held> = ReadonlyMap<string, readonly Held[]>;

/**
 * Tells two states of lockfiles apart, package by package, whoever wrote them: a version that both hold has not changed,
 * unless its entries come from elsewhere or have another checksum. Of the other versions of a name, those of one major
 * version belong together, higher ones with higher ones.
 */
export function compareLocked<Held extends HeldPackage>(
  base: readonly Held[],
  now: readonly Held[],
): readonly LockedChange<Held>[] {
  const [before, after] = [groupByName(without(base, now)), groupByName(without(now, base))];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) =>
    compareVersions(name, before.get(name) ?? new Map(), after.get(name) ?? new Map()),
  );
}

/**
 * Without what another package manager wrote on the other side too, and comes from git and the like: they do not agree on
 * names and versions there, but a commit or an address is the same for all.
 */
function without<Held extends HeldPackage>(entries: readonly Held[], others: readonly Held[]): readonly Held[] {
  const known = new Map(others.map(({ locked, kind }) => [originOf(locked), managerOf(kind)]));
  return entries.filter(({ locked, kind }) => {
    const origin = originOf(locked);
    const manager = known.get(origin);
    return origin === undefined || manager === undefined || manager === managerOf(kind);
  });
}

function originOf({ source, resolved = "" }: LockedPackage): string | undefined {
  const [address = ""] = resolved.split(/[#?]/);
  switch (source) {
    case "git":
      return /[0-9a-f]{40}/.exec(resolved)?.[0];
    case "tarball":
      return /[0-9a-f]{40}/.exec(address)?.[0] ?? address;
    case "file":
      return /[^/:]+$/.exec(address)?.[0];
    default:
      return undefined;
  }
}

function groupByName<Held extends HeldPackage>(entries: readonly Held[]): ReadonlyMap<string, Versions<Held>> {
  const fetched = entries.filter(({ locked: { source } }) => source !== "workspace" && source !== "link");
  const byName = groupBy(fetched, ({ locked }) => locked.name);
  return new Map([...byName].map(([name, all]) => [name, groupBy(all, ({ locked }) => locked.version)]));
}

function compareVersions<Held extends HeldPackage>(
  name: string,
  before: Versions<Held>,
  after: Versions<Held>,
): readonly LockedChange<Held>[] {
  const changes: LockedChange<Held>[] = [];
  for (const [version, now] of after) {
    const base = before.get(version);
    const differs = base === undefined ? [] : differencesOf(base, now);
    if (base !== undefined && differs.length > 0) {
      changes.push({ name, kind: "re-resolved", base, now, differs });
    }
  }
  const pairs = pairUp(
    [...before.keys()].filter((version) => !after.has(version)),
    [...after.keys()].filter((version) => !before.has(version)),
  );
  for (const [from, to] of pairs) {
    const kind = kindOf(from, to);
    const base = (from === undefined ? undefined : before.get(from)) ?? [];
    const now = (to === undefined ? undefined : after.get(to)) ?? [];
    const differs = base.length === 0 ? [] : differencesOf(base, now).filter((what) => what !== "checksum");
    changes.push({ name, kind, base, now, differs });
  }
  return changes;
}

/** How a package came from one version to the other; versions that have no order are only others. */
export function kindOf(from: string | undefined, to: string | undefined): ChangeKind {
  if (from === undefined || to === undefined) {
    return from === undefined ? "added" : "removed";
  }
  const order = valid(from) !== null && valid(to) !== null ? compare(to, from) : 0;
  return order > 0 ? "upgraded" : order < 0 ? "downgraded" : "re-resolved";
}

type Pair = readonly [from: string | undefined, to: string | undefined];

function pairUp(before: readonly string[], after: readonly string[]): readonly Pair[] {
  const olds = [...before].sort(descending);
  const pairs: Pair[] = [];
  const rest: string[] = [];
  for (const to of [...after].sort(descending)) {
    const at = olds.findIndex((from) => majorOf(from) === majorOf(to));
    if (at < 0) {
      rest.push(to);
    } else {
      const [from] = olds.splice(at, 1);
      pairs.push([from, to]);
    }
  }
  return [...pairs, ...rest.map((to): Pair => [olds.shift(), to]), ...olds.map((from): Pair => [from, undefined])];
}

function descending(one: string, other: string): number {
  return valid(one) !== null && valid(other) !== null ? compare(other, one) : one < other ? 1 : -1;
}

function majorOf(version: string): number | undefined {
  return valid(version) === null ? undefined : major(version);
}

const DIFFERENCES: readonly Difference[] = ["source", "host", "checksum"];

/** What some entry of now has in common with no entry of the base. */
function differencesOf(base: readonly HeldPackage[], now: readonly HeldPackage[]): readonly Difference[] {
  const found = new Set<Difference>();
  for (const entry of now) {
    const each = base.map((other) => DIFFERENCES.filter((what) => IS_OTHER[what](other, entry)));
    const least = each.sort((one, other) => one.length - other.length)[0] ?? [];
    for (const what of least) {
      found.add(what);
    }
  }
  return DIFFERENCES.filter((what) => found.has(what));
}

const IS_OTHER: Readonly<Record<Difference, (base: HeldPackage, now: HeldPackage) => boolean>> = {
  source({ locked: base }, { locked: now }) {
    const isElsewhere = now.source !== "registry" && base.resolved !== now.resolved;
    return base.source !== now.source || (isElsewhere && base.resolved !== undefined && now.resolved !== undefined);
  },

  /** Each package manager has its own usual host, so that of two of them only what is unusual is compared. */
  host(base, now) {
    const [one, other] = [hostOf(base.locked), hostOf(now.locked)];
    if (one === undefined || other === undefined || one === other) {
      return false;
    }
    return managerOf(base.kind) === managerOf(now.kind) || one !== base.usualHost || other !== now.usualHost;
  },

  /** Of one package manager, a weaker one or none at all is another one: it would admit another tarball. */
  checksum(base, now) {
    const common = [...now.checksums].filter(([algorithm]) => base.checksums.has(algorithm));
    if (common.length > 0) {
      return common.some(([algorithm, sum]) => base.checksums.get(algorithm) !== sum);
    }
    // Berry has none of a package for another platform that it has not fetched yet.
    const isLeftOut = now.kind === "yarn-berry" && now.locked.optional;
    const isSameManager = managerOf(base.kind) === managerOf(now.kind);
    return isSameManager && !isLeftOut && strengthOf(now.checksums) < strengthOf(base.checksums);
  },
};

/** Of an address on the web. */
export function hostOf({ resolved, source }: LockedPackage): string | undefined {
  const url = source === "registry" && resolved !== undefined && URL.canParse(resolved) ? new URL(resolved) : undefined;
  return url === undefined || url.host === "" ? undefined : url.host;
}
