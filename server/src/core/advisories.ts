import type { Advisory } from "./model";

/** "No malware known" is worth an hour, and no longer: so fast are records of malware written and read. */
export const ABSENCE_HOLDS_MS = 60 * 60 * 1000;

/**
 * Makes one advisory of those that speak about the same thing under several ids.
 *
 * The one that says most stands for all, with the others' ids among its aliases and what it leaves open
 * filled in from them. One withdrawn never outweighs one that stands.
 */
export function mergeAliases(advisories: readonly Advisory[]): readonly Advisory[] {
  return groupsOf(advisories).map(merge);
}

function groupsOf(advisories: readonly Advisory[]): readonly (readonly Advisory[])[] {
  const groups: { readonly ids: Set<string>; readonly members: Advisory[] }[] = [];
  for (const advisory of advisories) {
    const ids = new Set([advisory.id, ...advisory.aliases]);
    const members = [advisory];
    for (const known of groups.filter((group) => [...ids].some((id) => group.ids.has(id)))) {
      for (const id of known.ids) {
        ids.add(id);
      }
      members.unshift(...known.members);
      groups.splice(groups.indexOf(known), 1);
    }
    groups.push({ ids, members });
  }
  return groups.map(({ members }) => members);
}

function merge(group: readonly Advisory[]): Advisory {
  const [first, ...others] = [...group].sort(byWeight);
  if (first === undefined) {
    throw new TypeError("A group has at least one member");
  }
  const standing = others.filter(
    (other) => other.malware === first.malware && other.withdrawn === undefined && other.detailed,
  );
  const published = [first, ...standing].flatMap((advisory) => advisory.published ?? []);
  return {
    ...first,
    aliases: [...new Set(group.flatMap(({ id, aliases }) => [id, ...aliases]))].filter((id) => id !== first.id),
    summary: first.summary === "" ? (standing.find(({ summary }) => summary !== "")?.summary ?? "") : first.summary,
    published: first.withdrawn === undefined && published.length > 0 ? Math.min(...published) : first.published,
    severity: first.severity ?? others.find(({ severity }) => severity !== undefined)?.severity,
    exact: first.exact || standing.some(({ exact }) => exact),
    bounded: first.bounded || standing.some(({ bounded }) => bounded),
    fixed: first.fixed ?? standing.find(({ fixed }) => fixed !== undefined)?.fixed,
  };
}

function byWeight(one: Advisory, other: Advisory): number {
  return weightOf(other) - weightOf(one) || (one.id < other.id ? -1 : 1);
}

function weightOf({ withdrawn, malware, detailed, exact, id }: Advisory): number {
  const traits = [withdrawn === undefined, malware, detailed, exact, id.startsWith("MAL-"), id.startsWith("GHSA-")];
  return traits.reduce((weight, trait) => weight * 2 + Number(trait), 0);
}
