import type { History } from "../model";
import { addedSince } from "./dependencies";
import { ReleaseAt } from "./history";
import { readTimeline } from "./timeline";

/**
 * The dependencies that a release added and a registry serves: the judgement needs to know when each was first
 * published. Empty where the release, or what came before it, is not known.
 */
export function addedDependencies(history: History, version: string, asOf: number): readonly string[] {
  const timeline = readTimeline(history);
  const entry = timeline.byVersion.get(version);
  if (!history.gives.time || entry === undefined || entry.at > asOf) {
    return [];
  }
  const { previous } = new ReleaseAt(timeline, entry, asOf);
  return addedSince(entry.release, previous?.release);
}
