import { managerOf } from "./lockfileChoice";
import { keyOf } from "./lookup/lookups";
import type {
  Location,
  LockedPackage,
  Lockfile,
  Neighbours,
  PackageManager,
  Relocked,
  ResolvedBy,
  Subject,
} from "./model";
import type { LockfileFile, Project } from "./project";
import { isJudged } from "./resolution";
import { versionPart } from "./versionPart";

/** One name@version to be judged, with every place that names it. */
export interface Target {
  readonly subject: Subject;
  readonly resolvedBy: ResolvedBy;
  /** Some importer asks for it. */
  readonly direct: boolean;
  /** Some manifest names it, if only in an override: its history is read. */
  readonly named: boolean;
  readonly dev: boolean | undefined;
  readonly locations: readonly Location[];
  /** Its entries in the lockfile. */
  readonly locked: readonly LockedPackage[];
  /** The host that most of its lockfile comes from, beside the registry's own; see `usualHost`. */
  readonly usualHost: string | undefined;
  /** The other packages of its lockfile. */
  readonly neighbours: Neighbours | undefined;
  /** Who writes its lockfile. */
  readonly manager: PackageManager | undefined;
  /** Of a review: each way in which an entry of it differs from the same version at the base, once. */
  readonly relocked?: readonly Relocked[];
}

/** Whether a lockfile has it. */
export function isLocked({ locked }: Pick<Target, "locked">): boolean {
  return locked.length > 0;
}

/** Gathers targets by name@version: the first that says where it is wins, later ones add places. */
export class TargetList {
  readonly #targets = new Map<string, Target>();

  add(target: Target): void {
    const key = keyOf(target.subject);
    const known = this.#targets.get(key);
    this.#targets.set(key, known === undefined ? target : merge(known, target));
  }

  get(subject: Subject): Target | undefined {
    return this.#targets.get(keyOf(subject));
  }

  all(): readonly Target[] {
    return [...this.#targets.values()];
  }
}

function merge(one: Target, other: Target): Target {
  return {
    subject: one.subject,
    resolvedBy: one.resolvedBy,
    direct: one.direct || other.direct,
    named: one.named || other.named,
    dev: one.dev === undefined || other.dev === undefined ? undefined : one.dev && other.dev,
    locations: [...one.locations, ...other.locations],
    locked: [...new Set([...one.locked, ...other.locked])],
    usualHost: one.usualHost ?? other.usualHost,
    neighbours: one.neighbours ?? other.neighbours,
    manager: one.manager ?? other.manager,
    ...relockedOf([...(one.relocked ?? []), ...(other.relocked ?? [])]),
  };
}

/** Left out where there is none. */
export function relockedOf(all: readonly Relocked[]): Pick<Target, "relocked"> {
  const relocked = [...new Map(all.map((one) => [JSON.stringify(one), one])).values()];
  return relocked.length === 0 ? {} : { relocked };
}

/** Every registry package of the lockfile as a target. */
export function lockedTargets({ lockfile }: Project): readonly Target[] {
  return lockfile === undefined
    ? []
    : lockfile.lockfile.packages.flatMap((locked) => lockedTarget(lockfile, locked) ?? []);
}

/** One entry of a lockfile as a target, direct as the lockfile says; undefined for what no registry serves. */
export function lockedTarget({ path, lockfile }: LockfileFile, locked: LockedPackage): Target | undefined {
  return isJudged(locked)
    ? {
        subject: { name: locked.name, version: locked.version },
        resolvedBy: "lockfile",
        direct: locked.direct,
        named: locked.direct,
        dev: locked.dev,
        locations: [{ file: path, span: locked.span, versionSpan: versionPart(locked) }],
        locked: [locked],
        usualHost: usualHost(lockfile),
        neighbours: neighboursIn(lockfile),
        manager: managerOf(lockfile.kind),
      }
    : undefined;
}

const usualHosts = new WeakMap<Lockfile, { readonly host: string | undefined }>();

/**
 * The host that more than half of a lockfile's registry packages come from, of at least 3 that name one.
 *
 * A lockfile that was written behind a mirror names the mirror in every entry. That is how the project is set up; the
 * one entry that goes elsewhere is what to look at.
 */
export function usualHost(lockfile: Lockfile): string | undefined {
  const known = usualHosts.get(lockfile);
  if (known !== undefined) {
    return known.host;
  }
  const counts = new Map<string, number>();
  let total = 0;
  for (const { source, resolved } of lockfile.packages) {
    const [, host] = source === "registry" ? (/^https?:\/\/(?:[^/@]*@)?([^/]+)\//i.exec(resolved ?? "") ?? []) : [];
    if (host !== undefined) {
      counts.set(host.toLowerCase(), (counts.get(host.toLowerCase()) ?? 0) + 1);
      total += 1;
    }
  }
  const [host] = [...counts].find(([, count]) => count >= 3 && count > total / 2) ?? [];
  usualHosts.set(lockfile, { host });
  return host;
}

const neighbours = new WeakMap<Lockfile, Neighbours>();

/** How many of a lockfile's registry packages have a checksum. */
export function neighboursIn(lockfile: Lockfile): Neighbours {
  let known = neighbours.get(lockfile);
  if (known === undefined) {
    const packages = lockfile.packages.filter(({ source }) => source === "registry");
    const withIntegrity = packages.filter(({ integrity }) => integrity !== undefined).length;
    known = { kind: lockfile.kind, packages: packages.length, withIntegrity };
    neighbours.set(lockfile, known);
  }
  return known;
}
