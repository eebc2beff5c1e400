import type { Lockfile } from "../model";
import type { MergeConflict } from "./mergeConflict";

/** Reads both sides of an unfinished merge into one lockfile: what they lock differently stands in it twice. */
export function mergeLockfiles({ sides, problem }: MergeConflict, read: (text: string) => Lockfile): Lockfile {
  const [ours, theirs] = [read(sides[0]), read(sides[1])];
  const known = new Map(ours.packages.map((entry) => [entry.id, entry]));
  const added = theirs.packages.flatMap((entry) => {
    const other = known.get(entry.id);
    if (other === undefined) {
      return entry;
    }
    const isSame = other.version === entry.version && other.resolved === entry.resolved;
    return isSame ? [] : { ...entry, id: `${entry.id} (theirs)` };
  });
  const paths = new Set(ours.importers.map(({ path }) => path));
  return {
    kind: ours.kind,
    packages: [...ours.packages, ...added],
    importers: [...ours.importers, ...theirs.importers.filter(({ path }) => !paths.has(path))],
    problems: [problem],
  };
}
