import type { Advisory } from "../model";

/** One record for each thing reported: those that name each other as aliases are one. The most telling stays. */
export function distinct(advisories: readonly Advisory[]): readonly Advisory[] {
  const kept: Advisory[] = [];
  for (const advisory of [...advisories].sort(byWorth)) {
    if (!kept.some((other) => isSame(other, advisory))) {
      kept.push(advisory);
    }
  }
  return kept;
}

function isSame(a: Advisory, b: Advisory): boolean {
  const names = new Set([a.id, ...a.aliases]);
  return [b.id, ...b.aliases].some((name) => names.has(name));
}

/** Exact before general, detailed before bare, then by id, so that the order of an answer changes nothing. */
function byWorth(a: Advisory, b: Advisory): number {
  return (
    Number(b.malware) - Number(a.malware) ||
    Number(b.exact) - Number(a.exact) ||
    Number(b.detailed) - Number(a.detailed) ||
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}
