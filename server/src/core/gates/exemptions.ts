import { satisfies, valid } from "semver";
import type { PackageManager } from "../model";
import { isWithin } from "../ranges";
import type { InstallRules, PlacedGate } from "./installRules";

/**
 * Whether a release is taken whatever its age or its evidence. As the managers themselves read their lists: npm knows names
 * and globs, several in one text; pnpm the same, or one name with exact versions; Yarn globs with ranges; Bun names, and
 * from 1.4 on exact versions.
 */
export function isExempt(rules: InstallRules, from: "age" | "trust", name: string, version: string): boolean {
  const entries = exemptLists(rules, from)
    .flatMap(({ says }) => (says.kind === "exempt" ? says.names : []))
    .map(({ text }) => text.trim());
  const matching = entries.filter((entry) => isAbout(rules.manager, entry, name));
  // pnpm up to 10 goes no further than to the first entry that is about a name.
  const counting = isWithin(rules.range, "<11.0.0-0") && rules.manager === "pnpm" ? matching.slice(0, 1) : matching;
  return counting.some((entry) => admits(rules, versionsOf(rules.manager, entry), version));
}

/** The lists that count: of Yarn all of them, of the others the one that stands first. */
export function exemptLists({ manager, gates }: InstallRules, from: "age" | "trust"): readonly PlacedGate[] {
  const lists = gates.filter(({ says }) => says.kind === "exempt" && says.from === from);
  return manager === "yarn" ? lists : lists.slice(0, 1);
}

/**
 * The list that holds, where it is the user's own or the machine's: one in the project would take its place, but for Yarn's,
 * which puts them together.
 */
export function ownList(rules: InstallRules, from: "age" | "trust"): PlacedGate | undefined {
  return rules.manager === "yarn" ? undefined : exemptLists(rules, from).find(({ isOwn }) => isOwn);
}

/** An entry may name one version. */
export function isExemptExactly({ manager, exemptsVersions }: InstallRules): boolean {
  return manager !== "npm" && exemptsVersions;
}

/** The name of an entry, or the pattern for names. */
export function nameOf(manager: PackageManager, entry: string): string {
  const at = manager === "npm" ? -1 : entry.indexOf("@", 1);
  return at === -1 ? entry : entry.slice(0, at);
}

function versionsOf(manager: PackageManager, entry: string): string | undefined {
  const name = nameOf(manager, entry);
  return name === entry ? undefined : entry.slice(name.length + 1);
}

function isAbout(manager: PackageManager, entry: string, name: string): boolean {
  switch (manager) {
    case "npm":
      return entry.split(",").some((each) => matchesParts(each.trim(), name));
    case "pnpm":
      return entry.startsWith("!") ? !matches(entry.slice(1), name) : matches(nameOf(manager, entry), name);
    case "yarn":
      return matchesParts(nameOf(manager, entry), name);
    case "bun":
      return nameOf(manager, entry) === name;
  }
}

function admits({ manager, exemptsVersions }: InstallRules, versions: string | undefined, version: string): boolean {
  if (versions === undefined) {
    return true;
  }
  return manager === "yarn"
    ? valid(version) !== null && satisfies(version, versions)
    : exemptsVersions && versions.split("||").some((each) => each.trim() === version);
}

/** A name, or one with stars in it, which stand for anything within one part of the name. */
function matchesParts(pattern: string, name: string): boolean {
  const [patterns, parts] = [pattern.split("/"), name.split("/")];
  return patterns.length === parts.length && patterns.every((each, at) => matches(each, parts[at] ?? ""));
}

/** Stars stand for anything. No regular expression: the pattern comes from the repository, and could make one take forever. */
function matches(pattern: string, name: string): boolean {
  const [first = "", ...rest] = pattern.split(/\*+/);
  const last = rest.pop();
  if (last === undefined) {
    return pattern === name;
  }
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) {
      return false;
    }
    at = found + part.length;
  }
  return name.startsWith(first) && name.endsWith(last) && at + last.length <= name.length;
}
