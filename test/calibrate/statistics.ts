import { hashText } from "../../server/src/core/textHash";

/** The chance that a takeover scores lower than a release of the other kind; equal scores count half, and none a half. */
export function areaUnderCurve(takeovers: readonly number[], others: readonly number[]): number {
  if (takeovers.length === 0 || others.length === 0) {
    return 0.5;
  }
  const counts = new Map<number, number>();
  for (const score of others) {
    counts.set(score, (counts.get(score) ?? 0) + 1);
  }
  let better = 0;
  for (const takeover of takeovers) {
    for (const [score, count] of counts) {
      better += count * (takeover < score ? 1 : takeover === score ? 0.5 : 0);
    }
  }
  return better / (takeovers.length * others.length);
}

/** The fold that a group falls into, by its name and the seed alone. */
export function foldOf(group: string, seed: number, folds: number): number {
  return Number.parseInt(hashText(`${seed}:${group}`).slice(0, 8), 16) % folds;
}

/**
 * Which group each thing belongs to: what shares a tag with another, directly or by way of a third, is in one group with
 * it, so that nothing that is held out has a relative among what was learnt from. A group is named by its first tag.
 */
export function groupsOf(tags: readonly (readonly string[])[]): readonly string[] {
  const parents = new Map<string, string>();
  const rootOf = (tag: string): string => {
    let root = tag;
    for (let parent = parents.get(root); parent !== undefined; parent = parents.get(root)) {
      root = parent;
    }
    return root;
  };
  for (const own of tags) {
    for (const tag of own) {
      const [a = "", b = ""] = [rootOf(own[0] ?? ""), rootOf(tag)].sort();
      if (a !== b) {
        parents.set(b, a);
      }
    }
  }
  return tags.map((own) => rootOf(own[0] ?? ""));
}

export interface Spread {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
}

export function spreadOf(values: readonly number[]): Spread {
  return {
    mean: values.reduce((sum, value) => sum + value, 0) / values.length,
    least: Math.min(...values),
    most: Math.max(...values),
  };
}
