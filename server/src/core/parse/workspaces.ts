import type { JsonScanner } from "./json/jsonScanner";

/** Reads the `workspaces` of a manifest: an array of globs, or an object with such an array under `packages`. */
export function readWorkspaces(scanner: JsonScanner): readonly string[] {
  if (!scanner.enterObject()) {
    return readStrings(scanner);
  }
  let globs: readonly string[] = [];
  while (scanner.nextKey()) {
    if (scanner.key() === "packages") {
      globs = readStrings(scanner);
    } else {
      scanner.skipValue();
    }
  }
  return globs;
}

/**
 * Whether a folder is a member by these globs. As in npm, a later one overrides an earlier one, and "!" excludes.
 *
 * Takes time in proportion to glob and path, whatever the glob: it comes from the repository.
 */
export function isWorkspace(globs: readonly string[], folder: string): boolean {
  const path = folder.split("/");
  let isMember = false;
  for (const glob of globs) {
    const isExclusion = glob.startsWith("!");
    for (const alternative of expandBraces(isExclusion ? glob.slice(1) : glob)) {
      if (matchesSegments(alternative.replace(/^\.?\/+|\/+$/g, "").split("/"), path)) {
        isMember = !isExclusion;
      }
    }
  }
  return isMember;
}

/** The texts of the array that stands here; empty where something else does. */
export function readStrings(scanner: JsonScanner): readonly string[] {
  if (!scanner.enterArray()) {
    scanner.skipValue();
    return [];
  }
  const strings: string[] = [];
  while (scanner.nextItem()) {
    const item = scanner.readString();
    if (item !== undefined) {
      strings.push(item);
    }
  }
  return strings;
}

/** `{a,b}/*` → `a/*` and `b/*`. One level, and at most 100 of them: nobody writes more. */
function expandBraces(glob: string): readonly string[] {
  let globs: readonly string[] = [glob];
  for (let round = 0; round < 3; round++) {
    globs = globs
      .flatMap((one) => {
        const [whole, before = "", inside = "", after = ""] = /^([^{]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(one) ?? [];
        return whole === undefined ? [one] : inside.split(",").map((part) => `${before}${part}${after}`);
      })
      .slice(0, 100);
  }
  return globs;
}

function matchesSegments(glob: readonly string[], path: readonly string[]): boolean {
  return matchesWild(glob, path, "**", matchesSegment);
}

function matchesSegment(glob: string, segment: string): boolean {
  return matchesWild([...glob], [...segment], "*", (one, other) => one === "?" || one === other);
}

/** Matches a pattern whose wildcard stands for any number of items, going back to the last wildcard only. */
function matchesWild(
  pattern: readonly string[],
  items: readonly string[],
  wildcard: string,
  matchesOne: (pattern: string, item: string) => boolean,
): boolean {
  let at = 0;
  let item = 0;
  let lastWildcard = -1;
  let retryFrom = 0;
  while (item < items.length) {
    const [one, other] = [pattern[at], items[item] ?? ""];
    if (one === wildcard) {
      lastWildcard = at++;
      retryFrom = item;
    } else if (one !== undefined && matchesOne(one, other)) {
      at++;
      item++;
    } else if (lastWildcard >= 0) {
      at = lastWildcard + 1;
      item = ++retryFrom;
    } else {
      return false;
    }
  }
  while (pattern[at] === wildcard) {
    at++;
  }
  return at === pattern.length;
}
