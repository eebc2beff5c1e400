import { env, l10n } from "vscode";
import type { FileStatus } from "../../server/src/lsp/protocol";

type Totals = FileStatus["counts"];

/** `1 at risk`, `40 clear`: what there is, worst first. */
export function sayTotals(totals: Totals): readonly string[] {
  const { error, warning, transferred, info, accepted, clear, unchecked } = totals;
  const words: readonly (readonly [number, string])[] = [
    [error, l10n.t("{0} at risk", sayNumber(error))],
    [warning, l10n.t("{0} to look at", sayNumber(warning))],
    [transferred, l10n.t("{0} transferred", sayNumber(transferred))],
    [info, l10n.t("{0} to know", sayNumber(info))],
    [accepted, l10n.t("{0} accepted", sayNumber(accepted))],
    [clear, l10n.t("{0} clear", sayNumber(clear))],
    [unchecked, l10n.t("{0} unchecked", sayNumber(unchecked))],
  ];
  return words.flatMap(([n, said]) => (n === 0 ? [] : [said]));
}

/** Of two projects together. */
export function addTotals(one: Totals, other: Totals): Totals {
  const keys = Object.keys(one) as (keyof Totals)[];
  return { ...one, ...Object.fromEntries(keys.map((key) => [key, one[key] + other[key]])) };
}

/** All that was judged is clear, and something was. */
export function isAllClear(totals: Totals): boolean {
  const { clear, ...others } = totals;
  return clear > 0 && Object.values(others).every((n) => n === 0);
}

/** `1,675`, as the user's language groups digits. */
export function sayNumber(n: number): string {
  return n.toLocaleString(env.language);
}

/** `10:42`; with the day where that is not today. */
export function sayTime(moment: number): string {
  const date = new Date(moment);
  const isToday = date.toDateString() === new Date().toDateString();
  const time = { hour: "2-digit", minute: "2-digit" } as const;
  return isToday
    ? date.toLocaleTimeString(env.language, time)
    : date.toLocaleString(env.language, { day: "numeric", month: "short", ...time });
}
