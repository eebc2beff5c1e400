import type { Lookup, Served, Subject } from "../model";
import { isRecord } from "../settings";
import type { World } from "../world";
import { type Asker, unavailable } from "./asker";
import { askRegistry, encodeName, isVersion } from "./registry";

/** Longer than the checksums of any algorithm in use. */
const LONGEST = 1000;

/** Asks a package's own registry for the checksums of one version's tarball: `NAME/VERSION`, of a few kilobytes. */
export async function askServed(
  { name, version }: Subject,
  isWanted: () => boolean,
  world: Pick<World, "now" | "registry">,
  asker: Asker,
): Promise<Lookup<Served>> {
  if (!isVersion(version)) {
    return unavailable("no registry can have a release of this version");
  }
  const pathOf = (of: string): string => `${encodeName(of)}/${encodeURIComponent(version)}`;
  const answer = await askRegistry(name, pathOf, isWanted, world, asker);
  if (answer.status !== "found") {
    return answer;
  }
  const { json, host } = answer.value;
  const served = readServed(json, { name, version });
  return served === undefined
    ? unavailable(`${host}: answered something that is not the registry document of this version`)
    : { status: "found", value: served, asOf: answer.asOf };
}

/** Reads `dist` of a version's document. Undefined for what is about another release, or has no checksum. */
function readServed(raw: unknown, { name, version }: Subject): Served | undefined {
  const document = isRecord(raw) ? raw : {};
  const { integrity, shasum } = isRecord(document.dist) ? document.dist : {};
  const isSum = (sum: unknown): sum is string => typeof sum === "string" && sum !== "" && sum.length <= LONGEST;
  return document.name === name && document.version === version && (isSum(integrity) || isSum(shasum))
    ? { ...(isSum(integrity) ? { integrity } : {}), ...(isSum(shasum) ? { shasum } : {}) }
    : undefined;
}
