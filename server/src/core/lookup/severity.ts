import type { Advisory } from "../model";

type Severity = Advisory["severity"];

const WORDS: ReadonlyMap<string, Severity> = new Map([
  ["low", "low"],
  ["moderate", "moderate"],
  ["medium", "moderate"],
  ["high", "high"],
  ["critical", "critical"],
]);

/** The word that a database gives, in any case. */
export function readSeverity(word: unknown): Severity {
  return typeof word === "string" ? WORDS.get(word.toLowerCase()) : undefined;
}

/** The word that a CVSS version 3 vector comes to; undefined for other versions and broken vectors. */
export function severityOf(vector: string): Severity {
  const score = cvss3Score(vector);
  if (score === undefined || score === 0) {
    return undefined;
  }
  return score < 4 ? "low" : score < 7 ? "moderate" : score < 9 ? "high" : "critical";
}

const WEIGHTS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  AV: { N: 0.85, A: 0.62, L: 0.55, P: 0.2 },
  AC: { L: 0.77, H: 0.44 },
  PR: { N: 0.85, L: 0.62, H: 0.27 },
  UI: { N: 0.85, R: 0.62 },
  C: { N: 0, L: 0.22, H: 0.56 },
  I: { N: 0, L: 0.22, H: 0.56 },
  A: { N: 0, L: 0.22, H: 0.56 },
};
/** Privileges weigh less where the attack leaves the scope of what it began in. */
const CHANGED_PRIVILEGES: Readonly<Record<string, number>> = { N: 0.85, L: 0.68, H: 0.5 };

/** The base score of a CVSS 3.0 or 3.1 vector, by the formula of FIRST's specification (section 7.1). */
export function cvss3Score(vector: string): number | undefined {
  if (!/^CVSS:3\.[01]\//.test(vector)) {
    return undefined;
  }
  const metrics = new Map(vector.split("/").map((part) => [part.split(":")[0], part.split(":")[1] ?? ""]));
  const scope = metrics.get("S");
  if (scope !== "U" && scope !== "C") {
    return undefined;
  }
  const value = (metric: string) => WEIGHTS[metric]?.[metrics.get(metric) ?? ""] ?? Number.NaN;
  const privileges = scope === "U" ? value("PR") : (CHANGED_PRIVILEGES[metrics.get("PR") ?? ""] ?? Number.NaN);
  const base = 1 - (1 - value("C")) * (1 - value("I")) * (1 - value("A"));
  const impact = scope === "U" ? 6.42 * base : 7.52 * (base - 0.029) - 3.25 * (base - 0.02) ** 15;
  const exploitability = 8.22 * value("AV") * value("AC") * privileges * value("UI");
  const sum = (scope === "U" ? 1 : 1.08) * (impact + exploitability);
  if (Number.isNaN(sum)) {
    return undefined;
  }
  return impact <= 0 ? 0 : roundUp(Math.min(10, sum));
}

/** To one decimal, upwards, blind to what floating point adds behind the fifth. */
function roundUp(score: number): number {
  const whole = Math.round(score * 100_000);
  return whole % 10_000 === 0 ? whole / 100_000 : (Math.floor(whole / 10_000) + 1) / 10;
}
