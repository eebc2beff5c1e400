import type { Signal } from "./rule";

const LONGEST = 200;

/** The verdict in one sentence, the main reason first, without name and version: who shows it puts them in front. */
export function summarise(signals: readonly Signal[], notChecked: string | undefined): string {
  const clauses = signals.map(({ clause }) => clause);
  if (clauses.length === 0) {
    return notChecked === undefined ? "nothing speaks against it." : sentence([`not fully checked: ${notChecked}`]);
  }
  return sentence(clauses);
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
