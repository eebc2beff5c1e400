import { messages } from "../messages";
import type { FindingLevel, Level, PackageReport, ResolvedBy, UncheckedId } from "../model";

/** `1 release`, `2 releases`; numbers are grouped as in English. */
export function count(n: number, one: string, many: string): string {
  return `${n.toLocaleString("en-US")} ${n === 1 ? one : many}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

/** Without the full stop at its end: to stand in a cell, or before more. */
export function withoutStop(text: string): string {
  return text.replace(/[.\s]+$/, "");
}

/** Ends with one full stop. The first letter stays: it may begin a name. */
export function asSentence(text: string): string {
  const said = withoutStop(text.trim());
  return said === "" || /[…?]$/.test(said) ? said : `${said}.`;
}

/** What a level asks of a person. It is always written out: a level is never told by colour alone. */
export const LEVEL_WORDS: Readonly<Record<Level, string>> = {
  error: "at risk, do not install",
  warning: "look at this now",
  info: "good to know",
  clear: "nothing found",
  unchecked: "not checked",
};

/** How a source, or the part of an answer that is missing, is called in a sentence. */
export const UNCHECKED_WORDS: Readonly<Record<UncheckedId, string>> = {
  registry: "the registry",
  "registry.publisher": "publishers",
  "registry.time": "release dates",
  osv: "OSV",
  depsdev: "deps.dev",
  attestations: "attestations",
  "dependency-age": "the age of new dependencies",
  scorecard: "the public score",
};

/** The rule that is a condition of every young release, rather than evidence against one. */
export const CONDITION = "release-young";

/** The rule that is about the name: no other release of the package mends it. */
export const LOOKALIKE = "lookalike";

/** The rule that says what its owners say themselves: not to use it any more. */
export const DEPRECATED = "deprecated";

/** Worse levels have smaller ranks. */
export function rankOf(level: Level | FindingLevel): number {
  return RANKS.indexOf(level);
}

const RANKS: readonly (Level | FindingLevel)[] = ["error", "warning", "info", "clear", "unchecked", "none"];

/** The package and its version, with how the version was found where no lockfile says it. */
export function nameRelease({ subject, resolvedBy }: Pick<PackageReport, "subject" | "resolvedBy">): string {
  const { name, version } = subject;
  switch (resolvedBy) {
    case "lockfile":
      return `${name} ${version}`;
    case "installed":
      return `${name} ${version} (installed)`;
    case "range":
      return `${name} (would resolve to ${version} today)`;
  }
}

/** The lockfile follows the manifest only when the package manager runs, and Custody runs none. */
export function thenInstall({ manager = "npm" }: Pick<PackageReport, "manager">): string {
  return `then run ${manager} install`;
}

/** How the judged version was found, as a sentence; undefined where the lockfile says it, as usual. */
export function explainResolution(resolvedBy: ResolvedBy, version: string): string | undefined {
  switch (resolvedBy) {
    case "lockfile":
      return undefined;
    case "installed":
      return `${version} is the version installed in node_modules; no lockfile entry says it.`;
    case "range":
      return messages.wouldResolve(version);
  }
}
