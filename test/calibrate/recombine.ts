import type { Calibration, Numbers } from "../../server/src/core/assess/calibration";
import { combine } from "../../server/src/core/assess/combine";
import { type FactSet, readFacts } from "../../server/src/core/assess/facts";
import { type News, readNews } from "../../server/src/core/assess/news";
import type { Rule, Signal } from "../../server/src/core/assess/rule";
import { rules } from "../../server/src/core/assess/rules/index";
import { type AssessContext, DEFAULT_SETTINGS } from "../../server/src/core/settings";
import type { Item, Verdict } from "./population";

/** The verdicts of every item under one calibration. */
export type Verdicts = (place: number) => Verdict;

const JUDGING: readonly Rule[] = rules.filter(({ family }) => family !== "state");

/** The most signals and sets of signals that can be told apart; the program ends where a corpus outgrows it. */
const MOST = 2 ** 20;

/**
 * Judges all items under any calibration without reading them again.
 *
 * What a rule says hangs on its own numbers alone, so it is asked once for each set of them; of signals only what counts
 * is kept, and items with the same signals get the same verdict, so that few are combined.
 */
export function createRecombiner(items: readonly Item[]): (calibration: Calibration) => Verdicts {
  const facts: readonly FactSet[] = items.map(({ evidence, context }) => readFacts(evidence, context));
  const news: readonly News[] = items.map(({ context }, place) => readNews(at(facts, place), context));
  const signals: Signal[] = [];
  const numbers = new Map<string, number>();
  /** Rule and its numbers → for each item the number of its signal, from 1; 0 for none. */
  const columns = new Map<string, Int32Array>();
  /** A set of signals, as the number of the one it is made from and of the signal it adds. */
  const sets: (readonly number[])[] = [[]];
  const extended = new Map<number, number>();
  return recombine;

  function recombine(calibration: Calibration): Verdicts {
    const used = JUDGING.map((rule) => columnOf(rule, calibration.numbers));
    const known = new Map<number, Verdict>();
    const verdicts = items.map((item, place) => {
      let set = 0;
      for (const column of used) {
        const signal = column[place] ?? 0;
        set = signal === 0 ? set : extend(set, signal);
      }
      const { isRecent, isHistory } = at(news, place);
      const key = set * 4 + Number(isRecent) * 2 + Number(isHistory);
      let verdict = known.get(key);
      if (verdict === undefined) {
        verdict = toVerdict(at(sets, set), item.context, at(news, place), calibration);
        known.set(key, verdict);
      }
      return verdict;
    });
    return (place) => at(verdicts, place);
  }

  function columnOf(rule: Rule, table: Numbers): Int32Array {
    const own = (table as Readonly<Record<string, unknown>>)[rule.id];
    const key = `${rule.id} ${JSON.stringify(own)}`;
    let column = columns.get(key);
    if (column === undefined) {
      column = Int32Array.from(items, ({ context }, place) => signalOf(rule, at(facts, place), context, table));
      columns.set(key, column);
    }
    return column;
  }

  function signalOf(rule: Rule, known: FactSet, context: AssessContext, table: Numbers): number {
    const outcome = rule.check(known, context, table);
    if (outcome.status !== "failed") {
      return 0;
    }
    const { strength, finding } = outcome.signal;
    const key = `${rule.id} ${finding.level} ${finding.points} ${strength}`;
    let number = numbers.get(key);
    if (number === undefined) {
      const { level, points } = finding;
      const bare = { rule: rule.id, family: rule.family, level, points, what: "", why: "", remedy: "", evidence: {} };
      number = signals.push({ finding: bare, strength, clause: "" });
      numbers.set(key, number);
    }
    return number;
  }

  function extend(set: number, signal: number): number {
    const key = set * MOST + signal;
    let number = extended.get(key);
    if (number === undefined) {
      number = sets.push([...at(sets, set), signal]) - 1;
      extended.set(key, number);
      if (number >= MOST) {
        throw new Error("the corpus has more sets of signals than can be told apart");
      }
    }
    return number;
  }

  function toVerdict(set: readonly number[], context: AssessContext, age: News, calibration: Calibration): Verdict {
    const own = { ...context, settings: DEFAULT_SETTINGS };
    const {
      level,
      score,
      signals: left,
    } = combine(
      set.map((number) => at(signals, number - 1)),
      own,
      age,
      calibration,
    );
    return {
      isRaised: level === "error" || level === "warning",
      isTold:
        level === "info" && left.some(({ finding }) => finding.level === "info" && finding.rule !== "release-young"),
      score,
      fired: left.map(({ finding }) => finding.rule),
    };
  }
}

function at<T>(list: readonly T[], place: number): T {
  const value = list[place];
  if (value === undefined) {
    throw new Error(`nothing at ${place}`);
  }
  return value;
}
