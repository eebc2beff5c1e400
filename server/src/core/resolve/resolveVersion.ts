import { rcompare, satisfies as semverSatisfies, valid, validRange } from "semver";
import type { Dependency, History, LockedPackage, Lockfile, Release } from "../model";
import { lockIndexOf } from "./lockIndex";
import { npmIndexOf } from "./npmIndex";
import type { Request } from "./rules";

/** Longer ones take semver seconds, and are nobody's. */
const LONGEST_RANGE = 10_000;

/**
 * The entry that a dependency of one importer was locked to; undefined where there is none.
 *
 * Found by name alone, as the package manager finds it at run time: whether its version still satisfies the
 * range is asked with `satisfies`. `asked` is what the request comes down to after catalogs and overrides.
 */
export function findLocked(
  lockfile: Lockfile,
  importerPath: string,
  dependency: Dependency,
  asked: Request = dependency,
): LockedPackage | undefined {
  switch (lockfile.kind) {
    case "npm-v1":
    case "npm-v2":
    case "npm-v3": {
      const { tree, packages } = npmIndexOf(lockfile);
      const id = tree.from(importerPath)(dependency.key);
      return id === undefined ? undefined : packages.get(id);
    }
    case "yarn-v1":
    case "yarn-berry": {
      const { byRequest } = lockIndexOf(lockfile);
      const { key } = dependency;
      for (const { spec } of [asked, dependency]) {
        const found = byRequest.get(`${key}@${spec}`) ?? byRequest.get(`${key}@npm:${spec}`);
        if (found !== undefined) {
          return found;
        }
      }
      return edgeOf(lockfile, importerPath, dependency)?.locked;
    }
    case "pnpm-v5":
    case "pnpm-v6":
    case "pnpm-v9":
    case "bun":
      return edgeOf(lockfile, importerPath, dependency)?.locked;
    case "bun-binary":
      return undefined;
  }
}

/**
 * Whether the lockfile says itself that it was written for this very request, so that what it came to holds even where
 * the range does not admit it: an override was applied. npm's lockfiles do not say so.
 */
export function isLockedAsAsked(
  lockfile: Lockfile | undefined,
  importerPath: string,
  dependency: Dependency,
  asked: Request = dependency,
): boolean {
  switch (lockfile?.kind) {
    case "yarn-v1": {
      const { byRequest } = lockIndexOf(lockfile);
      return byRequest.has(`${dependency.key}@${dependency.spec}`);
    }
    case "yarn-berry": {
      const { byRequest } = lockIndexOf(lockfile);
      const { key, spec } = dependency;
      return (
        byRequest.has(`${key}@${spec}`) ||
        byRequest.has(`${key}@npm:${spec}`) ||
        isSameSpec(edgeOf(lockfile, importerPath, dependency), dependency, asked)
      );
    }
    case "pnpm-v5":
    case "pnpm-v6":
    case "pnpm-v9":
    case "bun":
      return isSameSpec(edgeOf(lockfile, importerPath, dependency), dependency, asked);
    default:
      return false;
  }
}

/** Whether the lockfile says of this very request that a folder stands for it. */
export function isLinked(lockfile: Lockfile, importerPath: string, { key, spec }: Dependency): boolean {
  const edges = lockIndexOf(lockfile).importers.get(importerPath)?.dependencies;
  return edges?.some((edge) => edge.linked === true && edge.name === key && edge.spec === spec) === true;
}

interface LockedEdge {
  readonly spec: string;
  readonly locked: LockedPackage | undefined;
}

/** What an importer asked for when the lockfile was written, by the dependency's key. */
function edgeOf(lockfile: Lockfile, importerPath: string, { key }: Dependency): LockedEdge | undefined {
  const { byId, importers } = lockIndexOf(lockfile);
  const edge = importers.get(importerPath)?.dependencies.find(({ name }) => name === key);
  return edge && { spec: edge.spec, locked: edge.id === undefined ? undefined : byId.get(edge.id) };
}

/** pnpm writes what an override made of a request; Yarn puts its protocol before what was written. */
function isSameSpec(edge: LockedEdge | undefined, dependency: Dependency, asked: Request): boolean {
  const { spec, locked } = edge ?? { spec: undefined, locked: undefined };
  return locked !== undefined && (spec === dependency.spec || spec === asked.spec || spec === `npm:${dependency.spec}`);
}

/**
 * Whether a version is in a range, by npm's rules: prereleases only where the range names one of the same
 * version, and everything in "*". Undefined: the range is a tag, which only a registry can answer.
 */
export function satisfies(version: string, range: string): boolean | undefined {
  if (!isRange(range)) {
    return undefined;
  }
  return isAny(range) || semverSatisfies(version, range, true);
}

/** The highest of some versions; undefined where there is none. */
export function highestOf(versions: readonly string[]): string | undefined {
  const [highest] = versions
    .filter((version) => valid(version, true) !== null)
    .toSorted((a, b) => rcompare(a, b, true));
  return highest ?? versions[0];
}

/**
 * The version that npm would install today for a range or tag, when no release may be younger than the minimum
 * age; undefined where there is none.
 *
 * As npm chooses: `latest` where the range admits it, else the highest one, and a deprecated one only where
 * there is no other. A release without a date counts as old enough; what was published after `now` does not exist.
 */
export function highestAdmitted(
  range: string,
  history: History,
  now: number,
  minimumAgeMs: number,
): string | undefined {
  const admitted = history.releases.filter(
    ({ version, publishedAt }) =>
      valid(version, true) !== null && (publishedAt === undefined || publishedAt <= now - minimumAgeMs),
  );
  const wanted = range.trim();
  if (isRange(wanted)) {
    return pick(admitted, wanted, history.distTags.latest);
  }
  const tagged = Object.hasOwn(history.distTags, wanted) ? history.distTags[wanted] : undefined;
  if (tagged === undefined || admitted.some(({ version }) => version === tagged)) {
    return tagged;
  }
  // npm steps back from a tag that is too young, not from one whose version is not served any more.
  const all = [...history.releases, ...history.pulled];
  const stamp = all.find(({ version }) => version === tagged)?.publishedAt;
  return stamp !== undefined && stamp > now - minimumAgeMs ? pick(admitted, `<=${tagged}`, undefined) : undefined;
}

function pick(releases: readonly Release[], range: string, preferred: string | undefined): string | undefined {
  const fitting = releases.filter(({ version }) => semverSatisfies(version, range, true));
  const standard = releases.find(({ version }) => version === preferred);
  if (standard !== undefined && standard.deprecated === undefined && (isAny(range) || fitting.includes(standard))) {
    return standard.version;
  }
  const [first] = fitting.toSorted(
    (a, b) =>
      Number(a.deprecated !== undefined) - Number(b.deprecated !== undefined) || rcompare(a.version, b.version, true),
  );
  return first?.version;
}

function isRange(text: string): boolean {
  return text.length <= LONGEST_RANGE && validRange(text, true) !== null;
}

function isAny(range: string): boolean {
  const text = range.trim();
  return text === "" || text === "*";
}
