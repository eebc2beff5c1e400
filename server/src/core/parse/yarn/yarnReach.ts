import type { YarnEntry } from "./yarnEntry";

/**
 * Marks the entries that a project itself must ask for, where the lockfile does not say: those that no other entry
 * asks for, and of entries that only ask for each other the first one.
 *
 * An entry that the project and others ask for alike cannot be told, and counts as theirs.
 */
export function guessDirect(entries: readonly YarnEntry[], walk: number): readonly YarnEntry[] {
  const direct = entries.filter(({ isAsked }) => !isAsked);
  reach(direct, true, walk);
  for (const entry of entries) {
    if (entry.reachedBy !== walk) {
      direct.push(entry);
      reach([entry], true, walk);
    }
  }
  for (const entry of direct) {
    entry.isDirect = true;
  }
  return direct;
}

/** Marks all that some entries ask for, on whatever way, with themselves. Each walk has a number of its own. */
export function reach(from: readonly YarnEntry[], withOptional: boolean, walk: number): void {
  const stack = from.slice();
  for (const entry of stack) {
    entry.reachedBy = walk;
  }
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { asks, optional } = entry;
    for (const { target, name } of asks) {
      if (target === undefined || target.reachedBy === walk) {
        continue;
      }
      if (withOptional || optional === undefined || !optional.has(name)) {
        target.reachedBy = walk;
        stack.push(target);
      }
    }
  }
}
