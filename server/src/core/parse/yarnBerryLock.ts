import type { Importer, LockedPackage, Lockfile } from "../model";
import { findMergeConflict } from "./mergeConflict";
import { mergeLockfiles } from "./mergeLockfiles";
import { parseSpec } from "./spec";
import { readYarnBerryText } from "./yarnBerryText";
import { keyOf, specOf, type YarnEntry } from "./yarnEntry";
import { linkEntries, requestsOf } from "./yarnLinks";
import { patchedBy, readLocator, type YarnLocator } from "./yarnLocator";
import { collectProblems } from "./yarnProblems";
import { reach } from "./yarnReach";

const VERSIONS = {
  known: ["3", "4", "5", "6", "7", "8", "9", "10"],
  label: "Version",
  range: "3 to 10 are",
};

/** The name that Yarn gives to a root whose package.json has none. */
const NAMELESS = /^root-workspace-[0-9a-f]{6}$/;

/**
 * Reads the yarn.lock of Yarn 2 and later, with the place of each entry's requests.
 *
 * Never throws. Members of the workspace are importers; a patch asks for what it is put over, and who asks
 * for a package that Yarn patches of its own accord asks for both. Of an unfinished merge, the entries of both
 * sides are read.
 */
export function parseYarnBerryLock(text: string): Lockfile {
  const lockfile = readLockfile(text);
  // The marks of a merge never pass for lines of Yarn's, so that a sound text need not be searched for them.
  const conflict =
    lockfile.problems.length === 0 ? undefined : findMergeConflict(text, "yarn install resolves it on its own.");
  return conflict === undefined ? lockfile : mergeLockfiles(conflict, readLockfile);
}

function readLockfile(text: string): Lockfile {
  const read = readYarnBerryText(text);
  const { entries } = read;
  for (const entry of entries) {
    const patched = patchedBy(entry.requests[0] ?? "");
    if (patched !== undefined) {
      entry.edges.push({ name: keyOf(patched), spec: specOf(patched) });
    }
  }
  const locators = entries.map(({ resolution, requests }) => readLocator(resolution ?? requests.at(-1) ?? ""));
  const members = new Set(entries.filter((_, index) => locators[index]?.source === "workspace"));
  linkEntries(entries, members);
  const direct = new Set([...members].flatMap(({ targets }) => targets));
  const required = reach([...members, ...entries.filter(({ isAsked }) => !isAsked)], false);
  const packages: LockedPackage[] = [];
  const importers: Importer[] = [];
  let unversioned: YarnEntry | undefined;
  for (const [index, entry] of entries.entries()) {
    const locator = locators[index];
    if (locator?.source === "workspace") {
      importers.push(toImporter(entry, locator));
    } else if (locator !== undefined) {
      const locked = toPackage(entry, locator, direct.has(entry), !required.has(entry));
      if (locked.version === "") {
        unversioned ??= entry;
      } else {
        packages.push(locked);
      }
    }
  }
  // As in all formats, the root comes first.
  importers.sort((a, b) => Number(a.path !== "") - Number(b.path !== ""));
  return { kind: "yarn-berry", packages, importers, problems: collectProblems(text, read, unversioned, VERSIONS) };
}

function toImporter({ edges, optional }: YarnEntry, { name, folder }: YarnLocator): Importer {
  return {
    path: folder ?? "",
    name: NAMELESS.test(name) ? undefined : name,
    dependencies: edges.map((edge) => ({
      ...edge,
      section: optional?.has(edge.name) ? "optionalDependencies" : "dependencies",
    })),
  };
}

function toPackage(
  entry: YarnEntry,
  { name, source, version, resolved }: YarnLocator,
  direct: boolean,
  optional: boolean,
): LockedPackage {
  const { id, start, end, requests, resolution, integrity } = entry;
  const [first = ""] = requests;
  // What is installed is what the resolution says; the field beside it only repeats that.
  const told = resolution === undefined ? undefined : version;
  return {
    id,
    name,
    version: told ?? entry.version ?? "",
    source,
    span: { start, end },
    direct,
    dev: undefined,
    optional,
    integrity,
    resolved,
    alias: requests.some((request) => keyOf(request) === name) ? undefined : keyOf(first),
    hasInstallScript: false,
    dependencies: entry.edges,
    ...(source !== "registry" && requests.every(asksRegistry) ? { diverted: true } : {}),
    requests: requestsOf(entry),
  };
}

function asksRegistry(request: string): boolean {
  return parseSpec(keyOf(request), specOf(request)).source === "registry";
}
