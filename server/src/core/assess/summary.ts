import type { Family } from "../model";
import type { Signal } from "./rule";

const LONGEST = 200;
/** Families that speak about what one account did: the sentence names it. */
const DEEDS: ReadonlySet<Family> = new Set(["who", "how", "what"]);

/**
 * The verdict in one sentence, the main reason first, without name and version: who shows it puts them in front.
 *
 * Where it speaks of a change, it names the account that published the release.
 */
export function summarise(
  signals: readonly Signal[],
  publisher: string | undefined,
  notChecked: string | undefined,
): string {
  const clauses = signals.flatMap(({ clause, finding }) => (finding.family === "health" ? [] : [clause]));
  const [first, ...rest] = clauses;
  if (first === undefined) {
    return notChecked === undefined ? "nothing speaks against it." : sentence([`not fully checked: ${notChecked}`]);
  }
  const text = sentence(clauses);
  const isDeed = signals.some(({ finding }) => DEEDS.has(finding.family));
  return publisher === undefined || !isDeed || text.includes(publisher)
    ? text
    : sentence([first, `by ${publisher}`, ...rest]);
}

/** As many clauses as fit; the first always, shortened if need be. */
function sentence(clauses: readonly string[]): string {
  const [first = "", ...rest] = clauses;
  let text = first.length > LONGEST - 1 ? `${first.slice(0, LONGEST - 2)}…` : first;
  for (const clause of rest) {
    if (text.length + clause.length + 3 > LONGEST) {
      break;
    }
    text += `; ${clause}`;
  }
  return `${text}.`;
}
