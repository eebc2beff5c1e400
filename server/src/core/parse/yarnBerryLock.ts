import type { Importer, LockedPackage, Lockfile } from "../model";
import { findMergeConflict } from "./mergeConflict";
import { mergeLockfiles } from "./mergeLockfiles";
import { parseSpec } from "./spec";
import { readYarnBerryText } from "./yarn/yarnBerryText";
import { edgesOf, isAskedAs, keyOf, newRequest, specOf, type YarnEntry } from "./yarn/yarnEntry";
import { linkEntries, requestsOf } from "./yarn/yarnLinks";
import { patchedBy, readLocator, type YarnLocator } from "./yarn/yarnLocator";
import { collectProblems } from "./yarn/yarnProblems";
import { reach } from "./yarn/yarnReach";

const VERSIONS = {
  known: ["3", "4", "5", "6", "7", "8", "9", "10"],
  label: "Version",
  range: "3 to 10 are",
};

const REQUIRED = 1;

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
      entry.asks = [...entry.asks, newRequest(keyOf(patched), specOf(patched))];
    }
  }
  const locators = entries.map(({ resolution, requests }) => readLocator(resolution ?? requests.at(-1) ?? ""));
  const members = new Set(entries.filter((_, index) => locators[index]?.source === "workspace"));
  linkEntries(entries, members);
  for (const { asks } of members) {
    for (const { target } of asks) {
      if (target !== undefined) {
        target.isDirect = true;
      }
    }
  }
  reach([...members, ...entries.filter(({ isAsked }) => !isAsked)], false, REQUIRED);
  const packages: LockedPackage[] = [];
  const importers: Importer[] = [];
  let unversioned: YarnEntry | undefined;
  for (const [index, entry] of entries.entries()) {
    const locator = locators[index];
    if (locator?.source === "workspace") {
      importers.push(toImporter(entry, locator));
    } else if (locator !== undefined) {
      const locked = toPackage(entry, locator);
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

function toImporter(entry: YarnEntry, { name, folder }: YarnLocator): Importer {
  return {
    path: folder ?? "",
    name: NAMELESS.test(name) ? undefined : name,
    dependencies: edgesOf(entry).map((edge) => ({
      ...edge,
      section: entry.optional?.has(edge.name) ? "optionalDependencies" : "dependencies",
    })),
  };
}

function toPackage(entry: YarnEntry, { name, source, version, resolved }: YarnLocator): LockedPackage {
  const { id, start, end, requests, resolution, integrity } = entry;
  const [first = ""] = requests;
  // What is installed is what the resolution says; the field beside it only repeats that.
  const told = resolution === undefined ? undefined : version;
  const locked: LockedPackage = {
    id,
    name,
    version: told ?? entry.version ?? "",
    source,
    span: { start, end },
    direct: entry.isDirect,
    dev: undefined,
    optional: entry.reachedBy !== REQUIRED,
    integrity,
    resolved,
    alias: isAskedAs(name, requests) ? undefined : keyOf(first),
    hasInstallScript: false,
    dependencies: edgesOf(entry),
    requests: requestsOf(entry),
  };
  return source !== "registry" && requests.every(asksRegistry) ? { ...locked, diverted: true } : locked;
}

function asksRegistry(request: string): boolean {
  return parseSpec(keyOf(request), specOf(request)).source === "registry";
}
