import type { Change } from "../model";

/** A change of one place, with the manifest that it stands in instead of the folders of those who ask. */
export interface OwnChange extends Omit<Change, "importers"> {
  readonly path: string;
}

/**
 * The same change in several places as one, sorted by name. That a lockfile lost an entry is part of what the line that asked
 * for it has come to since.
 */
export function mergeChanges(changes: readonly Change[]): readonly Change[] {
  const merged = new Map<string, Change>();
  for (const change of changes) {
    const { name, kind, from, to, differs } = change;
    const key = JSON.stringify([name, kind, from, to, differs]);
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined
        ? change
        : {
            ...change,
            importers: [...new Set([...known.importers, ...change.importers])].sort(),
            locations: [...known.locations, ...change.locations],
          },
    );
  }
  const came = new Set([...merged.values()].flatMap(({ kind, ...way }) => (kind === "removed" ? [] : originOf(way))));
  return [...merged.values()]
    .filter((change) => change.kind !== "removed" || !came.has(originOf(change)))
    .sort(
      (one, other) =>
        compareText(one.name, other.name) ||
        compareText(one.to ?? "", other.to ?? "") ||
        compareText(one.from ?? "", other.from ?? ""),
    );
}

function originOf({ name, from }: Pick<Change, "name" | "from">): string {
  return JSON.stringify([name, from]);
}

/** By UTF-16 units: the same on every machine, whatever its language. */
function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
