import type { ConfigPlace } from "./place";

/** A place that remembers what was looked at, and can tell whether it would be read in the same way again. */
export interface WatchedPlace extends ConfigPlace {
  /** Every file that was read, or would have been. */
  files(): readonly string[];
  hasChanged(): boolean;
}

/** `stampOf` gives something that differs once a file's text does; undefined for no file. */
export function watchPlace(place: ConfigPlace, stampOf: (path: string) => string | undefined): WatchedPlace {
  const stamps = new Map<string, string | undefined>();
  const presence = new Map<string, boolean>();

  return {
    ...place,
    read(path) {
      // Before the text: a change in between is then seen as one.
      stamps.set(path, stampOf(path));
      return place.read(path);
    },
    exists(path) {
      const isThere = place.exists(path);
      presence.set(path, isThere);
      return isThere;
    },
    files: () => [...stamps.keys()],
    hasChanged: () =>
      [...stamps].some(([path, stamp]) => stampOf(path) !== stamp) ||
      [...presence].some(([path, isThere]) => place.exists(path) !== isThere),
  };
}
