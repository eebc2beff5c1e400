import { readTimeline } from "../../server/src/core/assess/timeline";
import type { Evidence, Release } from "../../server/src/core/model";

const HOUR = 3_600_000;
const MINUTES_10 = HOUR / 6;
const WAVE = 6 * HOUR;

/** A release, what was published before it (oldest first), and what was published after it up to the moment. */
interface Seen {
  readonly release: Release;
  readonly at: number;
  readonly asOf: number;
  readonly earlier: readonly { readonly release: Release; readonly at: number; readonly stable: boolean }[];
  readonly later: readonly { readonly at: number }[];
  readonly stable: boolean;
}

/** What other tools look at, one thing at a time: what the judgement is compared with, on the same data. */
export interface SimpleRule {
  readonly name: string;
  readonly fires: (seen: Seen) => boolean;
}

export const SIMPLE_RULES: readonly SimpleRule[] = [
  {
    name: "new publisher",
    fires({ release, earlier }) {
      const own = release.publisher?.name.toLowerCase();
      const before = earlier.flatMap((other) => other.release.publisher?.name.toLowerCase() ?? []);
      return own !== undefined && before.length > 0 && !before.includes(own);
    },
  },
  {
    // The highest evidence of all that was published before, whatever its line; pre-releases only for a pre-release.
    name: "trust downgrade as pnpm has it",
    fires: ({ release, earlier, at, stable }) =>
      earlier.some((other) => other.at < at && (other.stable || !stable) && other.release.evidence > release.evidence),
  },
  {
    // Compared with what stood before the wave: each release of a wave would vouch for the next.
    name: "new install script",
    fires({ release, earlier, at }) {
      const last = earlier.findLast((other) => at - other.at >= WAVE);
      return last !== undefined && runs(release) && !runs(last.release);
    },
  },
  { name: "24 h cooldown", fires: ({ at, asOf }) => asOf - at < 24 * HOUR },
  {
    name: "repository differs",
    fires({ release, earlier }) {
      const last = earlier.findLast((other) => other.release.repository !== undefined);
      return release.repository !== undefined && last !== undefined && last.release.repository !== release.repository;
    },
  },
  {
    name: "two releases within 10 minutes",
    fires: ({ at, earlier, later }) =>
      [...earlier.slice(-1), ...later].some((other) => Math.abs(other.at - at) <= MINUTES_10),
  },
];

/** The names of the simple rules that fire for a release, as far as its document shows it at the moment. */
export function simpleRulesOf({ history, subject }: Evidence, asOf: number): readonly string[] {
  const timeline = history.status === "found" ? readTimeline(history.value) : undefined;
  const entry = timeline?.byVersion.get(subject.version);
  if (timeline === undefined || entry === undefined) {
    return [];
  }
  const { release, at, stable, position } = entry;
  const earlier = timeline.entries.slice(0, position);
  const later = timeline.entries.slice(position + 1, position + 2).filter((other) => other.at <= asOf);
  return SIMPLE_RULES.filter(({ fires }) => fires({ release, at, asOf, stable, earlier, later })).map(
    ({ name }) => name,
  );
}

function runs({ scripts, gyp }: Release): boolean {
  return gyp || Object.values(scripts).some((script) => script !== undefined);
}
