import type { History } from "../../model";

/** Somebody published a package for the first time who had never done so before. */
export interface CustodyChange {
  readonly name: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly publisher: string;
}

/**
 * The first releases of each new publisher of each package, by date, up to `asOf`; the first publisher of all is none.
 * What a workflow publishes on its own is nobody's, and no change. Most of these are handovers in good order: it is for
 * an overview, no finding.
 */
export function readCustodyChanges(histories: Iterable<History>, asOf: number): readonly CustodyChange[] {
  const changes: CustodyChange[] = [];
  for (const { name, releases } of histories) {
    const known = new Set<string>();
    for (const { version, publishedAt, publisher } of releases) {
      if (publishedAt === undefined || publishedAt > asOf || !publisher || publisher.trustedPublisher !== undefined) {
        continue;
      }
      if (known.size > 0 && !known.has(publisher.name)) {
        changes.push({ name, version, at: publishedAt, publisher: publisher.name });
      }
      known.add(publisher.name);
    }
  }
  return changes.sort((one, other) => one.at - other.at || (one.name < other.name ? -1 : 1));
}
