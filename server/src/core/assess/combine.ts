import type { Family, Finding, FindingLevel, Level } from "../model";
import type { AssessContext, LevelSetting } from "../settings";
import { CALIBRATION, type Calibration } from "./calibration";
import type { Conjunction, Requirement } from "./conjunctions";
import { EVENTS, type News } from "./news";
import type { Signal, Strength } from "./rule";

/** Rules that a policy may accept for one version, but not switch off or lower. */
const FIXED: ReadonlySet<string> = new Set(["malware", "version-pulled"]);

/** A borrowed signal that has not gone stands beside another, and counts as any. */
const RANK: Readonly<Record<Strength, number>> = { strong: 3, usual: 2, borrowed: 2, weak: 1, slight: 0 };

const ORDER: readonly FindingLevel[] = ["error", "warning", "info", "none"];

/** Where the score of each level begins and ends: a worse level never has the better score. */
const BANDS: Readonly<Record<Exclude<Level, "unchecked">, { readonly top: number; readonly bottom: number }>> = {
  error: { top: 19, bottom: 0 },
  warning: { top: 49, bottom: 20 },
  info: { top: 79, bottom: 50 },
  clear: { top: 100, bottom: 80 },
};

/** However badly a package is looked after, that is no sign that it has changed hands. */
const MOST_FOR_HEALTH = 20;

export interface Verdict {
  readonly level: Exclude<Level, "unchecked">;
  readonly score: number;
  readonly signals: readonly Signal[];
}

/** Turns signals into one level and one score. Pure arithmetic on what the rules said and the tables. */
export function combine(
  found: readonly Signal[],
  context: AssessContext,
  news: News,
  { conjunctions }: Calibration = CALIBRATION,
): Verdict {
  const signals = applySettings(withoutBorrowed(found), context.settings.levels);
  const alone = signals.map(({ finding }) => heard(finding, news));
  const conjunction = conjunctions.find((each) => isHeard(each, news) && matches(each, signals));
  const together = conjunction?.level;
  const worst = ORDER.find((level) => level === together || alone.includes(level)) ?? "none";
  const level = worst === "none" ? "clear" : worst;
  return { level, score: score(level, signals), signals: [...signals].sort(byWeight(conjunction)) };
}

/** Evidence that only means something beside other evidence goes where there is none. */
function withoutBorrowed(signals: readonly Signal[]): readonly Signal[] {
  return signals.filter(
    ({ strength, finding }) =>
      strength !== "borrowed" ||
      signals.some(
        (other) =>
          speaks(other) &&
          other.finding.family !== finding.family &&
          (other.finding.family === "who" || other.finding.family === "what"),
      ),
  );
}

/** Gives findings the levels that settings and policy set for their rules; what is off is gone. */
export function applySettings(
  signals: readonly Signal[],
  levels: Readonly<Record<string, LevelSetting>>,
): readonly Signal[] {
  return signals.flatMap((signal) => {
    const { finding } = signal;
    const set = Object.hasOwn(levels, finding.rule) ? levels[finding.rule] : undefined;
    if (set === undefined || (FIXED.has(finding.rule) && set !== "error")) {
      return signal;
    }
    return set === "off" ? [] : { ...signal, finding: { ...finding, level: set } };
  });
}

/** What grows old together grows old as each part of it does. */
function isHeard({ onlyRecent }: Conjunction, { isHistory, isRecent }: News): boolean {
  return !isHistory && (isRecent || onlyRecent !== true);
}

function matches({ all }: Conjunction, signals: readonly Signal[]): boolean {
  return all.every((alternatives) => alternatives.some((wanted) => signals.some((signal) => meets(signal, wanted))));
}

function meets(signal: Signal, wanted: Family | Requirement): boolean {
  if (typeof wanted === "string") {
    return speaks(signal) && signal.finding.family === wanted;
  }
  return signal.finding.rule === wanted.rule && RANK[signal.strength] >= RANK[wanted.strength ?? "usual"];
}

/** Whether a signal makes its family count. */
function speaks({ strength, finding }: Signal): boolean {
  return RANK[strength] >= RANK.usual && EVENTS.has(finding.family);
}

/** What a finding is still worth: what happened at a release grows old, what is so today does not. */
function heard({ family, level, rule }: Finding, { isHistory, isRecent }: News): FindingLevel {
  if (!EVENTS.has(family) || rule === "release-young") {
    return level;
  }
  return isHistory || (level === "info" && !isRecent) ? "none" : level;
}

function score(level: Exclude<Level, "unchecked">, signals: readonly Signal[]): number {
  const { top, bottom } = BANDS[level];
  const pointsOf = (isCounted: (family: Family) => boolean) =>
    signals.reduce((sum, { finding }) => sum + (isCounted(finding.family) ? finding.points : 0), 0);
  const points =
    pointsOf((family) => family !== "health") +
    Math.min(
      MOST_FOR_HEALTH,
      pointsOf((family) => family === "health"),
    );
  return Math.max(bottom, Math.round(top - points));
}

/** The main reason first: what stands in the conjunction that decided, or is worst alone. Youth comes last. */
function byWeight(conjunction: Conjunction | undefined): (a: Signal, b: Signal) => number {
  const decided = conjunction === undefined ? ORDER.length : ORDER.indexOf(conjunction.level);
  const alone = ({ finding }: Signal) =>
    finding.rule === "release-young" ? ORDER.length : ORDER.indexOf(finding.level);
  const isPart = (signal: Signal) =>
    conjunction?.all.some((alternatives) => alternatives.some((wanted) => meets(signal, wanted))) === true;
  const place = (signal: Signal) => (isPart(signal) ? Math.min(decided, alone(signal)) : alone(signal));
  return (a, b) => place(a) - place(b) || alone(a) - alone(b) || b.finding.points - a.finding.points;
}
