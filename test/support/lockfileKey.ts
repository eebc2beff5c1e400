import type { LockedPackage } from "../../server/src/core/model";

/**
 * Whether a text is the key of an entry: it is the id, or ends it (npm 1), or goes on behind it with the peers of the variant (pnpm), or has some of its
 * parts in quotes (Yarn 1).
 */
export function isKeyOf({ id, name, alias, requests }: LockedPackage, key: string): boolean {
  if (requests !== undefined) {
    return key.replace(/[", ]/g, "") === id.replace(/ \(theirs\)$|[", ]/g, "");
  }
  return key === id || key === (alias ?? name) || (key.startsWith(id) && /^[(_/]/.test(key.slice(id.length)));
}
