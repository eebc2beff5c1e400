import { BERRY, checksumsServed } from "../checksums";
import { groupBy } from "../groupBy";
import { keyOf, type Lookups } from "../lookup/lookups";
import type { LockedPackage, Relocked, Repacked } from "../model";
import type { LockfileFile } from "../project";
import { relockedOf, type Target } from "../targets";
import type { World } from "../world";
import { hostOf } from "./compareLocked";
import type { Place } from "./places";

/** A lockfile of which most has another checksum. */
export interface RepackedFile extends Omit<Repacked, "file"> {
  readonly path: string;
}

/** What is said of lockfiles as a whole, and the releases, of which some need not say it themselves any more. */
export interface Settled {
  readonly repacked: readonly RepackedFile[];
  readonly targets: readonly Target[];
}

export interface SettleOptions {
  readonly world: Pick<World, "registry">;
  readonly lookups: Pick<Lookups, "served">;
  /** Whether a file of the project names a host now that it did not name at the base. */
  isNamedSince(host: string): Promise<boolean>;
  readonly abort: AbortSignal;
}

/**
 * Where most of a lockfile has other checksums, all from one host instead of one other, that is said once, of the lockfile.
 * It takes nothing from anybody who reads a review: what comes from a host that nobody here has configured is an error, of
 * one package or of all. Only behind the registry that is in use anyway it is calm, and there a single entry that this
 * registry serves otherwise, or that comes from yet another host, still speaks for itself.
 */
export async function settleRepacked(
  targets: readonly Target[],
  place: Place,
  { world, lookups, isNamedSince, abort }: SettleOptions,
): Promise<Settled> {
  const repacked: RepackedFile[] = [];
  const silent = new Set<Relocked>();
  for (const file of place.now.lockfiles) {
    const own = targets.filter(({ locations }) => locations.some(({ file: at }) => at === file.path));
    const changed = own.flatMap((target) => (target.relocked ?? []).map((relocked): Member => ({ target, relocked })));
    const of = countShared(file, place);
    for (const [, members] of groupBy(changed, kindOf)) {
      const [first] = members;
      if (first !== undefined && members.length >= FEWEST && members.length > of / 2) {
        const { agree, differ } = await compareServed(members);
        const { hosts, algorithm } = first.relocked;
        const isAsServed = agree > differ.size;
        repacked.push({
          path: file.path,
          packages: members.length,
          of,
          ...(hosts === undefined ? {} : { hosts }),
          isConfigured: hosts !== undefined && (await isConfigured(members, hosts.is)),
          ofTarball: !algorithm.startsWith(BERRY),
          agree,
          differ: differ.size,
        });
        for (const { relocked } of members) {
          if (!isAsServed || !differ.has(relocked)) {
            silent.add(relocked);
          }
        }
      }
    }
  }
  return {
    repacked,
    targets: targets.map(({ relocked = [], ...target }) => ({
      ...target,
      ...relockedOf(relocked.filter((one) => !silent.has(one))),
    })),
  };

  async function compareServed(members: readonly Member[]) {
    const asked = members.slice(0, MOST_ASKED);
    const answers = await lookups.served(
      asked.map(({ target: { subject } }) => subject),
      abort,
    );
    const differ = new Set<Relocked>();
    let agree = 0;
    for (const { target, relocked } of asked) {
      const answer = answers.get(keyOf(target.subject));
      const own = answer?.status === "found" ? checksumsServed(answer.value).get(relocked.algorithm) : undefined;
      agree += Number(own === relocked.is);
      if (own !== undefined && own !== relocked.is) {
        differ.add(relocked);
      }
    }
    return { agree, differ };
  }

  async function isConfigured(members: readonly Member[], host: string): Promise<Repacked["isConfigured"]> {
    const isOwn = members.every(({ target: { subject } }) => {
      const { url, alsoHosts = [] } = world.registry(subject.name);
      return [new URL(url).host, ...alsoHosts].includes(host);
    });
    return isOwn && (await isNamedSince(host)) ? "changed" : isOwn;
  }
}

interface Member {
  readonly target: Target;
  readonly relocked: Relocked;
}

/** Of fewer each is told by itself: that is read at once, and tells more. */
const FEWEST = 10;
/** As many as a review asks about one by one. */
const MOST_ASKED = 200;

function kindOf({ target: { locked }, relocked: { hosts, algorithm } }: Member): string {
  return JSON.stringify([hosts?.was, hosts?.is ?? [...new Set(locked.map(hostOf))], algorithm.startsWith(BERRY)]);
}

/** How many releases of a lockfile its base had too, in any of the lockfiles there. */
function countShared({ lockfile }: LockfileFile, { base }: Place): number {
  const keysOf = (packages: readonly LockedPackage[]) =>
    packages.flatMap((locked) => (locked.source === "registry" ? keyOf(locked) : []));
  const before = new Set(base.lockfiles.flatMap((file) => keysOf(file.lockfile.packages)));
  return new Set(keysOf(lockfile.packages).filter((key) => before.has(key))).size;
}
