import type { YarnEntry } from "./yarnEntry";

/**
 * The entries that a project itself must ask for, where the lockfile does not say: those that no other entry asks for,
 * and of entries that only ask for each other the first one.
 *
 * An entry that the project and others ask for alike cannot be told, and counts as theirs.
 */
export function guessDirect(entries: readonly YarnEntry[]): ReadonlySet<YarnEntry> {
  const direct = new Set(entries.filter(({ isAsked }) => !isAsked));
  const reached = reach(direct, true);
  for (const entry of reached.size === entries.length ? [] : entries) {
    if (!reached.has(entry)) {
      direct.add(entry);
      reach([entry], true, reached);
    }
  }
  return direct;
}

/** All that some entries ask for, on whatever way, with themselves. */
export function reach(
  from: Iterable<YarnEntry>,
  withOptional: boolean,
  reached = new Set<YarnEntry>(),
): Set<YarnEntry> {
  const stack = [...from];
  for (const entry of stack) {
    reached.add(entry);
  }
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { edges, targets, optional } = entry;
    for (let at = 0; at < targets.length; at++) {
      const target = targets[at];
      if (target === undefined || reached.has(target)) {
        continue;
      }
      if (withOptional || optional === undefined || !optional.has(edges[at]?.name ?? "")) {
        reached.add(target);
        stack.push(target);
      }
    }
  }
  return reached;
}
