import { compare, valid } from "semver";
import type { LockedPackage, Lockfile } from "../model";
import { meets } from "../ranges";
import { shortestPaths } from "../resolve/paths";
import { isByImporter, type LockedRequest } from "../resolve/requests";
import { satisfies } from "../resolve/resolveVersion";
import { refusals } from "./refusals";
import type { Part } from "./types";

/** Requests of one name that are to go elsewhere, and what stands beside them. */
export interface Line {
  /** The name that is asked for: an alias, or the real one. */
  readonly key: string;
  readonly value: string;
  readonly version: string;
  readonly locked: LockedPackage;
  readonly wanted: readonly LockedRequest[];
  /** Requests of the same name that came to other versions, which are to stay. */
  readonly others: readonly LockedRequest[];
}

/** Keys to be set to the value; a path of two is for npm's nested form. */
export interface Form {
  readonly keys: readonly (readonly [key: string] | readonly [parent: string, key: string])[];
}

/** A range that all of these requests meet, the version is in, and none of the others meets. */
export function npmForm(line: Line): Part<Form> {
  const { key, wanted, others, locked, version } = line;
  if (others.length === 0) {
    return { keys: [[key]] };
  }
  const specs = distinct(wanted.map(({ spec }) => spec));
  const range = rangesAround(locked.version, version, specs).find(
    (candidate) =>
      // npm before 11 matches a second time, by the spec that it has put in the first one's place.
      satisfies(version, candidate) === true &&
      specs.every((spec) => spec !== undefined && meets(rangeOf(spec), candidate)) &&
      others.every(({ spec }) => spec === undefined || !meets(rangeOf(spec), candidate)),
  );
  if (range !== undefined) {
    return { keys: [[`${key}@${range}`]] };
  }
  const parents = parentsApart(line);
  return parents === undefined
    ? { refused: refusals.notApart(key, versionsOf(others)) }
    : { keys: parents.map((parent) => [parent, key]) };
}

/** One key for each spec, as Yarn 2 and later compare them: letter by letter. */
export function berryForm({ key, wanted, others }: Line): Part<Form> {
  if (others.length === 0) {
    return { keys: [[key]] };
  }
  const specs = distinct(wanted.map(({ spec }) => spec ?? ""));
  return others.some(({ spec }) => specs.includes(spec ?? ""))
    ? { refused: refusals.notApart(key, versionsOf(others)) }
    : { keys: specs.map((spec) => [`${key}@${spec}`]) };
}

/** Yarn 1 knows no ranges here, only who asks. */
export function classicForm(lockfile: Lockfile, line: Line, hasMembers: boolean): Part<Form> {
  const { key, wanted, others } = line;
  if (others.length === 0) {
    return { keys: [[key]] };
  }
  const parents = parentsApart(line);
  if (parents !== undefined) {
    return { keys: parents.map((parent) => [`**/${parent}/${key}`]) };
  }
  const ways = wanted.map(({ asker }) => waysTo(lockfile, asker));
  const avoided = new Set(others.flatMap(({ asker }) => waysTo(lockfile, asker) ?? []));
  const keys = ways.flatMap((found) => found ?? []);
  // Yarn starts the way at the root's own dependencies; where there are members, it has more above them.
  const isClear = !hasMembers && !ways.includes(undefined) && keys.every((way) => !avoided.has(way));
  return isClear
    ? { keys: distinct(keys).map((way) => [`${way}/${key}`]) }
    : { refused: refusals.notApart(key, versionsOf(others)) };
}

/** pnpm's lockfile does not say what packages ask for, only what they came to: requests that admit that are meant. */
export function versionForm({ key, others, locked }: Line): Form {
  return { keys: [others.length === 0 ? [key] : [`${key}@${locked.version}`]] };
}

/** Bun before 1.4 knows names only. */
export function bunForm(line: Line, isScoping: boolean): Part<Form> {
  const { key, others, version, locked } = line;
  if (key !== locked.name) {
    return { refused: refusals.bunAlias(locked.name, key) };
  }
  if (isScoping) {
    return versionForm(line);
  }
  const isOpen = ({ spec }: LockedRequest) => spec !== undefined && satisfies(version, spec) === true;
  return others.every(isOpen) ? { keys: [[key]] } : { refused: refusals.bunFlat(key, versionsOf(others)) };
}

function rangesAround(from: string, to: string, specs: readonly (string | undefined)[]): readonly string[] {
  const [low, high] = compare(from, to, true) < 0 ? [from, to] : [to, from];
  const [only, second] = specs;
  return [
    ...(only === undefined || second !== undefined ? [] : [rangeOf(only)]),
    `^${low}`,
    ...(low.split(".", 1)[0] === high.split(".", 1)[0] ? [low.split(".", 1)[0] ?? low] : []),
    `>=${low} <=${high}`,
  ];
}

/** Packages that ask for one of these, if no package of the same name asks for one of the others. */
function parentsApart({ wanted, others }: Line): readonly string[] | undefined {
  const names = (requests: readonly LockedRequest[]) =>
    requests.map((request) => (isByImporter(request) ? undefined : nameOf(request.asker)));
  const [mine, theirs] = [distinct(names(wanted)), new Set(names(others))];
  const known = mine.filter((name) => name !== undefined);
  return known.length === mine.length && !mine.some((name) => theirs.has(name)) ? known : undefined;
}

/** Managers compare the name by which a package was asked for itself. */
function nameOf(asker: LockedRequest["asker"]): string | undefined {
  return "alias" in asker ? (asker.alias ?? asker.name) : undefined;
}

const MOST_WAYS = 20;

/** The names from below the importer down to who asks; undefined where there are more than can be named. */
function waysTo(lockfile: Lockfile, asker: LockedRequest["asker"]): readonly string[] | undefined {
  if ("path" in asker) {
    return undefined;
  }
  const ways = shortestPaths(lockfile, asker.id, MOST_WAYS);
  return ways.length === 0 || ways.length === MOST_WAYS ? undefined : ways.map((way) => way.slice(1).join("/"));
}

/** The range inside of a spec: behind an alias, or Yarn's protocol. */
export function rangeOf(spec: string): string {
  const inner = spec.startsWith("npm:") ? spec.slice("npm:".length) : spec;
  const at = inner.indexOf("@", 1);
  return at === -1 ? inner : inner.slice(at + 1);
}

function versionsOf(others: readonly LockedRequest[]): string {
  const versions = distinct(others.map(({ target }) => target.version)).filter((version) => valid(version, true));
  return versions.slice(0, 3).join(", ") || "another version";
}

function distinct<T>(items: readonly T[]): readonly T[] {
  return [...new Set(items)];
}
