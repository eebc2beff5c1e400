import type { Location, PackageReport } from "../model";

/**
 * The places of a package, first where a finding about it stands: the first manifest that asks for it, else its entry in
 * the lockfile. Of a lockfile's several entries for one release the first stands for all.
 */
export function placesOf(
  { direct, locations }: Pick<PackageReport, "direct" | "locations">,
  lockfile: string | undefined,
): readonly Location[] {
  const inManifests = locations.filter(({ file }) => file !== lockfile);
  const inLockfile = locations.filter(({ file }) => file === lockfile).slice(0, 1);
  return direct ? [...inManifests, ...inLockfile] : [...inLockfile, ...inManifests];
}
