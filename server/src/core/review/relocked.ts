import { strengthOf } from "../checksums";
import type { Relocked } from "../model";
import { type HeldPackage, hostOf } from "./compareLocked";

/**
 * How the checksum of an entry differs from that of the same version at the base, by the strongest algorithm that both
 * have. Undefined where some entry of the base has the same one, where both have none in common (package managers of other
 * kinds and times use others), and for what no registry serves: a branch, a folder or an address may well hold
 * something else tomorrow.
 */
export function relockedSince(base: readonly HeldPackage[], now: HeldPackage): Relocked | undefined {
  if (now.locked.source !== "registry") {
    return undefined;
  }
  const found = base
    .filter(({ locked }) => locked.source === "registry" && locked.version === now.locked.version)
    .flatMap((before) => comparisonOf(before, now) ?? []);
  const [first] = found;
  return found.some(({ was, is }) => was === is) ? undefined : first;
}

function comparisonOf(before: HeldPackage, now: HeldPackage): Relocked | undefined {
  const common = [...now.checksums].filter(([algorithm]) => before.checksums.has(algorithm));
  const [strongest] = common.toSorted((one, other) => strengthOf(new Map([other])) - strengthOf(new Map([one])));
  if (strongest === undefined) {
    return undefined;
  }
  const [algorithm, is] = strongest;
  const [host, other] = [hostOf(before.locked), hostOf(now.locked)];
  return {
    algorithm,
    was: before.checksums.get(algorithm) ?? "",
    is,
    ...(host === undefined || other === undefined || host === other ? {} : { hosts: { was: host, is: other } }),
  };
}
